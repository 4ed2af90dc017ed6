#include "mockserver/match/request_pattern.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mockserver/match/raw_request.h"

namespace wireproof::mock {
namespace {

struct Row {
  std::string_view pattern;
  std::string request;
  double distance;
};

constexpr double kFirst = 39;  // the weights of the first round
constexpr double kAll = 46;    // and with those of the second

void Check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.pattern) + " " + row.request);
    const auto pattern = RequestPattern::FromJson(*ReadJson(row.pattern), "/request");
    ASSERT_TRUE(pattern.has_value()) << pattern.error().message;
    const RawRequest raw(row.request);
    const Request request(raw.parts());
    EXPECT_NEAR(pattern->Distance(request, {}), row.distance, 1e-6);
    EXPECT_EQ(pattern->Matches(request, {}), row.distance == 0);
    const bool url = pattern->MatchesMethod(request.method()) && pattern->url().Matches(request);
    EXPECT_EQ(url && pattern->MatchesBeyondUrl(request, {}), row.distance == 0);
    bool all = true;
    for (const Difference& line : pattern->Explain(request, {})) all = all && line.matches;
    EXPECT_EQ(all, row.distance == 0);
  }
}

TEST(RequestPattern, WeighsAsWireMockDoes) {
  const std::string get = Raw("GET /a?x=1", "A: abcd");
  Check({
      {R"({})", get, 0},
      {R"(null)", get, 0},
      {R"({"url": "/a?x=1"})", get, 0},
      {R"({"url": "/b?x=1"})", get, 10.0 / 6 / kFirst},
      {R"({"url": "/a?x=2", "method": "GET"})", get, 10.0 / 6 / kFirst},
      {R"({"url": "/a?x=1", "method": "POST"})", get, 3 / kFirst},
      {R"({"method": "POST"})", get, 3 / kFirst},
      {R"({"urlPath": "/a", "headers": {"A": {"equalTo": "abcd"}}})", get, 0},
      {R"({"urlPath": "/a", "headers": {"A": {"equalTo": "abce"}}})", get, 0.25 / kAll},
      {R"({"method": "GET", "headers": {"A": {"equalTo": "wxyz"}}})", get, 1 / kAll},
      {R"({"headers": {"A": {"equalTo": "wxyz"}, "B": {"equalTo": "x"}}})", get, 1 / kAll},
      {R"({"headers": {"A": {"equalTo": "abcd"}, "B": {"equalTo": "x"}}})", get, 0.5 / kAll},
      {R"({"urlPath": "/zz", "method": "GET"})", get, 20.0 / 3 / kFirst},
      {R"({"urlPath": "/zz", "headers": {"B": {"equalTo": "x"}}})", get, 20.0 / 3 / kFirst},
      {R"({"urlPathPattern": "/zz"})", get, 10 / kFirst},
      {R"({"urlPattern": "/zz"})", get, 10 / kFirst},
      {R"({"urlPathTemplate": "/zz/{x}"})", get, 8 / kFirst},
      {R"({"port": 81})", get, 10 / kFirst},
      {R"({"scheme": "https"})", get, 3 / kFirst},
      {R"({"clientIp": {"equalTo": "9.9.9.9"}})", get, 3 * (6.0 / 9) / kFirst},
      {R"({"host": {"equalTo": "xyz"}})", get, 10 / kFirst},
      {R"({"headers": {"A": {"equalTo": "wxyz"}}, "queryParameters": {"x": {"equalTo": "2"}},
           "cookies": {"c": {"equalTo": "2"}}, "bodyPatterns": [{"equalTo": "x"}, {"absent": 1}]})",
       get, 3.5 / kAll},
      {R"({"multipartPatterns": [{}], "formParameters": {"f": {"equalTo": "2"}}})", get, 2 / kAll},
  });
}

