#include "harness/subject/external_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "http/net/loop.h"

namespace wireproof::harness {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::Not;

const Manifest& Curl() {
  static const Manifest kManifest = [] {
    auto manifest = LoadManifest(WIREPROOF_FOREIGN "/curl/subject.json");
    EXPECT_TRUE(manifest) << ToString(manifest.error());
    return manifest.value();
  }();
  return kManifest;
}

const Placeholders kExchange{
    {"tmp", "/t"},         {"host", "127.0.0.1"}, {"port", "81"},      {"server_name", "localhost"},
    {"authority", "a:81"}, {"scheme", "http"},    {"ca", "/t/ca.pem"}, {"deadline_s", "0.500"}};

Argv Arguments(const ClientRequest& request, std::size_t number = 0, bool tls = false) {
  const auto arguments = RequestArguments(*Curl().client, {&request, number, tls}, kExchange);
  EXPECT_TRUE(arguments) << arguments.error();
  return arguments.value_or(Argv{});
}

// Whether these stand in it, one behind the other.
bool Holds(const Argv& arguments, const Argv& wanted) {
  return !std::ranges::search(arguments, wanted).empty();
}

TEST(RequestArguments, FillsInTheRequestAndTheExchange) {
  EXPECT_THAT(Arguments({.target = "/x?{n}"}, 3),
              ElementsAre("--http1.1", "--globoff", "--noproxy", "*", "--max-time", "0.500",
                          "--output", "/t/body.3", "--dump-header", "/t/head.3", "--write-out",
                          "3 %{exitcode}\\n", "--request-target", "/x?{n}", "http://a:81/"));
}

TEST(RequestArguments, TakesWhatItsConditionsAllow) {
  struct Row {
    ClientRequest request;
    bool tls;
    Argv holds, lacks;
  };
  const Row rows[] = {
      {{}, false, {"--http1.1"}, {"--cacert"}},
      {{}, true, {"--cacert", "/t/ca.pem"}, {"--insecure"}},
      {{}, true, {"--connect-to", "localhost:81:127.0.0.1:81"}, {}},
      {{.method = "HEAD"}, false, {"--head", "--no-include"}, {"--request"}},
      {{.method = "PUT"}, false, {"--request", "PUT"}, {"--head"}},
      {{.body = ""}, false, {"--request", "GET"}, {}},
      {{.method = "PUT", .body = "x"}, false, {"--data-binary", "@/t/request-body.0"}, {"GET"}},
      {{.method = "PUT", .body = "x"}, false, {"--data-binary"}, {"Transfer-Encoding: chunked"}},
      {{.method = "PUT", .chunks = {{"x"}}}, false, {"Transfer-Encoding: chunked"}, {"GET"}},
      {{.host = "name.test"}, false, {"--header", "Host: name.test"}, {}},
      {{}, false, {"--http1.1"}, {"--header"}},
      {{.fields = {{"A", "1"}, {"A", "2"}}}, false, {"--header", "A: 1", "--header", "A: 2"}, {}},
      {{.fields = {{"A", ""}}}, false, {"--header", "A;"}, {"A: "}},
      {{.fields = {{"A", "{target}"}}}, false, {"--header", "A: {target}"}, {}},
  };
  for (const Row& row : rows) {
    const Argv arguments = Arguments(row.request, 0, row.tls);
    EXPECT_TRUE(Holds(arguments, row.holds)) << ::testing::PrintToString(row.holds);
    for (const std::string& text : row.lacks) EXPECT_THAT(arguments, Not(Contains(text)));
  }
}

TEST(RequestArguments, SaysWhatTheProgramCannot) {
  const ClientRequest request{.method = "HEAD", .body = "x"};
  const auto arguments = RequestArguments(*Curl().client, {&request, 0, false}, kExchange);
  ASSERT_FALSE(arguments);
  EXPECT_EQ(arguments.error(), "curl takes --head or a body, not both");
}

std::string FieldsText(const wire::Fields& fields) {
  std::string text;
  for (const wire::Field& field : fields) text += field.name + "=" + field.value + ";";
  return text;
}

TEST(ReadHeadFile, ReadsTheLastHeadAndItsTrailers) {
  struct Row {
    const char* text;
    int status;
    const char *version, *reason, *fields, *trailers;
  };
  const Row rows[] = {
      {"HTTP/1.1 200 OK\r\nA: 1\r\n\r\n", 200, "HTTP/1.1", "OK", "A=1;", ""},
      {"HTTP/1.1 200 OK\nA: 1\n\n", 200, "HTTP/1.1", "OK", "A=1;", ""},
      {"HTTP/1.1 200 OK", 200, "HTTP/1.1", "OK", "", ""},
      {"HTTP/1.1 200\r\n\r\n", 200, "HTTP/1.1", "", "", ""},
      {"HTTP/1.1 200 \r\n\r\n", 200, "HTTP/1.1", "", "", ""},
      {"HTTP/1.0 404 Not  Found\r\nA:\r\nA: \t2 \r\n\r\n", 404, "HTTP/1.0", "Not  Found", "A=;A=2;",
       ""},
      {"HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 201 Created\r\nA: 1\r\n\r\n", 201, "HTTP/1.1",
       "Created", "A=1;", ""},
      {"HTTP/1.1 200 OK\r\nA: 1\r\n\r\nT: 2\r\n\r\n", 200, "HTTP/1.1", "OK", "A=1;", "T=2;"},
      {"HTTP/1.1\r\nA: 1\r\n\r\n", 0, "HTTP/1.1", "", "A=1;", ""},
      {"HTTP/1.1 2x\r\nno field\r\n\r\n", 2, "HTTP/1.1", "", "", ""},
  };
  for (const Row& row : rows) {
    const auto head = ReadHeadFile(row.text);
    ASSERT_TRUE(head) << row.text;
    EXPECT_EQ(head->status, row.status) << row.text;
    EXPECT_EQ(head->version, row.version) << row.text;
    EXPECT_EQ(head->reason, row.reason) << row.text;
    EXPECT_EQ(FieldsText(head->fields), row.fields) << row.text;
    EXPECT_EQ(FieldsText(head->trailers), row.trailers) << row.text;
  }
}

TEST(ReadHeadFile, FindsNoneWhereThereIsNoStatusLine) {
  for (const char* text : {"", "\r\n", "A: 1\r\n\r\n", "http/1.1 200 OK\r\n\r\n"}) {
    EXPECT_FALSE(ReadHeadFile(text)) << text;
  }
}

// A program of a few lines of shell in the place of curl.
Manifest ShellClient(std::string script) {
  Manifest manifest;
  manifest.name = "shell";
  manifest.directory = "/";
  manifest.roles = {Role::kClient};
  ExternalClient client;
  client.exec = {"sh", "-c", std::move(script), "sh", "{requests}"};
  client.args = {{.args = {"{n}{target}"}, .when = {}, .empty = {}}};
  client.received_head = "{tmp}/head.{n}";
  client.received_body = "{tmp}/body.{n}";
  client.finished_on_stdout = true;
  client.exit[7] = {{"refused by", FailureKind::kConnect}, {"", FailureKind::kClosed}};
  client.exit_default = {{"", FailureKind::kOther}};
  manifest.client = std::move(client);
  return manifest;
}

std::expected<ClientReport, SubjectError> PerformWith(std::string script, bool reuse = true) {
  net::EventLoop loop;
  auto client = loop.RunTask(StartExternalClient(loop.executor(), ShellClient(std::move(script))));
  EXPECT_TRUE(client) << client.error().message;
  Exchange exchange{.connect = {"127.0.0.1", 81},
                    .tls = {},
                    .requests = {{.target = "/a"}, {.target = "/b"}},
                    .reuse = reuse,
                    .deadline = std::chrono::milliseconds(2000)};
  return loop.RunTask((*client)->Perform(std::move(exchange)));
}

constexpr char kAnswer[] = "printf 'HTTP/1.1 200 OK\\r\\n\\r\\n' >head.0; printf body >body.0; ";

TEST(ExternalClient, ReportsWhatTheProgramLeft) {
  const auto report =
      PerformWith(std::string(kAnswer) + "cp head.0 head.1; echo 0 0; echo 1 0; printf $2 >body.1");
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_FALSE(report->failure);
  ASSERT_EQ(report->responses.size(), 2u);
  EXPECT_EQ(report->responses[0].body, "body");
  EXPECT_EQ(report->responses[1].body, "1/b");
}

TEST(ExternalClient, RunsOnceARequestWhereNothingIsReused) {
  const auto report = PerformWith(std::string(kAnswer) + "printf \"$# $1\" >body.0", false);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->responses.size(), 2u);
  EXPECT_EQ(report->responses[0].body, "1 0/a");
  EXPECT_EQ(report->responses[1].body, "1 0/b");
}

