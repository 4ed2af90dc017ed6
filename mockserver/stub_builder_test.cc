#include "wireproof/stub_builder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "mockserver/json/json.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

using std::chrono_literals::operator""ms;

// What a builder says has to be read by the codec, and to say the same as the expected JSON.
void ExpectSame(const std::string& built, const std::string& expected) {
  const auto a = ReadJson(built);
  const auto b = ReadJson(expected);
  ASSERT_TRUE(a) << built;
  ASSERT_TRUE(b) << expected;
  EXPECT_TRUE(EqualJson(*a, *b)) << "built    " << built << "\nexpected " << expected;
  const auto stub = StubFromJson(*a);
  EXPECT_TRUE(stub) << built << "\n" << stub.error().pointer << ": " << stub.error().message;
}

void ExpectRequest(const RequestMatcher& matcher, const std::string& expected) {
  ExpectSame(When(matcher).json(), R"({"request": )" + expected + "}");
}

void ExpectReply(const ReplyBuilder& reply, const std::string& expected) {
  ExpectSame(reply.json(), expected);
}

TEST(RequestMatchers, SayTheUrlInFiveWays) {
  ExpectRequest(Get("/a"), R"({"method": "GET", "urlPath": "/a"})");
  ExpectRequest(Post("/a?b=c"), R"({"method": "POST", "url": "/a?b=c"})");
  ExpectRequest(Put(ExactUrl("/a")), R"({"method": "PUT", "url": "/a"})");
  ExpectRequest(Patch(UrlMatching("/a.*")), R"({"method": "PATCH", "urlPattern": "/a.*"})");
  ExpectRequest(Delete(PathMatching("/a.*")), R"({"method": "DELETE", "urlPathPattern": "/a.*"})");
  ExpectRequest(Head(PathLike("/a/{b}")), R"({"method": "HEAD", "urlPathTemplate": "/a/{b}"})");
  ExpectRequest(Options(AnyUrl()), R"({"method": "OPTIONS"})");
  ExpectRequest(AnyRequest(), R"({"method": "ANY"})");
}

TEST(RequestMatchers, SayWhatElseIsAskedFor) {
  ExpectRequest(Get("/a")
                    .WithHeader("Accept", Containing("json"))
                    .WithQuery("q", "x")
                    .WithCookie("c", Matching("[a-z]+"))
                    .WithFormField("f", EqualToIgnoringCase("Y"))
                    .WithBasicAuth("me", "secret"),
                R"({"method": "GET", "urlPath": "/a", "headers": {"Accept": {"contains": "json"}},
                    "queryParameters": {"q": {"equalTo": "x"}}, "cookies": {"c": {"matches": "[a-z]+"}},
                    "formParameters": {"f": {"equalTo": "Y", "caseInsensitive": true}},
                    "basicAuthCredentials": {"username": "me", "password": "secret"}})");
  ExpectRequest(
      Post(PathLike("/{id}")).WithPathParameter("id", "7").WithBody("a").WithBody(Containing("b")),
      R"({"method": "POST", "urlPathTemplate": "/{id}", "pathParameters": {"id": {"equalTo": "7"}},
          "bodyPatterns": [{"equalTo": "a"}, {"contains": "b"}]})");
  ExpectRequest(Post("/up").WithPart("file", "x"),
                R"({"method": "POST", "urlPath": "/up", "multipartPatterns":
                    [{"name": "file", "bodyPatterns": [{"equalTo": "x"}]}]})");
}

TEST(RequestMatchers, SaidTwiceBothAreAskedFor) {
  ExpectRequest(Get("/").WithHeader("A", "1").WithHeader("A", "2").WithHeader("A", "3"),
                R"({"method": "GET", "urlPath": "/", "headers": {"A":
                    {"includes": [{"equalTo": "1"}, {"equalTo": "2"}, {"equalTo": "3"}]}}})");
  ExpectRequest(Get("/").WithCookie("A", Containing("1")).WithCookie("A", Containing("2")),
                R"({"method": "GET", "urlPath": "/", "cookies": {"A":
                    {"and": [{"contains": "1"}, {"contains": "2"}]}}})");
}

TEST(RequestMatchers, LeaveTheOneTheyAreMadeFromAsItWas) {
  const RequestMatcher base = Get("/a");
  const std::string before = base.json();
  EXPECT_NE(base.WithHeader("A", "1").json(), before);
  EXPECT_EQ(base.json(), before);
}

