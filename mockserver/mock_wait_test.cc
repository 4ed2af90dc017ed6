// Waiting for requests, and expecting them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "mockserver/mock_client_fixture.h"
#include "wireproof/mock_server.h"

namespace wireproof::mock {
namespace {

using std::chrono_literals::operator""ms;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// The failures that servers' destructors hand on.
std::vector<ExpectationFailure>& Handed() {
  static std::vector<ExpectationFailure> failures;
  return failures;
}

class ExpectationTest : public ::testing::Test {
 protected:
  ExpectationTest() {
    Handed().clear();
    before_ = SetFailureHandler([](const ExpectationFailure& one) { Handed().push_back(one); });
  }
  ~ExpectationTest() override { SetFailureHandler(before_); }

 private:
  FailureHandler before_;
};

TEST(Waiting, EndsWhenTheLastOneCame) {
  MockServer server;
  std::thread client([port = server.port()] {
    for (int i = 0; i < 3; ++i) Fetch(port, "GET", "/a");
  });
  const WaitResult got = server.WaitFor(Get("/a"), 3);
  EXPECT_TRUE(got) << got.explanation;
  EXPECT_EQ(got.count, 3u);
  EXPECT_EQ(got.explanation, "");
  client.join();
}

TEST(Waiting, SaysWhatDidNotCome) {
  MockServer server;
  Fetch(server.port(), "GET", "/a?x=2");
  const WaitResult got = server.WaitFor(Get("/a").WithQuery("x", "1"), 1, 1ms);
  EXPECT_FALSE(got);
  EXPECT_EQ(got.count, 0u);
  EXPECT_THAT(got.explanation,
              AllOf(StartsWith("Waited 1 ms for\n  GET /a with "), HasSubstr("GET /a?x=2"),
                    HasSubstr("expected: "), HasSubstr("Received in all: 1")));
}

TEST(Waiting, GoesByTheOrderWhereItIsAsked) {
  MockServer server;
  Fetch(server.port(), "GET", "/b");
  Fetch(server.port(), "GET", "/a");
  EXPECT_TRUE(server.WaitInOrder({Get("/b"), Get("/a")}, 1ms));
  const WaitResult got = server.WaitInOrder({Get("/a"), Get("/b")}, 1ms);
  EXPECT_FALSE(got);
  EXPECT_EQ(got.count, 1u);
  EXPECT_THAT(got.explanation, StartsWith("Waited 1 ms for\n  GET /b\n"));
}

// A client that asks for /a, then waits for a request that never comes.
class WaitingClient {
 public:
  explicit WaitingClient(const MockServer& server) {
    const std::string body = R"({"request": {"url": "/never"}, "timeout_ms": 600000})";
    const std::string octets =
        "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "POST /__admin/requests/wait HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    thread_ = std::thread([this, octets, port = server.port()] { got_ = Talk(port, octets); });
    EXPECT_TRUE(server.WaitFor(Get("/a"), 1));
  }
  ~WaitingClient() {
    if (thread_.joinable()) thread_.join();
  }
  // All that came, once the connection has ended.
  const std::string& got() {
    thread_.join();
    return got_;
  }

