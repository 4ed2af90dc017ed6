#include "mockserver/json/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <ostream>

namespace wireproof::mock {

void PrintTo(const JsonProblem& problem, std::ostream* os) {
  *os << '"' << problem.pointer << "\" " << problem.message;
}

namespace {

using ::testing::HasSubstr;

Json Read(std::string_view text) {
  auto value = ReadJson(text);
  EXPECT_TRUE(value) << text << ": " << value.error().message;
  return value ? *std::move(value) : Json();
}

JsonProblem Refusal(std::string_view text, const JsonReading& reading = {}) {
  const auto value = ReadJson(text, reading);
  EXPECT_FALSE(value) << text;
  return value ? JsonProblem{} : value.error();
}

// Texts that come out as they went in.
TEST(Json, KeepsTheSpellingOfWhatItReads) {
  for (const std::string_view text : {
           R"(null)",
           R"(true)",
           R"(false)",
           R"("")",
           R"({})",
           R"([])",
           R"(0)",
           R"(-1)",
           R"({"b":1,"a":{"z":[],"y":{}}})",
           R"([[],[[]],{"":""}])",
           R"(-0)",
           R"(-0.0)",
           R"(0.0)",
           R"(1.0)",
           R"(1.10)",
           R"(1e2)",
           R"(1E+2)",
           R"(1e400)",
           R"(-1e-400)",
           R"(0.1)",
           R"(123456789012345678901234567890)",
           R"(9223372036854775807)",
           R"(9223372036854775808)",
           R"(18446744073709551615)",
           R"(18446744073709551616)",
           R"(-9223372036854775808)",
           R"(-9223372036854775809)",
           R"(0.30000000000000004)",
           R"(3.141592653589793238462643383279)",
           R"("\b\f\n\r\t\"\\/\u0000\u001F")",
           "\"\x7f\"",
           R"("äöü€😀")",
           R"({"ä":"'"})",
       }) {
    EXPECT_EQ(WriteJson(Read(text)), text);
  }
}

TEST(Json, DecodesEscapes) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"("\u0041\u00e4\u20AC")", "Aä€"},
      {R"("\ud83d\ude00")", "😀"},
      {R"("\ud83dx")", "\xEF\xBF\xBDx"},
      {R"("\ude00")", "\xEF\xBF\xBD"},
      {R"("\ud83d\u0041")",
       "\xEF\xBF\xBD"
       "A"},
      {R"("\ud83d\ud83d\ude00")",
       "\xEF\xBF\xBD"
       "😀"},
      {R"("\/\'")", ""},
  };
  for (const auto& [text, decoded] : cases) {
    if (decoded.empty()) {
      EXPECT_EQ(Refusal(text).message,
                "line 1, column 4: a backslash before ''', which is no escape");
    } else {
      EXPECT_EQ(Read(text), Json(decoded)) << text;
    }
  }
}

