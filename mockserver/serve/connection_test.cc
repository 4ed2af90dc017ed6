#include <gtest/gtest.h>

#include <string>

#include "mockserver/match/gzip.h"
#include "mockserver/serve/serve_fixture.h"

namespace wireproof::mock {
namespace {

const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const std::string kNoMatch = "HTTP/1.1 404 Not Found\r\nContent-Length: 8\r\n\r\nno match";

class ConnectionTest : public ServeTest {
 protected:
  void StartWithHello() {
    Start();
    Add(R"({"request":{"urlPath":"/hello"},"response":{"body":"hello"}})");
  }
};

TEST_F(ConnectionTest, AnswersAStubAndWhatNoStubAnswers) {
  StartWithHello();
  EXPECT_EQ(Talk(Get("/hello")), kHello);
  EXPECT_EQ(Last().end, ExchangeEnd::kSent);
  EXPECT_EQ(Last().sent, kHello);
  EXPECT_NE(Last().stub_id, "");
  EXPECT_EQ(Talk(Get("/other")), kNoMatch);
  EXPECT_EQ(Last().stub_id, "");
  EXPECT_EQ(Last().request_octets, Get("/other"));
}

TEST_F(ConnectionTest, AnswersPipelinedRequestsInTheirOrder) {
  StartWithHello();
  std::string requests;
  std::string answers;
  for (int i = 0; i < 5000; ++i) {
    requests += Get(i % 3 == 0 ? "/hello" : "/other");
    answers += i % 3 == 0 ? kHello : kNoMatch;
  }
  EXPECT_EQ(Talk(requests), answers);
  EXPECT_EQ(engine->journal().total(), 5000u);
  EXPECT_EQ(Last().request_of_connection, 5000u);
}

TEST_F(ConnectionTest, ARequestInPiecesIsOneRequest) {
  StartWithHello();
  auto stream = Connect();
  for (const char c : Get("/hello")) Say(*stream, std::string(1, c));
  EXPECT_EQ(Hear(*stream, kHello.size()), kHello);
  EXPECT_EQ(engine->journal().total(), 1u);
}

TEST_F(ConnectionTest, SendsNoContentForHead) {
  StartWithHello();
  EXPECT_EQ(Talk("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\nHEAD /no HTTP/1.1\r\nHost: x\r\n\r\n"),
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
            "HTTP/1.1 404 Not Found\r\nContent-Length: 8\r\n\r\n");
}

TEST_F(ConnectionTest, TakesBodiesOfBothFramings) {
  Start();
  Add(R"({"request":{"method":"POST","bodyPatterns":[{"equalTo":"abc"}]},"response":{"status":204}})");
  const std::string chunked =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
  const std::string counted = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
  const std::string no_content = "HTTP/1.1 204 No Content\r\n\r\n";
  EXPECT_EQ(Talk(chunked + counted + chunked), no_content + no_content + no_content);
  EXPECT_EQ(Last().body, "abc");
  EXPECT_EQ(Last().request_octets, chunked);
}

TEST_F(ConnectionTest, ClosesWhereTheClientAsksForIt) {
  StartWithHello();
  for (const std::string& request :
       {Get("/hello", "Connection: close\r\n"), std::string("GET /hello HTTP/1.0\r\n\r\n")}) {
    auto stream = Connect();
    Say(*stream, request + Get("/hello"));
    EXPECT_EQ(ToEnd(*stream), kHello) << request;
  }
}

TEST_F(ConnectionTest, AnswersAMalformedRequestByItsDefect) {
  StartWithHello();
  auto stream = Connect();
  Say(*stream, Get("/hello") + "GET / HTTP/1.1\r\nBad Field: x\r\n\r\n");
  const std::string answer = ToEnd(*stream);
  ASSERT_TRUE(answer.starts_with(kHello + "HTTP/1.1 400 Bad Request\r\n")) << answer;
  EXPECT_NE(answer.find("field-name-not-token"), std::string::npos) << answer;
  EXPECT_NE(answer.find("RFC 91"), std::string::npos) << answer;
  const Exchange exchange = Last();
  EXPECT_EQ(exchange.request_octets, "GET / HTTP/1.1\r\nBad Field: x\r\n\r\n");
  EXPECT_EQ(exchange.stub_id, "");
  ASSERT_EQ(exchange.sub_events.size(), 1u);
  EXPECT_EQ(exchange.sub_events[0].type, "WIREPROOF_DEFECT");
  EXPECT_TRUE(exchange.sub_events[0].json.starts_with(R"({"id":"field-name-not-token","rule":")"))
      << exchange.sub_events[0].json;
}

TEST_F(ConnectionTest, NotesWhatWentWrongWhileMatching) {
  Start();
  Add(R"({"request":{"urlPath":"/a"},"response":{"body":"hello"}})");
  Add(R"({"request":{"urlPath":"/slow"},"response":{"fixedDelayMilliseconds":1}})");
  for (const char* path : {"/a", "/slow", "/none"}) {
    Add(R"({"request":{"bodyPatterns":[{"equalToJson":"1"}],"urlPath":")" + std::string(path) +
        R"("},"response":{}})");
  }
  const auto types_of = [&](const std::string& start, const std::string& framed) {
    Talk(start + " HTTP/1.1\r\nHost: x\r\n" + framed);
    std::string types;
    for (const SubEvent& event : Last().sub_events) types += event.type + ' ';
    return types;
  };
  const std::string length = "Content-Length: 4\r\n\r\nnope";
  const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n4\r\nnope\r\n0\r\n\r\n";
  for (const char* path : {"/a", "/slow", "/none"}) {
    const std::string post = std::string("POST ") + path;
    EXPECT_EQ(types_of(post, length), "JSON_ERROR ") << path;
    EXPECT_EQ(types_of(post, chunked), "JSON_ERROR ") << path;
    EXPECT_EQ(types_of(post, "Content-Length: 1\r\n\r\n2"), "") << path;
  }
  EXPECT_EQ(types_of("POST /a", "Expect: 100-continue\r\n" + length), "JSON_ERROR ");
}

