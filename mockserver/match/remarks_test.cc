#include "mockserver/match/remarks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mockserver/match/raw_request.h"
#include "mockserver/match/request_pattern.h"

namespace wireproof::mock {
namespace {

using testing::HasSubstr;

std::vector<Remark> RemarksOf(const std::string& pattern, const std::string& octets) {
  const auto read = RequestPattern::FromJson(*ReadJson(pattern), "");
  EXPECT_TRUE(read) << pattern;
  const RawRequest raw(octets);
  const Request request(raw.parts());
  Remarks remarks;
  if (read) read->Matches(request, {.request = &request, .remarks = &remarks});
  return remarks.Take();
}

std::vector<std::string> TypesOf(const std::vector<Remark>& remarks) {
  std::vector<std::string> types;
  for (const Remark& remark : remarks) types.push_back(remark.type);
  return types;
}

std::vector<std::string> OfBody(const std::string& pattern, const std::string& body) {
  return TypesOf(RemarksOf(R"({"bodyPatterns":[)" + pattern + "]}", Raw("POST /a", "", body)));
}

std::vector<std::string> OfFields(const std::string& pattern, const std::string& lines) {
  return TypesOf(RemarksOf(R"({"headers":{"X":)" + pattern + "}}", Raw("GET /a", lines)));
}

constexpr char kIsOne[] = R"({"equalToJson":{"a":1}})";
constexpr char kHasB[] = R"({"matchesXPath":"//b"})";
const std::vector<std::string> kNone = {};
const std::vector<std::string> kWarned = {kWarningRemark};
const std::vector<std::string> kNoJson = {kJsonErrorRemark};

struct Row {
  std::string pattern, body;
  std::vector<std::string> types;
};

TEST(Remarks, SayWhatWentWrongWithABody) {
  const std::string in_a = R"("matchesJsonPath":{"expression":"$.a",)";
  const Row rows[] = {
      {kIsOne, "nope", kNoJson},
      {kIsOne, " ", kNoJson},
      {kIsOne, "", kWarned},
      {kIsOne, R"({"a":2})", kNone},
      {kIsOne, R"({"a":1})", kNone},
      {R"({"matchesJsonPath":"$.a"})", R"({"b":1})", kWarned},
      {R"({"matchesJsonPath":"$.a"})", R"({"a":null})", kNone},
      {R"({"matchesJsonPath":"$.a"})", "", kNone},
      {R"({"matchesJsonPath":"$.a"})", " <a/>", kWarned},
      {R"({"matchesJsonPath":"$.a"})", "nope", kWarned},
      {R"({"matchesJsonPath":"$..a"})", "nope", kNone},
      {R"({"matchesJsonPath":"$..a"})", R"({"a":)", kWarned},
      {"{" + in_a + R"("equalTo":"x"}})", "nope", kNone},
      {"{" + in_a + R"("equalTo":"x"}})", R"({"a":)", kWarned},
      {"{" + in_a + R"("equalTo":"x"}})", R"({"b":1})", kNone},
      {"{" + in_a + R"("equalToJson":{}}})", R"({"a":"nope"})", kNoJson},
      {kHasB, "junk", kWarned},
      {kHasB, "", kWarned},
      {kHasB, "<a/>", kNone},
      {R"({"equalToXml":"<a/>"})", "junk", kWarned},
      {R"({"equalToXml":"<a/>"})", "", kNone},
      {R"({"equalToXml":"<a/>"})", "<b/>", kNone},
      {R"({"matchesJsonSchema":"{}"})", "junk", kNone},
  };
  for (const Row& row : rows) EXPECT_EQ(OfBody(row.pattern, row.body), row.types) << row.pattern;
}

TEST(Remarks, OfNotAndOrStayInside) {
  const std::string both = std::string("[") + kIsOne + "," + kHasB + "]}";
  EXPECT_EQ(OfBody(std::string(R"({"not":)") + kIsOne + "}", "nope"), kNone);
  EXPECT_EQ(OfBody(R"({"or":)" + both, "nope"), kNone);
  EXPECT_EQ(OfBody(R"({"and":)" + both, "nope"), kNoJson);
}

TEST(Remarks, OfSeveralValuesAreThoseOfTheNearest) {
  EXPECT_EQ(OfFields(kIsOne, "X: x\r\nX: y"), kNoJson);
  EXPECT_EQ(OfFields(kIsOne, "X: x\r\nX: {\"a\":1}"), kNone);
  EXPECT_EQ(OfFields(R"({"equalToJson":{"a":1,"b":2}})", "X: x\r\nX: {\"a\":1}"), kNone);
  EXPECT_EQ(OfFields(R"p({"matchesXPath":{"expression":"//b/text()","equalToJson":1}})p",
                     "X: <a><b>x</b><b>y</b></a>"),
            kNoJson);
}

TEST(Remarks, EndWithTheFirstPartThatDoesNotMatch) {
  const std::string json = R"({"equalToJson":1})";
  const std::string xml = std::string(R"({"c":)") + kHasB + "}";
  const std::string form =
      R"({"formParameters":{"f":)" + json + R"(},"cookies":)" + xml + R"(,"method":"POST"})";
  const std::string lines = "Cookie: c=1\r\nContent-Type: application/x-www-form-urlencoded";
  EXPECT_EQ(TypesOf(RemarksOf(form, Raw("POST /a", lines, "f=x"))), kNoJson);
  EXPECT_EQ(TypesOf(RemarksOf(form, Raw("POST /a", lines, "f=1"))), kWarned);
  EXPECT_EQ(TypesOf(RemarksOf(form, Raw("PUT /a", lines, "f=x"))), kNone);
}

TEST(Remarks, AreWrittenAsWireMocks) {
  const auto remarks =
      RemarksOf(std::string(R"({"bodyPatterns":[)") + kIsOne + "]}", Raw("POST /a", "", "nope"));
  ASSERT_EQ(remarks.size(), 1U);
  const Json data = *ReadJson(remarks[0].json);
  const Json& error = data.at("errors").at(0);
  EXPECT_EQ(error.at("code"), 10);
  EXPECT_EQ(error.at("source"), Json::object());
  EXPECT_EQ(error.at("title"), "Error parsing JSON");
  EXPECT_THAT(error.at("detail").get<std::string>(), HasSubstr("line 1"));
}

TEST(Remarks, AreBoundAndNoneStandsTwice) {
  Remarks remarks;
  remarks.Warn("a");
  remarks.Warn("a");
  EXPECT_EQ(remarks.size(), 1U);
  for (int i = 0; i < 100; ++i) remarks.Warn(std::to_string(i));
  EXPECT_TRUE(remarks.full());
  EXPECT_EQ(remarks.Take().size(), Remarks::kMost);
  EXPECT_EQ(remarks.size(), 0U);
  const std::string bars = "\u2502";
  std::string text;
  for (int i = 0; i < 1000; ++i) text += bars;
  const std::string shown = ShownValue(text);
  EXPECT_EQ(shown.size(), Remarks::kMostShownBytes / bars.size() * bars.size() + 3);
  EXPECT_TRUE(shown.ends_with(bars + "..."));
}

}  // namespace
}  // namespace wireproof::mock
