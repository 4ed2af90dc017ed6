#include "http/script/octets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "http/script/json_reader.h"

namespace wireproof::script {
namespace {

using nlohmann::json;

std::string AllBytes() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

OctetsTemplate Read(const std::string& text) {
  const auto value = ParseJson(text);
  EXPECT_TRUE(value.has_value()) << text;
  auto octets = OctetsTemplate::FromJson(*value);
  EXPECT_TRUE(octets.has_value()) << text << ": " << octets.error().message;
  return octets.value_or(OctetsTemplate());
}

TEST(Octets, EveryByteSurvivesTheRoundTrip) {
  EXPECT_EQ(OctetsFromUtf8(OctetsToUtf8(AllBytes())), AllBytes());
  for (int byte = 0; byte < 256; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    EXPECT_EQ(OctetsFromUtf8(OctetsToUtf8(one)), one) << byte;
    EXPECT_EQ(OctetsTemplate::FromJson(OctetsTemplate(one).ToJson())->Literal(), one) << byte;
    const auto through_text = ParseJson(JsonText(OctetsToUtf8(one)));
    EXPECT_EQ(OctetsFromUtf8(through_text->get<std::string>()), one) << byte;
  }
}

TEST(Octets, RefusesWhatIsNoByte) {
  for (const std::string text : {"\xc4\x80", "\xe2\x82\xac", "\xc0\x80", "\xc2", "\x80", "\xc2\x41",
                                 "\xf0\x9d\x84\x9e", "\xc3\xc3"}) {
    EXPECT_EQ(OctetsFromUtf8(text), std::nullopt);
  }
}

struct Form {
  std::string json;
  std::string bytes;
};

void PrintTo(const Form& row, std::ostream* out) {
  *out << row.json;
}

class OctetsForm : public testing::TestWithParam<Form> {};

TEST_P(OctetsForm, GivesItsBytes) {
  EXPECT_EQ(Read(GetParam().json).Literal(), GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Table, OctetsForm,
    testing::Values(
        Form{R"("")", ""}, Form{R"("a\u0000\u00ff")", std::string("a\0\xff", 3)},
        Form{R"("cost $$5, $$$$")", "cost $5, $$"}, Form{R"([])", ""}, Form{R"(["a"])", "a"},
        Form{R"(["GET / HTTP/1.1", "Host: h", "", ""])", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"},
        Form{R"(["a", ["b", "c"], {"join": ["d", "e"]}])", "a\r\nb\r\nc\r\nde"},
        Form{R"({"hex": "0d0A"})", "\r\n"}, Form{R"({"hex": ""})", ""},
        Form{R"({"base64": "DQo="})", "\r\n"}, Form{R"({"base64": ""})", ""},
        Form{R"({"base64": "YQ=="})", "a"}, Form{R"({"base64": "YWJj"})", "abc"},
        Form{R"({"repeat": "ab", "times": 3})", "ababab"},
        Form{R"({"repeat": "ab", "times": 0})", ""},
        Form{R"({"repeat": "", "times": 18446744073709551615})", ""},
        Form{R"({"repeat": ["x", ""], "times": 2})", "x\r\nx\r\n"}, Form{R"({"join": []})", ""},
        Form{R"({"join": [{"hex": "00"}, {"repeat": {"repeat": "z", "times": 2}, "times": 2}]})",
             std::string("\0zzzz", 5)}));

struct RefusedOctets {
  std::string json;
  std::string pointer;
  std::string message;  // a part of it
};

void PrintTo(const RefusedOctets& row, std::ostream* out) {
  *out << row.json;
}

class OctetsRefusal : public testing::TestWithParam<RefusedOctets> {};

TEST_P(OctetsRefusal, SaysWhatAndWhere) {
  const auto octets = OctetsTemplate::FromJson(*ParseJson(GetParam().json));
  ASSERT_FALSE(octets.has_value());
  EXPECT_EQ(octets.error().pointer, GetParam().pointer);
  EXPECT_THAT(octets.error().message, testing::HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table, OctetsRefusal,
    testing::Values(
        RefusedOctets{"null", "", "found null; expected octets"},
        RefusedOctets{"7", "", "found number"}, RefusedOctets{R"("€")", "", "above U+00FF"},
        RefusedOctets{R"(["a", "Ā"])", "/1", "above U+00FF"},
        RefusedOctets{R"("a $ b")", "", "begins no variable"},
        RefusedOctets{R"("${}")", "", "no variable"}, RefusedOctets{R"("${a")", "", "no variable"},
        RefusedOctets{R"("${a b}")", "", "no variable"}, RefusedOctets{R"("$")", "", "no variable"},
        RefusedOctets{R"({"hex": "0"})", "/hex", "pairs"},
        RefusedOctets{R"({"hex": "0g"})", "/hex", "pairs"},
        RefusedOctets{R"({"hex": 12})", "/hex", "pairs"},
        RefusedOctets{R"({"base64": "YQ="})", "/base64", "base64"},
        RefusedOctets{R"({"base64": "YR=="})", "/base64", "base64"},  // unused bits that are not 0
        RefusedOctets{R"({"base64": "Y==="})", "/base64", "base64"},
        RefusedOctets{R"({"base64": "=QYY"})", "/base64", "base64"},
        RefusedOctets{R"({"base64": "YW\nJj"})", "/base64", "base64"},
        RefusedOctets{R"({})", "", "found an object of {}"},
        RefusedOctets{R"({"hex": "00", "base64": ""})", "", "an object of {\"base64\", \"hex\"}"},
        RefusedOctets{R"({"text": "x"})", "", "an object of {\"text\"}"},
        RefusedOctets{R"({"join": "x"})", "/join", "expected an array"},
        RefusedOctets{R"({"repeat": "x"})", "/times", "expected a whole number"},
        RefusedOctets{R"({"repeat": "x", "times": -1})", "/times", "expected a whole number"},
        RefusedOctets{R"({"repeat": "x", "times": 1.5})", "/times", "expected a whole number"},
        RefusedOctets{R"({"repeat": "x", "times": 1, "n": 1})", "/n", "unknown key"},
        RefusedOctets{R"({"join": ["a", {"repeat": ["b", 7], "times": 1}]})", "/join/1/repeat/1",
                      "found number"},
        RefusedOctets{R"({"repeat": "xx", "times": 33554433})", "", "over the limit"},
        RefusedOctets{R"({"repeat": "${a}", "times": 1048577})", "", "over the limit"},
        RefusedOctets{R"({"repeat": {"repeat": "x", "times": 60000}, "times": 60000})", "",
                      "over the limit"},
        RefusedOctets{R"([{"repeat": "x", "times": 40000000}, {"repeat": "x", "times": 40000000}])",
                      "", "over the limit"}));

TEST(Octets, RefusesDeepNestingInsteadOfOverflowing) {
  json value = "x";
  for (int i = 0; i < 150; ++i) value = json::array({std::move(value)});
  const auto octets = OctetsTemplate::FromJson(value);
  ASSERT_FALSE(octets.has_value());
  EXPECT_THAT(octets.error().message, testing::HasSubstr("deeper than 100"));
}

TEST(OctetsTemplate, PutsVariablesIn) {
  const auto lookup = [](std::string_view name) -> std::optional<std::string> {
    if (name == "host") return "h";
    if (name == "target.get") return "/${x}$$";  // what a variable holds is not looked into
    return std::nullopt;
  };
  const auto octets = Read(R"(["GET ${target.get} HTTP/1.1", "Host: ${host}", "$${host}"])");
  EXPECT_EQ(octets.Expand(lookup), "GET /${x}$$ HTTP/1.1\r\nHost: h\r\n${host}");
  EXPECT_EQ(octets.Variables(), (std::vector<std::string>{"target.get", "host"}));
  EXPECT_EQ(octets.Literal(), std::nullopt);
  EXPECT_EQ(Read(R"("${host}${nobody}")").Expand(lookup), std::unexpected("nobody"));
  EXPECT_EQ(Read(R"("${host}")").Expand(nullptr), std::unexpected("host"));
}

TEST(OctetsTemplate, IsEqualHoweverItWasSpelled) {
  EXPECT_EQ(Read(R"(["a${b}", "c"])"), Read(R"({"join": ["a", "${b}", {"hex": "0d0a63"}]})"));
  EXPECT_NE(Read(R"("${b}")"), Read(R"("$${b}")"));
  EXPECT_EQ(OctetsTemplate("$x"), Read(R"("$$x")"));
}

TEST(OctetsTemplate, SurvivesTheRoundTripWithVariables) {
  for (const std::string text : {R"("a${b}$$${c}\u00ff")", R"("${a}${a}")", R"("")"}) {
    const auto octets = Read(text);
    EXPECT_EQ(OctetsTemplate::FromJson(octets.ToJson()), octets) << text;
    EXPECT_EQ(octets.ToJson(), *ParseJson(text));
  }
}

}  // namespace
}  // namespace wireproof::script