TEST(Json, SaysWhatIsWrongAndWhere) {
  const struct {
    std::string_view text, pointer, message;
  } cases[] = {
      {"", "", "line 1, column 1: the text ends; expected a value"},
      {" ", "", "line 1, column 2: the text ends; expected a value"},
      {"{\"a\": [1,\n 2, x]}", "/a/2", "line 2, column 5: found 'x'; expected a value"},
      {"[1 2]", "", "line 1, column 4: found a number; expected ',' or ']'"},
      {"[1,]", "/1", "line 1, column 4: found ']'; expected a value"},
      {"[}", "", "line 1, column 2: found '}'; expected a value or ']'"},
      {"{\"a\":{\"b\" 1}}", "/a/b", "line 1, column 11: found a number; expected ':'"},
      {"{\"a\":1,}", "", "line 1, column 8: found '}'; expected a key"},
      {"{\"a\":1 \"b\"}", "", "line 1, column 8: found a string; expected ',' or '}'"},
      {"{\"a/~\":tru}", "/a~1~0", "line 1, column 8: found 't'; expected a value"},
      {"{1}", "", "line 1, column 2: found a number; expected a key or '}'"},
      {"1 1", "", "line 1, column 3: found a number after the value"},
      {"{} x", "", "line 1, column 4: found 'x' after the value"},
      {"01", "", "line 1, column 1: a number with a leading zero"},
      {"-01", "", "line 1, column 1: a number with a leading zero"},
      {"[1.]", "", "line 1, column 4: found ']' where a digit must be"},
      {"-", "", "line 1, column 2: the text ends in a number"},
      {"1e+", "", "line 1, column 4: the text ends in a number"},
      {"+1", "", "line 1, column 1: found '+'; expected a value"},
      {".5", "", "line 1, column 1: found '.'; expected a value"},
      {"NaN", "", "line 1, column 1: found 'N'; expected a value"},
      {"\"a", "", "line 1, column 3: the text ends in a string"},
      {"\"a\\", "", "line 1, column 4: the text ends in a string"},
      {"\"\\u12", "", "line 1, column 6: the text ends in a string"},
      {"\"\\u12g4\"", "", "line 1, column 6: found 'g' in \\u"},
      {"\"\\x\"", "", "line 1, column 2: a backslash before 'x', which is no escape"},
      {"\"a\nb\"", "", "line 1, column 3: found octet 0x0a in a string, where it must be escaped"},
      {"\"\xff\"", "", "line 1, column 2: found octet 0xff in a string, which is not UTF-8"},
      {"\"\xc0\x80\"", "", "line 1, column 2: found octet 0xc0 in a string, which is not UTF-8"},
      {"\"\xed\xa0\x80\"", "",
       "line 1, column 2: found octet 0xed in a string, which is not UTF-8"},
      {"\xef\xbb\xbf{}", "", "line 1, column 1: found octet 0xef; expected a value"},
      {"// x\n1", "", "line 1, column 1: found '/'; expected a value"},
      {"'a'", "", "line 1, column 1: found '''; expected a value"},
      {std::string_view("\0", 1), "", "line 1, column 1: found octet 0x00; expected a value"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Refusal(c.text), (JsonProblem{std::string(c.pointer), std::string(c.message)}))
        << c.text;
  }
}

TEST(Json, EachPrefixOfATextIsRefusedWithoutHarm) {
  const std::string text = R"({"a":[1,-2.5e3,true,null,"x\u00e4\n"],"b":{"c":false}})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string prefix = text.substr(0, size);  // its own allocation, for the sanitizer
    EXPECT_FALSE(ReadJson(prefix)) << prefix;
  }
}

TEST(Json, RelaxedReadingTakesCommentsAndSingleQuotes) {
  const JsonReading relaxed{.relaxed = true};
  const auto value = ReadJson(
      "// first\n{'a': /* in * between */ 'it\\'s \"so\"', \"b\": \"it's\\'\"} /**/ // last",
      relaxed);
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(WriteJson(*value), R"({"a":"it's \"so\"","b":"it's'"})");
  EXPECT_EQ(Refusal("/* x", relaxed).message, "line 1, column 1: a comment that is not closed");
  EXPECT_EQ(Refusal("/ 1", relaxed).message,
            "line 1, column 1: found '/', which begins no comment");
  EXPECT_EQ(Refusal("# x\n1", relaxed).message, "line 1, column 1: found '#'; expected a value");
  EXPECT_EQ(Refusal("1 // x\r 2", relaxed).message,
            "line 1, column 9: found a number after the value");
}

TEST(Json, OfDuplicateKeysTheLastCountsInTheFirstPlace) {
  EXPECT_EQ(WriteJson(Read(R"({"a":1,"b":2,"a":3,"c":{"a":4},"a":5})")),
            R"({"a":5,"b":2,"c":{"a":4}})");
  EXPECT_EQ(WriteJson(Read(R"({"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"1":0})")),
            R"({"1":0,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9})");
}

TEST(Json, DuplicateKeysAreRefusedWhereAsked) {
  const JsonReading strict{.refuse_duplicate_keys = true};
  EXPECT_EQ(Refusal(R"({"x":[0,{"a":1,"b":2,"a":3}]})", strict),
            (JsonProblem{"/x/1/a", R"(line 1, column 22: duplicate key "a")"}));
  EXPECT_TRUE(ReadJson(R"([{"a":1},{"a":{"a":2}}])", strict));
}

TEST(Json, NestingHasALimit) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(ReadJson(nested(200)));
  EXPECT_THAT(Refusal(nested(201)).message, HasSubstr("nested deeper than 200 levels"));
  EXPECT_THAT(Refusal(std::string(1'000'000, '[')).message, HasSubstr("nested deeper"));
  EXPECT_THAT(Refusal("[[1]]", {.max_depth = 1}).message, HasSubstr("nested deeper than 1 levels"));
  EXPECT_EQ(Refusal("[1, 2]", {.max_bytes = 5}).message, "a JSON text of 6 octets; at most 5");
}

