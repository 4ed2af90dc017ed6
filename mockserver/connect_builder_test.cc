#include "wireproof/connect_builder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "mockserver/json/json.h"
#include "mockserver/mock_client_fixture.h"
#include "mockserver/stub/stub_json.h"
#include "wireproof/mock_server.h"

namespace wireproof::mock {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;

// What a builder says has to be read by the codec, and to say the same as the expected JSON.
void ExpectRule(const ConnectBuilder& built, const std::string& expected) {
  const auto a = ReadJson(built.json());
  const auto b = ReadJson(expected);
  ASSERT_TRUE(a) << built.json();
  ASSERT_TRUE(b) << expected;
  EXPECT_TRUE(EqualJson(*a, *b)) << "built    " << built.json() << "\nexpected " << expected;
  const auto stub = StubFromJson(*a);
  EXPECT_TRUE(stub) << built.json() << "\n" << stub.error().pointer << ": " << stub.error().message;
}

TEST(ConnectRules, SayWhichConnections) {
  const ConnectBuilder close = Connect().CloseInHandshake();
  const std::string fault = R"("connect": {"tls_fault": "close_in_handshake"}}})";
  ExpectRule(close, R"({"wireproof": {)" + fault);
  ExpectRule(close.OnConnection(2).Times(1),
             R"({"wireproof": {"when": {"connection": 2, "times": 1}, )" + fault);
  ExpectRule(close.OnConnections({1, 3}),
             R"({"wireproof": {"when": {"connection": {"at": [1, 3]}}, )" + fault);
  ExpectRule(close.FromConnection(3).WithProbability(0.5),
             R"({"wireproof": {"when": {"connection": {"from": 3}, "probability": 0.5}, )" + fault);
  ExpectRule(close.Named("a").WithMetadata(R"({"b": 1})"),
             R"({"name": "a", "metadata": {"b": 1}, "wireproof": {)" + fault);
}

TEST(ConnectRules, SayWhatIsShownInTheHandshake) {
  ExpectRule(
      Connect().WithTlsVersions({"1.0", "1.1"}).WithSecurityLevel(0).WithAlpn({"http/1.1", "x"}),
      R"({"wireproof": {"connect": {"tls": {"versions": ["1.0", "1.1"], "security_level": 0,
                 "alpn": ["http/1.1", "x"]}}}})");
  ExpectRule(Connect().WithCertificate(Certificate()
                                           .ForNames({"a.example"})
                                           .WithCommonName("b")
                                           .ValidFrom(-48h)
                                           .ValidUntil(24h)
                                           .FromUnknownAuthority()
                                           .ForUsage({"clientAuth"})),
             R"({"wireproof": {"connect": {"tls": {"certificate": {"names": ["a.example"],
                 "common_name": "b", "not_before": "-172800s", "not_after": "+86400s",
                 "issuer": "other-ca", "extended_key_usage": ["clientAuth"]}}}}})");
  ExpectRule(Connect().WithCertificate(Certificate().SelfSigned()),
             R"({"wireproof": {"connect": {"tls": {"certificate": {"issuer": "self"}}}}})");
  ExpectRule(Connect().WithCertificate(Certificate().FromIntermediate()),
             R"({"wireproof": {"connect": {"tls": {"certificate": {"issuer": "intermediate"}}}}})");
}

TEST(ConnectRules, SayWhatHappensInsteadOfTheHandshake) {
  const auto fault = [](const char* name) {
    return std::string(R"({"wireproof": {"connect": {"tls_fault": ")") + name + "\"}}}";
  };
  ExpectRule(Connect().ResetInHandshake(), fault("reset_in_handshake"));
  ExpectRule(Connect().SendGarbageInHandshake(), fault("garbage"));
  ExpectRule(Connect().StallInHandshake(), fault("stall"));
}

TEST(ConnectRules, AreObeyedBeforeAnyRequest) {
  MockServer server;
  server.When(Get("/a")).Reply(Ok().Body("usual"));
  const std::string id = server.AddStub(
      Connect().OnConnections({1, 2}).Play(Script().Send("not HTTP, ${connection}").Close()));
  EXPECT_EQ(Talk(server.port(), ""), "not HTTP, 1");
  EXPECT_EQ(ContentOf(Fetch(server.port(), "GET", "/a")), "");
  EXPECT_EQ(ContentOf(Fetch(server.port(), "GET", "/a")), "usual");
  server.AddStub(Connect().FromConnection(4).Play(Script().Pause(1ms).Reset()));
  EXPECT_EQ(Talk(server.port(), ""), "RESET");
  EXPECT_TRUE(server.RemoveStub(id));
}

TEST(ConnectRules, RefuseWhatCannotBe) {
  MockServer server;
  for (const ConnectBuilder& rule : {
           Connect(),                                                 // nothing at all
           Connect().Play(Script().SendReply(Ok())),                  // there is no request
           Connect().CloseInHandshake().Play(Script().Send("late")),  // it has ended
           Connect().WithTlsVersions({"4.0"}),
           Connect().OnConnection(0).CloseInHandshake(),
       }) {
    EXPECT_THROW(server.AddStub(rule), std::invalid_argument) << rule.json();
  }
  EXPECT_THROW((void)Connect().Named("\xff"), std::invalid_argument);
}

}  // namespace
}  // namespace wireproof::mock
