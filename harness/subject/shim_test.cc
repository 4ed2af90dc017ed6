// Shims of a few lines that break the protocol, one way each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/subject/shim_process.h"
#include "harness/subject/shim_subject.h"
#include "http/net/loop.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using Kind = SubjectError::Kind;

constexpr char kHello[] =
    R"(read -r l; echo '{"id":1,"ok":{"protocol":1,"name":"x","version":"9","roles":["client","server"],)"
    R"("features":["tls","get"],"reports":["body","reason"],"details":{"os":"any"}}}'; )";
// `shutdown` and the end of standard input.
constexpr char kGoodbye[] = R"(read -r l; exit 0)";

Manifest Shim(const std::string& script) {
  Manifest manifest;
  manifest.name = "shim";
  manifest.directory = "/";
  manifest.roles = {Role::kServer, Role::kClient};
  manifest.shim = {"sh", "-c", script};
  return manifest;
}

class ShimTest : public ::testing::Test {
 protected:
  void SetUp() override { signal(SIGPIPE, SIG_IGN); }

  std::expected<std::unique_ptr<ShimProcess>, SubjectError> Start(const std::string& script) {
    return loop_.RunTask(ShimProcess::Start(loop_.executor(), Shim(script)));
  }

  std::unique_ptr<ShimProcess> Started(const std::string& behind_hello) {
    auto shim = Start(kHello + behind_hello);
    EXPECT_TRUE(shim) << shim.error().message;
    return shim ? std::move(*shim) : nullptr;
  }

  std::expected<json, SubjectError> Call(ShimProcess& shim,
                                         milliseconds deadline = milliseconds(5000)) {
    return loop_.RunTask(shim.Call("release", json::object(), deadline));
  }

  net::EventLoop loop_;
};

TEST_F(ShimTest, TellsWhoItIs) {
  Manifest manifest = Shim(std::string(kHello) + kGoodbye);
  manifest.features = {"get", "post"};
  manifest.targets = {{"get", "/a"}};
  auto shim = loop_.RunTask(ShimProcess::Start(loop_.executor(), std::move(manifest)));
  ASSERT_TRUE(shim) << shim.error().message;
  const Identity& identity = (*shim)->identity();
  EXPECT_EQ(identity.name, "shim");
  EXPECT_EQ(identity.version, "9");
  EXPECT_EQ(identity.roles, (std::set{Role::kServer, Role::kClient}));
  EXPECT_EQ(identity.features, std::set<std::string>{"get"}) << "what both name counts";
  EXPECT_EQ(identity.reports, (std::set<std::string>{"body", "reason"}));
  EXPECT_EQ(identity.details.at("os"), "any");
  EXPECT_EQ(identity.targets.at("get"), "/a");
  EXPECT_TRUE((*shim)->alive());
  loop_.RunTask((*shim)->Stop());
  EXPECT_FALSE((*shim)->alive());
}

TEST_F(ShimTest, IsUnreachableWhereItsHelloIsWrong) {
  const std::pair<const char*, const char*> rows[] = {
      {"echo dying words >&2; exit 3", "dying words"},
      {"read -r l; exit 0", "its output ended"},
      {"read -r l; echo junk", "not a reply"},
      {"read -r l; echo '[1]'", "not the reply to message 1"},
      {R"(read -r l; echo '{"id":2,"ok":{}}')", "not the reply to message 1"},
      {R"(read -r l; echo '{"id":"1","ok":{}}')", "not the reply to message 1"},
      {R"(read -r l; echo '{"id":1}')", "neither \"ok\" nor \"error\""},
      {R"(read -r l; echo '{"id":1,"ok":7}')", "neither \"ok\" nor \"error\""},
      {R"(read -r l; echo '{"id":1,"error":7}')", "/error: expected an object, found number"},
      {R"(read -r l; echo '{"id":1,"error":{}}')", "/error: the member \"kind\" is missing"},
      {R"(read -r l; echo '{"id":1,"error":{"kind":"internal","message":"oh"}}')",
       "shim answers internal: oh"},
      {R"(read -r l; echo '{"id":1,"ok":{}}')", "\"protocol\" is missing"},
      {R"(read -r l; echo '{"id":1,"ok":{"protocol":2,"name":"x","version":"1"}}')",
       "/protocol: expected an integer from 1 to 1"},
      {R"(read -r l; echo '{"id":1,"ok":{"protocol":1,"name":"x","version":"1","roles":7}}')",
       "/roles: expected an array of strings"},
  };
  for (const auto& [script, words] : rows) {
    const auto shim = Start(script);
    ASSERT_FALSE(shim) << script;
    EXPECT_EQ(shim.error().kind, Kind::kUnreachable) << script;
    EXPECT_THAT(shim.error().message, AllOf(HasSubstr("shim"), HasSubstr(words))) << script;
  }
}

