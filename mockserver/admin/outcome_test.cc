#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_fixture.h"

namespace wireproof::mock {
namespace {

constexpr char kStub[] = "11111111-2222-3333-4444-555555555555";

void AddStub(AdminServer& server) {
  const std::string stub = R"({"name": "one", "request": {"urlPath": "/a"}, "id": ")" +
                           std::string(kStub) + R"(", "response": {"status": 201}})";
  ASSERT_EQ(server.Ask("POST", "/__admin/mappings", stub).status, 201);
}

TEST(Outcome, StandsBesideEachRequestWhereItIsAskedFor) {
  AdminServer server;
  AddStub(server);
  server.Serve("GET", "/a");
  const AdminReply replies[] = {
      server.Ask("GET", "/__admin/requests?outcome=true"),
      server.Ask("POST", "/__admin/requests/find?outcome=true", "{}"),
      server.Ask("POST", "/__admin/requests/wait", R"({"request": {}})"),
  };
  for (const AdminReply& reply : replies) {
    const Json outcome = JsonOf(reply)["requests"][0]["outcome"];
    EXPECT_EQ(outcome["stub_id"], kStub) << reply.content;
    EXPECT_EQ(outcome["stub_name"], "one");
    EXPECT_EQ(outcome["status"], 201);
    EXPECT_EQ(outcome["end"], "sent");
    EXPECT_EQ(outcome["whole"], true);
  }
  for (const char* method_of_wiremock : {"GET /__admin/requests", "POST /__admin/requests/find"}) {
    const std::string call = method_of_wiremock;
    const auto space = call.find(' ');
    const Json json = JsonOf(server.Ask(call.substr(0, space), call.substr(space + 1), "{}"));
    EXPECT_FALSE(json["requests"][0].contains("outcome")) << call;
  }
}

TEST(Outcome, OfARequestWithoutAStubHasNone) {
  AdminServer server;
  server.Serve("GET", "/nowhere");
  const Json outcome =
      JsonOf(server.Ask("GET", "/__admin/requests?outcome=true"))["requests"][0]["outcome"];
  EXPECT_EQ(outcome["status"], 404);
  EXPECT_FALSE(outcome.contains("stub_id"));
}

// The smallest journal keeps 8 KiB of a message.
TEST(CutBodies, AreToldOfWherePatternsOfBodiesCannotTell) {
  MockOptions options;
  options.journal.bytes = std::size_t{64} << 10;
  AdminServer server(std::move(options));
  const std::string body = std::string(20'000, 'x') + "end";
  server.Serve("POST", "/a", body, {{{"Content-Length", std::to_string(body.size())}}});
  struct CutRow {
    const char* pattern;
    int cut;
  };
  for (const CutRow& row : {
           CutRow{R"({"bodyPatterns": [{"contains": "end"}]})", 1},
           CutRow{R"({"urlPath": "/a", "bodyPatterns": [{"contains": "x"}]})", 1},
           CutRow{R"({"urlPath": "/b", "bodyPatterns": [{"contains": "end"}]})", 0},
           CutRow{R"({"urlPath": "/a"})", 0},
       }) {
    const Json counted = JsonOf(server.Ask("POST", "/__admin/requests/count", row.pattern));
    const std::string question =
        R"({"count": {"atLeast": 0}, "request": )" + std::string(row.pattern) + "}";
    const Json waited = JsonOf(server.Ask("POST", "/__admin/requests/wait", question));
    EXPECT_EQ(counted.value("cutBodies", 0), row.cut) << row.pattern;
    EXPECT_EQ(waited.value("cutBodies", 0), row.cut) << row.pattern;
  }
}

}  // namespace
}  // namespace wireproof::mock