TEST(Json, ReadsAndWritesLargeTextsInLinearTime) {
  std::string text = "{";
  for (int i = 0; i < 50'000; ++i) {
    text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + R"(":[1.50,{"k":"0123456789\n"}])";
  }
  text += "}";
  const auto start = std::chrono::steady_clock::now();
  const auto value = ReadJson(text, {.refuse_duplicate_keys = true});
  ASSERT_TRUE(value);
  EXPECT_EQ(WriteJson(*value), text);
  EXPECT_TRUE(EqualJson(*value, *value));
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took, std::chrono::seconds(20));  // quadratic takes minutes
}

TEST(Json, PrettyLayoutIsJacksons) {
  const Json value =
      Read(R"({"a":[],"b":{},"c":[1,[2,3],{"k":1.10,"z":null}],"j":[{"a":1},{"b":[]}],"m":[[]]})");
  EXPECT_EQ(WriteJson(value, JsonLayout::kPretty), R"({
  "a" : [ ],
  "b" : { },
  "c" : [ 1, [ 2, 3 ], {
    "k" : 1.10,
    "z" : null
  } ],
  "j" : [ {
    "a" : 1
  }, {
    "b" : [ ]
  } ],
  "m" : [ [ ] ]
})");
  EXPECT_EQ(WriteJson(Json::array({Json::object({{"a", 1}})}), JsonLayout::kPretty),
            "[ {\n  \"a\" : 1\n} ]");
  EXPECT_EQ(WriteJson(Json("x"), JsonLayout::kPretty), "\"x\"");
}

TEST(Json, WritesWhatIsNoUtf8AsReplacements) {
  EXPECT_EQ(WriteJson(Json("a\xff\xc3(")), "\"a\xEF\xBF\xBD\xEF\xBF\xBD(\"");
}

