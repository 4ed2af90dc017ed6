#include "mockserver/match/java_regex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mockserver/match/java_regex_rows_testing.h"

namespace wireproof::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

JavaRegex Compiled(std::string_view pattern) {
  auto regex = JavaRegex::Compile(pattern);
  if (regex) return *regex;
  ADD_FAILURE() << pattern << ": " << regex.error();
  return *JavaRegex::Compile("");
}

TEST(JavaRegex, MatchesWhatJavaMatches) {
  for (const JavaRegexRow& row : JavaRegexRows()) {
    const auto regex = JavaRegex::Compile(row.pattern);
    ASSERT_TRUE(regex.has_value()) << row.pattern << ": " << regex.error();
    EXPECT_EQ(regex->Matches(row.text), row.matches)
        << row.pattern << " against " << row.text << ", as " << regex->translated();
  }
}

TEST(JavaRegex, RefusesWhatRe2LacksAndNamesIt) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"a(?=b)", "look-around (?="},
      {"a(?!b)", "look-around (?!"},
      {"(?<=a)b", "look-around (?<="},
      {"(?<!a)b", "look-around (?<!"},
      {"(?>a)b", "atomic group"},
      {"a*+", "possessive quantifier"},
      {"a{2}+", "possessive quantifier"},
      {"(a)\\1", "back-reference \\1"},
      {"(?<n>a)\\k<n>", "back-reference \\k"},
      {"a\\Z", "\\Z"},
      {"\\Ga", "\\G"},
      {"\\X", "\\X"},
      {"\\N{DIGIT ONE}", "\\N"},
      {"(?x)a b", "flag (?x)"},
      {"(?U)a", "flag (?U)"},
      {"\\p{InGreek}", "Unicode block"},
      {"[\\p{L}&&[^a]]", "cuts a \\p class"},
      {"[a[^\\p{L}]]", "negates a \\p class"},
      {"a{5000}", "cannot be used"},
      {"((a{1,100}){1,100}){1,100}", "cannot be used"},
  };
  for (const auto& [pattern, words] : rows) {
    const auto regex = JavaRegex::Compile(pattern);
    ASSERT_FALSE(regex.has_value()) << pattern;
    EXPECT_THAT(regex.error(), HasSubstr(words)) << pattern;
  }
}

TEST(JavaRegex, RefusesWhatJavaRefuses) {
  for (const std::string pattern :
       {"(",        ")",     "[",           "[a",    "a**",     "*a",      "a{",
        "a{,2}",    "a{b",   "a{2",         "\\",    "[b-a]",   "(?<1>a)", "\\p{Foo",
        "\\p{Foo}", "\\y",   "\\x{110000}", "\\x{}", "\\u00",   "\\uD800", "(?z)",
        "\\xg",     "[\\b]", "a|*",         "(?i",   "[a-\\d]", "\xff"}) {
    EXPECT_FALSE(JavaRegex::Compile(pattern).has_value()) << pattern;
  }
  EXPECT_FALSE(JavaRegex::Compile(std::string(70'000, 'a')).has_value());
  EXPECT_FALSE(JavaRegex::Compile(std::string(300, '(') + std::string(300, ')')).has_value());
  EXPECT_FALSE(JavaRegex::Compile(std::string(300, '[')).has_value());
}

TEST(JavaRegex, TakesTimeInProportionToTheText) {
  const JavaRegex regex = Compiled("(a|a)*(a|aa)*b");
  EXPECT_FALSE(regex.Matches(std::string(100'000, 'a')));
}

TEST(JavaRegex, ReadsOctetsThatAreNotUtf8AsOneUnknownCharacterEach) {
  EXPECT_TRUE(Compiled("a..b").Matches("a\xe4\xffz"
                                       "b") == false);
  EXPECT_TRUE(
      Compiled("a..b").Matches("a\xe4\xff"
                               "b"));
  EXPECT_TRUE(Compiled("a\\x{fffd}").Matches("a\xe4"));
  EXPECT_FALSE(Compiled("[^\\x{fffd}]*").Matches("a\xe4"));
}

TEST(JavaRegex, FindsTheFirstMatchAndItsGroups) {
  EXPECT_THAT(*Compiled("(\\w+)@(\\w+)").Find("to bob@home now"), ElementsAre("bob", "home"));
  EXPECT_THAT(*Compiled("(a)|(b)").Find("xb"), ElementsAre("b"));
  EXPECT_THAT(*Compiled("b").Find("abc"), ElementsAre());
  EXPECT_EQ(Compiled("x").Find("abc"), std::nullopt);
}

TEST(JavaRegex, ReplacesAsJavaDoes) {
  const std::vector<std::array<std::string, 4>> rows = {
      {"b", "abcb", "x", "axcx"},
      {"(\\w)(\\d)", "a1 b2", "$2$1", "1a 2b"},
      {"a", "aa", "\\$1", "$1$1"},
      {"x*", "abc", "-", "-a-b-c-"},
      {"(?<n>a)", "ab", "<${n}>", "<a>b"},
      {"(a)", "a", "$10", "a0"},
      {"z", "abc", "x", "abc"},
      {"", "\xc3\xa4", "-", "-\xc3\xa4-"},
  };
  for (const auto& [pattern, text, replacement, result] : rows) {
    EXPECT_EQ(Compiled(pattern).ReplaceAll(text, replacement), result) << pattern;
  }
}

TEST(JavaRegex, KnowsWithWhatAMatchBegins) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"/api/v1/.*", "/api/v1/"},
      {"abc", "abc"},
      {"abc?", "ab"},
      {"abc*d", "ab"},
      {"a|b", ""},
      {"(ab)c", ""},
      {"^/a/[0-9]+", "/a/"},
      {"(?i)abc", ""},
      {"\\/a\\.b.*", "/a.b"},
      {"\\Qa*\\E.*", "a*"},
      {"ab{2}", "a"},
      {".*", ""},
      {"/\xc3\xa4+", "/"},
      {"/a/(b|c)", "/a/"},
      {"\\Aab", ""},
      {"a(?i)b", "a"},
  };
  for (const auto& [pattern, prefix] : rows) {
    EXPECT_EQ(Compiled(pattern).LiteralPrefix(), prefix) << pattern;
  }
}

}  // namespace
}  // namespace wireproof::mock
