#include "mockserver/json/json_equality.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "mockserver/json/json_pairing.h"

namespace wireproof::mock {
namespace {

using ::testing::HasSubstr;

Json Parsed(std::string_view text) {
  auto value = ReadJson(text);
  EXPECT_TRUE(value) << text;
  return value ? *std::move(value) : Json();
}

double Distance(std::string_view expected, std::string_view actual, std::string_view rules = "") {
  return JsonDistance(Parsed(expected), Parsed(actual),
                      {.ignore_array_order = rules.find('o') != rules.npos,
                       .ignore_extra_elements = rules.find('x') != rules.npos});
}

// Rows of (expected, actual, distance), each measured on WireMock 3.13.2, where a distance may be
// more than 1. `rules`: o for any order, x for extra elements.
struct Row {
  std::string_view expected, actual;
  double distance;
  std::string_view rules = "";
};

void Check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    EXPECT_NEAR(Distance(row.expected, row.actual, row.rules), std::min(1.0, row.distance), 1e-9)
        << row.expected << " " << row.actual << " " << row.rules;
  }
}

TEST(JsonEquality, DistanceIsTheShareOfDifferentNodes) {
  Check({
      {"1", "2", 1},
      {"null", "1", 1},
      {"1", "null", 1},
      {R"("x")", R"("y")", 1},
      {"1", R"("1")", 1},
      {R"({"a":1})", R"({"a":2})", 0.5},
      {R"({"a":1,"b":2})", R"({"a":1,"b":3})", 1.0 / 3},
      {R"({"a":1,"b":2,"c":3})", R"({"a":1,"b":3,"c":3})", 0.25},
      {R"({"a":1})", R"({"a":1,"b":2})", 1.0 / 3},
      {R"({"a":1,"b":2})", R"({"a":1})", 1.0 / 3},
      {"[1,2,3]", "[1,2,4]", 0.25},
      {"[1,2,3]", "[1,2]", 0.25},
      {"[1,2]", "[1,2,3]", 0.25},
      {"[1,2,3]", "[3,2,1]", 0.5},
      {R"({"a":{"b":{"c":1}}})", R"({"a":{"b":{"c":2}}})", 1.0 / 6},
      {R"({"a":{"b":[1,2,{"x":1}]}})", R"({"a":{"b":[1,2,{"x":2}]}})", 0.1},
      {R"({"a":1})", "[]", 1},
      {"{}", "[]", 1},
      {"[]", "{}", 1},
      {R"({"a":{"b":1,"c":2}})", R"({"a":5})", 0.6},
      {R"({"a":5})", R"({"a":{"b":1,"c":2}})", 0.6},
      {R"({"a":1,"b":2})", R"({"c":1,"d":2})", 4.0 / 3},
      {R"({"a":[]})", R"({"a":[1,2,3,4]})", 4.0 / 7},
      {R"({"a":[1,2]})", R"({"a":[3,4,5]})", 0.5},
      {R"({"a":"x","b":{"c":[1,2]}})", "{}", 0.75},
      {R"({"a":null})", "{}", 0.5},
      {"{}", R"({"a":null})", 0.5},
  });
}

TEST(JsonEquality, NumbersAreComparedByValue) {
  Check({
      {"1", "1.0", 0},
      {"0.1", "0.10", 0},
      {"100", "1e2", 0},
      {"1e400", "1e400", 0},
      {"1", "1.00000000000000001", 1},
      {"[1]", "[1.000]", 0, "o"},
      {R"({"a":1,"b":2})", R"({"b":2.0,"a":1e0})", 0},
  });
}

TEST(JsonEquality, ArraysInAnyOrder) {
  Check({
      {"[1,2,3]", "[3,1,2]", 0, "o"},
      {"[1,2,3]", "[4,5,6]", 1.5, "o"},
      {"[1,2,3]", "[3,2,7]", 0.25, "o"},
      {"[1,2]", "[3,2,7]", 0.75, "o"},
      {"[1,2,3]", "[3,2]", 0.25, "o"},
      {"[1,1,2]", "[1,2,2]", 0.25, "o"},
      {R"([{"a":1,"b":1,"c":1},2])", R"([2,{"a":1,"b":1,"c":2}])", 1.0 / 7, "o"},
      {R"([{"a":1,"b":1,"c":1},2])", R"([3,{"a":1,"b":1,"c":2}])", 10.0 / 7, "o"},
      {"[[1,2],[3,4]]", "[[4,3],[2,1]]", 0, "o"},
      {R"([{"x":[1,2]}])", R"([{"x":[2,1]}])", 0, "o"},
      {"[1,2,3,4]", "[5,6]", 1.2, "o"},
      {"[[1,2,3],[4,5,6]]", "[[1,2,7],[4,5,8]]", 16.0 / 11, "o"},
      {"[[1,2,3],7]", "[[4,5,8],7]", 6.0 / 7, "o"},
      {R"([{"id":1,"v":1},{"id":2,"v":2}])", R"([{"id":2,"v":2},{"id":1,"v":5}])", 1.0 / 9, "o"},
      {"[1,2]", "[1,2,3,4,5]", 0.5, "o"},
      {"[1,2]", "[3,4,5]", 1.25, "o"},
  });
}

