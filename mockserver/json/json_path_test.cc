#include "mockserver/json/json_path.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace wireproof::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kRfc9535 = JsonPathDialect::kRfc9535;
constexpr auto kJayway = JsonPathDialect::kJayway;

Json Value(std::string_view text) {
  auto value = ReadJson(text);
  EXPECT_TRUE(value) << text;
  return value ? *std::move(value) : Json();
}

JsonPath Path(std::string_view expression, JsonPathDialect dialect = kJayway) {
  auto path = JsonPath::Parse(expression, dialect);
  EXPECT_TRUE(path) << expression << ": " << path.error();
  return path ? *path : *JsonPath::Parse("$");
}

std::string ParseError(std::string_view expression, JsonPathDialect dialect = kJayway) {
  const auto path = JsonPath::Parse(expression, dialect);
  EXPECT_FALSE(path) << expression;
  return path ? "" : path.error();
}

TEST(JsonPath, SelectsIntoTheDocument) {
  const Json document = Value(R"({"a":[{"b":1},{"b":2}]})");
  for (const JsonPathDialect dialect : {kRfc9535, kJayway}) {
    const auto path = Path("$.a[*].b", dialect);
    EXPECT_THAT(path.Select(document), ElementsAre(&document["a"][0]["b"], &document["a"][1]["b"]));
    EXPECT_THAT(path.Paths(document), ElementsAre("$['a'][0]['b']", "$['a'][1]['b']"));
    EXPECT_FALSE(path.definite());
    EXPECT_EQ(path.expression(), "$.a[*].b");
    EXPECT_EQ(path.Read(document), Value("[1,2]"));
  }
}

TEST(JsonPath, ADefinitePathReadsItsValueOrNothing) {
  const Json document = Value(R"({"a":{"b":null},"e":[]})");
  for (const JsonPathDialect dialect : {kRfc9535, kJayway}) {
    EXPECT_TRUE(Path("$.a.b", dialect).definite());
    EXPECT_EQ(Path("$.a.b", dialect).Read(document), Json(nullptr));
    EXPECT_EQ(Path("$.a.c", dialect).Read(document), std::nullopt);
    EXPECT_EQ(Path("$.e", dialect).Read(document), Json::array());
    EXPECT_EQ(Path("$..c", dialect).Read(document), Json::array());
    EXPECT_EQ(Path("$.e[*]", dialect).Read(document), Json::array());
  }
}

TEST(JsonPath, ExactNumbersStayExact) {
  const Json document = Value(R"({"a":1.10,"b":[1e400,100,"x"]})");
  EXPECT_EQ(WriteJson(*Path("$.a").Read(document)), "1.10");
  EXPECT_EQ(WriteJson(*Path("$.b[?(@ > 1e399)]").Read(document)), "[1e400]");
  EXPECT_EQ(WriteJson(*Path("$.b[?@ == 1E2]", kRfc9535).Read(document)), "[100]");
}

TEST(JsonPath, FunctionsAreReadNotSelected) {
  const Json document = Value(R"({"a":[3,1,2]})");
  EXPECT_EQ(Path("$.a.length()").Read(document), Json(3));
  EXPECT_THAT(Path("$.a.length()").Select(document), IsEmpty());
  EXPECT_EQ(Path("$.a.append(4)").Read(document), Value("[3,1,2,4]"));
  EXPECT_EQ(document["a"].size(), 3U);
}

TEST(JsonPath, SeveralNamesAreReadAsOneObjectAndSelectedApart) {
  const Json document = Value(R"({"a":1,"b":2,"c":3})");
  EXPECT_EQ(Path("$['c','a']").Read(document), Value(R"({"c":3,"a":1})"));
  EXPECT_THAT(Path("$['c','a']").Paths(document), ElementsAre("$['c']", "$['a']"));
  EXPECT_EQ(Path("$['c','a']", kRfc9535).Read(document), Value("[3,1]"));
}

TEST(JsonPath, SaysWhatIsWrongAndWhere) {
  const struct {
    std::string_view path, message;
    JsonPathDialect dialect;
  } rows[] = {
      {"", "expected '$' at octet 1, found the end", kRfc9535},
      {"$.a b", "expected a segment or the end at octet 4, found octet 0x20", kRfc9535},
      {"$[?@.a == ]", "expected a path, a literal or a function at octet 11, found ']'", kRfc9535},
      {"$[?foo(@)]", "expected length, count, match, search or value at octet 7", kRfc9535},
      {"$.", "expected a name: a path must not end with a dot at octet 3", kJayway},
      {"$a", "expected '.' or '[' at octet 2, found 'a'", kJayway},
      {"$.a b", "expected no blank in a name", kJayway},
      {"$[a]", "expected one of ' \" * ? : - 0-9 at octet 3, found 'a'", kJayway},
      {"$[?(@.a == )]", "expected a path or a literal at octet 12, found ')'", kJayway},
      {"$[?(@.a =~ /(/)]", "expected a regular expression that can be used (missing )", kJayway},
      {"$['a", "expected the closing ' at octet 5, found the end", kJayway},
      {"$.foo()", "expected a known path function instead of foo()", kJayway},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(ParseError(row.path, row.dialect), HasSubstr(row.message)) << row.path;
  }
}