TEST(Json, WritesValuesNestedDeeperThanItReads) {
  Json value = 1;
  for (int i = 0; i < 5'000; ++i) value = Json::array({std::move(value)});
  EXPECT_EQ(WriteJson(value).size(), 10'001U);
}

TEST(JsonNumber, ComparesByValueExactly) {
  const struct {
    std::string_view a, b;
    int order;
  } cases[] = {
      {"1", "1.0", 0},
      {"1", "1e0", 0},
      {"100", "1E+2", 0},
      {"0.1", "1e-1", 0},
      {"0", "-0", 0},
      {"0", "-0.0", 0},
      {"0e5", "0.00", 0},
      {"0", "1e-400", -1},
      {"0", "-1e-400", 1},
      {"1", "2", -1},
      {"-1", "1", -1},
      {"-2", "-1", -1},
      {"9", "10", -1},
      {"0.9", "0.10", 1},
      {"9007199254740993", "9007199254740992.0", 1},
      {"0.1", "0.10000000000000000555", -1},
      {"18446744073709551615", "18446744073709551616", -1},
      {"18446744073709551615", "-1", 1},
      {"123456789012345678901234567890", "123456789012345678901234567891", -1},
      {"123456789012345678901234567890", "1.2345678901234567890123456789e29", 0},
      {"1e400", "1e401", -1},
      {"-1e400", "-1e401", 1},
      {"1e400", "10e399", 0},
      {"1e99999999999999999999", "1e88888888888888888888", 0},
      {"1e-99999999999999999999", "1e-88888888888888888888", 0},
      {"1e-99999999999999999999", "0", 1},
      {"1e99999999999999999999", "1e400", 1},
      {"-1e99999999999999999999", "1", -1},
      {"12", "123", -1},
      {"1.5", "1.25", 1},
      {"0.000100", "1e-4", 0},
      {"1000e-3", "1", 0},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(CompareNumbers(Read(c.a), Read(c.b)), c.order) << c.a << " and " << c.b;
    EXPECT_EQ(CompareNumbers(Read(c.b), Read(c.a)), -c.order) << c.b << " and " << c.a;
  }
  EXPECT_EQ(CompareNumbers(Json(1U), Json(1)), 0);
  EXPECT_EQ(CompareNumbers(Json(-1), Json(1U)), -1);
  EXPECT_EQ(CompareNumbers(Json(HUGE_VAL), Json(1)), 1);
  EXPECT_EQ(CompareNumbers(Json(std::numeric_limits<double>::quiet_NaN()), Json(HUGE_VAL)), 1);
}

TEST(JsonNumber, HasItsTextAndItsNearestDouble) {
  const struct {
    std::string_view text;
    double value;
    bool exact;
  } cases[] = {
      {"1", 1, false},           {"1.0", 1, false},
      {"1.10", 1.1, true},       {"-0", -0.0, true},
      {"1e400", HUGE_VAL, true}, {"-1e400", -HUGE_VAL, true},
      {"1e-400", 0, true},       {"100000000000000000000", 1e20, true},
      {"0.5", 0.5, false},       {"0e999", 0, true},
  };
  for (const auto& c : cases) {
    const Json number = MakeNumber(c.text);
    EXPECT_TRUE(IsNumber(number)) << c.text;
    EXPECT_EQ(number.is_binary(), c.exact) << c.text;
    EXPECT_EQ(NumberText(number), c.text);
    EXPECT_EQ(NumberValue(number), c.value) << c.text;
  }
  EXPECT_FALSE(IsNumber(Json("1")));
  EXPECT_FALSE(IsNumber(Json::binary({'1'})));
  EXPECT_FALSE(IsNumber(Json::binary({'1'}, 7)));
}

TEST(Json, EqualityIgnoresOrderOfMembersAndSpellingOfNumbers) {
  const std::pair<std::string_view, std::string_view> equal[] = {
      {R"({"a":1,"b":[2.0,"x"]})", R"({"b":[2,"x"],"a":1e0})"},
      {"[]", "[]"},
      {"null", "null"},
      {"\"\\u0061\"", "\"a\""},
  };
  for (const auto& [a, b] : equal) EXPECT_TRUE(EqualJson(Read(a), Read(b))) << a << " " << b;
  const std::pair<std::string_view, std::string_view> different[] = {
      {"[1,2]", "[2,1]"}, {"{}", "[]"},       {R"({"a":1})", R"({"b":1})"},       {"1", "\"1\""},
      {"1", "true"},      {"null", "0"},      {R"({"a":1})", R"({"a":1,"b":2})"}, {"[1]", "[1,1]"},
      {"1e400", "1e401"}, {"[[1]]", "[[2]]"},
  };
  for (const auto& [a, b] : different) {
    EXPECT_FALSE(EqualJson(Read(a), Read(b))) << a << " " << b;
    EXPECT_FALSE(EqualJson(Read(b), Read(a))) << b << " " << a;
  }
}

TEST(Json, AsTextIsTheStringItselfElseTheJson) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"("a\"b")", "a\"b"},
      {"1.10", "1.10"},
      {"true", "true"},
      {"null", "null"},
      {R"({"a": [1, 2]})", R"({"a":[1,2]})"},
  };
  for (const auto& [text, as_text] : cases) EXPECT_EQ(JsonAsText(Read(text)), as_text);
}

TEST(JsonPointer, EscapesItsSteps) {
  EXPECT_EQ(PointerTo("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_EQ(PointerTo("", ""), "/");
  EXPECT_EQ(PointerTo("/a", std::size_t{7}), "/a/7");
}

}  // namespace
}  // namespace wireproof::mock