TEST(JsonEquality, ExtraElements) {
  Check({
      {"[1,2]", "[1,2,3]", 0, "x"},
      {"[1,2]", "[1,9,2]", 0.25, "x"},
      {"[2,1]", "[1,2,3]", 0.5, "x"},
      {"[1,2]", "[1]", 1.0 / 3, "x"},
      {"[2]", "[1,2]", 1.0 / 3, "x"},
      {"[1,3]", "[1,2,3]", 0.25, "x"},
      {"[]", "[1,2]", 0, "x"},
      {"[]", "[1,2]", 0, "ox"},
      {R"({"a":1})", R"({"a":1,"b":2})", 0, "x"},
      {R"({"a":1,"c":3})", R"({"a":1,"b":2})", 1.0 / 3, "x"},
      {R"({"a":1})", R"({"a":2,"b":2,"c":3})", 0.25, "x"},
      {"{}", R"({"a":1})", 0, "x"},
      {R"({"a":[]})", R"({"a":[1]})", 0, "x"},
      {R"({"a":[1,2]})", R"({"a":[3,4,5]})", 1.0 / 3, "x"},
      {R"({"a":[1,2]})", R"({"a":[3,4,5,6]})", 2.0 / 7, "ox"},
      {"[1,2]", "[2,3,1]", 0, "ox"},
      {"[1,2,2]", "[2,3,1]", 0.25, "ox"},
      {R"([{"a":1}])", R"([{"b":1},{"a":1,"b":2}])", 0, "ox"},
      {R"([{"a":1},{"b":1}])", R"([{"a":1,"b":1},{"a":1}])", 0, "ox"},
      {R"([{"a":1},{"b":1}])", R"([{"b":1,"a":1},{"b":1}])", 0, "ox"},
  });
}

TEST(JsonEquality, Placeholders) {
  const struct {
    std::string_view placeholder, value;
    bool fits;
  } rows[] = {
      {"${json-unit.any-string}", R"("x")", true},
      {"${json-unit.any-string}", "1", false},
      {"#{json-unit.any-string}", R"("x")", true},
      {" ${json-unit.any-string}", R"("x")", false},
      {"${json-unit.any-string}xx", R"("yxx")", false},
      {"${json-unit.any-string", R"("x")", false},
      {"${json-unit.ANY-STRING}", R"("x")", false},
      {"${json-unit.unknown}", R"("x")", false},
      {"${json-unit.any-number}", "1.5", true},
      {"${json-unit.any-number}", "1.50", true},
      {"${json-unit.any-number}", R"("1")", false},
      {"#{json-unit.any-number}", "1", true},
      {"${json-unit.any-boolean}", "true", true},
      {"${json-unit.any-boolean}", R"("true")", false},
      {"${json-unit.ignore}", R"({"a":[1]})", true},
      {"${json-unit.ignore}", "null", true},
      {"#{json-unit.ignore}", "1", true},
      {"${json-unit.ignore-element}", "5", true},
      {"#{json-unit.ignore-element}", "5", false},
      {"${json-unit.regex}[a-c]+", R"("abc")", true},
      {"${json-unit.regex}[a-c]+", R"("abcd")", false},
      {"${json-unit.regex}5", "5", false},
      {"${json-unit.regex}.*", R"({"a":1})", false},
      {"${json-unit.regex}null", "null", false},
      {"${json-unit.regex}(?i)ABC", R"("abc")", true},
      {"#{json-unit.regex}a|b", R"("b")", true},
      {"${json-unit.regex}(?<n>\\\\u0061)\\\\\\\\", R"("a\\")", true},
      {"${json-unit.regex}[", R"("x")", false},
      {"${json-unit.matches:foo}", R"("x")", false},
      {"${json-unit.matches:}", R"("${json-unit.matches:}")", true},
  };
  for (const auto& row : rows) {
    const auto expected = fmt::format(R"({{"a":"{}"}})", row.placeholder);
    const auto actual = fmt::format(R"({{"a":{}}})", row.value);
    EXPECT_EQ(Distance(expected, actual) == 0, row.fits) << expected << " " << actual;
  }
}

TEST(JsonEquality, PlaceholdersWhereThereIsNoValue) {
  Check({
      {R"({"a":"${json-unit.ignore}"})", "{}", 0.5},
      {R"({"a":"${json-unit.any-string}"})", "{}", 0.5},
      {R"({"a":"${json-unit.ignore-element}"})", "{}", 0},
      {R"({"a":"${json-unit.ignore-element}","b":1})", R"({"b":1})", 0},
      {R"(["${json-unit.ignore-element}",1])", "[1]", 1.0 / 3},
      {R"([1,"${json-unit.ignore-element}"])", "[1]", 1.0 / 3},
      {R"([1,"${json-unit.ignore}"])", "[1]", 1.0 / 3},
      {R"("${json-unit.ignore}")", "[1]", 0},
      {R"({"${json-unit.any-string}":1})", R"({"x":1})", 1},
  });
}

