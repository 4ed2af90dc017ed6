// The lines of the table for what did not match; measured on WireMock 3.13.2.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "mockserver/match/raw_request.h"
#include "mockserver/match/request_pattern.h"

namespace wireproof::mock {
namespace {

// "expected | actual <<<<< note", one line each.
std::string Explained(std::string_view pattern_text, const std::string& octets) {
  const auto pattern = RequestPattern::FromJson(*ReadJson(pattern_text), "");
  const RawRequest raw(octets);
  const Request request(raw.parts());
  std::string text;
  for (const Difference& line : pattern->Explain(request, {})) {
    text += line.expected + " | " + line.actual;
    if (!line.note.empty()) text += " <<<<< " + line.note;
    text += "\n";
  }
  return text;
}

TEST(Explain, SaysWhatIsAskedAndWhatCame) {
  EXPECT_EQ(Explained(R"({"method": "GET", "urlPath": "/a", "headers": {"X": {"equalTo": "1"},
          "Y": {"matches": "a.*"}, "Z": {"absent": true}, "N": {"not": {"equalTo": "q"}},
          "AA": {"and": [{"contains": "a"}, {"contains": "b"}]},
          "HE": {"hasExactly": [{"equalTo": "a"}, {"contains": "b"}]}, "F": {"equalTo": "1"}},
          "cookies": {"c": {"contains": "z"}},
          "queryParameters": {"x": {"equalTo": "2"}, "y": {"contains": "2"}},
          "bodyPatterns": [{"equalToJson": {"a": 2}}, {"matchesJsonPath": "$.b"},
          {"matchesJsonPath": {"expression": "$.a", "equalTo": "5"}}, {"equalTo": "x"},
          {"binaryEqualTo": "YWJj"}], "basicAuth": {"username": "u", "password": "p"}})",
                      Raw("POST /b?x=1", "Y: bcd\r\nZ: here\r\nN: q\r\nAA: a\r\nHE: a\r\nF: 1",
                          R"({"a":1})")),
            R"(GET | POST <<<<< HTTP method does not match
[path] /a | /b?x=1 <<<<< URL does not match
 | 
Authorization [prefix] : Basic dTpw |  <<<<< Header is not present
X: 1 |  <<<<< Header is not present
Y [matches] : a.* | Y: bcd <<<<< Header does not match
Z [absent] : (absent) | Z: here <<<<< Header does not match
N [not] : q | N: q <<<<< Header does not match
AA [and] : contains a AND contains b | AA: a <<<<< Header does not match
HE exactly [equalTo a AND contains b] | HE: a <<<<< Header does not match
F: 1 | F: 1
 | 
Query: x = 2 | x: 1 <<<<< Query does not match
Query: y [contains] 2 |  <<<<< Query is not present
 | 
Cookie: c [contains] z |  <<<<< Cookie is not present
 | 
[equalToJson]
{
  "a" : 2
} | 
{
  "a" : 1
} <<<<< Body does not match
$.b | {"a":1} <<<<< Body does not match
$.a [equalTo] 5 | 1 <<<<< Body does not match
[equalTo]
x | 
{"a":1} <<<<< Body does not match
YWJj | eyJhIjoxfQ== <<<<< Body does not match
)");
}

TEST(Explain, BeginsWithTheAddress) {
  EXPECT_EQ(Explained(R"({"method": "POST", "urlPathTemplate": "/a/{x}",
          "host": {"equalTo": "h"}, "port": 99, "scheme": "https",
          "clientIp": {"equalTo": "9"}, "formParameters": {"f": {"equalTo": "1"}},
          "multipartPatterns": [{"name": "n"}]})",
                      Raw("POST /b?x=1")),
            R"(h | abc <<<<< Host does not match
99 | 80 <<<<< Port does not match
equalTo 9 | 127.0.0.1 <<<<< ClientIp does not match
https | http <<<<< Scheme does not match
POST | POST
[path template] /a/{x} | /b?x=1 <<<<< URL does not match
 | 
Form: f = 1 |  <<<<< Form data is not present
 | 