 private:
  std::thread thread_;
  std::string got_;
};

TEST(Waiting, OverHttpIsAnsweredWhenTheServerEnds) {
  auto server = std::make_unique<MockServer>();
  WaitingClient client(*server);
  server.reset();
  EXPECT_THAT(client.got(), AllOf(HasSubstr("HTTP/1.1 503 "), HasSubstr("The server stops"),
                                  Not(HasSubstr("RESET"))));
}

TEST(Waiting, OverHttpHoldsTheEndForAMomentOnly) {
  auto server = std::make_unique<MockServer>();
  server->AddStubJson(R"({"request": {"url": "/stall"},
                          "wireproof": {"script": [{"send": "x"}, {"stall": true}]}})");
  KeptConnection stalled(server->port());
  stalled.GetUntil("/stall", "x");
  WaitingClient client(*server);
  const auto begin = std::chrono::steady_clock::now();
  server.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_THAT(client.got(), HasSubstr("HTTP/1.1 503 "));
}

TEST_F(ExpectationTest, ThatWereMetSayNothing) {
  {
    MockServer server;
    server.Expect(Get("/once")).Times(1);
    server.Expect(Get("/some"));
    server.Expect(Get("/few")).Between(1, 2);
    server.Expect(Get("/most")).AtMost(1);
    server.Expect(Get("/never")).Never();
    server.ExpectInOrder({Get("/once"), Get("/few")});
    for (const char* path : {"/once", "/some", "/some", "/few", "/few"}) {
      Fetch(server.port(), "GET", path);
    }
  }
  EXPECT_TRUE(Handed().empty()) << Handed().front().text;
}

TEST_F(ExpectationTest, ThatWereNotMetAreToldAtTheEndOfTheScope) {
  const int line = __LINE__ + 3;
  {
    MockServer server;
    server.Expect(Get("/once")).Times(1);
    server.Expect(Post("/b")).AtLeast(2);
    server.Expect(Get("/a")).Never();
    Fetch(server.port(), "GET", "/a");
  }
  ASSERT_EQ(Handed().size(), 3u);
  EXPECT_THAT(Handed()[0].text, StartsWith("Expected GET /once\n  exactly once\n"
                                           "but it was received never.\nNearest was\n  GET /a"));
  EXPECT_THAT(Handed()[0].text, HasSubstr("Received in all: 1\n  GET /a  (no stub matched)"));
  EXPECT_STREQ(Handed()[0].file, __FILE__);
  EXPECT_EQ(Handed()[0].line, line);
  EXPECT_THAT(Handed()[1].text, StartsWith("Expected POST /b\n  at least twice\n"));
  EXPECT_THAT(Handed()[2].text, AllOf(StartsWith("Expected GET /a\n  never\nbut it was received "
                                                 "once.\nReceived in all: 1"),
                                      Not(HasSubstr("Nearest"))));
}

TEST_F(ExpectationTest, AreToldOnceOnly) {
  {
    MockServer server;
    server.Expect(Get("/once"));
    EXPECT_THAT(server.Verify(), AllOf(StartsWith(__FILE__), HasSubstr("Expected GET /once"),
                                       HasSubstr("No request was received.")));
    EXPECT_EQ(server.Verify(), "");
  }
  EXPECT_TRUE(Handed().empty());
}

TEST_F(ExpectationTest, InOrderSayHowFarItCame) {
  MockServer server;
  server.ExpectInOrder({Get("/a"), Get("/b"), Get("/c")});
  Fetch(server.port(), "GET", "/b");
  Fetch(server.port(), "GET", "/a");
  EXPECT_THAT(server.Verify(), HasSubstr("Expected in this order:\n  met     GET /a\n"
                                         "  missing GET /b\n          GET /c\n"));
}

TEST_F(ExpectationTest, ForbidUnmatchedRequestsWhereAsked) {
  MockServerOptions options;
  options.fail_on_unmatched = true;
  {
    MockServer server(options);
    Fetch(server.port(), "GET", "/stray", "X-A: 1\r\n");
  }
  ASSERT_EQ(Handed().size(), 1u);
  EXPECT_THAT(Handed()[0].text,
              AllOf(StartsWith("No stub matched\nGET /stray\n"), HasSubstr("  X-A: 1")));
}

TEST_F(ExpectationTest, SayWhenTheJournalWasTooSmall) {
  MockServerOptions options;
  options.journal_bytes = 64 << 10;
  MockServer server(options);
  const std::string body(4000, 'x');
  for (int i = 0; i < 40; ++i) Fetch(server.port(), "POST", "/a", "", body);
  server.Expect(Post("/a")).Times(40);
  EXPECT_THAT(server.Verify(), HasSubstr("that the journal has dropped: journal_bytes"));
}

}  // namespace
}  // namespace wireproof::mock