TEST_F(ShimTest, IsUnreachableWhereItsProgramDoesNotExist) {
  Manifest manifest = Shim("");
  manifest.shim = {"/nonexistent/program"};
  const auto shim = loop_.RunTask(ShimProcess::Start(loop_.executor(), std::move(manifest)));
  ASSERT_FALSE(shim);
  EXPECT_EQ(shim.error().kind, Kind::kUnreachable);
}

TEST_F(ShimTest, BreaksTheProtocolWithAnythingButTheReply) {
  const std::pair<const char*, const char*> rows[] = {
      {"echo junk", "not a reply, 1:1"},
      {R"(echo '{"id":3,"ok":{}}')", "not the reply to message 2: {\"id\":3"},
      {R"(echo '{"id":2,"ok":{}')", "not a reply"},
      {R"(echo '{"id":2,"id":2,"ok":{}}')", "duplicate key"},
  };
  for (const auto& [reply, words] : rows) {
    auto shim = Started(std::string("read -r l; echo noise >&2; ") + reply + "; sleep 60");
    ASSERT_TRUE(shim);
    const auto answer = Call(*shim);
    ASSERT_FALSE(answer) << reply;
    EXPECT_EQ(answer.error().kind, Kind::kProtocol) << reply;
    EXPECT_THAT(answer.error().message, HasSubstr(words));
    EXPECT_FALSE(shim->alive()) << "it is killed";
    const auto again = Call(*shim);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, Kind::kEnded);
    loop_.RunTask(shim->Stop());
  }
}

TEST_F(ShimTest, GoesOnAfterItSaidThatItCannot) {
  auto shim =
      Started(R"(read -r l; echo '{"id":2,"error":{"kind":"unsupported","message":"no"}}'; )"
              R"(read -r l; echo '{"id":3,"ok":{"a":1}}'; read -r l)");
  const auto refused = Call(*shim);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Kind::kUnsupported);
  EXPECT_EQ(refused.error().message, "shim answers unsupported: no");
  const auto answer = Call(*shim);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, json({{"a", 1}}));
  loop_.RunTask(shim->Stop());
}

TEST_F(ShimTest, EndsInTheMiddleWithItsLastWords) {
  auto shim = Started("read -r l; echo segmentation fault >&2; exit 139");
  const auto answer = Call(*shim);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::kEnded);
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr("its output ended"), HasSubstr("segmentation fault")));
  EXPECT_FALSE(shim->alive());
  loop_.RunTask(shim->Stop());
}

TEST_F(ShimTest, HangsWhereItNeverAnswers) {
  auto shim = Started("exec sleep 60");
  const auto answer = Call(*shim, milliseconds(50));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Kind::kHung);
  EXPECT_THAT(answer.error().message, HasSubstr("shim"));
  EXPECT_FALSE(shim->alive());
  loop_.RunTask(shim->Stop());
}

TEST_F(ShimTest, ReadsTheReportOfAClient) {
  auto client = loop_.RunTask(StartShimClient(
      loop_.executor(),
      Shim(
          std::string(kHello) +
          R"(read -r l; printf "%s" "$l" >&2; echo '{"id":2,"ok":{"responses":[{"version":"HTTP/1.1","status":200,)"
          R"("reason":"OK","fields":[["A","\u00ff"]],"body":"b","trailers":[["T","1"]]}],"failure":)"
          R"({"request":1,"at":"body","kind":"incomplete","native":"N","message":"m","partial":"p"}}}'; )" +
          kGoodbye)));
  ASSERT_TRUE(client) << client.error().message;
  Exchange exchange{.connect = {"127.0.0.1", 81},
                    .tls = Exchange::Tls{"PEM", "localhost"},
                    .requests = {{.target = "/\xff", .fields = {{"N", "v"}}, .body = "\x80"}},
                    .reuse = false,
                    .deadline = milliseconds(1234)};
  const auto report = loop_.RunTask((*client)->Perform(std::move(exchange)));
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->responses.size(), 1u);
  EXPECT_EQ(report->responses[0].fields, (wire::Fields{{"A", "\xff"}}));
  EXPECT_EQ(report->responses[0].trailers, (wire::Fields{{"T", "1"}}));
  ASSERT_TRUE(report->failure);
  EXPECT_EQ(report->failure->kind, FailureKind::kIncomplete);
  EXPECT_EQ(report->failure->request, 1);
  EXPECT_EQ(report->failure->partial, "p");
  loop_.RunTask((*client)->Stop());
  const json asked = json::parse((*client)->diagnostics());
  EXPECT_EQ(asked, json::parse(R"({"id": 2, "op": "exchange", "reuse": false, "deadline_ms": 1234,
      "connect": {"host": "127.0.0.1", "port": 81}, "tls": {"ca_pem": "PEM", "server_name": "localhost"},
      "requests": [{"method": "GET", "target": "/\u00ff", "fields": [["N", "v"]], "body": "\u0080"}]})"));
}

