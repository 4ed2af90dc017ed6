#include "mockserver/match/request_pattern_parts.h"

namespace wireproof::mock {
namespace {

template <typename Pattern>
void Put(Json& json, const char* key, const NamedPatterns<Pattern>& patterns) {
  if (!patterns) return;
  Json object = Json::object();
  for (const auto& [name, pattern] : *patterns) object[name] = pattern.ToJson();
  json[key] = std::move(object);
}

template <typename Pattern>
void Put(Json& json, const char* key, const std::optional<std::vector<Pattern>>& patterns) {
  if (!patterns) return;
  Json array = Json::array();
  for (const Pattern& pattern : *patterns) array.push_back(pattern.ToJson());
  json[key] = std::move(array);
}

const char* KeyOf(UrlForm form) {
  switch (form) {
    case UrlForm::kAny:
      return "";
    case UrlForm::kUrl:
      return "url";
    case UrlForm::kUrlPattern:
      return "urlPattern";
    case UrlForm::kUrlPath:
      return "urlPath";
    case UrlForm::kUrlPathPattern:
      return "urlPathPattern";
    case UrlForm::kTemplate:
      return "urlPathTemplate";
  }
  return "";
}

}  // namespace

// The order is WireMock's.
Json RequestPattern::ToJson() const {
  const Parts& parts = *parts_;
  Json json = Json::object();
  if (parts.scheme) json["scheme"] = *parts.scheme;
  if (parts.host) json["host"] = parts.host->ToJson();
  if (parts.port) json["port"] = *parts.port;
  if (parts.client_ip) json["clientIp"] = parts.client_ip->ToJson();
  if (parts.url.form != UrlForm::kAny) json[KeyOf(parts.url.form)] = parts.url.text;
  json["method"] = parts.method;
  Put(json, "headers", parts.headers);
  Put(json, "pathParameters", parts.path_parameters);
  Put(json, "queryParameters", parts.query);
  Put(json, "formParameters", parts.form);
  Put(json, "cookies", parts.cookies);
  Put(json, "bodyPatterns", parts.body);
  if (parts.custom) json["customMatcher"] = parts.custom->written;
  Put(json, "multipartPatterns", parts.multipart);
  if (parts.basic) {
    Json basic = Json::object();
    if (parts.basic->username) basic["username"] = *parts.basic->username;
    if (parts.basic->password) basic["password"] = *parts.basic->password;
    json["basicAuthCredentials"] = std::move(basic);
  }
  return json;
}

}  // namespace wireproof::mock
