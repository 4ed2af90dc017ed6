#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_fixture.h"
#include "mockserver/admin/recording.h"

namespace wireproof::mock {
namespace {

TEST(Clock, IsFrozenSetAdvancedAndLetGo) {
  AdminServer server;
  EXPECT_EQ(JsonOf(server.Ask("GET", "/__admin/wireproof/clock"))["frozen"], false);
  const AdminReply set =
      server.Ask("PUT", "/__admin/wireproof/clock", R"({"at": "2030-01-02T03:04:05Z"})");
  EXPECT_EQ(JsonOf(set)["now"], "2030-01-02T03:04:05.000Z");
  const AdminReply moved =
      server.Ask("POST", "/__admin/wireproof/clock/advance", R"({"ms": 1500})");
  EXPECT_EQ(JsonOf(moved)["now"], "2030-01-02T03:04:06.500Z");
  EXPECT_EQ(JsonOf(server.Ask("PUT", "/__admin/wireproof/clock", R"({"at": 1000})"))["unix_ms"],
            1000);
  EXPECT_EQ(JsonOf(server.Ask("PUT", "/__admin/wireproof/clock", R"({"frozen": false})"))["frozen"],
            false);
}

TEST(Clock, RefusesTimesThatAreNone) {
  AdminServer server;
  for (const char* body :
       {R"({"at": "tomorrow"})", R"({"at": 1e300})", R"({"at": null})", R"({"frozen": 1})",
        R"({"at": 1, "frozen": false})", R"({"frob": 1})", "[]"}) {
    EXPECT_EQ(server.Ask("PUT", "/__admin/wireproof/clock", body).status, 422) << body;
  }
  for (const char* body : {R"({"ms": -1})", R"({"ms": "1"})", R"({"ms": 1e300})", "{}"}) {
    EXPECT_EQ(server.Ask("POST", "/__admin/wireproof/clock/advance", body).status, 422) << body;
  }
}

TEST(RawJournal, HasTheOctetsOfBothSidesAndPages) {
  AdminServer server;
  server.Ask("POST", "/__admin/mappings",
             R"({"request": {"url": "/a"}, "response": {"base64Body": "AP8="}})");
  for (int i = 0; i < 3; ++i) server.Serve("POST", "/a", "\x01\xfe");
  const Json all = JsonOf(server.Ask("GET", "/__admin/wireproof/journal"));
  ASSERT_EQ(all["exchanges"].size(), 3U);
  const Json& first = all["exchanges"][0];
  EXPECT_EQ(first["number"], 1);
  EXPECT_EQ(first["end"], "sent");
  EXPECT_TRUE(first["received"].get<std::string>().ends_with("\r\n\r\n\x01\u00fe"));
  EXPECT_TRUE(first["sent"].get<std::string>().ends_with(std::string("\r\n\r\n\0\u00ff", 7)));
  EXPECT_EQ(all["dropped"], 0);
  const Json page = JsonOf(server.Ask("GET", "/__admin/wireproof/journal?after=1&limit=1"));
  ASSERT_EQ(page["exchanges"].size(), 1U);
  EXPECT_EQ(page["exchanges"][0]["number"], 2);
  EXPECT_EQ(page["more"], true);
}

TEST(Findings, TellWhatTheClientGotWrong) {
  AdminServer server;
  server.Serve("GET", "/ok");
  server.Serve("GET", "/bad", "", {{{"Host", "a b"}}});
  const Json json = JsonOf(server.Ask("GET", "/__admin/wireproof/findings"));
  ASSERT_FALSE(json["findings"].empty());
  EXPECT_EQ(json["findings"][0]["target"], "/bad");
  EXPECT_EQ(json["findings"][0]["blame"], "client");
}

TEST(Wireproof, GivesSchemaSeedAndAuthority) {
  AdminServer server;
  const AdminReply schema = server.Ask("GET", "/__admin/wireproof/schema");
  EXPECT_EQ(schema.status, 200);
  EXPECT_TRUE(JsonOf(schema).contains("$schema"));
  for (const char* path : {"/__admin/wireproof/ca.pem", "/__admin/certs/wiremock-ca.crt"}) {
    const AdminReply none = server.Ask("GET", path);
    EXPECT_EQ(none.status, 404);
    EXPECT_NE(none.content.find("--https-port"), std::string::npos) << path;
  }
  server.engine.set_ca_pem("PEM");
  EXPECT_EQ(server.Ask("GET", "/__admin/wireproof/ca.pem").content, "PEM");
  EXPECT_EQ(server.Ask("GET", "/__admin/certs/wiremock-ca.crt").content, "PEM");
  EXPECT_EQ(server.Ask("PUT", "/__admin/wireproof/seed", R"({"seed": 7})").status, 200);
  const std::uint64_t drawn = server.engine.random()();
  server.Ask("PUT", "/__admin/wireproof/seed", R"({"seed": 7})");
  EXPECT_EQ(server.engine.random()(), drawn);
}

TEST(Input, DeepAndLargeJsonIsRefusedOrBounded) {
  AdminServer server;
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(server.Ask("POST", "/__admin/mappings", deep).status, 422);
  EXPECT_EQ(server.Ask("POST", "/__admin/requests/count", R"({"headers": )" + deep + "}").status,
            422);
  EXPECT_EQ(server.Ask("POST", "/__admin/mappings", R"({"name": "a", "name": "b"})").status, 422);
  EXPECT_EQ(server.Ask("GET", "/__admin/mappings?limit=99999999999999999999999").status, 400);
}

// --- Recording ---

// What a proxying stub would have brought, put into the journal by hand.
void Proxied(AdminServer& server, const std::string& stub, const std::string& request,
             const std::string& sent) {
  Served served;
  served.request_octets = request;
  served.stub_id = stub;
  served.sent = sent;
  served.end = ExchangeEnd::kSent;
  server.engine.journal().Append(served);
}

TEST(Recording, MakesStubsOfWhatWasProxied) {
  AdminServer server({.proxy = {.allow = {"localhost"}}});
  ASSERT_EQ(server
                .Ask("POST", "/__admin/recordings/start",
                     R"({"targetBaseUrl": "http://localhost:1",
                           "captureHeaders": {"Accept": {}, "X-In": {"caseInsensitive": true}}})")
                .status,
            200);
  const std::string stub = server.engine.recording().proxy_stub_id;
  const std::string text =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n";
  Proxied(server, stub, "GET /a?x=1 HTTP/1.1\r\nHost: h\r\nAccept: y\r\nX-In: q\r\n\r\n",
          text + "hi");
  Proxied(server, stub,
          "POST /b HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
          "Content-Length: 7\r\n\r\n{\"k\":1}",
          "HTTP/1.1 201 Created\r\nContent-Type: image/png\r\nContent-Length: 2\r\n\r\n\x01\xff");
  Proxied(server, "", "GET /unmatched HTTP/1.1\r\nHost: h\r\n\r\n", text + "no");
  const Json stubs = JsonOf(server.Ask("POST", "/__admin/recordings/stop"))["mappings"];
  ASSERT_EQ(stubs.size(), 2U);
  EXPECT_EQ(stubs[0]["request"]["bodyPatterns"][0]["equalToJson"], "{\"k\":1}");
  EXPECT_EQ(stubs[0]["response"]["base64Body"], "Af8=");
  EXPECT_EQ(stubs[1]["name"], "a");
  EXPECT_EQ(stubs[1]["request"]["urlPath"], "/a");
  EXPECT_EQ(stubs[1]["request"]["queryParameters"]["x"]["hasExactly"][0]["equalTo"], "1");
  EXPECT_EQ(stubs[1]["request"]["headers"]["X-In"]["caseInsensitive"], true);
  EXPECT_EQ(stubs[1]["response"]["body"], "hi");
  EXPECT_EQ(stubs[1]["response"]["headers"], (Json{{"Content-Type", "text/plain"}}));
  // The stub that passed everything on is gone, those that were recorded answer.
  EXPECT_EQ(server.engine.stubs().size(), 2U);
}

TEST(Recording, MakesAScenarioOfRepetitionsUnlessToldNotTo) {
  AdminServer server;
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
  for (const char* body : {"1", "2", "3"}) {
    Proxied(server, "00000000-0000-4000-8000-000000000001", "GET /r HTTP/1.1\r\nHost: h\r\n\r\n",
            head + body);
  }
  const auto spec = [](const std::string& rest) {
    return R"({"persist": false, "filters": {"allowNonProxied": true, "url": "/r"})" + rest + "}";
  };
  const Json chained = JsonOf(server.Ask("POST", "/__admin/recordings/snapshot", spec("")));
  ASSERT_EQ(chained["mappings"].size(), 3U);
  EXPECT_EQ(chained["mappings"][2]["scenarioName"], "scenario-1-r");
  EXPECT_EQ(chained["mappings"][2]["requiredScenarioState"], "Started");
  EXPECT_EQ(chained["mappings"][2]["newScenarioState"], "scenario-1-r-2");
  EXPECT_EQ(chained["mappings"][0]["requiredScenarioState"], "scenario-1-r-3");
  EXPECT_FALSE(chained["mappings"][0].contains("newScenarioState"));
  server.Ask("DELETE", "/__admin/mappings");
  const Json last = JsonOf(
      server.Ask("POST", "/__admin/recordings/snapshot", spec(R"(, "repeatsAsScenarios": false)")));
  ASSERT_EQ(last["mappings"].size(), 1U);
  EXPECT_EQ(last["mappings"][0]["response"]["body"], "3");
}

TEST(Recording, ReadsSizesAsPeopleWriteThem) {
  EXPECT_EQ(ReadSize("2 kb"), 2048U);
  EXPECT_EQ(ReadSize("1.5MB"), 1536U * 1024);
  EXPECT_EQ(ReadSize("7"), 7U);
  EXPECT_EQ(ReadSize(7U), 7U);
  for (const char* text : {"", "kb", "1 tb", "-1", "1e99 gb", "nan"}) {
    EXPECT_EQ(ReadSize(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace wireproof::mock
