// What patterns are read from, and written back as; measured on WireMock 3.13.2.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mockserver/match/operator_reading.h"
#include "mockserver/match/value_pattern.h"

namespace wireproof::mock {
namespace {

struct Refused {
  std::string_view pattern;
  std::string_view pointer;
  std::string_view message;
};

TEST(ValuePatternReading, RefusesWhatIsNoPatternAndSaysWhere) {
  const std::vector<Refused> rows = {
      {R"({"equalTo": 5})", "/p", "equalTo operand must be a non-null string"},
      {R"({"equalTo": null})", "/p", "equalTo operand must be a non-null string"},
      {R"({"equalTo": true})", "/p", "equalTo operand must be a non-null string"},
      {R"({"contains": ["a"]})", "/p", "contains operand must be a non-null string"},
      {R"({"matches": 5})", "/p", "matches operand must be a non-null string"},
      {R"({"anything": true})", "/p", "anything operand must be a non-null string"},
      {R"({"matchesPathTemplate": 5})", "/p",
       "matchesPathTemplate operand must be a non-null string"},
      {R"({"equalTo": "a", "caseInsensitive": 1})", "/p/caseInsensitive", "expected true or false"},
      {R"({"and": [{"contains": "a"}]})", "/p", "Must be constructed with at least two matchers"},
      {R"({"or": []})", "/p", "Must be constructed with at least two matchers"},
      {R"({"and": {"contains": "a"}})", "/p", "and field must be an array of matchers"},
      {R"({"and": [{"contains": "a"}, {"contains": 1}]})", "/p/and/1",
       "contains operand must be a non-null string"},
      {R"({"not": "a"})", "/p/not", R"("a" is not a valid match operation)"},
      {R"({"not": [{"contains": "a"}]})", "/p/not",
       R"([{"contains":"a"}] is not a valid match operation)"},
      {R"({"foo": "a"})", "/p", R"({"foo":"a"} is not a valid match operation)"},
      {R"({})", "/p", "{} is not a valid match operation"},
      {R"("a")", "/p", R"("a" is not a valid match operation)"},
      {R"(null)", "/p", "null is not a valid match operation"},
      {R"([{"equalTo": "a"}])", "/p", R"([{"equalTo":"a"}] is not a valid match operation)"},
      {R"({"equalToNumber": 1})", "/p", R"({"equalToNumber":1} is not a valid match operation)"},
      {R"({"binaryEqualTo": "YWJj"})", "/p",
       R"({"binaryEqualTo":"YWJj"} is not a valid match operation)"},
      {R"({"equalTo": "a", "contains": "z"})", "/p/contains", R"(unknown key beside "equalTo")"},
      {R"({"equalTo": "a", "x/y": "z"})", "/p/x~1y", R"(unknown key beside "equalTo")"},
      {R"j({"matches": "a(?=b)"})j", "/p",
       "the regular expression has look-around (?=, which is not supported, at octet 1"},
      {R"({"matchesPathTemplate": "/{"})", "/p", "the path template has a { that is not closed"},
      {R"({"matchesJsonPath": {"expression": "$.a"}})", "/p",
       R"({"expression":"$.a"} is not a valid match operation)"},
      {R"({"matchesJsonPath": {"equalTo": "a"}})", "/p",
       "expression is required in the advanced matchesJsonPath form"},
      {R"({"matchesJsonPath": {"expression": "$.a", "foo": "1"}})", "/p/matchesJsonPath",
       R"({"foo":"1"} is not a valid match operation)"},
      {R"({"matchesJsonPath": {"expression": 5, "equalTo": "1"}})", "/p",
       "the expression of matchesJsonPath must be a string"},
      {R"({"hasExactly": ["a"]})", "/p/hasExactly/0", R"("a" is not a valid match operation)"},
      {R"({"hasExactly": {"equalTo": "a"}})", "/p/hasExactly", "expected an array of patterns"},
      {R"({"hasExactly": [], "foo": 1})", "/p/foo", R"(unknown key beside "hasExactly")"},
      {R"({"equalTo": "a", "includes": []})", "/p/equalTo", R"(unknown key beside "includes")"},
  };
  for (const Refused& row : rows) {
    const auto pattern = MultiValuePattern::FromJson(*ReadJson(row.pattern), "/p");
    ASSERT_FALSE(pattern.has_value()) << row.pattern;
    EXPECT_EQ(pattern.error().pointer, row.pointer) << row.pattern;
    EXPECT_EQ(pattern.error().message, row.message) << row.pattern;
  }
}

TEST(ValuePatternReading, RefusesBadOperandsOfBodies) {
  for (const std::string_view text :
       {R"({"equalToJson": "nope{"})", R"({"equalToJson": ""})", R"({"matchesJsonPath": "$.["})",
        R"({"matchesJsonPath": 5})", R"({"binaryEqualTo": "???"})", R"({"binaryEqualTo": "YW Jj"})",
        R"({"binaryEqualTo": "YWJ=j"})", R"({"binaryEqualTo": "Y"})", R"({"binaryEqualTo": 5})",
        R"({"equalToJson": {}, "ignoreArrayOrder": "no"})",
        R"({"equalToJson": {"a": "${json-unit.regex}["}})",
        R"({"and": [{"binaryEqualTo": "YWJj"}, {"contains": "a"}]})",
        R"({"not": {"binaryEqualTo": "YWJj"}})", R"({"hasExactly": [{"equalTo": "a"}]})"}) {
    EXPECT_FALSE(ContentPatternFromJson(*ReadJson(text), "", {}).has_value()) << text;
  }
}

TEST(ValuePatternReading, DropsUnknownKeysWhereItIsToldTo) {
  const PatternReading dropping{.drop_unknown_keys = true};
  for (const auto& [text, written] : std::vector<std::pair<std::string, std::string>>{
           {R"({"zzz": 1, "equalTo": "a"})", R"({"equalTo":"a"})"},
           {R"({"contains": "zz", "equalTo": "a"})", R"({"contains":"zz"})"},
           {R"({"not": {"equalTo": "a", "x": 1}})", R"({"not":{"equalTo":"a"}})"},
           {R"({"matchesPathTemplate": "/a/{x}", "pathParameters": {}})",
            R"({"matchesPathTemplate":"/a/{x}"})"}}) {
    const auto pattern = ValuePattern::FromJson(*ReadJson(text), "", dropping);
    ASSERT_TRUE(pattern.has_value()) << text;
    EXPECT_EQ(WriteJson(pattern->ToJson()), written);
    EXPECT_FALSE(ValuePattern::FromJson(*ReadJson(text), "").has_value()) << text;
  }
}

// Written as it was read, unless a second text says what instead.
TEST(ValuePatternReading, IsWrittenBackAsInWireMock) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"equalTo":"a","caseInsensitive":true})", ""},
      {R"({"equalTo":"a","caseInsensitive":false})", ""},
      {R"({"caseInsensitive":true,"equalTo":"a"})", R"({"equalTo":"a","caseInsensitive":true})"},
      {R"({"contains":"a"})", ""},
      {R"({"doesNotContain":"a"})", ""},
      {R"({"matches":"a"})", ""},
      {R"({"doesNotMatch":"a"})", ""},
      {R"({"absent":true})", ""},
      {R"({"absent":false})", R"({"absent":true})"},
      {R"({"anything":"x"})", R"({"anything":"anything"})"},
      {R"({"not":{"equalTo":"a"}})", ""},
      {R"({"and":[{"equalTo":"a"},{"contains":"a"}]})", ""},
      {R"({"or":[{"equalTo":"a"},{"contains":"a"}]})", ""},
      {R"({"matchesPathTemplate":"/a/{x}"})", ""},
      {R"({"equalToJson":{"b":1.0,"a":[1,2]}})", ""},
      {R"({"equalToJson":"{ \"b\":1,  \"a\":2}"})", ""},
      {R"({"equalToJson":{"b":1},"ignoreArrayOrder":true})", ""},
      {R"({"equalToJson":{"b":1},"ignoreArrayOrder":false,"ignoreExtraElements":false})", ""},
      {R"({"equalToJson":"1","ignoreExtraElements":true})", ""},
      {R"({"equalToJson":5})", ""},
      {R"({"equalToJson":null})", ""},
      {R"({"equalToJson":"\"x\""})", ""},
      {R"({"matchesJsonPath":"$.a"})", ""},
      {R"({"matchesJsonPath":{"expression":"$.a","equalTo":"x","caseInsensitive":true}})", ""},
      {R"({"matchesJsonPath":{"equalTo":"x","expression":"$.a"}})",
       R"({"matchesJsonPath":{"expression":"$.a","equalTo":"x"}})"},
      {R"({"matchesJsonPath":{"expression":"$.a","equalToJson":{"a":1},"ignoreArrayOrder":true}})",
       ""},
      {R"({"matchesJsonPath":{"expression":"$.a","and":[{"contains":"a"},{"contains":"b"}]}})", ""},
      {R"({"binaryEqualTo":"YWJj"})", ""},
  };
  for (const auto& [text, written] : rows) {
    const auto pattern = ContentPatternFromJson(*ReadJson(text), "", {});
    ASSERT_TRUE(pattern.has_value()) << text << pattern.error().message;
    EXPECT_EQ(WriteJson(pattern->ToJson()), written.empty() ? text : written);
  }
  for (const std::string text : {R"({"hasExactly":[{"equalTo":"a"}]})", R"({"includes":[]})"}) {
    EXPECT_EQ(WriteJson(MultiValuePattern::FromJson(*ReadJson(text), "")->ToJson()), text);
  }
}

TEST(ValuePatternReading, DescribesItself) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"equalTo": "x"})", "x"},
      {R"({"contains": "x"})", "[contains] x"},
      {R"({"matches": "a.*"})", "[matches] a.*"},
      {R"({"absent": true})", "[absent] (absent)"},
      {R"({"not": {"equalTo": "q"}})", "[not] q"},
      {R"({"and": [{"contains": "a"}, {"equalTo": "[b] c"}]})",
       "[and] contains a AND equalTo [b] c"},
      {R"({"or": [{"contains": "a"}, {"absent": true}]})", "[or] contains a OR absent (absent)"},
      {R"({"hasExactly": [{"equalTo": "a"}, {"contains": "b"}]})",
       "exactly [equalTo a AND contains b]"},
      {R"({"includes": [{"equalTo": "a"}]})", "including [equalTo a]"},
      {R"({"equalToJson": "{\"a\":2}"})", "[equalToJson]\n{\n  \"a\" : 2\n}"},
      {R"({"matchesJsonPath": "$.b"})", "$.b"},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "5"}})", "$.a [equalTo] 5"},
  };
  for (const auto& [text, description] : rows) {
    EXPECT_EQ(MultiValuePattern::FromJson(*ReadJson(text), "")->Describe(), description);
  }
}

}  // namespace
}  // namespace wireproof::mock