TEST(JsonPath, EachPrefixAndEachDroppedOctetIsReadWithoutHarm) {
  const Json document = Value(R"({"a":[{"b":"x","c":[1,2]}],"d":{"e":null}})");
  for (const JsonPathDialect dialect : {kRfc9535, kJayway}) {
    const std::string whole =
        dialect == kJayway
            ? R"($..a[?(@.b =~ /x\/y/i && !(@.c in [1,{'k':2}]) || @['b'] == "\u0041")].c.sum($.d,1))"
            : R"($..a[?match(@.b, 'x.*') && !(@.c[0] == 1.5e1 || count(@.*) > 2)]["b",'c'][-1:])";
    EXPECT_TRUE(JsonPath::Parse(whole, dialect)) << whole;
    for (std::size_t i = 0; i < whole.size(); ++i) {
      const std::string dropped = whole.substr(0, i) + whole.substr(i + 1);
      for (const std::string& text : {whole.substr(0, i), dropped}) {
        if (const auto path = JsonPath::Parse(text, dialect)) path->Read(document);
      }
    }
  }
}

TEST(JsonPath, LimitsAreKept) {
  const auto repeated = [](std::string_view piece, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += piece;
    return text;
  };
  EXPECT_THAT(ParseError("$." + std::string(9'000, 'a')), HasSubstr("at most 8192"));
  for (const JsonPathDialect dialect : {kRfc9535, kJayway}) {
    EXPECT_THAT(ParseError("$" + repeated(".a", 300), dialect), HasSubstr("fewer segments"));
    EXPECT_FALSE(JsonPath::Parse("$[?(" + std::string(4'000, '('), dialect));
    EXPECT_FALSE(JsonPath::Parse("$" + repeated("[?(@", 1'000), dialect));
    EXPECT_FALSE(JsonPath::Parse("$[?(" + std::string(4'000, '!'), dialect));
  }
  EXPECT_FALSE(JsonPath::Parse("$.sum(" + repeated("$.sum(", 1'000)));
  EXPECT_FALSE(JsonPath::Parse("$[?" + repeated("length(", 1'000), kRfc9535));
}

TEST(JsonPath, AnEvaluationThatVisitsTooMuchGivesNothing) {
  std::string text = "1";
  for (int i = 0; i < 150; ++i) text = fmt::format("[{},{}]", text, i);
  const Json document = Value(text);
  const auto start = std::chrono::steady_clock::now();
  for (const JsonPathDialect dialect : {kRfc9535, kJayway}) {
    const auto path = Path("$..*..*..*..*..*", dialect);
    EXPECT_EQ(path.Read(document), std::nullopt);
    EXPECT_THAT(path.Select(document), IsEmpty());
    // Each filter inside looks through the rest again.
    const auto filter =
        Path(dialect == kJayway ? "$..[?(@..[?(@..[?(@..x.y == 1)])])]" : "$..[?@..[?@..[?@..x]]]",
             dialect);
    filter.Select(document);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

TEST(JsonPath, WorkInsideFiltersAndCopiesCounts) {
  Json list = Json::array();
  for (int i = 0; i < 2'000; ++i) list.push_back(i);
  const Json document = Json::object({{"a", list}, {"s", std::string(1'000'000, 'x')}});
  for (const std::string_view path :
       {"$.a[?(!(@ in $.a))]", "$.a[?($.s contains 'y')]", "$.a[?($.s size 3)]",
        "$.a[?($.a =~ /x/)]", "$.a[?($.s =~ /y/)]"}) {
    EXPECT_EQ(Path(path).Read(document), std::nullopt) << path;
  }
  EXPECT_EQ(Path("$.a[?length($.s) == 3]", kRfc9535).Read(document), std::nullopt);
  std::string nested = "[" + std::string(50'000, '1') + "]";
  for (std::size_t i = 1; i < 50'000; i += 2) nested[i + 1] = ',';
  nested[50'000] = '1';
  for (int i = 0; i < 150; ++i) nested = "[" + nested + "]";
  for (const JsonPathDialect dialect : {kRfc9535, kJayway}) {
    EXPECT_EQ(Path("$..*", dialect).Read(Value(nested)), std::nullopt);
  }
}

TEST(JsonPath, NormalizedPathsEscapeNames) {
  const Json document = Value(R"({"it's":{"a\\b\n\u0001\u00e4":1}})");
  EXPECT_THAT(Path("$.*.*").Paths(document), ElementsAre(R"($['it\'s']['a\\b\n\u0001ä'])"));
}

}  // namespace
}  // namespace wireproof::mock
