#include "http/script/json_reader.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace wireproof::script {
namespace {

using nlohmann::json;

std::string Nested(std::size_t depth) {
  return std::string(depth, '[') + "1" + std::string(depth, ']');
}

TEST(JsonReader, ReadsWhatTheLibraryReads) {
  for (const std::string text :
       {R"({"a": [1, -2, 3.5, true, null, "x\u00e9"], "b": {"c": {}}, "d": []})", "1", "\"\"",
        " [ ] ", "18446744073709551615", "-9223372036854775808", R"("𝄞 \ud834\udd1e")",
        R"([[[], {}], {"": [{"a": 1}, {"a": 2}]}])"}) {
    const auto value = ParseJson(text);
    ASSERT_TRUE(value.has_value()) << text << ": " << Describe(value.error());
    EXPECT_EQ(*value, json::parse(text)) << text;
  }
}

struct RefusedJson {
  std::string text;
  std::string described;  // how Describe begins
};

void PrintTo(const RefusedJson& row, std::ostream* out) {
  *out << row.described;
}

class JsonRefusal : public testing::TestWithParam<RefusedJson> {};

TEST_P(JsonRefusal, SaysWhatAndWhere) {
  const auto value = ParseJson(GetParam().text);
  ASSERT_FALSE(value.has_value()) << GetParam().text;
  EXPECT_TRUE(Describe(value.error()).starts_with(GetParam().described)) << Describe(value.error());
}

INSTANTIATE_TEST_SUITE_P(
    Table, JsonRefusal,
    testing::Values(RefusedJson{"", "1:1: syntax error"},
                    RefusedJson{"{\n  \"a\": 1,\n}", "3:1: syntax"},
                    RefusedJson{"{\"a\": 1}\n{}", "2:1: syntax error"},
                    RefusedJson{"[1 2]", "1:5: syntax error"},
                    RefusedJson{"{\"a\": 1,\n \"a\": 2}", "2:4: duplicate key \"a\""},
                    RefusedJson{R"({"x": {"b": [], "\u0062": 0}})", "1:24: duplicate key \"b\""},
                    RefusedJson{"\"\xff\"", "1:2: syntax error"},
                    RefusedJson{"\"\xc0\xaf\"", "1:2: syntax error"},      // overlong
                    RefusedJson{"\"\xed\xa0\x80\"", "1:3: syntax error"},  // a surrogate
                    RefusedJson{R"("\ud834")", "1:8: syntax error"},
                    RefusedJson{"\xef\xbb\xbf{}", "1:1: a byte order mark"},
                    RefusedJson{"1e999", "1:5: number overflow"},
                    RefusedJson{"NaN", "1:1: syntax error"},
                    RefusedJson{"// c\n1", "1:1: syntax error"},
                    RefusedJson{std::string("\"\0\"", 3), "1:2: syntax error"},
                    RefusedJson{Nested(201), "1:201: nested deeper than 200 levels"}));

TEST(JsonReader, TakesTheDeepestAllowed) {
  EXPECT_TRUE(ParseJson(Nested(200)).has_value());
}

TEST(JsonReader, NeverTakesDeepNestingToTheStack) {
  EXPECT_FALSE(ParseJson(std::string(1'000'000, '[')).has_value());
  std::string objects;
  for (int i = 0; i < 200'000; ++i) objects += "{\"a\":";
  EXPECT_FALSE(ParseJson(objects).has_value());
}

TEST(JsonReader, BoundsTheText) {
  const JsonLimits limits{.max_bytes = 4};
  EXPECT_TRUE(ParseJson("1234", limits).has_value());
  const auto value = ParseJson("12345", limits);
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().message, "a JSON text of 5 bytes; at most 4");
}

TEST(JsonReader, MessagesArePrintable) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = "{\"" + std::string(1, static_cast<char>(byte)) + "\": \x01 }";
    const auto value = ParseJson(text);
    ASSERT_FALSE(value.has_value());
    for (const char c : value.error().message) {
      EXPECT_TRUE(c >= 0x20 && c < 0x7f) << byte << ": " << value.error().message;
    }
    EXPECT_EQ(value.error().message.find("json.exception"), std::string::npos);
  }
}

TEST(JsonReader, EveryPrefixOfATextIsRefusedOrRead) {
  const std::string text = R"({"a": [1, {"b": "\u00e9"}], "c": null})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(ParseJson(text.substr(0, size)).has_value()) << size;
  }
  EXPECT_TRUE(ParseJson(text).has_value());
}

TEST(JsonPointer, EscapesTildeAndSlash) {
  EXPECT_EQ(PointerTo("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_EQ(PointerTo("", ""), "/");
  EXPECT_EQ(PointerTo("/x", std::size_t{3}), "/x/3");
}

TEST(JsonText, NeverThrows) {
  EXPECT_EQ(JsonText(json("\xff")), "\"\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace wireproof::script
