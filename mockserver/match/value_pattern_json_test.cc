#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mockserver/match/operator_reading.h"
#include "mockserver/match/request.h"

namespace wireproof::mock {
namespace {

struct Row {
  std::string_view pattern;
  std::string_view body;
  double distance;
};

// Distances of WireMock 3.13.2, of a request with that body.
const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
      {R"({"equalToJson": {"a": 1}})", "{\"a\":1}", 0},
      {R"({"equalToJson": "{\"a\":1}"})", "{\"a\":1.0}", 0},
      {R"({"equalToJson": {"a": 1}})", "{\"a\":2}", 0.5},
      {R"({"equalToJson": {"a": 1, "b": 2}})", "{\"a\":1,\"b\":3}", 0.333333},
      {R"({"equalToJson": {"a": 1}})", "nope", 1},
      {R"({"equalToJson": {"a": 1}})", "{\"a\":1,\"c\":1}", 0.333333},
      {R"({"equalToJson": {"a": 1}, "ignoreExtraElements": true})", "{\"a\":1,\"c\":1}", 0},
      {R"({"equalToJson": [1, 2]})", "[2,1]", 0.666667},
      {R"({"equalToJson": [1, 2], "ignoreArrayOrder": true})", "[2,1]", 0},
      {R"({"equalToJson": 5})", "5", 0},
      {R"({"equalToJson": null})", "null", 0},
      {R"({"equalToJson": "null"})", "null", 0},
      {R"({"equalToJson": true})", "true", 0},
      {R"({"equalToJson": "\"x\""})", "\"x\"", 0},
      {R"({"equalToJson": {"a": 1}, "ignoreExtraElements": "true"})", "{\"a\":1,\"c\":1}", 0},
      {R"({"matchesJsonPath": "$.a"})", "{\"a\":1}", 0},
      {R"({"matchesJsonPath": "$.b"})", "{\"a\":1}", 1},
      {R"({"matchesJsonPath": "$.a"})", "{\"a\":null}", 1},
      {R"({"matchesJsonPath": "$.a"})", "{\"a\":[]}", 1},
      {R"({"matchesJsonPath": "$.a"})", "{\"a\":{}}", 1},
      {R"({"matchesJsonPath": "$.a"})", "{\"a\":false}", 0},
      {R"({"matchesJsonPath": "$.a"})", "{\"a\":\"\"}", 0},
      {R"({"matchesJsonPath": "$..a"})", "{\"b\":1}", 1},
      {R"({"matchesJsonPath": "$..a"})", "{\"a\":1}", 0},
      {R"({"matchesJsonPath": "$.a"})", "nope", 1},
      {R"({"matchesJsonPath": "$[?(@.x==1)]"})", "[{\"x\":1}]", 0},
      {R"({"matchesJsonPath": "$[?(@.x==2)]"})", "[{\"x\":1}]", 1},
      {R"({"matchesJsonPath": "$[?(@.x==1)]"})", "{\"x\":1}", 0},
      {R"({"matchesJsonPath": "$.a[?(@.x==1)]"})", "{\"a\":{\"x\":1}}", 0},
      {R"({"matchesJsonPath": "$"})", "5", 0},
      {R"({"matchesJsonPath": "$"})", "[]", 1},
      {R"({"matchesJsonPath": "$"})", "{}", 1},
      {R"j({"matchesJsonPath": "$.a.length()"})j", "{\"a\":[1]}", 0},
      {R"j({"matchesJsonPath": "$.a.length()"})j", "{\"a\":[]}", 0},
      {R"({"matchesJsonPath": "$[*]"})", "[]", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "1"}})", "{\"a\":1}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "1"}})", "{\"a\":1.0}", 0.666667},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "12"}})", "{\"a\":\"13\"}", 0.5},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "12"}})", "{\"b\":\"13\"}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "12"}})", "x", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "{\"b\":1}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "{\"a\":1}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "{\"a\":null}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "{\"a\":[]}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "x", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "null", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", " null ", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "4", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "[]", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "{\"a\":", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "[1", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "\"x", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "<a/>", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "  ", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "{\"a\":{}}", 1},
      {R"({"not": {"matchesJsonPath": {"expression": "$.a", "absent": true}}})", "null", 0},
      {R"({"not": {"matchesJsonPath": {"expression": "$.a", "absent": true}}})", "{\"a\":", 0},
      {R"({"matchesJsonPath": {"expression": "$", "absent": true}})", "x", 1},
      {R"({"matchesJsonPath": {"expression": "$", "absent": true}})", "", 0},
      {R"({"matchesJsonPath": {"expression": "$", "equalTo": "x"}})", "x", 0},
      {R"({"matchesJsonPath": "$"})", "x", 0},
      {R"({"matchesJsonPath": "$"})", "", 1},
      {R"({"matchesJsonPath": "$"})", "null", 1},
      {R"({"matchesJsonPath": {"expression": "$.a.b", "absent": true}})", "{\"a\":1}", 0},
      {R"({"matchesJsonPath": {"expression": "$..a", "absent": true}})", "{\"b\":1}", 0},
      {R"({"matchesJsonPath": {"expression": "$..a", "absent": true}})", "{\"a\":1}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalToJson": "{\"x\":1}"}})",
       "{\"a\":{\"x\":1}}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalToJson": {"x": 1}, "ignoreExtraElements": true}})",
       "{\"a\":{\"x\":1,\"y\":1}}", 0},
      {R"({"matchesJsonPath": {"expression": "$..a", "equalTo": "1"}})", "{\"a\":1}", 0},
      {R"({"matchesJsonPath": {"expression": "$..a", "contains": "1"}})", "{\"a\":1}", 0},
      {R"({"matchesJsonPath": {"expression": "$..a", "equalTo": "[1,2]"}})",
       "[{\"a\":1},{\"a\":2}]", 0.8},
      {R"({"matchesJsonPath": {"expression": "$..a", "equalTo": "2"}})", "[{\"a\":1},{\"a\":2}]",
       0},
      {R"({"matchesJsonPath": {"expression": "$..a", "equalTo": "[ 1, 2 ]"}})",
       "[{\"a\":1},{\"a\":2}]", 0.875},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "{\"x\":1}"}})",
       "{\"a\":{\"x\": 1}}", 0.461538},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "{\"x\":\"y\"}"}})",
       "{\"a\":{\"x\": \"y\"}}", 0.4},
      {R"({"matchesJsonPath": {"expression": "$.a", "matches": "tr.*"}})", "{\"a\":true}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "null"}})", "{\"a\":null}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "not": {"equalTo": "1"}}})", "{\"a\":null}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "not": {"equalTo": "1"}}})", "{}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "doesNotContain": "1"}})", "{}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "doesNotContain": "1"}})", "x", 1},
      {R"({"matchesJsonPath": {"expression": "$..a", "not": {"contains": "1"}}})", "[]", 1},
      {R"({"matchesJsonPath": {"expression": "$..a", "equalTo": "[]"}})", "[]", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "[]"}})", "{\"a\":[]}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "or": [{"equalTo": "1"}, {"absent": true}]}})",
       "{}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "or": [{"equalTo": "1"}, {"absent": true}]}})",
       "{\"a\":1}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "anything": "x"}})", "{}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "anything": "x"}})", "{\"a\":1}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "matchesJsonPath": "$.b"}})",
       "{\"a\":{\"b\":1}}", 0},
      {R"({"matchesJsonPath": "a"})", "{\"a\":1}", 0},
      {R"({"binaryEqualTo": "YWJj"})", "abc", 0},
      {R"({"binaryEqualTo": "YWJj"})", "abd", 1},
      {R"({"equalTo": "abcd"})", "abce", 0.25},
      {R"({"absent": true})", "", 0},
      {R"({"absent": true})", "x", 1},
      {R"({"doesNotContain": "x"})", "", 0},
      {R"({"equalTo": ""})", "", 1},
      {R"({"matches": ".*"})", "", 1},
      {R"({"not": {"equalTo": "x"}})", "", 0},
      {R"({"anything": "x"})", "", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "2"}})", "{\"a\":[1,2]}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalToJson": [1, 2]}})", "{\"a\":[1,2]}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalToJson": "2"}})", "{\"a\":[1,2]}", 1},
      {R"({"matchesJsonPath": {"expression": "$..a", "equalToJson": "[1,2]"}})",
       "[{\"a\":1},{\"a\":2}]", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "contains": ","}})", "{\"a\":[1,2]}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "x"}})", "{\"a\":[\"x\"]}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "not": {"equalTo": "x"}}})", "{\"a\":[\"x\"]}",
       1},
      {R"({"matchesJsonPath": {"expression": "$.a", "not": {"equalTo": "x"}}})",
       "{\"a\":[\"x\",\"y\"]}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalToJson": "[]"}})", "{\"a\":[]}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalToJson": "{}"}})", "{\"a\":{}}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalToJson": "null"}})", "{\"a\":null}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "{\"a\":{}}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "matches": "(?s).*"}})", "{\"a\":{}}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": ""}})", "{\"a\":\"\"}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "true"}})", "{\"a\":true}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalToJson": "\"x\""}})", "{\"a\":\"x\"}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalToJson": "[[1]]"}})", "{\"a\":[[1]]}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "12345678901234567890123"}})",
       "{\"a\":12345678901234567890123}", 0},
      {R"({"matchesJsonPath": "$.a"})", "", 1},
      {R"({"equalToJson": {"a": 1}})", "", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", "", 0},
      {R"({"matchesJsonPath": "$.a"})", "{\"a\":[null]}", 0},
      {R"({"matchesJsonPath": "$..a"})", "[{\"a\":null}]", 0},
      {R"j({"matchesJsonPath": {"expression": "$.a.size()", "equalTo": "2"}})j", "{\"a\":[1,2]}",
       0},
      {R"({"binaryEqualTo": "YWJj"})", "", 1},
      {R"({"binaryEqualTo": ""})", "", 0},
      {R"({"equalTo": "x"})", "", 1},
      {R"({"not": {"absent": true}})", "", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "x"}})", "", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "not": {"absent": true}}})", "{\"a\":1}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "not": {"absent": true}}})", "{}", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "contains": "b"}})", "{\"a\":\"abc\"}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "doesNotContain": "b"}})", "{\"a\":\"abc\"}",
       1},
      {R"({"matchesJsonPath": {"expression": "$.a", "matches": "[a-c]+"}})", "{\"a\":\"abc\"}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a", "and": [{"contains": "a"}, {"contains": "z"}]}})",
       "{\"a\":\"abc\"}", 0.5},
      {R"({"matchesJsonPath": {"expression": "$.a.b.c", "equalTo": "1"}})",
       "{\"a\":{\"b\":{\"c\":1}}}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a[0]", "equalTo": "x"}})", "{\"a\":[\"x\",\"y\"]}",
       0},
      {R"({"matchesJsonPath": {"expression": "$.a[*].b", "equalTo": "2"}})",
       "{\"a\":[{\"b\":1},{\"b\":2}]}", 0},
      {R"({"matchesJsonPath": {"expression": "$.a[?(@.b>1)].c", "equalTo": "y"}})",
       "{\"a\":[{\"b\":1,\"c\":\"x\"},{\"b\":2,\"c\":\"y\"}]}", 0},
      {R"({"matchesJsonPath": "$.a[?(@.b>5)]"})", "{\"a\":[{\"b\":1}]}", 1},
      {R"({"matchesJsonPath": "$['a b']"})", "{\"a b\":1}", 0},
      {R"({"matchesJsonPath": "$[0]"})", "[1]", 0},
      {R"({"matchesJsonPath": "$[1]"})", "[1]", 1},
  };
  return rows;
}

