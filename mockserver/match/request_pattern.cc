#include "mockserver/match/request_pattern.h"

#include <fmt/format.h>

#include <algorithm>

#include "mockserver/match/body_text.h"
#include "mockserver/match/java_regex.h"
#include "mockserver/match/request_pattern_parts.h"
#include "mockserver/match/text_distance.h"

namespace wireproof::mock {
namespace {

using Parts = RequestPattern::Parts;

// How much each question weighs; those of the first round decide whether there is a second.
constexpr double kUrlWeight = 10;
constexpr double kHostWeight = 10;
constexpr double kPortWeight = 10;
constexpr double kSchemeWeight = 3;
constexpr double kClientIpWeight = 3;
constexpr double kMethodWeight = 3;
constexpr double kFirstRound =
    kUrlWeight + kHostWeight + kPortWeight + kSchemeWeight + kClientIpWeight + kMethodWeight;
constexpr double kSecondRound = 7;  // path, header, query, form, cookies, body, multipart

class Mean {
 public:
  void Add(double distance) {
    sum_ += distance;
    ++count_;
  }
  double value() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

 private:
  double sum_ = 0;
  std::size_t count_ = 0;
};

// The same questions asked of each name: `ask(pattern, name)` gives what a Mean or a test takes.
template <typename Pattern, typename Ask>
bool All(const NamedPatterns<Pattern>& patterns, Ask ask) {
  if (!patterns) return true;
  return std::ranges::all_of(*patterns, [&](const auto& p) { return ask(p.second, p.first); });
}

template <typename Pattern, typename Ask>
void AddAll(const NamedPatterns<Pattern>& patterns, Mean& mean, Ask ask) {
  if (!patterns) return;
  for (const auto& [name, pattern] : *patterns) mean.Add(ask(pattern, name));
}

bool HasCredentials(const BasicCredentials& basic, const Request& request) {
  const auto is_it = [&](const FieldView& field) {
    return wire::EqualsIgnoreCase(field.name, "Authorization") && basic.Matches(field.value);
  };
  return std::ranges::any_of(request.fields(), is_it);
}

bool FieldsMatch(const Parts& parts, const Request& request, const MatchContext& context) {
  if (parts.basic && !HasCredentials(*parts.basic, request)) return false;
  return All(parts.headers, [&](const MultiValuePattern& pattern, const std::string& name) {
    return parts.IsOverruled(name) ||
           pattern.Matches(FieldValuesOf(request.fields(), name).all(), context);
  });
}

double FieldsDistance(const Parts& parts, const Request& request, const MatchContext& context) {
  Mean mean;
  if (parts.basic) mean.Add(HasCredentials(*parts.basic, request) ? 0 : 1);
  AddAll(parts.headers, mean, [&](const MultiValuePattern& pattern, const std::string& name) {
    if (parts.IsOverruled(name)) return 0.0;
    return pattern.Distance(FieldValuesOf(request.fields(), name).all(), context);
  });
  return mean.value();
}

bool VariablesMatch(const Parts& parts, const Request& request, const MatchContext& context) {
  if (!parts.path_parameters) return true;
  const auto variables = parts.Variables(request);
  if (!variables) return true;
  return All(parts.path_parameters, [&](const ValuePattern& pattern, const std::string& name) {
    return pattern.Matches(FindVariable(*variables, name), context);
  });
}

double VariablesDistance(const Parts& parts, const Request& request, const MatchContext& context) {
  Mean mean;
  if (const auto variables = parts.Variables(request)) {
    AddAll(parts.path_parameters, mean, [&](const ValuePattern& pattern, const std::string& name) {
      return pattern.Distance(FindVariable(*variables, name), context);
    });
  }
  return mean.value();
}

bool BodyMatches(const Parts& parts, const Request& request, const MatchContext& context) {
  if (parts.body) {
    std::string room;
    const auto body = BodyValue(BodyText(request, room));
    for (const ValuePattern& pattern : *parts.body) {
      if (!pattern.Matches(body, context)) return false;
    }
  }
  if (!parts.multipart) return true;
  return std::ranges::all_of(
      *parts.multipart, [&](const MultipartPattern& p) { return p.Matches(request, context); });
}

double BodyDistance(const Parts& parts, const Request& request, const MatchContext& context) {
  Mean body;
  Mean multipart;
  if (parts.body) {
    std::string room;
    const auto text = BodyValue(BodyText(request, room));
    for (const ValuePattern& pattern : *parts.body) {
      body.Add(pattern.Distance(text, context));
    }
  }
  if (parts.multipart) {
    for (const MultipartPattern& pattern : *parts.multipart) {
      multipart.Add(pattern.Distance(request, context));
    }
  }
  return body.value() + multipart.value();
}

double SecondRound(const Parts& parts, const Request& request, const MatchContext& context) {
  double sum = VariablesDistance(parts, request, context);
  sum += FieldsDistance(parts, request, context);
  Mean query;
  AddAll(parts.query, query, [&](const MultiValuePattern& pattern, const std::string& name) {
    return pattern.Distance(ParameterValuesOf(request.query_parameters(), name).all(), context);
  });
  Mean form;
  AddAll(parts.form, form, [&](const MultiValuePattern& pattern, const std::string& name) {
    return pattern.Distance(ParameterValuesOf(request.form_parameters(), name).all(), context);
  });
  Mean cookies;
  AddAll(parts.cookies, cookies, [&](const ValuePattern& pattern, const std::string& name) {
    return parts.CookieDistance(name, pattern, request, context);
  });
  return sum + query.value() + form.value() + cookies.value() +
         BodyDistance(parts, request, context);
}

// What operators are told: the body of this request is parsed once.
MatchContext For(const Request& request, const MatchContext& context) {
  return {.now = context.now, .request = &request, .remarks = context.remarks};
}

}  // namespace

bool UrlPattern::Matches(const Request& request) const {
  switch (form) {
    case UrlForm::kAny:
      return true;
    case UrlForm::kUrl:
      return request.url() == text;
    case UrlForm::kUrlPattern:
      return regex->Matches(request.url());
    case UrlForm::kUrlPath:
      return request.path() == text;
    case UrlForm::kUrlPathPattern:
      return regex->Matches(request.path());
    case UrlForm::kTemplate:
      return path_template->Matches(request.path());
  }
  return false;
}

double UrlPattern::Distance(const Request& request) const {
  if (Matches(request)) return 0;
  switch (form) {
    case UrlForm::kUrl:
      return TextDistance(text, request.url());
    case UrlForm::kUrlPath:
      return TextDistance(text, request.path());
    case UrlForm::kTemplate:
      return TextDistance(path_template->plain(), request.path());
    default:
      return 1;
  }
}

bool BasicCredentials::Matches(std::string_view authorization) const {
  constexpr std::string_view kScheme = "Basic ";
  return wire::EqualsIgnoreCase(authorization.substr(0, kScheme.size()), kScheme) &&
         authorization.substr(kScheme.size()) == encoded;
}

bool Parts::MatchesCookie(const std::string& name, const ValuePattern& pattern,
                          const Request& request, const MatchContext& context) const {
  const auto* values = FindParameter(request.cookies(), name);
  if (values == nullptr) return std::ranges::find(absent_cookies, name) != absent_cookies.end();
  return SomeMatches(pattern, *values, context);
}

double Parts::CookieDistance(const std::string& name, const ValuePattern& pattern,
                             const Request& request, const MatchContext& context) const {
  const auto* values = FindParameter(request.cookies(), name);
  if (values == nullptr) return MatchesCookie(name, pattern, request, context) ? 0 : 1;
  double least = 1;
  for (const std::string& value : *values) {
    least = std::min(least, pattern.Distance(value, context));
  }
  return least;
}

// WireMock's host of an IPv6 address has brackets.
bool Parts::MatchesHost(const Request& request, const MatchContext& context) const {
  if (!host || host->Matches(request.host(), context)) return true;
  const bool ipv6 = request.host().find(':') != std::string_view::npos;
  return ipv6 && host->Matches(fmt::format("[{}]", request.host()), context);
}

std::optional<PathTemplate::Bindings> Parts::Variables(const Request& request) const {
  if (url.form != UrlForm::kTemplate) return std::nullopt;
  return url.path_template->Bind(request.path());
}

std::optional<std::string_view> FindVariable(const PathTemplate::Bindings& bindings,
                                             std::string_view name) {
  for (const auto& [known, value] : bindings) {
    if (known == name) return value;
  }
  return std::nullopt;
}

RequestPattern::RequestPattern() {
  static const auto any = std::make_shared<const Parts>();
  parts_ = any;
}

const std::string& RequestPattern::method() const {
  return parts_->method;
}

const UrlPattern& RequestPattern::url() const {
  return parts_->url;
}

bool RequestPattern::only_method_and_url() const {
  return parts_->only_method_and_url;
}

bool RequestPattern::MatchesMethod(std::string_view method) const {
  switch (parts_->method_form) {
    case Parts::MethodForm::kAny:
      return true;
    case Parts::MethodForm::kGetOrHead:
      return method == "GET" || method == "HEAD";
    case Parts::MethodForm::kOne:
      return method == parts_->method;
  }
  return false;
}

bool RequestPattern::Matches(const Request& request, const MatchContext& context) const {
  return MatchesMethod(request.method()) && parts_->url.Matches(request) &&
         MatchesBeyondUrl(request, context);
}

bool RequestPattern::MatchesBeyondUrl(const Request& request, const MatchContext& context) const {
  const Parts& parts = *parts_;
  if (parts.only_method_and_url) return true;
  const MatchContext here = For(request, context);
  if (parts.port && *parts.port != request.port()) return false;
  if (parts.scheme && *parts.scheme != request.scheme()) return false;
  if (parts.client_ip && !parts.client_ip->Matches(request.origin().client_ip, here)) return false;
  if (!parts.MatchesHost(request, here) || !VariablesMatch(parts, request, here)) return false;
  if (!FieldsMatch(parts, request, here)) return false;
  const bool query =
      All(parts.query, [&](const MultiValuePattern& pattern, const std::string& name) {
        return pattern.Matches(ParameterValuesOf(request.query_parameters(), name).all(), here);
      });
  const bool form =
      query && All(parts.form, [&](const MultiValuePattern& pattern, const std::string& name) {
        return pattern.Matches(ParameterValuesOf(request.form_parameters(), name).all(), here);
      });
  const bool cookies =
      form && All(parts.cookies, [&](const ValuePattern& pattern, const std::string& name) {
        return parts.MatchesCookie(name, pattern, request, here);
      });
  if (!cookies || !BodyMatches(parts, request, here)) return false;
  if (!parts.custom) return true;
  return parts.custom->matcher &&
         parts.custom->matcher->Distance(request, parts.custom->parameters) == 0;
}

double RequestPattern::Distance(const Request& request, const MatchContext& context) const {
  const Parts& parts = *parts_;
  const MatchContext here = For(request, context);
  double sum = kUrlWeight * parts.url.Distance(request);
  if (!parts.MatchesHost(request, here)) {
    sum += kHostWeight * parts.host->Distance(request.host(), here);
  }
  if (parts.port && *parts.port != request.port()) sum += kPortWeight;
  if (parts.scheme && *parts.scheme != request.scheme()) sum += kSchemeWeight;
  if (parts.client_ip) {
    sum += kClientIpWeight * parts.client_ip->Distance(request.origin().client_ip, here);
  }
  if (!MatchesMethod(request.method())) sum += kMethodWeight;
  const bool first_only = sum > 0;
  if (!first_only) sum = SecondRound(parts, request, here);
  const double distance = sum / (first_only ? kFirstRound : kFirstRound + kSecondRound);
  if (!parts.custom) return distance;
  const auto& matcher = parts.custom->matcher;
  return (distance + (matcher ? matcher->Distance(request, parts.custom->parameters) : 1)) / 2;
}

}  // namespace wireproof::mock