TEST_F(ShimTest, RefusesAReportThatIsNone) {
  for (const char* report :
       {"{}", R"({"responses":7})", R"({"responses":[{}]})", R"({"responses":[7]})",
        R"({"responses":[{"status":200,"body":"\u0100"}]})",
        R"({"responses":[],"failure":{"request":0,"kind":"tired"}})"}) {
    auto client = loop_.RunTask(StartShimClient(
        loop_.executor(), Shim(std::string(kHello) + "read -r l; echo '{\"id\":2,\"ok\":" + report +
                               "}'; " + kGoodbye)));
    ASSERT_TRUE(client) << client.error().message;
    const auto performed = loop_.RunTask((*client)->Perform({}));
    ASSERT_FALSE(performed) << report;
    EXPECT_EQ(performed.error().kind, Kind::kProtocol) << report;
    EXPECT_THAT(performed.error().message, HasSubstr("its reply at ")) << report;
    loop_.RunTask((*client)->Stop());
  }
}

TEST_F(ShimTest, StartsAClientThatDiedAgain) {
  auto client = loop_.RunTask(
      StartShimClient(loop_.executor(), Shim(std::string(kHello) + "read -r l; exit 1")));
  ASSERT_TRUE(client) << client.error().message;
  for (int i = 0; i < 2; ++i) {
    const auto performed = loop_.RunTask((*client)->Perform({}));
    ASSERT_FALSE(performed);
    EXPECT_EQ(performed.error().kind, Kind::kEnded) << "of the call, not of the start";
    EXPECT_THAT(performed.error().message, HasSubstr("its output ended"));
  }
  loop_.RunTask((*client)->Stop());
}

TEST_F(ShimTest, ServesOnceAndRemembersWhere) {
  auto server = loop_.RunTask(StartShimServer(
      loop_.executor(),
      Shim(
          std::string(kHello) +
          R"(read -r l; printf "%s" "$l" >&2; echo '{"id":2,"ok":{"host":"127.0.0.1","port":81}}'; )" +
          kGoodbye),
      std::make_shared<script::Credentials>()));
  ASSERT_TRUE(server) << server.error().message;
  for (int i = 0; i < 2; ++i) {
    const auto endpoint = loop_.RunTask((*server)->Listen(false));
    ASSERT_TRUE(endpoint) << endpoint.error().message;
    EXPECT_EQ(*endpoint, (Endpoint{"127.0.0.1", 81}));
  }
  EXPECT_TRUE((*server)->alive());
  loop_.RunTask((*server)->Stop());
  EXPECT_EQ(json::parse((*server)->diagnostics()),
            json({{"id", 2}, {"op", "serve"}, {"app", "echo"}}));
}

TEST_F(ShimTest, RefusesAnAddressThatIsNone) {
  for (const char* reply : {"{}", R"({"host":"a"})", R"({"host":"a","port":0})",
                            R"({"host":"a","port":65536})", R"({"host":"","port":1})"}) {
    auto server = loop_.RunTask(
        StartShimServer(loop_.executor(),
                        Shim(std::string(kHello) + "read -r l; echo '{\"id\":2,\"ok\":" + reply +
                             "}'; " + kGoodbye),
                        std::make_shared<script::Credentials>()));
    ASSERT_TRUE(server) << server.error().message;
    const auto endpoint = loop_.RunTask((*server)->Listen(false));
    ASSERT_FALSE(endpoint) << reply;
    EXPECT_EQ(endpoint.error().kind, Kind::kProtocol) << reply;
    loop_.RunTask((*server)->Stop());
  }
}

}  // namespace
}  // namespace wireproof::harness
