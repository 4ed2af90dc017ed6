// What is recorded of requests; measured on WireMock 3.13.2.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_fixture.h"

namespace wireproof::mock {
namespace {

Json Snapshot(AdminServer& server, const std::string& more) {
  const std::string spec =
      R"({"persist": false, "filters": {"allowNonProxied": true})" + more + "}";
  return JsonOf(server.Ask("POST", "/__admin/recordings/snapshot", spec)).at("mappings");
}

TEST(Recording, NamesScenariosByTheDecodedPath) {
  AdminServer server;
  server.Ask("POST", "/__admin/mappings", "{}");
  for (int i = 0; i < 2; ++i) server.Serve("GET", "/p/A%20b/c?x=1");
  const Json stubs = Snapshot(server, "");
  ASSERT_EQ(stubs.size(), 2U);
  EXPECT_EQ(stubs[1].at("name"), "p_a-b_c");
  EXPECT_EQ(stubs[1].at("scenarioName"), "scenario-1-p-A b-c");
  EXPECT_EQ(stubs[1].at("newScenarioState"), "scenario-1-p-A b-c-2");
}

TEST(Recording, RefusesATargetThatNoRequestWouldGetTo) {
  const std::string start = R"({"targetBaseUrl": "http://a.example:1"})";
  AdminServer server;
  const AdminReply refused = server.Ask("POST", "/__admin/recordings/start", start);
  EXPECT_EQ(refused.status, 422);
  const Json error = JsonOf(refused).at("errors").at(0);
  EXPECT_EQ(error.at("source").at("pointer"), "/targetBaseUrl");
  EXPECT_NE(WriteJson(error.at("detail")).find("denied"), std::string::npos) << error;
  EXPECT_EQ(server.engine.recording().status, RecordingState::Status::kNeverStarted);
  EXPECT_TRUE(server.engine.stubs().NewestFirst().empty());
  const MockOptions others[] = {
      {.compat_wiremock = true},  // the jar says it to each request only
      {.proxy = {.allow = {"*.example"}}},
      {.proxy = {.allow = {"192.0.2.0/24"}}},  // of the name only a lookup could tell
  };
  for (const MockOptions& options : others) {
    AdminServer other(options);
    EXPECT_EQ(other.Ask("POST", "/__admin/recordings/start", start).status, 200);
  }
}

TEST(Recording, SaysOfABodyWhatTheSpecificationSays) {
  AdminServer server;
  server.Ask("POST", "/__admin/mappings", "{}");
  server.Serve("POST", "/p", "[1]");
  const struct {
    const char* pattern;
    const char* recorded;
  } rows[] = {
      {"", R"({"equalToJson":"[1]","ignoreArrayOrder":true,"ignoreExtraElements":true})"},
      {R"("matcher": "auto", "ignoreArrayOrder": false)",
       R"({"equalToJson":"[1]","ignoreArrayOrder":false,"ignoreExtraElements":true})"},
      {R"("matcher": "equalToJson")", R"({"equalToJson":"[1]"})"},
      {R"("matcher": "equalToJson", "ignoreArrayOrder": true)",
       R"({"equalToJson":"[1]","ignoreArrayOrder":true})"},
      {R"("matcher": "equalTo")", R"({"equalTo":"[1]"})"},
      {R"("matcher": "equalTo", "caseInsensitive": true)",
       R"({"equalTo":"[1]","caseInsensitive":true})"},
  };
  for (const auto& row : rows) {
    const Json stubs =
        Snapshot(server, std::string(R"(, "requestBodyPattern": {)") + row.pattern + "}");
    EXPECT_EQ(WriteJson(stubs.at(0).at("request").at("bodyPatterns").at(0)), row.recorded);
  }
}

}  // namespace
}  // namespace wireproof::mock