TEST_F(ConnectionTest, BoundsBodies) {
  options.max_body_bytes = 10;
  StartWithHello();
  for (const char* request :
       {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n01234567890",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000000\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n"}) {
    auto stream = Connect();
    Say(*stream, request);
    const std::string answer = ToEnd(*stream);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << request << answer;
  }
}

TEST_F(ConnectionTest, AnEndInTheMiddleIsAnswered) {
  StartWithHello();
  EXPECT_TRUE(Talk("GET /hel").empty() || Last().sub_events.size() == 1);
  EXPECT_EQ(Talk(""), "");
}

TEST_F(ConnectionTest, SpeaksOfContinueAsTheStubSays) {
  Start();
  const std::string pattern = R"("request":{"urlPath":"/)";
  Add("{" + pattern + R"(send"},"response":{"status":204}})");
  Add("{" + pattern + R"(never"},"response":{"status":204},"wireproof":{"on_continue":"never"}})");
  Add("{" + pattern +
      R"(refuse"},"response":{"status":417},"wireproof":{"on_continue":"refuse"}})");
  const auto head = [](const std::string& path) {
    return "PUT " + path +
           " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
  };
  const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  const std::string done = "HTTP/1.1 204 No Content\r\n\r\n";
  auto stream = Connect();
  Say(*stream, head("/send"));
  EXPECT_EQ(Hear(*stream, go_on.size()), go_on);
  Say(*stream, "abc" + head("/never") + "abc");
  EXPECT_EQ(Hear(*stream, 2 * done.size()), done + done);
  EXPECT_EQ(Last().body, "abc");
  Say(*stream, head("/refuse"));
  EXPECT_EQ(ToEnd(*stream), "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(engine->journal().total(), 3u);
}

TEST_F(ConnectionTest, TheAdminApiIsNoTrafficOfStubs) {
  StartWithHello();
  EXPECT_NE(Talk(Get("/__admin/x")).find("admin /__admin/x"), std::string::npos);
  EXPECT_EQ(Talk(Get("/__adminx")), kNoMatch);
  EXPECT_EQ(engine->journal().total(), 1u);
}

TEST_F(ConnectionTest, AnAdminPortOfItsOwnLeavesTheOthersToStubs) {
  options.admin_port = std::uint16_t{0};
  StartWithHello();
  EXPECT_EQ(Talk(Get("/__admin/x")), kNoMatch);
  EXPECT_NE(Talk(Connect(listener->admin_port()), Get("/hello")).find("admin /hello"),
            std::string::npos);
}

