#include "mockserver/stub/unmatchable.h"

#include <string>
#include <string_view>

namespace wireproof::mock {
namespace {

// What stands for something unknown in the text of a URL: a variable of a template, or "**". No
// slash, question mark or blank, which are looked for.
constexpr char kUnknown = '\x01';

std::string_view MemberOf(UrlForm form) {
  switch (form) {
    case UrlForm::kUrl:
      return "/url";
    case UrlForm::kUrlPath:
      return "/urlPath";
    case UrlForm::kTemplate:
      return "/urlPathTemplate";
    case UrlForm::kAny:
    case UrlForm::kUrlPattern:
    case UrlForm::kUrlPathPattern:
      break;
  }
  return {};
}

// The literal text, with kUnknown for what is none.
std::string LiteralOf(const UrlPattern& url) {
  if (url.form != UrlForm::kTemplate) return url.text;
  std::string literal;
  for (std::size_t i = 0; i < url.text.size(); ++i) {
    const bool wildcard = url.text.compare(i, 2, "**") == 0;
    literal += wildcard || url.text[i] == '{' ? kUnknown : url.text[i];
    if (wildcard) ++i;
    if (url.text[i] == '{') i = url.text.find('}', i);  // it is closed: the template was read
  }
  return literal;
}

// Targets that do not begin with "/" (RFC 9112 section 3.2): "*" of OPTIONS, "host:port" of
// CONNECT, and "?a" behind an authority.
bool MayBeginOtherwise(const UrlPattern& url, const std::string& literal) {
  if (url.form == UrlForm::kTemplate && url.text.starts_with("**")) return true;
  if (literal == "*" || literal.starts_with('?')) return true;
  if (literal.contains('/')) return false;
  return literal.contains(':') || literal.contains(kUnknown);
}

std::string_view Why(const UrlPattern& url) {
  const std::string literal = LiteralOf(url);
  const bool whole = url.form == UrlForm::kUrl;
  if (literal.empty()) return "no request has an empty URL; without this member it matches any";
  if (literal.contains(' ')) return "no URL has a blank in it; a request says %20";
  if (!whole && literal.contains('?')) {
    return "a path has no \"?\" in it; for the query there are \"url\" and \"queryParameters\"";
  }
  if (whole && literal.find('?') == literal.size() - 1) {
    return "no request has a \"?\" at its end: /a? is taken as /a";
  }
  if (literal.starts_with('/') || MayBeginOtherwise(url, literal)) return {};
  if (literal.contains("://")) {
    return "a URL begins behind scheme and host, which have members of their own";
  }
  return "a URL begins with \"/\"";
}

}  // namespace

std::optional<JsonProblem> WhyUnmatchable(const RequestPattern& pattern) {
  const std::string_view member = MemberOf(pattern.url().form);
  if (member.empty()) return std::nullopt;
  const std::string_view why = Why(pattern.url());
  if (why.empty()) return std::nullopt;
  return JsonProblem{.pointer = std::string(member),
                     .message = "matches no request: " + std::string(why)};
}

}  // namespace wireproof::mock