TEST(ValueMatchers, AreTheOperators) {
  struct Row {
    ValueMatcher matcher;
    const char* json;
  };
  const Row rows[] = {
      {Absent(), R"({"absent": true})"},
      {Present(), R"({"matches": "[\\s\\S]*"})"},
      {EqualToJson("{\"a\": 1.0}"), R"({"equalToJson": {"a": 1.0}})"},
      {EqualToJson("\"x\""), R"({"equalToJson": "\"x\""})"},
      {EqualToJson("[1]", {.ignore_array_order = true, .ignore_extra_elements = true}),
       R"({"equalToJson": [1], "ignoreArrayOrder": true, "ignoreExtraElements": true})"},
      {MatchingJsonPath("$.a"), R"({"matchesJsonPath": "$.a"})"},
      {MatchingJsonPath("$.a", Containing("x")),
       R"({"matchesJsonPath": {"expression": "$.a", "contains": "x"}})"},
      {MatchingJsonSchema(R"({"type": "object"})"), R"({"matchesJsonSchema": {"type": "object"}})"},
      {EqualToXml("<a/>"), R"({"equalToXml": "<a/>"})"},
      {MatchingXPath("//a"), R"({"matchesXPath": "//a"})"},
      {MatchingXPath("//a", "b"), R"({"matchesXPath": {"expression": "//a", "equalTo": "b"}})"},
      {EqualToOctets("a\xff"), R"({"binaryEqualTo": "Yf8="})"},
      {!Containing("a"), R"({"not": {"contains": "a"}})"},
      {Containing("a") && Containing("b"), R"({"and": [{"contains": "a"}, {"contains": "b"}]})"},
      {Containing("a") || Absent(), R"({"or": [{"contains": "a"}, {"absent": true}]})"},
  };
  for (const Row& row : rows) {
    ExpectRequest(
        Get("/").WithBody(row.matcher),
        std::string(R"({"method": "GET", "urlPath": "/", "bodyPatterns": [)") + row.json + "]}");
  }
}

TEST(Replies, AreResponses) {
  ExpectReply(Ok(), R"({"response": {"status": 200}})");
  ExpectReply(Status(418).WithReason("Tea Pot").Body("hi"),
              R"({"response": {"status": 418, "statusMessage": "Tea Pot", "body": "hi"}})");
  ExpectReply(Ok().WithHeader("A", "1").WithHeader("B", "2").WithHeader("A", "3"),
              R"({"response": {"status": 200, "headers": {"A": ["1", "3"], "B": "2"}}})");
  ExpectReply(Ok().Json(R"({"a": 1.10})"),
              R"({"response": {"status": 200, "jsonBody": {"a": 1.10},
                  "headers": {"Content-Type": "application/json"}}})");
  ExpectReply(Ok().Json("[]").WithHeader("content-type", "text/x"),
              R"({"response": {"status": 200, "jsonBody": [],
                  "headers": {"content-type": "text/x"}}})");
  ExpectReply(Ok().Body("text").Body("\xff"),
              R"({"response": {"status": 200, "base64Body": "/w=="}})");
  ExpectReply(Ok().File("a.txt").Templated(R"({"n": 1})"),
              R"({"response": {"status": 200, "bodyFileName": "a.txt",
                  "transformers": ["response-template"], "transformerParameters": {"n": 1}}})");
  ExpectReply(Redirect("/b"), R"({"response": {"status": 302, "headers": {"Location": "/b"}}})");
  ExpectReply(ConnectionReset(), R"({"response": {"fault": "CONNECTION_RESET_BY_PEER"}})");
  ExpectReply(EmptyResponse(), R"({"response": {"fault": "EMPTY_RESPONSE"}})");
  ExpectReply(MalformedChunk(), R"({"response": {"fault": "MALFORMED_RESPONSE_CHUNK"}})");
  ExpectReply(RandomDataThenClose(), R"({"response": {"fault": "RANDOM_DATA_THEN_CLOSE"}})");
  ExpectReply(ProxyTo("http://a"), R"({"response": {"proxyBaseUrl": "http://a"}})");
}

TEST(Replies, TakeTheirTime) {
  ExpectReply(Ok().After(50ms), R"({"response": {"status": 200, "delayDistribution":
                                    {"type": "fixed", "milliseconds": 50}}})");
  ExpectReply(Ok().After(50ms).AfterBetween(1ms, 2ms),
              R"({"response": {"status": 200, "delayDistribution":
                  {"type": "uniform", "lower": 1, "upper": 2}}})");
  ExpectReply(Ok().AfterLogNormal(90ms, 0.1), R"({"response": {"status": 200, "delayDistribution":
                  {"type": "lognormal", "median": 90, "sigma": 0.1}}})");
  ExpectReply(Ok().Dribble(5, 100ms), R"({"response": {"status": 200, "chunkedDribbleDelay":
                  {"numberOfChunks": 5, "totalDuration": 100}}})");
}

TEST(Replies, AreFramedExactly) {
  ExpectReply(Ok().Body("hello").Chunked({1, 2}).WithTrailer("X-Sum", "1"),
              R"({"response": {"status": 200, "body": "hello"}, "wireproof": {"framing":
                  {"chunked": {"sizes": [1, 2], "trailers": [["X-Sum", "1"]]}}}})");
  ExpectReply(Ok().WithContentLength("5").WithContentLength("6").ThenClose(),
              R"({"response": {"status": 200}, "wireproof": {"framing":
                  {"content_length": ["5", "6"], "close": true}}})");
  ExpectReply(Ok().UntilClose().WithVersion("HTTP/1.0"),
              R"({"response": {"status": 200}, "wireproof": {"framing":
                  {"until_close": true, "version": "HTTP/1.0"}}})");
  ExpectReply(Ok().WithInterim(103, {{"Link", "</a>"}}).WithExactHeaders({{"a", "1"}, {"A", "2"}}),
              R"({"response": {"status": 200}, "wireproof": {
                  "interim": [{"status": 103, "fields": [["Link", "</a>"]]}],
                  "fields": [["a", "1"], ["A", "2"]]}})");
}