TEST_F(ConnectionTest, WaitsWithMoreConnectionsThanAreAllowed) {
  options.max_connections = 1;
  StartWithHello();
  auto first = Connect();
  Say(*first, Get("/hello"));
  EXPECT_EQ(Hear(*first, kHello.size()), kHello);
  auto second = Connect();
  Say(*second, Get("/hello"));
  first.reset();
  EXPECT_EQ(Hear(*second, kHello.size()), kHello);
}

TEST_F(ConnectionTest, GivesUpAnIdleConnection) {
  options.idle_timeout = std::chrono::milliseconds(20);
  StartWithHello();
  auto stream = Connect();
  EXPECT_EQ(ToEnd(*stream), "");
}

TEST_F(ConnectionTest, GivesUpARequestThatTricklesIn) {
  options.idle_timeout = std::chrono::milliseconds(50);
  StartWithHello();
  for (const bool unusual : {false, true}) {
    auto stream = Connect();
    Say(*stream, unusual
                     ? "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n"
                     : "GET / HTTP/1.1\r\nHost: x\r\nName: ");
    int octets = 0;
    for (; octets < 1000 && listener->connections() > 0; ++octets) {
      (void)stream->WriteNow("x");
      loop.RunFor(std::chrono::milliseconds(5));
    }
    EXPECT_LT(octets, 1000);
  }
}

TEST_F(ConnectionTest, StopsWhenWhatIsUnderWayIsDone) {
  Start();
  Add(R"({"response":{"body":"late","fixedDelayMilliseconds":1000}})");
  engine->clock().Freeze();
  auto idle = Connect();
  auto busy = Connect();
  Say(*busy, Get("/"));
  while (engine->journal().total() == 0) loop.RunFor(std::chrono::milliseconds(1));
  net::TaskGroup group(loop.executor());
  group.Start("stop", listener->Stop(std::chrono::seconds(20)));
  EXPECT_EQ(ToEnd(*idle), "");
  engine->clock().Advance(std::chrono::seconds(1));
  EXPECT_NE(ToEnd(*busy).find("late"), std::string::npos);
  Run(group.Join());
  EXPECT_EQ(listener->connections(), 0u);
  listener.reset();
}

TEST_F(ConnectionTest, ServesEveryTargetThatCanBeSeen) {
  StartWithHello();
  for (const std::string target : {"/q?x[]=1", "/a|b", "/%zz", "/{x}", "/\xe4", "/a#b", "/%"}) {
    EXPECT_EQ(Talk(Get(target)), kNoMatch) << target;
    EXPECT_EQ(Last().target, target);
  }
  for (const char* line : {"GET a", "GET /\x7f", "GET /\x01", "CONNECT /a", "GET *"}) {
    const std::string answer = Talk(std::string(line) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << line << answer;
  }
}

TEST_F(ConnectionTest, DecodesAndCodesInGzipAsWireMockDoes) {
  options.compat_wiremock = true;
  options.replies.wiremock_wire = true;
  options.max_body_bytes = 1000;
  Start();
  Add(R"({"request":{"bodyPatterns":[{"equalTo":"abc"}]},"response":{"body":"hello"}})");
  const auto post = [](const std::string& body) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nAccept-Encoding: gzip\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const std::string answer = Talk(post(Gzip("abc")));
  EXPECT_EQ(Last().body, "abc");
  EXPECT_NE(answer.find("\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
            std::string::npos);
  EXPECT_NE(answer.find(Gzip("hello")), std::string::npos);
  EXPECT_TRUE(Talk(post(Gzip(std::string(1001, 'a')))).starts_with("HTTP/1.1 413 "));
  EXPECT_EQ(Talk(post("abc")), answer);  // only said to be gzip: taken as it is
}

TEST_F(ConnectionTest, StrictStubsRefuseWhatTheClientGotWrong) {
  Start();
  Add(R"({"response":{"status":204},"wireproof":{"strict":true}})");
  EXPECT_EQ(Talk(Get("/")), "HTTP/1.1 204 No Content\r\n\r\n");
  const std::string answer = Talk(Get("/", "Range: a\r\nRange: b\r\n"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
  EXPECT_NE(answer.find("field-repeated"), std::string::npos) << answer;
}

}  // namespace
}  // namespace wireproof::mock
