#include <gtest/gtest.h>

#include <string>

#include "mockserver/serve/serve_fixture.h"

namespace wireproof::mock {
namespace {

const std::string kGarbage = "lskdu018973t09sylgasjkfg1][]'./.sdlv";

class EffectsTest : public ServeTest {
 protected:
  void StartWith(const std::string& stub) {
    Start();
    Add(stub);
  }
};

TEST_F(EffectsTest, DelaysByTheMocksClockAndOnlyItsOwnConnection) {
  StartWith(R"({"request":{"urlPath":"/slow"},"response":{"status":204,
      "fixedDelayMilliseconds":60000,"delayDistribution":{"type":"fixed","milliseconds":30000}}})");
  Add(R"({"request":{"urlPath":"/fast"},"response":{"status":201,"headers":{"Content-Length":"0"}}})");
  engine->clock().Freeze();
  auto slow = Connect();
  Say(*slow, Get("/slow") + Get("/fast"));
  const std::string fast = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
  EXPECT_EQ(Talk(Get("/fast")), fast);
  EXPECT_EQ(engine->journal().Get(1)->end, ExchangeEnd::kOpen);
  engine->clock().Advance(std::chrono::seconds(89));
  EXPECT_EQ(Talk(Get("/fast")), fast);
  EXPECT_EQ(engine->journal().Get(1)->end, ExchangeEnd::kOpen);
  engine->clock().Advance(std::chrono::seconds(1));
  const std::string both = "HTTP/1.1 204 No Content\r\n\r\n" + fast;
  EXPECT_EQ(Hear(*slow, both.size()), both);
  EXPECT_EQ(engine->journal().Get(1)->added_delay_ns, 90'000'000'000);
  EXPECT_EQ(engine->journal().Get(1)->end, ExchangeEnd::kSent);
}

TEST_F(EffectsTest, SettingsDelayWhereTheStubHasNoneOfThatKind) {
  StartWith(R"({"response":{"status":204,"fixedDelayMilliseconds":5}})");
  engine->clock().Freeze();
  engine->settings().fixed_delay_ms = 1000;
  engine->settings().delay = UniformDelay{.lower_ms = 20, .upper_ms = 20};
  auto stream = Connect();
  Say(*stream, Get("/"));
  while (engine->journal().total() == 0) loop.RunFor(std::chrono::milliseconds(1));
  engine->clock().Advance(std::chrono::milliseconds(25));
  EXPECT_EQ(Hear(*stream, 27), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(Last().added_delay_ns, 25'000'000);
}

TEST_F(EffectsTest, FaultsAreThoseOfWireMockToTheOctet) {
  Start();
  const struct {
    const char* fault;
    std::string octets;
  } kCases[] = {
      {"EMPTY_RESPONSE", ""},
      {"MALFORMED_RESPONSE_CHUNK",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + kGarbage},
      {"RANDOM_DATA_THEN_CLOSE", kGarbage},
  };
  for (const auto& [fault, octets] : kCases) {
    Add(R"({"response":{"fault":")" + std::string(fault) + "\"}}");
    auto stream = Connect();
    Say(*stream, Get("/"));
    EXPECT_EQ(ToEnd(*stream), octets) << fault;
    EXPECT_EQ(Last().sent, octets) << fault;
    EXPECT_EQ(Last().end, ExchangeEnd::kClosed) << fault;
  }
}

TEST_F(EffectsTest, AResetIsAReset) {
  StartWith(R"({"response":{"fault":"CONNECTION_RESET_BY_PEER"}})");
  auto stream = Connect();
  Say(*stream, Get("/"));
  char octet[1];
  const auto count = Run(stream->Read(octet));
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().kind, net::IoErrorKind::kReset);
  EXPECT_EQ(Last().end, ExchangeEnd::kReset);
}

TEST_F(EffectsTest, DribblesTheContentInPieces) {
  StartWith(R"({"response":{"body":"0123456789",
      "chunkedDribbleDelay":{"numberOfChunks":4,"totalDuration":400}}})");
  engine->clock().Freeze();
  auto stream = Connect();
  Say(*stream, Get("/"));
  while (engine->journal().total() == 0) loop.RunFor(std::chrono::milliseconds(1));
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
  engine->clock().Advance(std::chrono::milliseconds(100));
  EXPECT_EQ(Hear(*stream, head.size() + 2), head + "01");
  EXPECT_EQ(Last().sends.size(), 1u);
  for (int i = 0; i < 3; ++i) {
    engine->clock().Advance(std::chrono::milliseconds(100));
    loop.RunReady();
  }
  EXPECT_EQ(Hear(*stream, 8), "23456789");
  EXPECT_EQ(Last().sends.size(), 4u);
}