TEST(Scripts, AreSteps) {
  ExpectReply(Script().Send("HTTP/1.1 200 OK\r\n\xff").Pause(20ms).SendRaw("x").Reset(),
              R"({"wireproof": {"script": [{"send": "HTTP/1.1 200 OK\r\nÿ"}, {"pause_ms": 20},
                  {"send_raw": "x"}, {"reset": true}]}})");
  ExpectReply(Script()
                  .AwaitBody()
                  .AwaitOctets(5)
                  .SendReply(Created().Body("b"))
                  .HalfClose()
                  .AwaitEnd()
                  .CloseWithoutNotify(),
              R"({"response": {"status": 201, "body": "b"}, "wireproof": {"script": [
                  {"await": "body"}, {"await": {"bytes": 5}}, {"reply": true}, {"half_close": true},
                  {"await": "end"}, {"close": {"close_notify": false}}]}})");
  ExpectReply(Script().Stall(), R"({"wireproof": {"script": [{"stall": true}]}})");
  ExpectReply(Script().Close(), R"({"wireproof": {"script": [{"close": true}]}})");
  EXPECT_THROW((void)Script().SendReply(Ok()).SendReply(Ok()), std::invalid_argument);
}

TEST(Stubs, HaveConditions) {
  ExpectSame(When(Get("/"))
                 .Named("n")
                 .Priority(1)
                 .Times(2)
                 .OnConnection(3)
                 .OnRequest(4)
                 .WithProbability(0.5)
                 .Strict()
                 .WithMetadata(R"({"m": 1})")
                 .Reply(Ok())
                 .json(),
             R"({"request": {"method": "GET", "urlPath": "/"}, "name": "n", "priority": 1,
                 "wireproof": {"when": {"times": 2, "connection": 3, "request": 4,
                 "probability": 0.5}, "strict": true}, "metadata": {"m": 1},
                 "response": {"status": 200}})");
  ExpectSame(When(Get("/")).InScenario("s").WhenState("Started").ThenState("x").json(),
             R"({"request": {"method": "GET", "urlPath": "/"}, "scenarioName": "s",
                 "requiredScenarioState": "Started", "newScenarioState": "x"})");
}

TEST(Stubs, KeepTheirConditionsBesideTheReplysFraming) {
  ExpectSame(When(Get("/")).Times(1).Reply(Ok().UntilClose()).json(),
             R"({"request": {"method": "GET", "urlPath": "/"}, "response": {"status": 200},
                 "wireproof": {"when": {"times": 1}, "framing": {"until_close": true}}})");
}

TEST(Stubs, AnswerInTurn) {
  ExpectSame(When(Get("/")).ReplyInCycle({Status(503), Script().Reset(), Ok()}).json(),
             R"({"request": {"method": "GET", "urlPath": "/"}, "wireproof": {"cycle": true,
                 "sequence": [{"response": {"status": 503}},
                 {"wireproof": {"script": [{"reset": true}]}}, {"response": {"status": 200}}]}})");
}

// The text of what is thrown.
template <typename Function>
std::string Refusal(Function function) {
  try {
    function();
  } catch (const std::invalid_argument& refusal) {
    return refusal.what();
  }
  return "nothing was thrown";
}

TEST(Builders, RefuseWhatIsNoJsonAndNoText) {
  EXPECT_EQ(Refusal([] { (void)Ok().Json("{\"a\": }"); }).substr(0, 5), "Json:");
  EXPECT_EQ(Refusal([] { (void)EqualToJson("{"); }).substr(0, 12), "equalToJson:");
  EXPECT_EQ(Refusal([] { (void)Containing("\xff"); }), "contains: the text is not UTF-8");
  EXPECT_EQ(Refusal([] { (void)RequestMatcher::FromJson("[]"); }),
            "RequestMatcher: expected an object");
  EXPECT_EQ(Refusal([] { (void)ReplyBuilder::FromJson(R"({"status": 200})"); }),
            "ReplyBuilder: /status: expected response or wireproof");
}

TEST(RequestMatchers, AreDescribedForPeople) {
  EXPECT_EQ(Get("/a").Describe(), "GET /a");
  EXPECT_EQ(AnyRequest().Describe(), "any method any URL");
  EXPECT_EQ(Post(UrlMatching("/x.*")).Describe(), "POST a URL that matches /x.*");
  EXPECT_EQ(Get("/a").WithQuery("q", "1").Describe(),
            R"(GET /a with {"queryParameters":{"q":{"equalTo":"1"}}})");
}

}  // namespace
}  // namespace wireproof::mock