// Where ours differ: exact numbers, nothing after the JSON, no crash on null, and what matches is
// at distance 0.
const std::vector<Row>& OwnRows() {
  static const std::vector<Row> rows = {
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": ""}})", R"({"a":""})", 0},
      {R"({"matchesJsonPath": "$.a"})", R"({"a":1} trailing)", 1},
      {R"({"matchesJsonPath": {"expression": "$..a", "equalTo": "x"}})", R"([{"a":null}])", 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "equalTo": "1.10"}})", R"({"a":1.10})", 0},
  };
  return rows;
}

// By the request's own JSON, which is parsed once, and from the text alone.
void Check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.pattern) + " " + std::string(row.body));
    const auto pattern = ContentPatternFromJson(*ReadJson(row.pattern), "", {});
    ASSERT_TRUE(pattern.has_value()) << pattern.error().message;
    const Request request({.body = row.body});
    const auto value = row.body.empty() ? std::nullopt : std::optional(row.body);
    EXPECT_NEAR(pattern->Distance(value, {.request = &request}), row.distance, 1e-6);
    EXPECT_NEAR(pattern->Distance(value, {}), row.distance, 1e-6);
    EXPECT_EQ(pattern->Matches(value, {.request = &request}), row.distance == 0);
  }
}

TEST(BodyPattern, IsAsFarFromABodyAsInWireMock) {
  Check(Rows());
}

TEST(BodyPattern, DiffersFromWireMockWhereThatIsBetter) {
  Check(OwnRows());
}

}  // namespace
}  // namespace wireproof::mock
