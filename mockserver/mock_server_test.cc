#include "wireproof/mock_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "mockserver/mock_client_fixture.h"

namespace wireproof::mock {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""min;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(MockServer, AnswersWhatItWasTold) {
  MockServer server;
  const std::string id =
      server.When(Get("/things/1").WithHeader("Accept", Containing("json")).WithQuery("q", "x"))
          .Reply(Ok().WithHeader("ETag", "\"1\"").Json(R"({"a": 1})"));
  EXPECT_EQ(id.size(), 36u);
  const std::string answer = Fetch(server.port(), "GET", "/things/1?q=x", "Accept: text/json\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("ETag: \"1\"\r\n"));
  EXPECT_EQ(ContentOf(answer), R"({"a":1})");
  EXPECT_EQ(StatusOf(Fetch(server.port(), "GET", "/things/1?q=y", "Accept: text/json\r\n")), "404");
}

TEST(MockServer, TellsWhereItListens) {
  MockServer server;
  EXPECT_EQ(server.url(), "http://127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(server.https_url(), "");
  EXPECT_EQ(server.ca_pem(), "");
  MockServerOptions taken;
  taken.port = server.port();
  EXPECT_THROW(MockServer second(taken), std::runtime_error);
}

TEST(MockServer, RefusesOptionsThatWouldBePassedOver) {
  MockServerOptions nowhere;
  nowhere.root_dir = "/nonexistent";
  EXPECT_THROW(MockServer{nowhere}, std::runtime_error);
  MockServerOptions denies;
  denies.proxy_deny = {"a.example:80"};
  EXPECT_THROW(MockServer{denies}, std::runtime_error);
}

TEST(MockServer, OffersHttpsWithItsOwnAuthority) {
  MockServerOptions options;
  options.https = true;
  MockServer server(options);
  EXPECT_EQ(server.https_url(), "https://localhost:" + std::to_string(server.https_port()));
  EXPECT_THAT(server.ca_pem(), StartsWith("-----BEGIN CERTIFICATE-----"));
}

TEST(MockServer, LivesBesideManyOthers) {
  std::vector<std::unique_ptr<MockServer>> servers;
  for (int i = 0; i < 20; ++i) {
    servers.push_back(std::make_unique<MockServer>());
    servers.back()->When(Get("/who")).Reply(Ok().Body(std::to_string(i)));
  }
  for (std::size_t i = 0; i < servers.size(); ++i) {
    EXPECT_EQ(ContentOf(Fetch(servers[i]->port(), "GET", "/who")), std::to_string(i));
  }
}

TEST(MockServer, IsAskedFromManyThreads) {
  constexpr int kThreads = 4, kEach = 25;
  MockServer server;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&server, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string path = "/" + std::to_string(t) + "/" + std::to_string(i);
        server.When(Get(path)).Reply(Ok().Body(path));
        EXPECT_EQ(ContentOf(Fetch(server.port(), "GET", path)), path);
        EXPECT_EQ(server.Count(Get(path)), 1u);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(server.Requests().size(), std::size_t{kThreads} * kEach);
}

TEST(MockServer, HasReceivedARequestOnceItsAnswerWasRead) {
  constexpr int kRequests = 2'000;
  MockServer server;
  server.When(AnyRequest()).Reply(Ok().Body("whole"));
  KeptConnection connection(server.port());
  for (int i = 0; i < kRequests; ++i) {
    connection.GetUntil("/a", "whole");
    ASSERT_EQ(server.Requests().size(), 1u) << i;
    server.ForgetRequests();
  }
}

TEST(MockServer, ShowsWhatItReceived) {
  MockServer server;
  server.When(Post("/a")).Reply(Created());
  Fetch(server.port(), "POST", "/a?x=1&y=a%20b", "X-One: 1\r\nx-one: 2\r\n", "hello");
  Fetch(server.port(), "GET", "/b");
  const auto requests = server.Requests(Post("/a"));
  ASSERT_EQ(requests.size(), 1u);
  const ReceivedRequest& request = requests[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/a?x=1&y=a%20b");
  EXPECT_EQ(request.url, request.target);
  EXPECT_EQ(request.path, "/a");
  EXPECT_EQ(request.version, "HTTP/1.1");
  EXPECT_EQ(request.Header("host"), "localhost");
  EXPECT_EQ(request.Header("absent"), std::nullopt);
  EXPECT_THAT(request.HeaderValues("X-ONE"), ::testing::ElementsAre("1", "2"));
  EXPECT_THAT(request.QueryValues("y"), ::testing::ElementsAre("a b"));
  EXPECT_EQ(request.body, "hello");
  EXPECT_THAT(request.octets, StartsWith("POST /a?x=1&y=a%20b HTTP/1.1\r\n"));
  EXPECT_EQ(request.client_ip, "127.0.0.1");
  EXPECT_EQ(request.port, server.port());
  EXPECT_EQ(request.connection, 1u);
  EXPECT_EQ(request.request_of_connection, 1u);
  EXPECT_TRUE(request.matched());
  const auto unmatched = server.UnmatchedRequests();
  ASSERT_EQ(unmatched.size(), 1u);
  EXPECT_EQ(unmatched[0].path, "/b");
  EXPECT_EQ(server.Requests().size(), 2u);
  server.ForgetRequests();
  EXPECT_EQ(server.Requests().size(), 0u);
}

TEST(MockServer, TakesJsonAndRefusesItWithAPointer) {
  MockServer server;
  server.AddStubJson(R"({ // a comment
    "request": {"method": "GET", "url": "/j"}, "response": {"body": "json"}})");
  EXPECT_EQ(ContentOf(Fetch(server.port(), "GET", "/j")), "json");
  try {
    server.AddStubJson(R"({"request": {"urll": "/"}})");
    FAIL() << "nothing was thrown";
  } catch (const std::invalid_argument& refusal) {
    EXPECT_THAT(refusal.what(), StartsWith("stub: /request/urll: "));
  }
  EXPECT_THROW(server.When(Get(PathMatching("("))).Reply(Ok()), std::invalid_argument);
  EXPECT_THROW((void)server.Count(Get(PathMatching("("))), std::invalid_argument);
  EXPECT_THROW(server.AddStubJson(R"({"mappings": []})"), std::invalid_argument);
}

TEST(MockServer, RemovesStubsAndStartsAnew) {
  MockServer server;
  const std::string id = server.AddStub(When(Get("/a")).Reply(Ok()));
  server.When(Get("/b")).Reply(Ok());
  EXPECT_TRUE(server.RemoveStub(id));
  EXPECT_FALSE(server.RemoveStub(id));
  EXPECT_EQ(StatusOf(Fetch(server.port(), "GET", "/a")), "404");
  EXPECT_EQ(StatusOf(Fetch(server.port(), "GET", "/b")), "200");
  server.Expect(Get("/never"));
  server.Reset();
  EXPECT_EQ(StatusOf(Fetch(server.port(), "GET", "/b")), "404");
  EXPECT_EQ(server.Requests().size(), 1u);
  EXPECT_EQ(server.Requests()[0].connection, 1u);
}

TEST(MockServer, PlaysScenariosSequencesAndPriorities) {
  MockServer server;
  const auto ask = [&](const char* target) {
    return ContentOf(Fetch(server.port(), "GET", target));
  };
  const auto ask_thrice = [&](const char* target) {
    std::string all;
    for (int i = 0; i < 3; ++i) all += ask(target);
    return all;
  };
  server.When(Get("/door"))
      .InScenario("door")
      .WhenState("Started")
      .ThenState("open")
      .Reply(Ok().Body("opens"));
  server.When(Get("/door")).InScenario("door").WhenState("open").Reply(Ok().Body("is open"));
  EXPECT_EQ(ask("/door"), "opens");
  EXPECT_EQ(ask("/door"), "is open");
  server.When(Get("/job")).ReplyInTurn({Ok().Body("1"), Ok().Body("2")});
  EXPECT_EQ(ask_thrice("/job"), "122");
  server.When(Get("/cycle")).ReplyInCycle({Ok().Body("1"), Ok().Body("2")});
  EXPECT_EQ(ask_thrice("/cycle"), "121");
  server.When(Get("/p")).Priority(1).Times(1).Reply(Ok().Body("first"));
  server.When(Get("/p")).Reply(Ok().Body("then"));
  EXPECT_EQ(ask("/p"), "first");
  EXPECT_EQ(ask("/p"), "then");
  server.When(Get("/t")).Reply(Ok().Body("{{request.query.a}}").Templated());
  EXPECT_EQ(ask("/t?a=b"), "b");
}

TEST(MockServer, PlaysFaultsAndScripts) {
  MockServer server;
  server.When(Get("/empty")).Reply(EmptyResponse());
  server.When(Get("/reset")).Reply(ConnectionReset());
  server.When(Get("/script"))
      .Reply(Script()
                 .Send("HTTP/1.1 200 OK\r\nContent-Le")
                 .Pause(1ms)
                 .Send("ngth: 9\r\n\r\nhalf")
                 .Close());
  server.When(Get("/wrong")).Reply(Ok().Body("hello").WithContentLength("7").ThenClose());
  EXPECT_EQ(Fetch(server.port(), "GET", "/empty"), "");
  EXPECT_EQ(Fetch(server.port(), "GET", "/reset"), "RESET");
  EXPECT_EQ(Fetch(server.port(), "GET", "/script"),
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
  EXPECT_THAT(Fetch(server.port(), "GET", "/wrong"), HasSubstr("Content-Length: 7\r\n"));
}

TEST(MockServer, DelaysGoByItsClock) {
  MockServer server;
  server.When(Get("/slow")).Reply(Ok().Body("late").After(10min));
  server.FreezeClockAt(std::chrono::system_clock::time_point(std::chrono::hours(24)));
  auto answer =
      std::async(std::launch::async, [&] { return Fetch(server.port(), "GET", "/slow"); });
  EXPECT_TRUE(server.WaitFor(Get("/slow")));
  EXPECT_NE(answer.wait_for(0ms), std::future_status::ready);
  server.AdvanceClock(9min);
  EXPECT_NE(answer.wait_for(0ms), std::future_status::ready);
  server.AdvanceClock(1min);
  EXPECT_EQ(ContentOf(answer.get()), "late");
  EXPECT_EQ(server.Requests()[0].received_at.time_since_epoch(), std::chrono::hours(24));
}

TEST(MockServer, StopsWhileClientsWait) {
  std::thread client;
  {
    MockServer server;
    server.When(Get("/slow")).Reply(Ok().After(10min));
    client = std::thread([port = server.port()] { (void)Fetch(port, "GET", "/slow"); });
    EXPECT_TRUE(server.WaitFor(Get("/slow")));
  }
  client.join();
}

TEST(MockServer, AnswersTheAdminApiWithoutAConnection) {
  MockServerOptions options;
  options.admin_token = "secret";
  MockServer server(options);
  const AdminAnswer made =
      server.Admin("POST", "/__admin/mappings", R"({"response": {"body": "by admin"}})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(ContentOf(Fetch(server.port(), "GET", "/")), "by admin");
  EXPECT_EQ(StatusOf(Fetch(server.port(), "GET", "/__admin/mappings")), "401");
  EXPECT_EQ(server.Admin("GET", "/__admin/nothing").status, 404);
}

}  // namespace
}  // namespace wireproof::mock
