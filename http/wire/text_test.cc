// The small functions on text: grammar.h, python_text.h, message.h and status.h.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/wire/dialect.h"
#include "http/wire/grammar.h"
#include "http/wire/message.h"
#include "http/wire/python_text.h"
#include "http/wire/status.h"

namespace wireproof::wire {
namespace {

using std::string_view_literals::operator""sv;

TEST(Grammar, ClassesAreThoseOfTheAbnf) {
  std::size_t tchars = 0;
  std::size_t texts = 0;
  for (int c = 0; c < 256; ++c) {
    tchars += Is(static_cast<char>(c), kTchar);
    texts += Is(static_cast<char>(c), kFieldText);
  }
  EXPECT_EQ(tchars, 77U);             // 15 marks, 10 digits, 52 letters
  EXPECT_EQ(texts, 94U + 128U + 2U);  // VCHAR, obs-text, SP and HTAB
  EXPECT_TRUE(IsToken("!#$%&'*+-.^_`|~09azAZ"));
  for (const char* bad : {"", "a b", "a:", "(", "a\x7f", "\xe4", "@", "\""})
    EXPECT_FALSE(IsToken(bad));
}

TEST(Grammar, NumbersAreDigitsOfAnyLength) {
  EXPECT_EQ(ParseDecimal("0018446744073709551615")->value, UINT64_MAX);
  EXPECT_FALSE(ParseDecimal("18446744073709551615")->overflow);
  EXPECT_TRUE(ParseDecimal("18446744073709551616")->overflow);
  EXPECT_TRUE(ParseDecimal("99999999999999999999999")->overflow);
  EXPECT_EQ(ParseHex("00fF")->value, 255U);
  EXPECT_TRUE(ParseHex("10000000000000000")->overflow);
  for (const char* bad : {"", "-1", "+1", " 1", "1 ", "1x", "0x1"}) EXPECT_FALSE(ParseDecimal(bad));
}

TEST(Grammar, QuotedStringsEndAtTheirQuote) {
  EXPECT_EQ(QuotedStringLength("\"a\\\"b\" c"), 6U);
  EXPECT_EQ(QuotedStringLength("\"\""), 2U);
  for (auto bad : {""sv, "a"sv, "\"a"sv, "\"a\\"sv, "\"a\n\""sv, "\"\\\n\""sv}) {
    EXPECT_EQ(QuotedStringLength(bad), 0U);
  }
}

TEST(Fields, AreFoundWithoutCaseAndKeepTheirOrder) {
  const Fields fields = {{"A", "1"}, {"b", "x"}, {"a", "2"}};
  EXPECT_EQ(FindFirst(fields, "a"), "1");
  EXPECT_EQ(FindFirst(fields, "c"), std::nullopt);
  EXPECT_EQ(FindAll(fields, "a"), (std::vector<std::string_view>{"1", "2"}));
  EXPECT_EQ(Combined(fields, "A"), "1, 2");
  EXPECT_EQ(Combined(fields, "c"), std::nullopt);
  Fields left = fields;
  EXPECT_EQ(Remove(left, "A"), 2U);
  EXPECT_EQ(left, (Fields{{"b", "x"}}));
}

TEST(Fields, AreListsOverAllTheirLines) {
  const Fields fields = {
      {"L", " a , \"b, c\",,"}, {"l", "D"}, {"M", "\"x, y"}, {"N", "a\\\", \"\\\",\", b"}};
  EXPECT_EQ(ListElements(fields, "l"), (std::vector<std::string_view>{"a", "\"b, c\"", "D"}));
  EXPECT_EQ(ListElements(fields, "m").size(), 1U);
  EXPECT_EQ(ListElements(fields, "n"), (std::vector<std::string_view>{"a\\\", \"\\\",\"", "b"}));
  EXPECT_TRUE(HasToken(fields, "L", "d"));
  EXPECT_FALSE(HasToken(fields, "L", "c"));
}

TEST(PythonInt, ReadsWhatIntReads) {
  const std::string zeros(4300, '0');
  for (auto good : {"5"sv, "+5"sv, " 5\n"sv,
                    "\x85"
                    "5\xa0"sv,
                    "0_5"sv,
                    "\x0b"
                    "5"sv}) {
    EXPECT_EQ(PythonInt(good), (PythonInteger{false, 5})) << good;
  }
  EXPECT_EQ(PythonInt("-5"), (PythonInteger{true, 5}));
  EXPECT_EQ(PythonInt("-0"), (PythonInteger{false, 0}));
  EXPECT_EQ(PythonInt("99999999999999999999")->magnitude, UINT64_MAX);
  EXPECT_TRUE(PythonInt(zeros));
  EXPECT_FALSE(PythonInt(zeros + "5"));
  for (auto bad :
       {""sv, "+"sv, "_5"sv, "5_"sv, "5__0"sv, "+ 5"sv, "--5"sv, "0x5"sv, "5.0"sv, "\xb2"sv,
        "\x1c"
        "5"sv,
        "5\0"sv}) {
    EXPECT_FALSE(PythonInt(bad)) << bad;
  }
}

TEST(PythonInt, ReadsHexAsIntWithBase16Does) {
  for (auto good : {"5"sv, "0x5"sv, "0X5"sv, "0x_5"sv, "+0x5"sv, " 5\r\n"sv, "0_5"sv}) {
    EXPECT_EQ(PythonIntHex(good), (PythonInteger{false, 5})) << good;
  }
  EXPECT_EQ(PythonIntHex("-1"), (PythonInteger{true, 1}));
  EXPECT_EQ(PythonIntHex("0b1")->magnitude, 177U);
  EXPECT_TRUE(PythonIntHex(std::string(9999, '0')));
  for (auto bad : {""sv, "0x"sv, "0x__5"sv, "_0x5"sv, "0_x5"sv, "0x 5"sv, "00x5"sv,
                   "\xa0"
                   "5"sv,
                   "g"sv}) {
    EXPECT_FALSE(PythonIntHex(bad)) << bad;
  }
}

TEST(PythonText, SplitsAndQuotesAsStrDoes) {
  using Words = std::vector<std::string_view>;
  EXPECT_EQ(PythonSplit(" a\x1c\xa0"
                        "b\t"),
            (Words{"a", "b"}));
  EXPECT_EQ(PythonSplit("a  b c ", 1), (Words{"a", "b c "}));
  EXPECT_EQ(PythonSplit(" \t"), Words{});
  EXPECT_EQ(PythonStrip("\x85 a b\x1f"), "a b");
  EXPECT_EQ(PythonRepr("it's"), "\"it's\"");
  EXPECT_EQ(PythonRepr("'\""), "'\\'\"'");
  EXPECT_EQ(PythonRepr("\xad\xa0\xa1\x85\x7f\x01\t\n\r\\"),
            "'\\xad\\xa0\xa1\\x85\\x7f\\x01\\t\\n\\r\\\\'");
  EXPECT_EQ(PythonLower("A\xc0\xd7\xde\xdf"), "a\xe0\xd7\xfe\xdf");
}

TEST(Statuses, AreThoseOfHttpStatus) {
  EXPECT_EQ(AllStatuses().size(), 62U);
  EXPECT_EQ(ReasonPhrase(414), "URI Too Long");
  EXPECT_EQ(ReasonPhrase(299), "");
  EXPECT_EQ(FindStatus(404)->name, "NOT_FOUND");
  EXPECT_EQ(FindStatus(404)->description, "Nothing matches the given URI");
  EXPECT_EQ(FindStatus(99), nullptr);
  EXPECT_EQ(FindStatus(1000), nullptr);
}

TEST(Dialects, AreStrictByDefault) {
  EXPECT_EQ(Dialect::Strict(), Dialect{});
  EXPECT_NE(Dialect::Strict(), Dialect::CPython());
}

}  // namespace
}  // namespace wireproof::wire
