#include "mockserver/stub/base_url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "http/wire/grammar.h"

namespace wireproof::mock {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

constexpr std::string_view kBehindScheme = "://";

}  // namespace

std::string BaseUrl::authority() const {
  const bool usual = port == (https ? kHttpsPort : kHttpPort);
  const std::string name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
  return usual ? name : fmt::format("{}:{}", name, port);
}

std::optional<BaseUrl> ParseBaseUrl(std::string_view text) {
  BaseUrl url;
  const std::size_t colon = text.find(kBehindScheme);
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = text.substr(0, colon);
  url.https = wire::EqualsIgnoreCase(scheme, "https");
  if (!url.https && !wire::EqualsIgnoreCase(scheme, "http")) return std::nullopt;
  text.remove_prefix(colon + kBehindScheme.size());
  const std::size_t path = std::min(text.find_first_of("/?#"), text.size());
  std::string_view authority = text.substr(0, path);
  url.path = std::string(text.substr(path));
  while (url.path.ends_with('/')) url.path.pop_back();
  if (url.path.find_first_of("?# \r\n\t") != std::string::npos) return std::nullopt;
  if (authority.find('@') != std::string_view::npos) return std::nullopt;
  url.port = url.https ? kHttpsPort : kHttpPort;
  const std::size_t bracket = authority.rfind(']');
  const std::size_t port = authority.rfind(':');
  if (port != std::string_view::npos && (bracket == std::string_view::npos || port > bracket)) {
    const std::string_view digits = authority.substr(port + 1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    authority = authority.substr(0, port);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  }
  url.host = std::string(authority);
  if (url.host.empty() || url.host.find_first_of(" \r\n\t") != std::string::npos) {
    return std::nullopt;
  }
  return url;
}

std::optional<UrlParts> SplitUrl(std::string_view url) {
  const std::size_t colon = url.find(kBehindScheme);
  if (colon == std::string_view::npos) return std::nullopt;
  const std::size_t path =
      std::min(url.find_first_of("/?", colon + kBehindScheme.size()), url.size());
  if (!ParseBaseUrl(url.substr(0, path))) return std::nullopt;
  const std::string_view target = url.substr(path);
  return UrlParts{.base = std::string(url.substr(0, path)),
                  .target = fmt::format("{}{}", target.starts_with('/') ? "" : "/", target)};
}

}  // namespace wireproof::mock