[Multipart request body] |  <<<<< [Multipart request body] is not present
)");
}

TEST(Explain, SaysItInWireMocksWords) {
  const struct {
    const char* pattern;
    std::string request;
    const char* lines;  // behind the method and the URL
  } rows[] = {
      {R"({"headers": {"A": {"equalTo": ""}, "B": {"doesNotContain": ""}, "C": {"equalToJson": "1"},
           "D": {"matchesJsonPath": "$.a"}, "E": {"includes": [{"equalTo": "1"}]}}})",
       Raw("GET /", "A: a\r\nB: b\r\nE: 2\r\nE: 3"),
       "A | A: a <<<<< Header does not match\n"
       "B [doesNotContain] | B: b <<<<< Header does not match\n"
       "C: 1 |  <<<<< Header is not present\n"
       "D [matchesJsonPath] : $.a |  <<<<< Header is not present\n"
       "E including [equalTo 1] | E: 2\nE: 3 <<<<< Header does not match\n"},
      {R"({"queryParameters": {"x": {"equalToJson": "1"}, "y": {"matchesJsonPath": "$.a"}}})",
       Raw("GET /?x=2&y=3&y=4"),
       "Query: x = 1 | x: 2 <<<<< Query does not match\n"
       "Query: y [matchesJsonPath] $.a | y: 3\ny: 4 <<<<< Query does not match\n"},
      {R"({"cookies": {"a": {"equalTo": "1"}, "b": {"not": {"equalTo": "1"}}}})",
       Raw("GET /", "Cookie: a=2"),
       "Cookie: a=1 | 2 <<<<< Cookie does not match\n"
       "Cookie: b [not] 1 |  <<<<< Cookie is not present\n"},
      {R"({"bodyPatterns": [{"matchesJsonPath": {"expression": "$.a", "contains": "z"}},
           {"matchesJsonPath": {"expression": "$.none", "contains": "z"}}]})",
       Raw("POST /", "", R"({"a":["x",{"b":1}]})"),
       "$.a [contains] z | x <<<<< Body does not match\n"
       "$.none [contains] z | {\"a\":[\"x\",{\"b\":1}]} <<<<< Body does not match\n"},
      {R"p({"bodyPatterns": [{"matchesXPath": {"expression": "//b/text()", "equalTo": "1"}},
           {"equalToXml": "<a><b>1</b></a>"}]})p",
       Raw("POST /", "", "<a><b>2</b></a>"),
       "//b/text() [equalTo] 1 | 2 <<<<< Body does not match\n"
       "[equalToXml]\n<a>\n  <b>1</b>\n</a>\n | \n<a>\n  <b>2</b>\n</a>\n "
       "<<<<< Body does not match\n"},
      {R"({"bodyPatterns": [{"matchesJsonPath": "$.a"}, {"matchesXPath": "//a"}]})", Raw("POST /"),
       "$.a |  <<<<< Body is not present\n//a |  <<<<< Body is not present\n"},
  };
  for (const auto& row : rows) {
    const std::string all = Explained(row.pattern, row.request);
    const std::size_t gap = all.find("\n | \n");
    ASSERT_NE(gap, std::string::npos) << all;
    EXPECT_EQ(all.substr(gap + 5), row.lines);
  }
}

TEST(Explain, GivesAdviceOnUrls) {
  const struct {
    const char* pattern;
    const char* line;
  } rows[] = {
      {R"({"url": "a"})", "a | / <<<<< URL does not match. URLs must start with a /"},
      {R"({"urlPattern": "/a?b=1"})",
       R"([regex] /a?b=1 | / <<<<< URL does not match. When using a regex, "?" should be "\?")"},
      {R"({"urlPathPattern": "/a\\?b"})", R"([path regex] /a\?b | / <<<<< URL does not match)"},
      {R"({"urlPathTemplate": "a"})",
       "[path template] a | / <<<<< URL does not match. URLs must start with a /"},
      {"{}", "(always) | /"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Explained(row.pattern, Raw("GET /")), std::string("ANY | GET\n") + row.line + "\n");
  }
}

}  // namespace
}  // namespace wireproof::mock
