#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_fixture.h"

namespace wireproof::mock {
namespace {

constexpr char kWait[] = "/__admin/requests/wait";

Json Answer(AdminServer& server, const std::string& body) {
  const AdminReply reply = server.Ask("POST", kWait, body);
  EXPECT_EQ(reply.status, 200) << reply.content;
  return JsonOf(reply);
}

TEST(Wait, IsOverAtOnceWhereTheRequestsAreThere) {
  AdminServer server;
  server.Serve("GET", "/a?x=1");
  server.Serve("GET", "/a?x=2");
  const Json json = Answer(server, R"({"request": {"urlPath": "/a"}, "count": {"atLeast": 2}})");
  EXPECT_EQ(json["satisfied"], true);
  EXPECT_EQ(json["count"], 2);
  EXPECT_EQ(json["requests"][1]["url"], "/a?x=2");
}

TEST(Wait, WakesWhenTheRequestComes) {
  AdminServer server;
  const auto pending = server.Begin(
      "POST", kWait, R"({"request": {"urlPath": "/late"}, "count": 2, "timeout_ms": 60000})");
  EXPECT_FALSE(*pending.done);
  server.Serve("GET", "/late");
  server.loop.RunReady();
  EXPECT_FALSE(*pending.done);
  server.Serve("GET", "/other");
  server.Serve("GET", "/late");
  server.loop.RunReady();
  ASSERT_TRUE(*pending.done);
  EXPECT_EQ(JsonOf(*pending.reply)["satisfied"], true);
}

TEST(Wait, SaysWhatCameNearestWhenTheTimeIsOver) {
  AdminServer server;
  server.Serve("GET", "/lat");
  const Json json = Answer(server, R"({"request": {"url": "/late"}, "timeout_ms": 1})");
  EXPECT_EQ(json["satisfied"], false);
  EXPECT_EQ(json["count"], 0);
  EXPECT_EQ(json["missing"]["url"], "/late");
  EXPECT_EQ(json["nearMisses"][0]["request"]["url"], "/lat");
}

TEST(Wait, DoesNotWaitForTooManyToBecomeFewer) {
  AdminServer server;
  server.Serve("GET", "/a");
  server.Serve("GET", "/a");
  for (const char* count : {"1", "0", R"({"atMost": 1})"}) {
    const Json json =
        Answer(server, R"({"request": {"url": "/a"}, "timeout_ms": 600000, "count": )" +
                           std::string(count) + "}");
    EXPECT_EQ(json["satisfied"], false) << count;
    EXPECT_EQ(json["count"], 2);
  }
}

TEST(Wait, TakesAnOrderedListAsItComes) {
  AdminServer server;
  server.Serve("GET", "/two");
  server.Serve("GET", "/one");
  const auto pending = server.Begin(
      "POST", kWait,
      R"({"inOrder": [{"url": "/one"}, {"url": "/two"}, {"url": "/two"}], "timeout_ms": 60000})");
  server.Serve("GET", "/two");
  server.loop.RunReady();
  EXPECT_FALSE(*pending.done);
  server.Serve("GET", "/two");
  server.loop.RunReady();
  ASSERT_TRUE(*pending.done);
  const Json json = JsonOf(*pending.reply);
  EXPECT_EQ(json["satisfied"], true);
  EXPECT_EQ(json["count"], 3);
}

TEST(Wait, NamesThePatternOfAnOrderThatIsMissing) {
  AdminServer server;
  server.Serve("GET", "/two");
  server.Serve("GET", "/one");
  const Json json =
      Answer(server, R"({"inOrder": [{"url": "/one"}, {"url": "/two"}], "timeout_ms": 1})");
  EXPECT_EQ(json["satisfied"], false);
  EXPECT_EQ(json["count"], 1);
  EXPECT_EQ(json["missing"]["url"], "/two");
}

TEST(Wait, ManyWaitAtOnce) {
  AdminServer server;
  std::vector<AdminServer::Pending> all;
  for (int i = 0; i < 50; ++i) {
    all.push_back(
        server.Begin("POST", kWait, R"({"request": {"url": "/a"}, "timeout_ms": 60000})"));
  }
  server.Serve("GET", "/a");
  server.loop.RunReady();
  for (const auto& pending : all) EXPECT_TRUE(*pending.done);
}

TEST(Wait, EndsWithTheLoopWhereNothingComes) {
  AdminServer server;
  server.Begin("POST", kWait, R"({"request": {"url": "/a"}, "timeout_ms": 60000})");
}

TEST(Wait, IsAnsweredWhenTheServerStops) {
  AdminServer server;
  const char* body = R"({"request": {"url": "/a"}, "timeout_ms": 60000})";
  const auto pending = server.Begin("POST", kWait, body);
  EXPECT_FALSE(*pending.done);
  EXPECT_EQ(server.admin->EndWaits(), 1U);
  server.loop.RunReady();
  EXPECT_EQ(server.admin->EndWaits(), 0U);
  ASSERT_TRUE(*pending.done);
  EXPECT_EQ(pending.reply->status, 503);
  EXPECT_EQ(JsonOf(*pending.reply)["errors"][0]["title"], "The server stops");
  EXPECT_EQ(server.Ask("POST", kWait, body).status, 503);
  server.Serve("GET", "/a");
  EXPECT_EQ(Answer(server, body)["satisfied"], true);
}

TEST(Wait, SaysAtOnceThatThereIsNoJournal) {
  MockOptions options;
  options.journal.enabled = false;
  AdminServer server(std::move(options));
  const Json json = Answer(server, R"({"request": {"url": "/a"}, "timeout_ms": 600000})");
  EXPECT_EQ(json["satisfied"], false);
  EXPECT_EQ(json["requestJournalDisabled"], true);
}

TEST(Wait, RefusesWhatItDoesNotUnderstand) {
  struct {
    const char* body;
    const char* pointer;
  } const cases[] = {
      {"{}", "/"},
      {"[]", "/"},
      {R"({"request": {}, "inOrder": []})", "/"},
      {R"({"request": {"frob": 1}})", "/request/frob"},
      {R"({"inOrder": [{}, {"frob": 1}]})", "/inOrder/1/frob"},
      {R"({"inOrder": []})", "/inOrder"},
      {R"({"inOrder": [{}], "count": 1})", "/count"},
      {R"({"request": {}, "count": -1})", "/count"},
      {R"({"request": {}, "count": {"atLeast": "x"}})", "/count/atLeast"},
      {R"({"request": {}, "count": {"frob": 1}})", "/count/frob"},
      {R"({"request": {}, "count": {"atLeast": 3, "atMost": 2}})", "/count"},
      {R"({"request": {}, "timeout_ms": -1})", "/timeout_ms"},
      {R"({"request": {}, "timeout_ms": 1e99})", "/timeout_ms"},
      {R"({"request": {}, "frob": 1})", "/frob"},
  };
  AdminServer server;
  for (const auto& one : cases) {
    const AdminReply reply = server.Ask("POST", kWait, one.body);
    EXPECT_EQ(reply.status, 422) << one.body;
    EXPECT_EQ(JsonOf(reply)["errors"][0]["source"]["pointer"], one.pointer) << one.body;
  }
}

}  // namespace
}  // namespace wireproof::mock