TEST(ExternalClient, MakesAFailureOfTheExitCode) {
  struct Row {
    const char* script;
    FailureKind kind;
    int request;
    const char *at, *native;
    std::size_t responses;
  };
  const Row rows[] = {
      {"exit 7", FailureKind::kClosed, 0, "head", "exit 7", 0},
      {"echo refused by them >&2; exit 7", FailureKind::kConnect, 0, "connect", "exit 7", 0},
      {"exit 9", FailureKind::kOther, 0, "head", "exit 9", 0},
      {"exit 0", FailureKind::kOther, 0, "head", "exit 0", 0},
      {"printf 'HTTP/1.1 200 OK\\n\\n' >head.0; printf par >body.0; exit 7", FailureKind::kClosed,
       0, "body", "exit 7", 0},
      {"printf 'HTTP/1.1 200 OK\\n\\n' >head.0; echo 0 0; echo 1 7; exit 9", FailureKind::kClosed,
       1, "head", "exit 7", 1},
      {"printf 'HTTP/1.1 200 OK\\n\\n' >head.0; echo 0 0; exit 9", FailureKind::kOther, 1, "head",
       "exit 9", 1},
  };
  for (const Row& row : rows) {
    const auto report = PerformWith(row.script);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_TRUE(report->failure) << row.script;
    EXPECT_EQ(report->failure->kind, row.kind) << row.script;
    EXPECT_EQ(report->failure->request, row.request) << row.script;
    EXPECT_EQ(report->failure->at, row.at) << row.script;
    EXPECT_EQ(report->failure->native, row.native) << row.script;
    EXPECT_EQ(report->responses.size(), row.responses) << row.script;
  }
}

TEST(ExternalClient, KillsWhatDoesNotEndAndKeepsWhatItFinished) {
  const auto report = PerformWith(std::string(kAnswer) + "echo 0 0; exec sleep 60");
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_TRUE(report->failure);
  EXPECT_EQ(report->failure->kind, FailureKind::kTimeout);
  EXPECT_EQ(report->failure->request, 1);
  EXPECT_EQ(report->responses.size(), 1u);
}

TEST(ExternalClient, TellsASignalFromAnOutcome) {
  const auto report = PerformWith("kill -SEGV $$");
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, SubjectError::Kind::kEnded);
}

TEST(ExternalClient, IsUnreachableWhereItsVersionIsNotTold) {
  Manifest manifest = ShellClient("exit 0");
  manifest.version_run = {"/nonexistent/program", "--version"};
  net::EventLoop loop;
  const auto client = loop.RunTask(StartExternalClient(loop.executor(), std::move(manifest)));
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().kind, SubjectError::Kind::kUnreachable);
  EXPECT_EQ(client.error().message, "shell: /nonexistent/program does not tell its version");
}

}  // namespace
}  // namespace wireproof::harness
