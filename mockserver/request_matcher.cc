#include "wireproof/request_matcher.h"

#include <fmt/format.h>

#include "mockserver/builder_json.h"

namespace wireproof::mock {
namespace {

constexpr const char* kMatcher = "RequestMatcher";
constexpr const char* kUrlKeys[] = {"url", "urlPattern", "urlPath", "urlPathPattern",
                                    "urlPathTemplate"};

// {"includes": [...]} of what was there and one more: each is met by some value.
Json BothOfValues(Json first, Json second) {
  if (first.size() == 1 && first.contains("includes")) {
    first["includes"].push_back(std::move(second));
    return first;
  }
  Json both = Json::object();
  both["includes"] = Json::array({std::move(first), std::move(second)});
  return both;
}

// {"and": [...]}: the one value meets all.
Json BothOfOne(Json first, Json second) {
  if (first.size() == 1 && first.contains("and")) {
    first["and"].push_back(std::move(second));
    return first;
  }
  Json both = Json::object();
  both["and"] = Json::array({std::move(first), std::move(second)});
  return both;
}

std::string WithNamed(const std::string& json, const char* section, std::string_view name,
                      const ValueMatcher& value, Json (*both)(Json, Json)) {
  const std::string key = TextOfUser(section, name).get<std::string>();
  return Edited(json, [&](Json& pattern) {
    Json& named = pattern[section];
    if (named.is_null()) named = Json::object();
    Json added = JsonOfUser(section, value.json());
    const auto there = named.find(key);
    if (there != named.end()) added = both(std::move(*there), std::move(added));
    named[key] = std::move(added);
  });
}

std::string WithAdded(const std::string& json, const char* list, Json entry) {
  return Edited(json, [&](Json& pattern) {
    Json& entries = pattern[list];
    if (entries.is_null()) entries = Json::array();
    entries.push_back(std::move(entry));
  });
}

}  // namespace

UrlMatcher::UrlMatcher(const char* text) : UrlMatcher(std::string(text)) {}
UrlMatcher::UrlMatcher(const std::string& text)
    : UrlMatcher(text.find('?') == std::string::npos ? "urlPath" : "url", text) {}

UrlMatcher AnyUrl() {
  return {std::string(), std::string()};
}

UrlMatcher ExactUrl(std::string_view text) {
  return {"url", std::string(text)};
}

UrlMatcher UrlMatching(std::string_view regex) {
  return {"urlPattern", std::string(regex)};
}

UrlMatcher PathMatching(std::string_view regex) {
  return {"urlPathPattern", std::string(regex)};
}

UrlMatcher PathLike(std::string_view path_template) {
  return {"urlPathTemplate", std::string(path_template)};
}

RequestMatcher::RequestMatcher(std::string_view method, const UrlMatcher& url) {
  Json json = Json::object();
  json["method"] = TextOfUser(kMatcher, method);
  if (!url.key().empty()) json[url.key()] = TextOfUser(kMatcher, url.text());
  json_ = WriteJson(json);
}

RequestMatcher RequestMatcher::FromJson(std::string_view json) {
  const Json value = JsonOfUser(kMatcher, json);
  if (!value.is_object()) Refuse(kMatcher, {.pointer = {}, .message = "expected an object"});
  return {Checked{}, WriteJson(value)};
}

RequestMatcher RequestMatcher::WithHeader(std::string_view name, const ValueMatcher& value) const {
  return {Checked{}, WithNamed(json_, "headers", name, value, BothOfValues)};
}

RequestMatcher RequestMatcher::WithQuery(std::string_view name, const ValueMatcher& value) const {
  return {Checked{}, WithNamed(json_, "queryParameters", name, value, BothOfValues)};
}

RequestMatcher RequestMatcher::WithFormField(std::string_view name,
                                             const ValueMatcher& value) const {
  return {Checked{}, WithNamed(json_, "formParameters", name, value, BothOfValues)};
}

RequestMatcher RequestMatcher::WithCookie(std::string_view name, const ValueMatcher& value) const {
  return {Checked{}, WithNamed(json_, "cookies", name, value, BothOfOne)};
}

RequestMatcher RequestMatcher::WithPathParameter(std::string_view name,
                                                 const ValueMatcher& value) const {
  return {Checked{}, WithNamed(json_, "pathParameters", name, value, BothOfOne)};
}

RequestMatcher RequestMatcher::WithBasicAuth(std::string_view user,
                                             std::string_view password) const {
  return {Checked{}, Edited(json_, [&](Json& pattern) {
            pattern["basicAuthCredentials"] = {{"username", TextOfUser(kMatcher, user)},
                                               {"password", TextOfUser(kMatcher, password)}};
          })};
}

RequestMatcher RequestMatcher::WithBody(const ValueMatcher& value) const {
  return {Checked{}, WithAdded(json_, "bodyPatterns", JsonOfUser(kMatcher, value.json()))};
}

RequestMatcher RequestMatcher::WithPart(std::string_view name, const ValueMatcher& content) const {
  Json part = Json::object();
  part["name"] = TextOfUser(kMatcher, name);
  part["bodyPatterns"] = Json::array({JsonOfUser(kMatcher, content.json())});
  return {Checked{}, WithAdded(json_, "multipartPatterns", std::move(part))};
}

std::string RequestMatcher::Describe() const {
  Json json = JsonOfUser(kMatcher, json_);
  const auto take = [&json](const char* key) {
    const auto at = json.find(key);
    if (at == json.end() || !at->is_string()) return std::string();
    std::string text = at->get<std::string>();
    json.erase(at);
    return text;
  };
  std::string method = take("method");
  if (method.empty() || method == "ANY") method = "any method";
  std::string url = "any URL";
  for (const char* key : kUrlKeys) {
    const std::string text = take(key);
    if (text.empty()) continue;
    const std::string_view kind = key;
    const bool exact = kind == "url" || kind == "urlPath" || kind == "urlPathTemplate";
    url = exact ? text
                : fmt::format("a {} that matches {}",
                              kind.substr(0, 7) == "urlPath" ? "path" : "URL", text);
    break;
  }
  if (json.empty()) return fmt::format("{} {}", method, url);
  return fmt::format("{} {} with {}", method, url, WriteJson(json));
}

RequestMatcher Get(const UrlMatcher& url) {
  return {"GET", url};
}

RequestMatcher Head(const UrlMatcher& url) {
  return {"HEAD", url};
}

RequestMatcher Post(const UrlMatcher& url) {
  return {"POST", url};
}

RequestMatcher Put(const UrlMatcher& url) {
  return {"PUT", url};
}

RequestMatcher Patch(const UrlMatcher& url) {
  return {"PATCH", url};
}

RequestMatcher Delete(const UrlMatcher& url) {
  return {"DELETE", url};
}

RequestMatcher Options(const UrlMatcher& url) {
  return {"OPTIONS", url};
}

RequestMatcher AnyMethod(const UrlMatcher& url) {
  return {"ANY", url};
}

RequestMatcher AnyRequest() {
  return AnyMethod(AnyUrl());
}

}  // namespace wireproof::mock