TEST(JsonEquality, PlaceholdersFindPartnersInAnyOrder) {
  Check({
      {R"(["${json-unit.any-string}","a"])", R"(["a","b"])", 0, "o"},
      {R"(["${json-unit.any-string}","a"])", R"(["b","a"])", 0, "o"},
      {R"(["${json-unit.any-string}","a"])", R"(["b","c"])", 1.0 / 3, "o"},
      {R"(["${json-unit.ignore}",1])", "[1,2]", 0, "o"},
      {R"(["${json-unit.any-string}","${json-unit.regex}a|b","a"])", R"(["a","b","c"])", 0, "o"},
      {R"(["${json-unit.regex}[abc]","${json-unit.regex}[ab]","${json-unit.regex}a"])",
       R"(["a","b","c"])", 0, "o"},
  });
}

TEST(JsonEquality, SaysWhichPlaceholderCannotBeUsed) {
  EXPECT_TRUE(CheckPlaceholders(Parsed(R"({"a":["${json-unit.regex}a+","["]})")));
  const auto bad = CheckPlaceholders(Parsed(R"({"a":[1,{"b/c":"${json-unit.regex}a("}]})"));
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().pointer, "/a/1/b~1c");
  EXPECT_THAT(bad.error().message, HasSubstr("the regular expression cannot be used: missing )"));
  const auto matcher = CheckPlaceholders(Parsed(R"(["${json-unit.matches:foo}x"])"));
  ASSERT_FALSE(matcher);
  EXPECT_EQ(matcher.error().pointer, "/0");
}

TEST(JsonEquality, LargeArraysInAnyOrderTakeNoQuadraticTime) {
  std::string expected = "[";
  std::string actual = "[";
  constexpr int kItems = 20'000;
  for (int i = 0; i < kItems; ++i) {
    expected += fmt::format(R"({}{{"id":{},"tags":["a",{}]}})", i == 0 ? "" : ",", i, i);
    actual += fmt::format(R"({}{{"id":{}.0,"tags":[{},"a"]}})", i == 0 ? "" : ",", kItems - 1 - i,
                          kItems - 1 - i);
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Distance(expected + "]", actual + "]", "o"), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

// Arrays in arrays, each with an item that fits nothing: asking for a pair must not ask again for
// what is in it.
TEST(JsonEquality, NestedArraysInAnyOrderTakeNoExponentialTime) {
  std::string expected = R"("${json-unit.any-number}")";
  std::string actual = R"("x")";
  for (int i = 0; i < 190; ++i) {
    expected = fmt::format("[{},1]", expected);
    actual = fmt::format("[2,{}]", actual);
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_GT(Distance(expected, actual, "o"), 0);
  EXPECT_GT(Distance(expected, actual, "ox"), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(JsonEquality, WhatIsBeyondTheLimitCountsAsDifferent) {
  std::string expected = "[";
  std::string actual = "[";
  for (int i = 0; i < 5'000; ++i) {
    expected += fmt::format(R"({}{{"id":{}}})", i == 0 ? "" : ",", i);
    actual += fmt::format(R"({}{{"id":{},"extra":1}})", i == 0 ? "" : ",", 4'999 - i);
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Distance(expected + "]", actual + "]", "ox"), 1);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Pairing, FindsALargestSetOfPairs) {
  // Fits: bits of row i are the partners of i.
  const auto pairs = [](std::vector<unsigned> rows, std::size_t right) {
    Pairing pairing(rows.size(), right,
                    [&](std::size_t i, std::size_t j) { return (rows[i] >> j & 1U) != 0; });
    EXPECT_TRUE(pairing.Complete(10'000));
    int found = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!pairing.left()[i]) continue;
      ++found;
      EXPECT_EQ(pairing.right()[*pairing.left()[i]], i);
      EXPECT_NE(rows[i] >> *pairing.left()[i] & 1U, 0U);
    }
    return found;
  };
  EXPECT_EQ(pairs({0b111, 0b011, 0b001}, 3), 3);
  EXPECT_EQ(pairs({0b001, 0b001, 0b110}, 3), 2);
  EXPECT_EQ(pairs({0b0011, 0b0110, 0b1100, 0b1001, 0b1111}, 4), 4);
  EXPECT_EQ(pairs({0b01, 0b11}, 2), 2);
  EXPECT_EQ(pairs({0, 0}, 0), 0);
  EXPECT_EQ(pairs({}, 2), 0);
}

TEST(Pairing, GivesUpAfterSoManyLooks) {
  Pairing pairing(100, 100, [](std::size_t, std::size_t j) { return j == 0; });
  EXPECT_FALSE(pairing.Complete(500));
}

}  // namespace
}  // namespace wireproof::mock