TEST(RequestPattern, HasFiveFormsOfUrl) {
  const auto far = [](std::string_view pattern, const std::string& target, double distance) {
    return Row{pattern, Raw("GET " + target), 10 * distance / kFirst};
  };
  Check({
      far(R"({"url": "/a%20b"})", "/a%20b", 0),
      far(R"({"url": "/a b"})", "/a%20b", 0.5),
      far(R"({"urlPath": "/a%20b"})", "/a%20b?x", 0),
      far(R"({"urlPath": "/a?x=1"})", "/a?x=1", 4.0 / 6),
      far(R"({"urlPathPattern": "/a.*"})", "/a?x=1", 0),
      far(R"({"urlPattern": "/a"})", "/a?x=1", 1),
      far(R"({"urlPattern": "/a\\?x=1"})", "/a?x=1", 0),
      far(R"({"urlPathTemplate": "/a/{x}"})", "/a/b?x=1", 0),
      far(R"({"urlPathTemplate": "/a/**"})", "/a/b/c", 0),
      far(R"({"urlPath": "/a"})", "/a/", 1.0 / 3),
      far(R"({"urlPath": "/a"})", "//a", 1.0 / 3),
      far(R"({"url": "/a", "urlPath": "/b"})", "/a", 0),
      far(R"({"urlPath": "/b", "urlPattern": "/a"})", "/a", 0),
      far(R"({"url": null, "urlPath": "/a"})", "/a", 0),
      far(R"({"urlPath": "/a"})", "http://h/a?x", 0),
  });
}

TEST(RequestPattern, AsksForVariablesOfTheTemplate) {
  const std::string get = Raw("GET /a/b%20c");
  Check({
      {R"({"urlPathTemplate": "/a/{x}", "pathParameters": {"x": {"equalTo": "b%20c"}}})", get, 0},
      {R"({"urlPathTemplate": "/a/{x}", "pathParameters": {"x": {"contains": "d"}}})", get,
       1 / kAll},
      {R"({"urlPathTemplate": "/a/{x}", "pathParameters": {"y": {"absent": true}}})", get, 0},
      {R"({"urlPathTemplate": "/a/{x}", "pathParameters": {"y": {"equalTo": "1"}}})", get,
       1 / kAll},
      {R"({"urlPath": "/a/b%20c", "pathParameters": {"y": {"equalTo": "1"}}})", get, 0},
  });
}

TEST(RequestPattern, ComparesMethodsWithCase) {
  Check({
      {R"({"method": "ANY"})", Raw("FOO /"), 0},
      {R"({"method": null})", Raw("FOO /"), 0},
      {R"({"method": "any"})", Raw("GET /"), 3 / kFirst},
      {R"({"method": "get"})", Raw("GET /"), 3 / kFirst},
      {R"({"method": "GET_OR_HEAD"})", Raw("GET /"), 0},
      {R"({"method": "GET_OR_HEAD"})", Raw("HEAD /"), 0},
      {R"({"method": "GET_OR_HEAD"})", Raw("POST /"), 3 / kFirst},
      {R"({"method": ""})", Raw("GET /"), 3 / kFirst},
  });
}

TEST(RequestPattern, AsksForFieldsQueryFormAndCookies) {
  const std::string form = "Content-Type: application/x-www-form-urlencoded";
  Check({
      {R"({"headers": {"x-a": {"equalTo": "1"}}})", Raw("GET /", "X-A: 1"), 0},
      {R"({"headers": {"x-a": {"equalTo": "2"}}})", Raw("GET /", "X-A: 1\r\nx-A: 2"), 0},
      {R"({"headers": {"x-a": {"contains": "2, "}}})", Raw("GET /", "X-A: 1, 2"), 1 / kAll},
      {R"({"headers": {"x-a": {"equalTo": ""}}})", Raw("GET /", "X-A:"), 0},
      {R"({"headers": {"x-a": {"absent": true}}})", Raw("GET /", "X-A:"), 1 / kAll},
      {R"({"headers": {"x-a": {"absent": true}}})", Raw("GET /"), 0},
      {R"({"queryParameters": {"x": {"hasExactly": [{"equalTo": "1"}, {"equalTo": "2"}]}}})",
       Raw("GET /?x=2&x=1"), 0},
      {R"({"queryParameters": {"x": {"equalTo": "a b"}}})", Raw("GET /?x=a+b"), 0},
      {R"({"queryParameters": {"x": {"absent": true}}})", Raw("GET /?x"), 1 / kAll},
      {R"({"formParameters": {"a": {"equalTo": "1"}}})", Raw("POST /", form, "a=1&b=2"), 0},
      {R"({"formParameters": {"a": {"equalTo": "1"}}})", Raw("POST /", "", "a=1"), 1 / kAll},
      {R"({"formParameters": {"a": {"absent": true}}})", Raw("POST /", "", "a=1"), 0},
      {R"({"cookies": {"c": {"equalTo": "1"}}})", Raw("GET /", "Cookie: c=1; d=2"), 0},
      {R"({"cookies": {"c": {"equalTo": "2"}}})", Raw("GET /", "Cookie: c=1;c=2"), 0},
      {R"({"cookies": {"C": {"equalTo": "1"}}})", Raw("GET /", "Cookie: c=1"), 1 / kAll},
      {R"({"cookies": {"c": {"absent": true}}})", Raw("GET /"), 0},
      {R"({"cookies": {"c": {"absent": true}}})", Raw("GET /", "Cookie: c=1"), 1 / kAll},
      {R"({"cookies": {"c": {"doesNotContain": "x"}}})", Raw("GET /"), 1 / kAll},
      {R"({"cookies": {"c": {"anything": "x"}}})", Raw("GET /"), 1 / kAll},
      {R"({"cookies": {"c": {"doesNotContain": "x"}}})", Raw("GET /", "Cookie: c=1"), 0},
      {R"({"headers": {}, "cookies": {}, "bodyPatterns": [], "multipartPatterns": []})",
       Raw("GET /"), 0},
  });
}

TEST(RequestPattern, AsksForCredentialsInsteadOfTheAuthorizationField) {
  constexpr std::string_view kBasic =
      R"({"basicAuthCredentials": {"username": "u", "password": "p"}})";
  Check({
      {kBasic, Raw("GET /", "Authorization: Basic dTpw"), 0},
      {kBasic, Raw("GET /", "Authorization: basic dTpw"), 0},
      {kBasic, Raw("GET /", "Authorization: Basic DTPW"), 1 / kAll},
      {kBasic, Raw("GET /"), 1 / kAll},
      {R"({"basicAuth": {"username": "u"}})", Raw("GET /", "Authorization: Basic dTpudWxs"), 0},
      {R"({"basicAuth": {"username": "\u00e4", "password": "p"}})",
       Raw("GET /", "Authorization: Basic w6Q6cA=="), 0},
      {R"({"basicAuth": {"username": "u", "password": "p"},
           "headers": {"authorization": {"contains": "zzz"}}})",
       Raw("GET /", "Authorization: Basic dTpw"), 0},
  });
}

TEST(RequestPattern, AsksForTheAddress) {
  const auto host = [](std::string_view name) {
    return "GET / HTTP/1.1\r\nHost: " + std::string(name) + "\r\n\r\n";
  };
  Check({
      {R"({"host": {"equalTo": "foo"}})", host("foo:99"), 0},
      {R"({"host": {"equalTo": "foo"}})", host("FOO"), 10 / kFirst},
      {R"({"host": {"equalTo": "[::1]"}})", host("[::1]:80"), 0},
      {R"({"host": {"equalTo": "::1"}})", host("[::1]:80"), 0},
      {R"({"port": 99})", host("foo:99"), 0},
      {R"({"port": 80})", host("foo"), 0},
      {R"({"port": "99"})", host("foo:99"), 0},
      {R"({"port": 0})", host("foo"), 10 / kFirst},
      {R"({"port": -1})", host("foo"), 10 / kFirst},
      {R"({"scheme": "http"})", host("foo"), 0},
      {R"({"scheme": "HTTP"})", host("foo"), 3 / kFirst},
      {R"({"clientIp": {"equalTo": "127.0.0.1"}})", host("foo"), 0},
  });
}

TEST(RequestPattern, AsksForParts) {
  const std::string type = "Content-Type: multipart/form-data; boundary=XX";
  const std::string a = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n";
  const std::string f =
      "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n"
      "Content-Type: application/json\r\n\r\n{\"k\":1}\r\n";
  const std::string both = Raw("POST /", type, a + f + "--XX--");
  const std::string one = Raw("POST /", type, f + "--XX--");
  Check({
      {R"({"multipartPatterns": [{"name": "a"}]})", both, 0},
      {R"({"multipartPatterns": [{"name": "z"}]})", both, 1 / kAll},
      {R"({"multipartPatterns": [{"name": "a"}, {"name": "f"}]})", both, 0},
      {R"({"multipartPatterns": [{"name": "a", "fileName": "x.txt"}]})", both, 1 / kAll},
      {R"({"multipartPatterns": [{"fileName": "x.txt"}]})", both, 0},
      {R"({"multipartPatterns": [{"bodyPatterns": [{"equalTo": "one"}]}]})", both, 0},
      {R"({"multipartPatterns": [{"name": "f", "bodyPatterns": [{"equalTo": "one"}]}]})", both,
       0.5 / kAll},
      {R"({"multipartPatterns": [{"matchingType": "ALL", "bodyPatterns": [{"contains": "k"}]}]})",
       both, 0.5 / kAll},
      {R"({"multipartPatterns": [{"matchingType": "ALL", "bodyPatterns": [{"contains": "k"}]}]})",
       one, 0},
      {R"({"multipartPatterns": [{"headers": {"Content-Type": {"contains": "json"}}}]})", both, 0},
      {R"({"multipartPatterns": [{"bodyPatterns": [{"matchesJsonPath": "$.k"}]}]})", both, 0},
      {R"({"multipartPatterns": [{}]})", both, 0},
      {R"({"multipartPatterns": [{}]})", Raw("POST /", "", "x"), 1 / kAll},
      {R"({"bodyPatterns": [{"contains": "one"}]})", both, 0},
      {R"({"bodyPatterns": [{"absent": true}]})", Raw("POST /"), 0},
      {R"({"bodyPatterns": [{"equalToJson": {"a": 1}}, {"matchesJsonPath": "$.a"}]})",
       Raw("POST /", "", R"({"a":1})"), 0},
  });
}

class LongPath : public CustomMatcher {
 public:
  double Distance(const Request& request, const Json& parameters) const override {
    return request.path().size() >= parameters.value("least", 0u) ? 0 : 1;
  }
};

TEST(RequestPattern, AsksARegisteredMatcher) {
  const CustomMatchers matchers = {{"long-path", std::make_shared<LongPath>()}};
  const RequestPatternReading reading{.custom = &matchers};
  const auto text = R"({"customMatcher": {"name": "long-path", "parameters": {"least": 3}}})";
  const auto pattern = RequestPattern::FromJson(*ReadJson(text), "", reading);
  ASSERT_TRUE(pattern.has_value());
  EXPECT_TRUE(pattern->Matches(Request({.method = "GET", .target = "/ab"}), {}));
  EXPECT_FALSE(pattern->Matches(Request({.method = "GET", .target = "/"}), {}));
  EXPECT_EQ(pattern->Distance(Request({.method = "GET", .target = "/"}), {}), 0.5);
  EXPECT_FALSE(RequestPattern::FromJson(*ReadJson(text), "").has_value());
  const auto dropped =
      RequestPattern::FromJson(*ReadJson(text), "", {.values = {.drop_unknown_keys = true}});
  ASSERT_TRUE(dropped.has_value());
  EXPECT_FALSE(dropped->Matches(Request({.method = "GET", .target = "/ab"}), {}));
}

TEST(RequestPattern, KnowsWhetherMoreIsAskedThanMethodAndUrl) {
  EXPECT_TRUE(RequestPattern().only_method_and_url());
  const auto more = [](std::string_view text) {
    return !RequestPattern::FromJson(*ReadJson(text), "")->only_method_and_url();
  };
  EXPECT_FALSE(more(R"({"method": "GET", "urlPattern": "/a"})"));
  EXPECT_TRUE(more(R"({"headers": {"A": {"absent": true}}})"));
  EXPECT_TRUE(more(R"({"port": 1})"));
}

}  // namespace
}  // namespace wireproof::mock
