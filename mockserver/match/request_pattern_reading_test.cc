// What request patterns are read from, and written back as; measured on WireMock 3.13.2.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mockserver/match/request_pattern.h"

namespace wireproof::mock {
namespace {

TEST(RequestPatternReading, IsWrittenBackInWireMocksOrder) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"{}", R"({"method":"ANY"})"},
      {"null", R"({"method":"ANY"})"},
      {R"({"method":null,"url":null,"headers":null})", R"({"method":"ANY"})"},
      {R"({"method":"get"})", R"({"method":"get"})"},
      {R"({"url":"/a","urlPath":"/b"})", R"({"url":"/a","method":"ANY"})"},
      {R"({"urlPath":"/b","urlPattern":".*"})", R"({"urlPattern":".*","method":"ANY"})"},
      {R"({"url":5})", R"({"url":"5","method":"ANY"})"},
      {R"({"url":"/a","pathParameters":{"x":{"equalTo":"1"}}})",
       R"({"url":"/a","method":"ANY","pathParameters":{"x":{"equalTo":"1"}}})"},
      {R"({"headers":{},"cookies":{},"queryParameters":{},"bodyPatterns":[]})",
       R"({"method":"ANY","headers":{},"queryParameters":{},"cookies":{},"bodyPatterns":[]})"},
      {R"({"port":"80","scheme":"ftp"})", R"({"scheme":"ftp","port":80,"method":"ANY"})"},
      {R"({"basicAuth":{"username":"u"}})",
       R"({"method":"ANY","basicAuthCredentials":{"username":"u"}})"},
      {R"({"multipartPatterns":[{"matchingType":"ALL","bodyPatterns":[{"equalToJson":{}}],)"
       R"("headers":{"A":{"contains":"x"}},"fileName":"f","name":"n"},{}]})",
       R"({"method":"ANY","multipartPatterns":[{"name":"n","fileName":"f","matchingType":"ALL",)"
       R"("headers":{"A":{"contains":"x"}},"bodyPatterns":[{"equalToJson":{}}]},{}]})"},
      {R"({"headers":{"b":{"equalTo":"1"},"A":{"absent":true}},"queryParameters":{"q":)"
       R"({"equalTo":"1"}},"formParameters":{"f":{"equalTo":"1"}},"cookies":{"c":{"equalTo":"1"}},)"
       R"("basicAuth":{"username":"u","password":"p"},"bodyPatterns":[{"equalTo":"x"}],)"
       R"("multipartPatterns":[{"name":"n"}],"scheme":"http","host":{"equalTo":"h"},"port":80,)"
       R"("clientIp":{"equalTo":"1.1.1.1"},"method":"POST","urlPath":"/x"})",
       R"({"scheme":"http","host":{"equalTo":"h"},"port":80,"clientIp":{"equalTo":"1.1.1.1"},)"
       R"("urlPath":"/x","method":"POST","headers":{"b":{"equalTo":"1"},"A":{"absent":true}},)"
       R"("queryParameters":{"q":{"equalTo":"1"}},"formParameters":{"f":{"equalTo":"1"}},)"
       R"("cookies":{"c":{"equalTo":"1"}},"bodyPatterns":[{"equalTo":"x"}],)"
       R"("multipartPatterns":[{"name":"n"}],)"
       R"("basicAuthCredentials":{"username":"u","password":"p"}})"},
  };
  for (const auto& [text, written] : rows) {
    const auto pattern = RequestPattern::FromJson(*ReadJson(text), "/request");
    ASSERT_TRUE(pattern.has_value()) << text << pattern.error().message;
    EXPECT_EQ(WriteJson(pattern->ToJson()), written);
  }
}

TEST(RequestPatternReading, RefusesWhatItDoesNotKnowAndSaysWhere) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"({"xyz": 1})", "/request/xyz"},
      {R"({"xyz": null})", "/request/xyz"},
      {R"("x")", "/request"},
      {R"([])", "/request"},
      {R"({"method": 5})", "/request/method"},
      {R"({"method": {"oneOf": ["GET"]}})", "/request/method"},
      {R"({"url": {}})", "/request/url"},
      {R"({"urlPattern": "["})", "/request/urlPattern"},
      {R"({"urlPathPattern": "["})", "/request/urlPathPattern"},
      {R"({"urlPathTemplate": "/{a"})", "/request/urlPathTemplate"},
      {R"({"port": "x"})", "/request/port"},
      {R"({"port": 1.5})", "/request/port"},
      {R"({"host": "x"})", "/request/host"},
      {R"({"host": {"hasExactly": [{"equalTo": "x"}]}})", "/request/host"},
      {R"({"clientIp": "x"})", "/request/clientIp"},
      {R"({"headers": []})", "/request/headers"},
      {R"({"headers": {"A/B": {"foo": 1}}})", "/request/headers/A~1B"},
      {R"({"cookies": {"a": {"hasExactly": [{"equalTo": "x"}]}}})", "/request/cookies/a"},
      {R"({"queryParameters": {"q": {"equalTo": 1}}})", "/request/queryParameters/q"},
      {R"({"pathParameters": {"q": {"equalTo": 1}}})", "/request/pathParameters/q"},
      {R"({"bodyPatterns": {"equalTo": "x"}})", "/request/bodyPatterns"},
      {R"({"bodyPatterns": [{"equalTo": "x"}, {"foo": 1}]})", "/request/bodyPatterns/1"},
      {R"({"basicAuth": "u"})", "/request/basicAuth"},
      {R"({"basicAuthCredentials": {"username": "u", "x": 1}})", "/request/basicAuthCredentials/x"},
      {R"({"multipartPatterns": {}})", "/request/multipartPatterns"},
      {R"({"multipartPatterns": ["x"]})", "/request/multipartPatterns/0"},
      {R"({"multipartPatterns": [{"foo": 1}]})", "/request/multipartPatterns/0/foo"},
      {R"({"multipartPatterns": [{"matchingType": "any"}]})",
       "/request/multipartPatterns/0/matchingType"},
      {R"({"multipartPatterns": [{"bodyPatterns": [{"foo": 1}]}]})",
       "/request/multipartPatterns/0/bodyPatterns/0"},
      {R"({"customMatcher": "x"})", "/request/customMatcher"},
      {R"({"customMatcher": {"name": "x"}})", "/request/customMatcher"},
  };
  for (const auto& [text, pointer] : rows) {
    const auto pattern = RequestPattern::FromJson(*ReadJson(text), "/request");
    ASSERT_FALSE(pattern.has_value()) << text;
    EXPECT_EQ(pattern.error().pointer, pointer) << text;
    EXPECT_NE(pattern.error().message, "") << text;
  }
}

}  // namespace
}  // namespace wireproof::mock
