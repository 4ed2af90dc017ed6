// `responseDefinition` and `response` of the journal; measured on WireMock 3.13.2.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_fixture.h"
#include "mockserver/admin/exchange_json.h"

namespace wireproof::mock {
namespace {

struct Event {
  Json definition;
  Json response;
  Json sub_events;
};

// The newest event of the journal, after one stub for everything answered one request.
Event EventOf(AdminServer& server, const std::string& response, const std::string& method,
              const std::string& target, GivenFields given = {}) {
  server.Ask("DELETE", "/__admin/mappings");
  const std::string id = "00000000-0000-4000-8000-000000000001";
  const AdminReply added = server.Ask("POST", "/__admin/mappings",
                                      R"({"id": ")" + id + R"(", "response": )" + response + "}");
  EXPECT_EQ(added.status, 201) << added.content;
  server.Serve(method, target, "", std::move(given));
  const Json list = JsonOf(server.Ask("GET", "/__admin/requests?limit=1"));
  const Json& event = list.at("requests").at(0);
  return {event.at("responseDefinition"), event.at("response"), event.at("subEvents")};
}

struct Row {
  const char* stub;
  const char* method;
  const char* definition;
  const char* body;
};

TEST(ServedResponse, FillsInTheTemplatesOfTheDefinition) {
  AdminServer server;
  const Row rows[] = {
      {R"({"transformers":["response-template"],"body":"{{request.path}}"})", "GET",
       R"({"status":200,"body":"/x","transformers":["response-template"]})", "/x"},
      {R"({"body":"{{request.path}}"})", "GET", R"({"status":200,"body":"{{request.path}}"})",
       "{{request.path}}"},
      {R"({"transformers":["response-template"],"jsonBody":{"{{request.method}}":[1.10,"{{request.path}}"]}})",
       "GET",
       R"({"status":200,"jsonBody":{"GET":[1.10,"/x"]},"transformers":["response-template"]})",
       R"({"GET":[1.10,"/x"]})"},
      {R"({"transformers":["response-template"],"jsonBody":"{{request.query.q}}"})", "GET",
       R"({"status":200,"body":"\"a\"b\"","transformers":["response-template"]})", R"("a"b")"},
      {R"({"transformers":["response-template"],"headers":{"A":["1","{{request.method}}"],"B":"{{request.path}}"}})",
       "GET",
       R"({"status":200,"headers":{"A":["1","GET"],"B":"/x"},"transformers":["response-template"]})",
       ""},
      {R"({"transformers":["response-template"],"base64Body":"e3t4fX0="})", "GET",
       R"({"status":200,"base64Body":"e3t4fX0=","transformers":["response-template"]})", "{{x}}"},
      {R"({"transformers":["response-template"],"body":"{{request.path}}"})", "HEAD",
       R"({"status":200,"body":"/x","transformers":["response-template"]})", "/x"},
      {R"({"status":204,"transformers":["response-template"],"body":"{{request.path}}"})", "GET",
       R"({"status":204,"body":"/x","transformers":["response-template"]})", "/x"},
  };
  for (const Row& row : rows) {
    const Event event = EventOf(server, row.stub, row.method, "/x?q=a%22b");
    EXPECT_EQ(WriteJson(event.definition), row.definition) << row.stub;
    EXPECT_EQ(event.response.at("body"), row.body) << row.stub;
  }
}

TEST(ServedResponse, HasTheContentOfABodyFileBesideItsName) {
  const TemporaryRoot root;
  std::filesystem::create_directories(root.path() + "/__files");
  std::ofstream(root.path() + "/__files/f.txt") << "is {{request.path}}";
  MockOptions options;
  options.root_dir = root.path();
  AdminServer server(options);
  const std::string stub = R"({"transformers":["response-template"],"bodyFileName":"f.txt")";
  const Event event = EventOf(server, stub + "}", "GET", "/x");
  EXPECT_EQ(
      WriteJson(event.definition),
      R"({"status":200,"body":"is /x","bodyFileName":"f.txt","transformers":["response-template"]})");
  const Event plain = EventOf(
      server, stub + R"(,"transformerParameters":{"disableBodyFileTemplating":true}})", "GET", "/");
  EXPECT_FALSE(plain.definition.contains("body")) << plain.definition;
}

TEST(ServedResponse, TellsOfATemplateThatFailed) {
  AdminServer server;
  const Event event = EventOf(
      server, R"({"transformers":["response-template"],"body":"{{gt 1 'a'}}"})", "GET", "/");
  ASSERT_EQ(event.response.at("status"), 500);
  EXPECT_EQ(event.definition.at("status"), 500);
  EXPECT_EQ(event.definition.at("body"), event.response.at("body"));
  EXPECT_EQ(event.definition.at("headers"), Json({{"Content-Type", "text/plain"}}));
  ASSERT_EQ(event.sub_events.size(), 1U);
  EXPECT_EQ(event.sub_events[0].at("type"), "ERROR");
  EXPECT_EQ(event.sub_events[0].at("data").at("message"), event.response.at("body"));
}

// What was answered under the stub as it was before is no failure of the stub as it is now.
TEST(ServedResponse, LeavesAStubAloneThatGaveAnotherAnswer) {
  AdminServer server;
  const std::string own = R"({"status":500,"body":"own","transformers":["response-template"]})";
  const Event before = EventOf(server, own, "GET", "/");
  EXPECT_EQ(before.definition.at("body"), "own");
  const std::string now =
      R"({"status":201,"body":"{{request.path}}","transformers":["response-template"]})";
  server.Ask("PUT", "/__admin/mappings/00000000-0000-4000-8000-000000000001",
             R"({"response": )" + now + "}");
  const Json list = JsonOf(server.Ask("GET", "/__admin/requests?limit=1"));
  const Json& event = list.at("requests").at(0);
  EXPECT_EQ(WriteJson(event.at("responseDefinition")), now);
  EXPECT_EQ(event.at("response").at("body"), "own");
  EXPECT_TRUE(event.at("subEvents").empty());
}

TEST(ServedResponse, KnowsTimesBefore1970) {
  EXPECT_EQ(IsoTime(-500'000), "1969-12-31T23:59:59.500Z");
  EXPECT_EQ(IsoTime(1'500), "1970-01-01T00:00:00.001Z");
}

TEST(ServedResponse, ShowsWhatAFaultKeptBack) {
  AdminServer server;
  const Event event =
      EventOf(server, R"({"status":503,"headers":{"X":"1"},"body":"b","fault":"EMPTY_RESPONSE"})",
              "GET", "/");
  EXPECT_EQ(event.response.at("status"), 503);
  EXPECT_EQ(event.response.at("headers").at("X"), "1");
  EXPECT_EQ(event.response.at("body"), "b");
  EXPECT_EQ(event.response.at("fault"), "EMPTY_RESPONSE");
}

TEST(ServedResponse, HasWireMocksFieldsAndContentBeforeItsFraming) {
  MockOptions options;
  options.compat_wiremock = options.replies.wiremock_wire = true;
  AdminServer server(options);
  const Event event = EventOf(server, R"({"body":"hello","headers":{"ETag":"\"a\""}})", "GET", "/",
                              {{{"Accept-Encoding", "gzip"}}});
  EXPECT_EQ(event.response.at("body"), "hello");
  EXPECT_EQ(WriteJson(event.response.at("headers")),
            R"({"ETag":"\"a\"","Matched-Stub-Id":"00000000-0000-4000-8000-000000000001"})");
  const Event said =
      EventOf(server, R"({"body":"hello","headers":{"Content-Length":"5"}})", "GET", "/");
  EXPECT_EQ(said.response.at("headers").at("Content-Length"), "5");
}

TEST(ServedResponse, ReadsFieldsAsLatin1WhereTheyAreNotUtf8) {
  AdminServer server;
  const Event event =
      EventOf(server, R"({"headers":{"X":"é"}})", "GET", "/", {{{"A", "\xe9"}, {"B", "é"}}});
  EXPECT_EQ(event.response.at("headers").at("X"), "é");
  const Json list = JsonOf(server.Ask("GET", "/__admin/requests?limit=1"));
  const Json& fields = list.at("requests").at(0).at("request").at("headers");
  EXPECT_EQ(fields.at("A"), "é");
  EXPECT_EQ(fields.at("B"), "é");
}

}  // namespace
}  // namespace wireproof::mock
