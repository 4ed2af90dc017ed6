// Which requests a stub, an expectation or a question is about. Plain C++17.
//
//   Get("/things/1").WithHeader("Accept", Containing("json")).WithQuery("q", EqualTo("x"))
//
// Matchers are values: each With... gives a new one and leaves the old as it was. They are
// WireMock's JSON underneath (docs/stubs.md), so what has no function here is said by FromJson.
// What no server can take (text that is not UTF-8, JSON that is none) throws
// std::invalid_argument here; a bad regular expression, path or schema throws it where the matcher
// is used.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace wireproof::mock {

// What a header, a parameter, a cookie or a body has to be. A plain text is EqualTo.
class ValueMatcher {
 public:
  ValueMatcher(const char* text);       // NOLINT(google-explicit-constructor)
  ValueMatcher(std::string_view text);  // NOLINT(google-explicit-constructor)
  ValueMatcher(const std::string& text) : ValueMatcher(std::string_view(text)) {}  // NOLINT
  // One of WireMock's operators, as JSON: {"before": "now +3 days"}.
  static ValueMatcher FromJson(std::string_view json);

  const std::string& json() const { return json_; }

 private:
  struct Checked {};
  ValueMatcher(Checked, std::string json) : json_(std::move(json)) {}
  std::string json_;
};

ValueMatcher EqualTo(std::string_view text);
ValueMatcher EqualToIgnoringCase(std::string_view text);
ValueMatcher Containing(std::string_view text);
// A Java regular expression that the whole text has to match.
ValueMatcher Matching(std::string_view regex);
// There is none of that name; there is one, whatever its value.
ValueMatcher Absent();
ValueMatcher Present();

struct JsonRules {
  bool ignore_array_order = false;
  bool ignore_extra_elements = false;
};
ValueMatcher EqualToJson(std::string_view json, JsonRules rules = {});
// There is something at that path; with a matcher, and it matches.
ValueMatcher MatchingJsonPath(std::string_view path);
ValueMatcher MatchingJsonPath(std::string_view path, const ValueMatcher& value);
// JSON Schema 2020-12, unless "$schema" says otherwise.
ValueMatcher MatchingJsonSchema(std::string_view schema);
ValueMatcher EqualToXml(std::string_view xml);
ValueMatcher MatchingXPath(std::string_view path);
ValueMatcher MatchingXPath(std::string_view path, const ValueMatcher& value);
// Any octets; for bodies only.
ValueMatcher EqualToOctets(std::string_view octets);

ValueMatcher operator!(const ValueMatcher& matcher);
ValueMatcher operator&&(const ValueMatcher& a, const ValueMatcher& b);
ValueMatcher operator||(const ValueMatcher& a, const ValueMatcher& b);

// Which URL. A plain text is an exact path, whatever the query; one with a "?" is an exact path and
// query.
class UrlMatcher {
 public:
  UrlMatcher(const char* text);         // NOLINT(google-explicit-constructor)
  UrlMatcher(const std::string& text);  // NOLINT(google-explicit-constructor)
  UrlMatcher(std::string key, std::string text) : key_(std::move(key)), text_(std::move(text)) {}

  const std::string& key() const { return key_; }  // "urlPath"; empty: any URL
  const std::string& text() const { return text_; }

 private:
  std::string key_;
  std::string text_;
};

UrlMatcher AnyUrl();
// Path and query are exactly that text, even if it has no "?".
UrlMatcher ExactUrl(std::string_view text);
// A Java regular expression for the whole of path and query, or of the path.
UrlMatcher UrlMatching(std::string_view regex);
UrlMatcher PathMatching(std::string_view regex);
// "/things/{id}/parts/{part}"; the variables can be matched by WithPathParameter.
UrlMatcher PathLike(std::string_view path_template);

class RequestMatcher {
 public:
  // "ANY" is any method.
  RequestMatcher(std::string_view method, const UrlMatcher& url);
  // A request pattern of WireMock's.
  static RequestMatcher FromJson(std::string_view json);

  // Said twice of one header, parameter or form field, each must be met by some value of it.
  [[nodiscard]] RequestMatcher WithHeader(std::string_view name, const ValueMatcher& value) const;
  [[nodiscard]] RequestMatcher WithQuery(std::string_view name, const ValueMatcher& value) const;
  [[nodiscard]] RequestMatcher WithFormField(std::string_view name,
                                             const ValueMatcher& value) const;
  [[nodiscard]] RequestMatcher WithCookie(std::string_view name, const ValueMatcher& value) const;
  [[nodiscard]] RequestMatcher WithPathParameter(std::string_view name,
                                                 const ValueMatcher& value) const;
  [[nodiscard]] RequestMatcher WithBasicAuth(std::string_view user,
                                             std::string_view password) const;
  // Said twice, both must match.
  [[nodiscard]] RequestMatcher WithBody(const ValueMatcher& value) const;
  // Some part of a multipart body has that name and that content.
  [[nodiscard]] RequestMatcher WithPart(std::string_view name, const ValueMatcher& content) const;

  const std::string& json() const { return json_; }
  // For people: "GET /things/1", and what else is asked for as JSON.
  std::string Describe() const;

 private:
  struct Checked {};
  RequestMatcher(Checked, std::string json) : json_(std::move(json)) {}
  std::string json_;
};

RequestMatcher Get(const UrlMatcher& url);
RequestMatcher Head(const UrlMatcher& url);
RequestMatcher Post(const UrlMatcher& url);
RequestMatcher Put(const UrlMatcher& url);
RequestMatcher Patch(const UrlMatcher& url);
RequestMatcher Delete(const UrlMatcher& url);
RequestMatcher Options(const UrlMatcher& url);
RequestMatcher AnyMethod(const UrlMatcher& url);
RequestMatcher AnyRequest();

}  // namespace wireproof::mock
