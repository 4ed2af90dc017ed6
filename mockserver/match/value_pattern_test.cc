#include "mockserver/match/value_pattern.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mockserver/match/text_distance.h"

namespace wireproof::mock {
namespace {

struct Row {
  std::string_view pattern;
  std::optional<std::string_view> value;
  double distance;
};

// Distances of WireMock 3.13.2, of a field with that value.
const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
      {R"({"equalTo": "abc"})", "abc", 0},
      {R"({"equalTo": "abc"})", "ABC", 1},
      {R"({"equalTo": "abc"})", "", 1},
      {R"({"equalTo": "abc"})", "kitten", 1},
      {R"({"equalTo": "abc"})", std::nullopt, 1},
      {R"({"contains": "b"})", "abc", 0},
      {R"({"contains": "b"})", "ABC", 1},
      {R"({"contains": "b"})", "", 1},
      {R"({"contains": "b"})", "kitten", 1},
      {R"({"contains": "b"})", std::nullopt, 1},
      {R"({"doesNotContain": "b"})", "abc", 1},
      {R"({"doesNotContain": "b"})", "ABC", 0},
      {R"({"doesNotContain": "b"})", "", 0},
      {R"({"doesNotContain": "b"})", "kitten", 0},
      {R"({"doesNotContain": "b"})", std::nullopt, 0},
      {R"({"matches": "[a-c]+"})", "abc", 0},
      {R"({"matches": "[a-c]+"})", "ABC", 1},
      {R"({"matches": "[a-c]+"})", "", 1},
      {R"({"matches": "[a-c]+"})", "kitten", 1},
      {R"({"matches": "[a-c]+"})", std::nullopt, 1},
      {R"({"doesNotMatch": "[a-c]+"})", "abc", 1},
      {R"({"doesNotMatch": "[a-c]+"})", "ABC", 0},
      {R"({"doesNotMatch": "[a-c]+"})", "", 0},
      {R"({"doesNotMatch": "[a-c]+"})", "kitten", 0},
      {R"({"doesNotMatch": "[a-c]+"})", std::nullopt, 0},
      {R"({"absent": true})", "abc", 1},
      {R"({"absent": true})", "ABC", 1},
      {R"({"absent": true})", "", 1},
      {R"({"absent": true})", "kitten", 1},
      {R"({"absent": true})", std::nullopt, 0},
      {R"({"anything": "x"})", "abc", 0},
      {R"({"anything": "x"})", "ABC", 0},
      {R"({"anything": "x"})", "", 0},
      {R"({"anything": "x"})", "kitten", 0},
      {R"({"anything": "x"})", std::nullopt, 0},
      {R"({"not": {"equalTo": "abc"}})", "abc", 1},
      {R"({"not": {"equalTo": "abc"}})", "ABC", 0},
      {R"({"not": {"equalTo": "abc"}})", "", 0},
      {R"({"not": {"equalTo": "abc"}})", "kitten", 0},
      {R"({"not": {"equalTo": "abc"}})", std::nullopt, 0},
      {R"({"and": [{"contains": "a"}, {"contains": "c"}]})", "abc", 0},
      {R"({"and": [{"contains": "a"}, {"contains": "c"}]})", "ABC", 1},
      {R"({"and": [{"contains": "a"}, {"contains": "c"}]})", "", 1},
      {R"({"and": [{"contains": "a"}, {"contains": "c"}]})", "kitten", 1},
      {R"({"and": [{"contains": "a"}, {"contains": "c"}]})", std::nullopt, 1},
      {R"({"or": [{"equalTo": "abc"}, {"matches": "k.*"}]})", "abc", 0},
      {R"({"or": [{"equalTo": "abc"}, {"matches": "k.*"}]})", "ABC", 1},
      {R"({"or": [{"equalTo": "abc"}, {"matches": "k.*"}]})", "", 1},
      {R"({"or": [{"equalTo": "abc"}, {"matches": "k.*"}]})", "kitten", 0},
      {R"({"or": [{"equalTo": "abc"}, {"matches": "k.*"}]})", std::nullopt, 1},
      {R"({"equalTo": "kitten"})", "sitting", 0.428571},
      {R"({"equalTo": "kitten"})", "kittens", 0.142857},
      {R"({"equalTo": "\u00e4"})", "ab", 1},
      {R"({"equalTo": "\u00e4\u00f6"})", "\303\244x", 0.5},
      {R"({"equalTo": ""})", "a", 1},
      {R"({"equalTo": "abcdef"})", "fedcba", 1},
      {R"({"equalTo": "flaw"})", "lawn", 0.5},
      {R"({"equalTo": "saturday"})", "sunday", 0.375},
      {R"({"equalTo": "a b"})", "a  b", 0.25},
      {R"({"contains": ""})", "abc", 0},
      {R"({"contains": "abcd"})", "abc", 1},
      {R"({"contains": "A"})", "abc", 1},
      {R"({"contains": "\u00e4"})", "x\303\244y", 0},
      {R"({"doesNotContain": ""})", "abc", 1},
      {R"({"doesNotContain": ""})", std::nullopt, 0},
      {R"({"matches": "a."})", "abc", 1},
      {R"({"matches": ".*"})", std::nullopt, 1},
      {R"({"matches": ".*"})", "", 0},
      {R"({"matches": "a.b"})", "a\012b", 0},
      {R"({"matches": "(?i)ABC"})", "abc", 0},
      {R"({"matches": "^abc$"})", "abc", 0},
      {R"({"matches": "b"})", "abc", 1},
      {R"({"matches": "\u00e4+"})", "\303\244\303\244", 0},
      {R"({"doesNotMatch": ".*"})", std::nullopt, 0},
      {R"({"doesNotMatch": "a.b"})", "a\012b", 1},
      {R"({"absent": false})", std::nullopt, 0},
      {R"({"absent": false})", "x", 1},
      {R"({"absent": "yes"})", std::nullopt, 0},
      {R"({"not": {"absent": true}})", std::nullopt, 1},
      {R"({"not": {"absent": true}})", "x", 0},
      {R"({"not": {"not": {"equalTo": "a"}}})", "a", 0},
      {R"({"not": {"not": {"equalTo": "abcd"}}})", "abce", 1},
      {R"({"not": {"contains": "a"}})", std::nullopt, 0},
      {R"({"not": {"and": [{"contains": "a"}, {"contains": "b"}]}})", "a", 0},
      {R"({"and": [{"equalTo": "abcd"}, {"equalTo": "abce"}]})", "abcx", 0.25},
      {R"({"and": [{"equalTo": "abcd"}, {"equalTo": "wxyz"}]})", "abcx", 0.625},
      {R"({"and": [{"contains": "a"}, {"contains": "b"}, {"contains": "z"}]})", "ab", 0.333333},
      {R"({"and": [{"absent": true}, {"doesNotContain": "x"}]})", std::nullopt, 0},
      {R"({"and": [{"anything": "x"}, {"equalTo": "b"}]})", "a", 0.5},
      {R"({"and": [{"or": [{"equalTo": "a"}, {"equalTo": "b"}]}, {"not": {"equalTo": "b"}}]})", "b",
       0.5},
      {R"({"or": [{"equalTo": "abcd"}, {"absent": true}]})", std::nullopt, 0},
      {R"({"or": [{"equalTo": "abcd"}, {"equalTo": "wxyz"}]})", "abcx", 0.25},
      {R"({"or": [{"equalTo": "a"}, {"equalTo": "b"}]})", std::nullopt, 1},
      {R"({"or": [{"contains": "a"}, {"contains": "b"}, {"contains": "c"}]})", "c", 0},
      {R"({"or": [{"and": [{"contains": "a"}, {"contains": "b"}]}, {"equalTo": "zzzz"}]})", "axxx",
       0.5},
      {R"({"matchesPathTemplate": "/a/{x}"})", "/a/b", 0},
      {R"({"matchesPathTemplate": "/a/{x}"})", "/a/b/c", 0.5},
      {R"({"matchesPathTemplate": "/a/{x}"})", "/a/b?q=1", 0},
      {R"({"matchesPathTemplate": "/a/{x}"})", "/b/b", 0.5},
      {R"({"matchesPathTemplate": "/a/**"})", "/a/b/c", 0},
      {R"({"matchesPathTemplate": "/things/{id}"})", "/thing/7", 0.222222},
      {R"({"matchesPathTemplate": "/a/{x}"})", "/a", 0.5},
      {R"({"matchesPathTemplate": "/a/**"})", "/b", 0.75},
      {R"({"equalToJson": {"a": 1}})", "{\"a\":1}", 0},
      {R"({"equalToJson": {"a": 1}})", "x", 1},
      {R"({"matchesJsonPath": "$.a"})", "{\"a\":1}", 0},
      {R"({"matchesJsonPath": "$.a"})", "{\"b\":1}", 1},
      {R"({"matchesJsonPath": "$.a"})", std::nullopt, 1},
      {R"({"equalToJson": {"a": 1}})", std::nullopt, 1},
      {R"({"matchesJsonPath": {"expression": "$.a", "absent": true}})", std::nullopt, 0},
  };
  return rows;
}

// Where ours differ: what matches is at distance 0, and characters are code points.
const std::vector<Row>& OwnRows() {
  static const std::vector<Row> rows = {
      {R"({"equalTo": "abc", "caseInsensitive": true})", "ABC", 0},
      {R"({"equalTo": "abc", "caseInsensitive": true})", "ABD", 1},
      {R"({"equalTo": "abc", "caseInsensitive": false})", "ABC", 1},
      {R"({"equalTo": "abc", "caseInsensitive": "true"})", "ABC", 0},
      {R"({"equalTo": "abc", "caseInsensitive": null})", "abc", 0},
      {R"({"equalTo": "\u00c4\u00d6\u0416", "caseInsensitive": true})", "\303\244\303\266\320\266",
       0},
      {R"({"equalTo": "\u00c4+", "caseInsensitive": true})", "\303\244\303\244", 1},
      {R"({"matchesPathTemplate": "/a/{x}"})", std::nullopt, 1},
      {R"({"equalTo": "\ud83d\ude00"})", "\360\237\230\201", 1},
      {R"({"equalTo": "\ufffd"})", "\377", 1},
  };
  return rows;
}

void Check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.pattern) + " " + std::string(row.value.value_or("(absent)")));
    const auto pattern = ValuePattern::FromJson(*ReadJson(row.pattern), "");
    ASSERT_TRUE(pattern.has_value()) << pattern.error().message;
    EXPECT_NEAR(pattern->Distance(row.value, {}), row.distance, 1e-6);
    EXPECT_EQ(pattern->Matches(row.value, {}), row.distance == 0);
  }
}

TEST(ValuePattern, IsAsFarFromAValueAsInWireMock) {
  Check(Rows());
}

TEST(ValuePattern, IsAtDistanceZeroFromWhatItMatches) {
  Check(OwnRows());
}

struct MultiRow {
  std::string_view pattern;
  std::vector<std::string_view> values;
  double distance;
};

const std::vector<MultiRow>& MultiRows() {
  static const std::vector<MultiRow> rows = {
      {R"({"equalTo": "b"})", {}, 1},
      {R"({"equalTo": "b"})", {"a"}, 1},
      {R"({"equalTo": "b"})", {"a", "b"}, 0},
      {R"({"equalTo": "b"})", {"b", "a", "c"}, 0},
      {R"({"equalTo": "b"})", {"abce", "abcx"}, 0.75},
      {R"({"equalTo": "b"})", {"ab", "ab"}, 0.5},
      {R"({"equalTo": "abcd"})", {}, 1},
      {R"({"equalTo": "abcd"})", {"a"}, 0.75},
      {R"({"equalTo": "abcd"})", {"a", "b"}, 0.75},
      {R"({"equalTo": "abcd"})", {"b", "a", "c"}, 0.75},
      {R"({"equalTo": "abcd"})", {"abce", "abcx"}, 0.25},
      {R"({"equalTo": "abcd"})", {"ab", "ab"}, 0.5},
      {R"({"absent": true})", {}, 0},
      {R"({"absent": true})", {"a"}, 1},
      {R"({"absent": true})", {"a", "b"}, 1},
      {R"({"absent": true})", {"b", "a", "c"}, 1},
      {R"({"absent": true})", {"abce", "abcx"}, 1},
      {R"({"absent": true})", {"ab", "ab"}, 1},
      {R"({"not": {"equalTo": "b"}})", {}, 0},
      {R"({"not": {"equalTo": "b"}})", {"a"}, 0},
      {R"({"not": {"equalTo": "b"}})", {"a", "b"}, 0},
      {R"({"not": {"equalTo": "b"}})", {"b", "a", "c"}, 0},
      {R"({"not": {"equalTo": "b"}})", {"abce", "abcx"}, 0},
      {R"({"not": {"equalTo": "b"}})", {"ab", "ab"}, 0},
      {R"({"hasExactly": [{"equalTo": "a"}]})", {}, 1},
      {R"({"hasExactly": [{"equalTo": "a"}]})", {"a"}, 0},
      {R"({"hasExactly": [{"equalTo": "a"}]})", {"a", "b"}, 0.5},
      {R"({"hasExactly": [{"equalTo": "a"}]})", {"b", "a", "c"}, 0.5},
      {R"({"hasExactly": [{"equalTo": "a"}]})", {"abce", "abcx"}, 0.875},
      {R"({"hasExactly": [{"equalTo": "a"}]})", {"ab", "ab"}, 0.75},
      {R"({"hasExactly": [{"equalTo": "a"}, {"equalTo": "b"}]})", {}, 1},
      {R"({"hasExactly": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"a"}, 0.75},
      {R"({"hasExactly": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"a", "b"}, 0},
      {R"({"hasExactly": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"b", "a", "c"}, 0.5},
      {R"({"hasExactly": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"abce", "abcx"}, 0.375},
      {R"({"hasExactly": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"ab", "ab"}, 0.25},
      {R"({"hasExactly": [{"contains": "a"}, {"contains": "b"}]})", {}, 1},
      {R"({"hasExactly": [{"contains": "a"}, {"contains": "b"}]})", {"a"}, 0.75},
      {R"({"hasExactly": [{"contains": "a"}, {"contains": "b"}]})", {"a", "b"}, 0},
      {R"({"hasExactly": [{"contains": "a"}, {"contains": "b"}]})", {"b", "a", "c"}, 0.5},
      {R"({"hasExactly": [{"contains": "a"}, {"contains": "b"}]})", {"abce", "abcx"}, 0},
      {R"({"hasExactly": [{"contains": "a"}, {"contains": "b"}]})", {"ab", "ab"}, 0},
      {R"({"hasExactly": [{"equalTo": "abcd"}, {"equalTo": "wxyz"}]})", {}, 1},
      {R"({"hasExactly": [{"equalTo": "abcd"}, {"equalTo": "wxyz"}]})", {"a"}, 0.9375},
      {R"({"hasExactly": [{"equalTo": "abcd"}, {"equalTo": "wxyz"}]})", {"a", "b"}, 0.4375},
      {R"({"hasExactly": [{"equalTo": "abcd"}, {"equalTo": "wxyz"}]})", {"b", "a", "c"}, 0.9375},
      {R"({"hasExactly": [{"equalTo": "abcd"}, {"equalTo": "wxyz"}]})", {"abce", "abcx"}, 0.3125},
      {R"({"hasExactly": [{"equalTo": "abcd"}, {"equalTo": "wxyz"}]})", {"ab", "ab"}, 0.375},
      {R"({"includes": [{"equalTo": "a"}]})", {}, 1},
      {R"({"includes": [{"equalTo": "a"}]})", {"a"}, 0},
      {R"({"includes": [{"equalTo": "a"}]})", {"a", "b"}, 0},
      {R"({"includes": [{"equalTo": "a"}]})", {"b", "a", "c"}, 0},
      {R"({"includes": [{"equalTo": "a"}]})", {"abce", "abcx"}, 0.75},
      {R"({"includes": [{"equalTo": "a"}]})", {"ab", "ab"}, 0.5},
      {R"({"includes": [{"equalTo": "a"}, {"equalTo": "b"}]})", {}, 1},
      {R"({"includes": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"a"}, 0.5},
      {R"({"includes": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"a", "b"}, 0},
      {R"({"includes": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"b", "a", "c"}, 0},
      {R"({"includes": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"abce", "abcx"}, 0.75},
      {R"({"includes": [{"equalTo": "a"}, {"equalTo": "b"}]})", {"ab", "ab"}, 0.5},
      {R"({"includes": [{"equalTo": "abcd"}, {"equalTo": "b"}]})", {}, 1},
      {R"({"includes": [{"equalTo": "abcd"}, {"equalTo": "b"}]})", {"a"}, 0.875},
      {R"({"includes": [{"equalTo": "abcd"}, {"equalTo": "b"}]})", {"a", "b"}, 0.375},
      {R"({"includes": [{"equalTo": "abcd"}, {"equalTo": "b"}]})", {"b", "a", "c"}, 0.375},
      {R"({"includes": [{"equalTo": "abcd"}, {"equalTo": "b"}]})", {"abce", "abcx"}, 0.5},
      {R"({"includes": [{"equalTo": "abcd"}, {"equalTo": "b"}]})", {"ab", "ab"}, 0.5},
      {R"({"hasExactly": [{"absent": true}]})", {}, 1},
      {R"({"hasExactly": [{"absent": true}]})", {"a"}, 0.5},
      {R"({"hasExactly": [{"absent": true}]})", {"a", "b"}, 1},
      {R"({"hasExactly": [{"absent": true}]})", {"b", "a", "c"}, 1},
      {R"({"hasExactly": [{"absent": true}]})", {"abce", "abcx"}, 1},
      {R"({"hasExactly": [{"absent": true}]})", {"ab", "ab"}, 1},
  };
  return rows;
}

TEST(MultiValuePattern, IsAsFarFromSeveralValuesAsInWireMock) {
  for (const MultiRow& row : MultiRows()) {
    SCOPED_TRACE(std::string(row.pattern) + " " + ::testing::PrintToString(row.values));
    const auto pattern = MultiValuePattern::FromJson(*ReadJson(row.pattern), "");
    ASSERT_TRUE(pattern.has_value()) << pattern.error().message;
    EXPECT_NEAR(pattern->Distance(row.values, {}), row.distance, 1e-6);
    EXPECT_EQ(pattern->Matches(row.values, {}), row.distance == 0);
  }
}

TEST(TextDistance, IsBoundedWorkForLongTexts) {
  const std::string a(1 << 20, 'a');
  const std::string b(1 << 20, 'b');
  EXPECT_EQ(TextDistance(a, b), 1);
  EXPECT_NEAR(TextDistance("x" + a + "y", "z" + a + "y"), 1.0 / (1 << 20), 1e-8);
  EXPECT_EQ(TextDistance("", ""), 0);
  EXPECT_EQ(TextDistance("\xff", "\xfe"), 1);
}

}  // namespace
}  // namespace wireproof::mock
