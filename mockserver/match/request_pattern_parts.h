// What a request pattern is made of. Private to this folder.
#pragma once

#include <nlohmann/json.hpp>

#include "http/wire/grammar.h"
#include "mockserver/match/multipart_pattern.h"
#include "mockserver/match/request_pattern.h"

namespace wireproof::mock {

// The values of one name as views, without an allocation for a few.
class Values {
 public:
  void Add(std::string_view value) {
    if (more_.empty() && count_ < few_.size()) {
      few_[count_++] = value;
      return;
    }
    if (more_.empty()) more_.assign(few_.begin(), few_.end());
    more_.push_back(value);
  }
  std::span<const std::string_view> all() const {
    if (more_.empty()) return std::span(few_).first(count_);
    return more_;
  }

 private:
  std::array<std::string_view, 8> few_ = {};
  std::size_t count_ = 0;
  std::vector<std::string_view> more_;
};

inline Values FieldValuesOf(std::span<const FieldView> fields, std::string_view name) {
  Values values;
  for (const FieldView& field : fields) {
    if (wire::EqualsIgnoreCase(field.name, name)) values.Add(field.value);
  }
  return values;
}

inline Values ParameterValuesOf(const Parameters& parameters, std::string_view name) {
  Values values;
  if (const auto* found = FindParameter(parameters, name)) {
    for (const std::string& value : *found) values.Add(value);
  }
  return values;
}

// An empty body is absent, for all operators but binaryEqualTo, which makes no difference.
inline std::optional<std::string_view> BodyValue(std::string_view body) {
  return body.empty() ? std::nullopt : std::optional(body);
}

template <typename Pattern>
using NamedPatterns = std::optional<std::vector<std::pair<std::string, Pattern>>>;

struct BasicCredentials {
  std::optional<std::string> username = {};
  std::optional<std::string> password = {};
  std::string encoded = {};  // what follows "Basic "
  bool Matches(std::string_view authorization) const;
};

struct CustomMatch {
  Json written;
  Json parameters;
  std::shared_ptr<const CustomMatcher> matcher;  // null: not registered, never matches
};

// Nothing is what was not said; an empty list is written back as one.
struct RequestPattern::Parts {
  enum class MethodForm : std::uint8_t { kAny, kGetOrHead, kOne };
  std::string method = "ANY";
  MethodForm method_form = MethodForm::kAny;
  UrlPattern url = {};
  std::optional<std::string> scheme = {};
  std::optional<ValuePattern> host = {};
  std::optional<std::int64_t> port = {};
  std::optional<ValuePattern> client_ip = {};
  NamedPatterns<ValuePattern> path_parameters = {};
  NamedPatterns<MultiValuePattern> headers = {};
  NamedPatterns<MultiValuePattern> query = {};
  NamedPatterns<MultiValuePattern> form = {};
  NamedPatterns<ValuePattern> cookies = {};
  std::optional<BasicCredentials> basic = {};
  std::optional<std::vector<ValuePattern>> body = {};
  std::optional<std::vector<MultipartPattern>> multipart = {};
  std::optional<CustomMatch> custom = {};
  bool only_method_and_url = true;

  // Cookies that must not be there: those whose operator is `absent`.
  std::vector<std::string> absent_cookies = {};

  // Some value of the cookie; where it is not there, whether it must not be. Only `absent` itself
  // says so (as in WireMock): any other operator asks for a cookie.
  bool MatchesCookie(const std::string& name, const ValuePattern& pattern, const Request& request,
                     const MatchContext& context) const;
  double CookieDistance(const std::string& name, const ValuePattern& pattern,
                        const Request& request, const MatchContext& context) const;
  bool MatchesHost(const Request& request, const MatchContext& context) const;
  // Whether `headers` is overruled by the credentials for this name.
  bool IsOverruled(std::string_view name) const {
    return basic && wire::EqualsIgnoreCase(name, "Authorization");
  }
  // The variables of the path; none where the URL is no template or does not match.
  std::optional<PathTemplate::Bindings> Variables(const Request& request) const;
};

// The value a variable has, if it has one.
std::optional<std::string_view> FindVariable(const PathTemplate::Bindings& bindings,
                                             std::string_view name);

}  // namespace wireproof::mock
