// ValueMatcher (wireproof/request_matcher.h).
#include "mockserver/builder_json.h"
#include "mockserver/match/base64.h"
#include "wireproof/request_matcher.h"

namespace wireproof::mock {
namespace {

Json Single(const char* name, Json operand) {
  Json json = Json::object();
  json[name] = std::move(operand);
  return json;
}

ValueMatcher Made(const Json& json) {
  return ValueMatcher::FromJson(WriteJson(json));
}

ValueMatcher OfText(const char* name, std::string_view operand) {
  return Made(Single(name, TextOfUser(name, operand)));
}

// {name: {"expression": path, <the matcher's members>}}
ValueMatcher OfPath(const char* name, std::string_view path, const ValueMatcher& value) {
  Json operand = Json::object();
  operand["expression"] = TextOfUser(name, path);
  operand.update(JsonOfUser(name, value.json()));
  return Made(Single(name, std::move(operand)));
}

ValueMatcher OfTwo(const char* name, const ValueMatcher& a, const ValueMatcher& b) {
  Json operands = Json::array();
  operands.push_back(JsonOfUser(name, a.json()));
  operands.push_back(JsonOfUser(name, b.json()));
  return Made(Single(name, std::move(operands)));
}

}  // namespace

ValueMatcher::ValueMatcher(const char* text) : ValueMatcher(std::string_view(text)) {}
ValueMatcher::ValueMatcher(std::string_view text) : ValueMatcher(EqualTo(text)) {}

ValueMatcher ValueMatcher::FromJson(std::string_view json) {
  const Json value = JsonOfUser("ValueMatcher", json);
  if (!value.is_object()) Refuse("ValueMatcher", {.pointer = {}, .message = "expected an object"});
  return {Checked{}, WriteJson(value)};
}

ValueMatcher EqualTo(std::string_view text) {
  return OfText("equalTo", text);
}

ValueMatcher EqualToIgnoringCase(std::string_view text) {
  Json json = Single("equalTo", TextOfUser("equalTo", text));
  json["caseInsensitive"] = true;
  return Made(json);
}

ValueMatcher Containing(std::string_view text) {
  return OfText("contains", text);
}

ValueMatcher Matching(std::string_view regex) {
  return OfText("matches", regex);
}

ValueMatcher Absent() {
  return Made(Single("absent", true));
}

ValueMatcher Present() {
  return Matching("[\\s\\S]*");
}

ValueMatcher EqualToJson(std::string_view json, JsonRules rules) {
  Json pattern = Single("equalToJson", JsonOfUser("equalToJson", json));
  // A text stays the text of JSON that it is read from: {"equalToJson": "\"x\""} means "x".
  if (pattern["equalToJson"].is_string()) pattern["equalToJson"] = std::string(json);
  if (rules.ignore_array_order) pattern["ignoreArrayOrder"] = true;
  if (rules.ignore_extra_elements) pattern["ignoreExtraElements"] = true;
  return Made(pattern);
}

ValueMatcher MatchingJsonPath(std::string_view path) {
  return OfText("matchesJsonPath", path);
}

ValueMatcher MatchingJsonPath(std::string_view path, const ValueMatcher& value) {
  return OfPath("matchesJsonPath", path, value);
}

ValueMatcher MatchingJsonSchema(std::string_view schema) {
  return Made(Single("matchesJsonSchema", JsonOfUser("matchesJsonSchema", schema)));
}

ValueMatcher EqualToXml(std::string_view xml) {
  return OfText("equalToXml", xml);
}

ValueMatcher MatchingXPath(std::string_view path) {
  return OfText("matchesXPath", path);
}

ValueMatcher MatchingXPath(std::string_view path, const ValueMatcher& value) {
  return OfPath("matchesXPath", path, value);
}

ValueMatcher EqualToOctets(std::string_view octets) {
  return Made(Single("binaryEqualTo", EncodeBase64(octets)));
}

ValueMatcher operator!(const ValueMatcher& matcher) {
  return Made(Single("not", JsonOfUser("not", matcher.json())));
}

ValueMatcher operator&&(const ValueMatcher& a, const ValueMatcher& b) {
  return OfTwo("and", a, b);
}

ValueMatcher operator||(const ValueMatcher& a, const ValueMatcher& b) {
  return OfTwo("or", a, b);
}

}  // namespace wireproof::mock
