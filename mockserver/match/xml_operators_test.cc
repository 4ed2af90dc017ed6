// Rows measured on WireMock 3.13.2.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "mockserver/match/value_pattern.h"

namespace wireproof::mock {
namespace {

struct Row {
  std::string_view pattern;
  std::string_view value;
  double distance;  // 0 where it matches
};

OperatorResult Read(std::string_view json) {
  return XmlOperatorFromJson(ReadJson(json).value(), "/p", {});
}

void ExpectDistance(const Row& row) {
  const auto op = Read(row.pattern);
  ASSERT_TRUE(op) << row.pattern << ": " << op.error().message;
  EXPECT_NEAR((*op)->Distance(row.value, {}), row.distance, 1e-8) << row.pattern << row.value;
  EXPECT_EQ((*op)->Matches(row.value, {}), row.distance == 0) << row.pattern << row.value;
}

constexpr std::string_view kP1 = "{\"matchesXPath\":\"//b\"}";
constexpr std::string_view kP2 = "{\"matchesXPath\":\"//*[name()='p:b']\"}";
constexpr std::string_view kP3 = "{\"matchesXPath\":\"//*[local-name()='b']\"}";
constexpr std::string_view kP4 = "{\"matchesXPath\":\"//*[namespace-uri()='urn:x']\"}";
constexpr std::string_view kP5 = "{\"matchesXPath\":\"//@x\"}";
constexpr std::string_view kP6 = "{\"matchesXPath\":\"//@*\"}";
constexpr std::string_view kP7 =
    "{\"matchesXPath\":\"/p:a/p:b\",\"xPathNamespaces\":{\"p\":\"urn:x\"}}";
constexpr std::string_view kP8 =
    "{\"matchesXPath\":\"/a/b\",\"xPathNamespaces\":{\"p\":\"urn:x\"}}";
constexpr std::string_view kP9 =
    "{\"matchesXPath\":\"//@p:x\",\"xPathNamespaces\":{\"p\":\"urn:x\"}}";
constexpr std::string_view kP10 =
    "{\"matchesXPath\":\"//p:*\",\"xPathNamespaces\":{\"p\":\"urn:x\"}}";
constexpr std::string_view kP11 =
    "{\"matchesXPath\":{\"expression\":\"//p:b\",\"equalToXml\":\"<q:b xmlns:q="
    "'urn:x'>1</q:b>\"},\"xPathNamespaces\":{\"p\":\"urn:x\"}}";
constexpr std::string_view kP12 =
    "{\"matchesXPath\":{\"expression\":\"//p:b\",\"equalTo\":\"zz\"},\"xPathNam"
    "espaces\":{\"p\":\"urn:x\"}}";
constexpr std::string_view kP13 =
    "{\"matchesXPath\":{\"expression\":\"//b\",\"xPathNamespaces\":{\"p\":\"urn"
    ":x\"},\"equalTo\":\"zz\"}}";
constexpr std::string_view kP14 =
    "{\"matchesXPath\":{\"expression\":\"//b/text()\",\"equalTo\":\"1\"}}";
constexpr std::string_view kP15 =
    "{\"matchesXPath\":{\"expression\":\"//b\",\"equalTo\":\"<b>1</b>\"}}";
constexpr std::string_view kP16 =
    "{\"matchesXPath\":{\"expression\":\"//b\",\"equalToXml\":\"<b>1</b>\"}}";
constexpr std::string_view kP17 =
    "{\"matchesXPath\":{\"expression\":\"//b\",\"matches\":\"<b>1</b>\\n\"}}";
constexpr std::string_view kP18 =
    "{\"matchesXPath\":{\"expression\":\"//b/@x\",\"contains\":\"1\"}}";
constexpr std::string_view kP19 =
    "{\"matchesXPath\":{\"expression\":\"count(//b)\",\"equalTo\":\"2.0\"}}";
constexpr std::string_view kP20 =
    "{\"matchesXPath\":{\"expression\":\"count(//b)\",\"equalTo\":\"2\"}}";
constexpr std::string_view kP21 =
    "{\"matchesXPath\":{\"expression\":\"boolean(//b)\",\"equalTo\":\"true\"}}";
constexpr std::string_view kP22 =
    "{\"matchesXPath\":{\"expression\":\"string(//b)\",\"equalTo\":\"\"}}";
constexpr std::string_view kP23 = "{\"matchesXPath\":\"count(//b)\"}";
constexpr std::string_view kP24 = "{\"matchesXPath\":\"count(//b) > 5\"}";
constexpr std::string_view kP25 = "{\"matchesXPath\":\"string(//b)\"}";
constexpr std::string_view kP26 = "{\"matchesXPath\":\"1 div 0\"}";
constexpr std::string_view kP27 =
    "{\"matchesXPath\":{\"expression\":\"//b\",\"absent\":\"(absent)\"}}";
constexpr std::string_view kP28 =
    "{\"matchesXPath\":{\"expression\":\"//b/text()\",\"absent\":\"(absent)\"}}";
constexpr std::string_view kP29 =
    "{\"matchesXPath\":{\"expression\":\"//b/text()\",\"doesNotMatch\":\"x.*\"}"
    "}";
constexpr std::string_view kP30 =
    "{\"matchesXPath\":{\"expression\":\"//b\",\"and\":[{\"contains\":\"1\"},{"
    "\"contains\":\"2\"}]}}";
constexpr std::string_view kP31 = "{\"matchesXPath\":\"//b\",\"xPathNamespaces\":{}}";
constexpr std::string_view kP32 = "{\"matchesXPath\":\"//b\",\"xPathNamespaces\":null}";
constexpr std::string_view kP33 = "{\"matchesXPath\":\"/a[.='12']\"}";
constexpr std::string_view kP34 = "{\"matchesXPath\":\"//b[text()='12' and position()=1]\"}";
constexpr std::string_view kP35 = "{\"matchesXPath\":\"/\"}";
constexpr std::string_view kP36 = "{\"matchesXPath\":\"//comment()\"}";
constexpr std::string_view kP37 = "{\"matchesXPath\":\"//processing-instruction()\"}";
constexpr std::string_view kP38 = "{\"matchesXPath\":\"//b | //c\"}";
constexpr std::string_view kP39 = "{\"matchesXPath\":{\"expression\":\"//b\",\"equalTo\":\"1\"}}";
constexpr std::string_view kP40 = "{\"matchesXPath\":\"//text()\"}";
constexpr std::string_view kP41 = "{\"matchesXPath\":\"id('x')\"}";

constexpr Row kRows[] = {
    {kP1, "<a><b>1</b></a>", 0},
    {kP1, "<a/>", 1.0},
    {kP1, "<a xmlns='urn:x'><b/></a>", 0},
    {kP1, "<p:a xmlns:p='urn:x'><p:b/></p:a>", 1.0},
    {kP1, "<p:a><p:b/></p:a>", 1.0},
    {kP1, "junk", 1.0},
    {kP1, "", 1.0},
    {kP1, " <a><b/></a>", 0},
    {kP1, "<a><b>", 1.0},
    {kP2, "<p:a xmlns:p='urn:x'><p:b/></p:a>", 0},
    {kP2, "<p:a><p:b/></p:a>", 0},
    {kP3, "<p:a xmlns:p='urn:x'><p:b/></p:a>", 0},
    {kP3, "<a><b/></a>", 0},
    {kP4, "<p:a xmlns:p='urn:x'><p:b/></p:a>", 1.0},
    {kP4, "<a xmlns='urn:x'><b/></a>", 1.0},
    {kP5, "<a x='1'/>", 0},
    {kP5, "<a p:x='1' xmlns:p='urn:x'/>", 0},
    {kP5, "<a/>", 1.0},
    {kP6, "<a xmlns='urn:x'/>", 1.0},
    {kP6, "<a xmlns:p='urn:x'/>", 1.0},
    {kP7, "<p:a xmlns:p='urn:x'><p:b/></p:a>", 0},
    {kP7, "<a xmlns='urn:x'><b/></a>", 0},
    {kP7, "<a><b/></a>", 1.0},
    {kP7, "<p:a xmlns:p='urn:y'><p:b/></p:a>", 1.0},
    {kP8, "<p:a xmlns:p='urn:x'><p:b/></p:a>", 1.0},
    {kP8, "<a xmlns='urn:x'><b/></a>", 1.0},
    {kP8, "<a><b/></a>", 0},
    {kP9, "<a q:x='1' xmlns:q='urn:x'/>", 0},
    {kP9, "<a x='1'/>", 1.0},
    {kP10, "<a xmlns='urn:x'/>", 0},
    {kP10, "<a/>", 1.0},
    {kP11, "<p:a xmlns:p='urn:x'><p:b>1</p:b></p:a>", 0},
    {kP11, "<a xmlns='urn:x'><b>1</b></a>", 0},
    {kP12, "<p:a xmlns:p='urn:x'><p:b>1</p:b></p:a>", 1.0},
    {kP13, "<a><b>1</b></a>", 1.0},
    {kP14, "<a><b>1</b></a>", 0},
    {kP14, "<a><b>2</b><b>1</b></a>", 0},
    {kP14, "<a><b>2</b></a>", 1.0},
    {kP14, "<a/>", 1.0},
    {kP14, "<a><b> 1 </b></a>", 0.6666666666666666},
    {kP14, "<a><b/></a>", 1.0},
    {kP15, "<a><b>1</b></a>", 0.1111111111111111},
    {kP16, "<a><b>1</b></a>", 0},
    {kP16, "<a><b> 1</b></a>", 0},
    {kP17, "<a><b>1</b></a>", 0},
    {kP18, "<a><b x='21'/></a>", 0},
    {kP18, "<a><b/></a>", 1.0},
    {kP19, "<a><b/><b/></a>", 0.6666666666666666},
    {kP20, "<a><b/><b/></a>", 0},
    {kP21, "<a><b/><b/></a>", 0},
    {kP21, "<a/>", 0.8},
    {kP22, "<a><b/><b/></a>", 0},
    {kP22, "<a/>", 0},
    {kP23, "<a><b/><b/></a>", 0},
    {kP23, "<a/>", 0},
    {kP24, "<a><b/><b/></a>", 0},
    {kP24, "<a/>", 0},
    {kP25, "<a><b/><b/></a>", 0},
    {kP25, "<a/>", 0},
    {kP26, "<a/>", 0},
    {kP27, "<a/>", 1.0},
    {kP27, "<a><b/></a>", 1.0},
    {kP28, "<a/>", 1.0},
    {kP28, "<a><b>1</b></a>", 1.0},
    {kP29, "<a/>", 1.0},
    {kP29, "<a><b>1</b></a>", 0},
    {kP29, "<a><b>x1</b></a>", 1.0},
    {kP29, "<a><b>x1</b><b>y</b></a>", 0},
    {kP30, "<a><b>12</b></a>", 0},
    {kP31, "<a><b>12</b></a>", 0},
    {kP32, "<a><b>12</b></a>", 0},
    {kP33, "<a><b>12</b></a>", 0},
    {kP34, "<a><b>12</b></a>", 0},
    {kP35, "<a><b>12</b></a>", 0},
    {kP36, "<a><!-- x --></a>", 0},
    {kP37, "<a><?x y?></a>", 0},
    {kP38, "<a><c/></a>", 0},
    {kP39, "<a><b>1</b></a>", 0.8888888888888888},
    {kP39, "<a><b>3</b></a>", 1.0},
    {kP40, "<a><b>1</b> <c/></a>", 0},
    {kP40, "<a> </a>", 0},
    {kP41, "<a id='x'/>", 1.0},
};

TEST(MatchesXPath, FindsWhatWireMockFinds) {
  for (const Row& row : kRows) ExpectDistance(row);
}

TEST(MatchesXPath, TakesCdataForText) {
  ExpectDistance({R"j({"matchesXPath":{"expression":"//a/text()","equalTo":"xy"}})j",
                  "<a><![CDATA[x]]>y</a>", 0});
}

TEST(XmlOperators, AreWrittenAsWireMockDoes) {
  constexpr struct {
    std::string_view read, written;
  } kWritten[] = {
      {R"({"matchesXPath":"//b","xPathNamespaces":{}})", R"({"matchesXPath":"//b"})"},
      {R"({"matchesXPath":{"expression":"//b","xPathNamespaces":{"p":"u"},"equalTo":"z"}})",
       R"({"matchesXPath":{"expression":"//b","equalTo":"z"},"xPathNamespaces":{"p":"u"}})"},
      {R"({"equalToXml":"<a/>","namespaceAwareness":"NONE","ignoreOrderOfSameNode":true,)"
       R"("enablePlaceholders":true,"exemptedComparisons":["TEXT_VALUE"]})",
       R"({"equalToXml":"<a/>","enablePlaceholders":true,"exemptedComparisons":["TEXT_VALUE"],)"
       R"("ignoreOrderOfSameNode":true,"namespaceAwareness":"NONE"})"},
  };
  for (const auto& row : kWritten) {
    const auto op = Read(row.read);
    ASSERT_TRUE(op) << row.read;
    EXPECT_EQ(WriteJson((*op)->ToJson()), row.written);
  }
}

TEST(XmlOperators, RefuseWhatTheyCannotUse) {
  constexpr struct {
    std::string_view pattern, pointer, message;
  } kRefused[] = {
      {R"({"equalToXml":"not xml"})", "/p/equalToXml", "root element"},
      {R"({"equalToXml":""})", "/p/equalToXml", "root element"},
      {R"({"equalToXml":"<a>"})", "/p/equalToXml", "not XML"},
      {R"({"equalToXml":"<p:a/>"})", "/p/equalToXml", "not bound"},
      {R"({"equalToXml":"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"})", "/p/equalToXml", "DOCTYPE"},
      {R"({"equalToXml":"<a/>","exemptedComparisons":["NOPE"]})", "/p/exemptedComparisons/0",
       "NOPE"},
      {R"({"equalToXml":"<a/>","namespaceAwareness":"x"})", "/p/namespaceAwareness", "STRICT"},
      {R"({"equalToXml":"<a>x ${xmlunit.ignore}</a>","enablePlaceholders":true})", "/p/equalToXml",
       "whole text"},
      {R"({"equalToXml":"<a>${xmlunit.unknown}</a>","enablePlaceholders":true})", "/p/equalToXml",
       "unknown placeholder"},
      {R"({"matchesXPath":"//b["})", "/p/matchesXPath", "not XPath"},
      {R"({"matchesXPath":"//p:b"})", "/p/matchesXPath", "prefix \"p\""},
      {R"({"matchesXPath":{"equalTo":"1"}})", "/p/matchesXPath", "expression is required"},
      {R"({"matchesXPath":{"expression":"//b"}})", "/p/matchesXPath", "not a valid match"},
      {R"({"matchesXPath":"//b","xPathNamespaces":{"p":3}})", "/p/xPathNamespaces/p", "string"},
  };
  for (const auto& row : kRefused) {
    const auto op = Read(row.pattern);
    ASSERT_FALSE(op) << row.pattern;
    EXPECT_EQ(op.error().pointer, row.pointer) << row.pattern;
    EXPECT_NE(op.error().message.find(row.message), std::string::npos) << op.error().message;
  }
}

}  // namespace
}  // namespace wireproof::mock
