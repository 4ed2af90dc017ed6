// What one listing of the journal may cost, however much it would have to render again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_fixture.h"
#include "mockserver/admin/exchange_json.h"
#include "mockserver/admin/served_response.h"

namespace wireproof::mock {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// More than half of what a listing may render, and little text.
constexpr char kCostly[] =
    "{{#each (range 1 800)}}{{val (ljust 'x' size=100000) assign='a'}}{{/each}}done";

void AddStub(AdminServer& server, const std::string& response) {
  const AdminReply added =
      server.Ask("POST", "/__admin/mappings", R"({"response": )" + response + "}");
  ASSERT_EQ(added.status, 201) << added.content;
}

// Whether each event of the journal tells that something was left out, newest first.
std::vector<bool> LeftOut(const Json& list) {
  std::vector<bool> left_out;
  for (const Json& event : list.at("requests")) {
    const Json& remarks = event.at("subEvents");
    left_out.push_back(!remarks.empty() && remarks[0].at("type") == "WARNING" &&
                       remarks[0].at("data").at("message") == kLeftOut);
  }
  return left_out;
}

TEST(Listing, RendersOfHeadAsMuchAsOneTemplateMay) {
  AdminServer server;
  AddStub(server,
          R"({"transformers":["response-template"],"body":")" + std::string(kCostly) + "\"}");
  for (int i = 0; i < 3; ++i) server.Serve("HEAD", "/");
  const Json list = JsonOf(server.Ask("GET", "/__admin/requests"));
  ASSERT_THAT(LeftOut(list), ElementsAre(false, false, true));
  const Json& full = list.at("requests")[1];
  EXPECT_EQ(full.at("response").at("body"), "done");
  EXPECT_EQ(full.at("responseDefinition").at("body"), "done");
  const Json& bare = list.at("requests")[2];
  EXPECT_EQ(WriteJson(bare.at("response")), R"({"status":200,"headers":{"Content-Length":"4"}})");
  EXPECT_EQ(bare.at("responseDefinition").at("body"), kCostly);
  const std::string id = bare.at("id").get<std::string>();
  const Json alone = JsonOf(server.Ask("GET", "/__admin/requests/" + id));
  EXPECT_EQ(alone.at("response").at("body"), "done");
}

TEST(Listing, RendersOfFaultsAsMuchAsOneTemplateMay) {
  AdminServer server;
  AddStub(server, R"({"status":503,"fault":"EMPTY_RESPONSE","transformers":["response-template"],
                      "body":")" +
                      std::string(kCostly) + "\"}");
  for (int i = 0; i < 2; ++i) server.Serve("GET", "/");
  const Json list = JsonOf(server.Ask("GET", "/__admin/requests"));
  ASSERT_THAT(LeftOut(list), ElementsAre(false, true));
  EXPECT_EQ(WriteJson(list.at("requests")[1].at("response")),
            R"({"status":503,"fault":"EMPTY_RESPONSE"})");
}

TEST(Listing, RendersOfProxiedOnesAsMuchAsOneTemplateMay) {
  AdminServer server;
  AddStub(server, R"({"transformers":["response-template"],"proxyBaseUrl":"http://{{request.path}}",
                      "additionalProxyRequestHeaders":{"A":")" +
                      std::string(kCostly) + "\"}}");
  for (int i = 0; i < 3; ++i) server.Serve("GET", "/h");
  const Json list = JsonOf(server.Ask("GET", "/__admin/requests"));
  ASSERT_THAT(LeftOut(list), ElementsAre(false, false, true));
  EXPECT_EQ(list.at("requests")[0].at("responseDefinition").at("proxyBaseUrl"), "http:///h");
  EXPECT_EQ(list.at("requests")[2].at("responseDefinition").at("proxyBaseUrl"),
            "http://{{request.path}}");
}

// What of it stands in the list does not come from the octets that were sent.
TEST(Listing, IsAsLongAsItMayBeWithWhatWasNotSentToo) {
  AdminServer server;
  constexpr std::size_t kContent = std::size_t{8} << 20;
  AddStub(server, R"({"body":")" + std::string(kContent, 'x') + "\"}");
  for (int i = 0; i < 4; ++i) server.Serve("HEAD", "/");
  const AdminReply reply = server.Ask("GET", "/__admin/requests");
  EXPECT_LT(reply.content.size(), kMaxListBytes);
  EXPECT_GT(reply.content.size(), kContent);
  EXPECT_NE(reply.content.find(R"("cut" : true)"), std::string::npos);
}

TEST(Listing, MakesPagesForHeadAgainWithinTheSameBounds) {
  AdminServer server;
  for (int i = 0; i < 3; ++i) AddStub(server, R"({}, "request": {"urlPath": "/none"})");
  server.Serve("HEAD", "/");
  const auto report = [&](RenderCost& cost) {
    Json event;
    server.engine.journal().Visit(Journal::Order::kNewestFirst, [&](const Exchange& exchange) {
      event = ServeEventJson(exchange, server.engine, cost);
      return false;
    });
    return event.at("subEvents")[0].at("data").at("report").get<std::string>();
  };
  RenderCost cost;
  EXPECT_THAT(report(cost), HasSubstr("Closest stub"));
  EXPECT_GE(cost.steps, 3U);
  cost.steps = kMaxListSteps;
  EXPECT_EQ(report(cost), kLeftOut);
}

}  // namespace
}  // namespace wireproof::mock
