#include "mockserver/match/request.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "http/wire/grammar.h"
#include "mockserver/match/multipart.h"
#include "mockserver/match/parameters.h"

namespace wireproof::mock {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

// "http://host:8080/a?b" in its two pieces; the first is empty for other forms.
struct SplitTarget {
  std::string_view authority = {};
  std::string_view url = {};
};

SplitTarget Split(std::string_view target) {
  const std::size_t colon = target.find("://");
  if (target.starts_with('/') || colon == std::string_view::npos) return {{}, target};
  const std::string_view rest = target.substr(colon + 3);
  const std::size_t end = rest.find_first_of("/?");
  if (end == std::string_view::npos) return {rest, "/"};
  return {rest.substr(0, end), rest.substr(end)};
}

struct HostAndPort {
  std::string_view host = {};
  std::string_view port = {};
};

HostAndPort SplitAuthority(std::string_view authority) {
  if (authority.starts_with('[')) {
    const std::size_t bracket = authority.find(']');
    if (bracket == std::string_view::npos) return {authority, {}};
    const std::string_view rest = authority.substr(bracket + 1);
    return {authority.substr(1, bracket - 1), rest.starts_with(':') ? rest.substr(1) : ""};
  }
  const std::size_t colon = authority.find(':');
  if (colon == std::string_view::npos) return {authority, {}};
  return {authority.substr(0, colon), authority.substr(colon + 1)};
}

}  // namespace

struct Request::Lazy {
  std::optional<Parameters> query;
  std::optional<Parameters> form;
  std::optional<Parameters> cookies;
  std::optional<std::vector<BodyPart>> parts;
  bool json_read = false;
  std::optional<Json> json;
  std::string json_problem;
};

Request::Request(const RequestParts& parts)
    : parts_(parts), url_(Split(parts.target).url), path_size_(url_.find('?')) {
  if (path_size_ == std::string_view::npos) path_size_ = url_.size();
  if (path_size_ + 1 == url_.size()) url_.remove_suffix(1);  // an empty query is none
}

Request::~Request() = default;

Request::Lazy& Request::lazy() const {
  if (!lazy_) lazy_ = std::make_unique<Lazy>();
  return *lazy_;
}

std::optional<std::string_view> Request::query() const {
  if (path_size_ == url_.size()) return std::nullopt;
  return url_.substr(path_size_ + 1);
}

std::optional<std::string_view> Request::Field(std::string_view name) const {
  for (const FieldView& field : parts_.fields) {
    if (wire::EqualsIgnoreCase(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Request::FieldValues(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const FieldView& field : parts_.fields) {
    if (wire::EqualsIgnoreCase(field.name, name)) values.push_back(field.value);
  }
  return values;
}

std::string_view Request::host() const {
  const std::string_view authority = Split(parts_.target).authority;
  return SplitAuthority(authority.empty() ? Field("Host").value_or("") : authority).host;
}

std::uint16_t Request::port() const {
  const std::string_view authority = Split(parts_.target).authority;
  const std::string_view text =
      SplitAuthority(authority.empty() ? Field("Host").value_or("") : authority).port;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error == std::errc() && end == text.data() + text.size()) return port;
  return parts_.origin.tls ? kHttpsPort : kHttpPort;
}

std::string Request::absolute_url() const {
  const std::string_view name = host();
  const bool ipv6 = name.find(':') != std::string_view::npos;
  std::string url = fmt::format("{}://{}{}{}", scheme(), ipv6 ? "[" : "", name, ipv6 ? "]" : "");
  const std::uint16_t its_port = port();
  if (its_port != (parts_.origin.tls ? kHttpsPort : kHttpPort)) url += fmt::format(":{}", its_port);
  if (!url_.starts_with('/')) url += '/';
  return url.append(url_);
}

const Parameters& Request::query_parameters() const {
  auto& parameters = lazy().query;
  if (!parameters) parameters = ReadParameters(query().value_or(""));
  return *parameters;
}

const Parameters& Request::form_parameters() const {
  auto& parameters = lazy().form;
  if (!parameters) {
    const auto type = Field("Content-Type").value_or("");
    const bool form = IsMediaType(type, "application/x-www-form-urlencoded");
    parameters = form ? ReadParameters(parts_.body) : Parameters{};
  }
  return *parameters;
}

const Parameters& Request::cookies() const {
  auto& parameters = lazy().cookies;
  if (!parameters) parameters = ReadCookies(parts_.fields);
  return *parameters;
}

const std::vector<BodyPart>& Request::body_parts() const {
  auto& parts = lazy().parts;
  if (!parts) parts = ReadBodyParts(Field("Content-Type").value_or(""), parts_.body);
  return *parts;
}

const Json* Request::json() const {
  Lazy& known = lazy();
  if (!known.json_read) {
    known.json_read = true;
    auto value = ReadJson(parts_.body);
    if (value) {
      known.json = std::move(*value);
    } else {
      known.json_problem = std::move(value.error().message);
    }
  }
  return known.json ? &*known.json : nullptr;
}

const std::string& Request::json_problem() const {
  return lazy().json_problem;
}

}  // namespace wireproof::mock