TEST_F(EffectsTest, SendsInterimResponsesFirst) {
  StartWith(R"({"response":{"status":204},
      "wireproof":{"interim":[{"status":103,"fields":[["Link","</a>"]]}]}})");
  const std::string answer = Talk(Get("/"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 103 ")) << answer;
  EXPECT_TRUE(answer.ends_with("Link: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")) << answer;
}

TEST_F(EffectsTest, PlaysAScriptStepByStep) {
  StartWith(R"({"response":{"body":"stub"},"wireproof":{"script":[
      {"send":"1 ${request.method} ${request.target} ${request.body} ${connection} ${request.index};"},
      {"pause_ms":5},{"await":{"bytes":3}},{"send":"2;"},{"reply":true},{"half_close":true},
      {"await":"end"}]}})");
  auto stream = Connect();
  Say(*stream, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(Hear(*stream, 15), "1 POST /p hi 1 ");
  EXPECT_EQ(Hear(*stream, 2), "1;");
  Say(*stream, "abc");
  EXPECT_EQ(ToEnd(*stream), "2;HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nstub");
  EXPECT_EQ(Last().end, ExchangeEnd::kClosed);
  EXPECT_EQ(Last().sends.size(), 3u);
}

TEST_F(EffectsTest, AScriptMayAwaitTheBodyItself) {
  StartWith(R"({"wireproof":{"script":[
      {"send":"early;"},{"await":"body"},{"send":"got ${request.body};"},{"close":true}]}})");
  auto stream = Connect();
  Say(*stream, "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(Hear(*stream, 6), "early;");
  Say(*stream, "abc");
  EXPECT_EQ(ToEnd(*stream), "got abc;");
  EXPECT_EQ(Last().body, "abc");
  EXPECT_EQ(Last().sent, "early;got abc;");
}

TEST_F(EffectsTest, AStallEndsWithTheClient) {
  StartWith(R"({"wireproof":{"script":[{"send":"x"},{"stall":true}]}})");
  auto stream = Connect();
  Say(*stream, Get("/"));
  EXPECT_EQ(Hear(*stream, 1), "x");
  EXPECT_EQ(listener->connections(), 1u);
  stream.reset();
  while (listener->connections() > 0) loop.RunFor(std::chrono::milliseconds(5));
  EXPECT_EQ(Last().end, ExchangeEnd::kClosed);
}

TEST_F(EffectsTest, AConnectionMayHaveAScriptBeforeAnyRequest) {
  StartWith(R"({"response":{"status":204}})");
  Add(R"({"wireproof":{"when":{"connection":2},"connect":{
      "script":[{"send":"SSH-2.0 ${connection}\r\n"},{"close":true}]}}})");
  EXPECT_EQ(Talk(Get("/")), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(ToEnd(*Connect()), "SSH-2.0 2\r\n");
  EXPECT_EQ(Talk(Get("/")), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST_F(EffectsTest, ASequenceGivesEachHitItsAnswer) {
  StartWith(
      R"({"wireproof":{"sequence":[{"response":{"status":503}},{"response":{"status":204}}]}})");
  const std::string answers = Talk(Get("/") + Get("/") + Get("/"));
  EXPECT_EQ(answers,
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
            "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
}

TEST_F(EffectsTest, TemplatesAreRenderedForTheRequest) {
  StartWith(R"({"response":{"body":"{{request.method}} {{request.path}}",
      "transformers":["response-template"]}})");
  EXPECT_EQ(Talk(Get("/a?b")), "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nGET /a");
}

TEST_F(EffectsTest, ListenersAreToldWhenTheExchangeIsDone) {
  StartWith(R"({"response":{"status":204},
      "serveEventListeners":[{"name":"webhook","parameters":{"url":"http://x"}}]})");
  (void)Talk(Get("/"));
  EXPECT_EQ(admin.completed, std::vector<std::uint64_t>{1});
}

}  // namespace
}  // namespace wireproof::mock
