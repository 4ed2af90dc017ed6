#include <gtest/gtest.h>

#include <string>

#include "http/net/certificates.h"
#include "http/net/tls.h"
#include "mockserver/serve/https_pem.h"
#include "mockserver/serve/serve_fixture.h"

namespace wireproof::mock {
namespace {

using Shaken = std::expected<std::unique_ptr<net::TlsStream>, net::TlsFailure>;

class TlsServeTest : public ServeTest {
 protected:
  void StartHttps() {
    if (!options.https) options.https.emplace();
    Start();
    Add(R"({"response":{"status":204}})");
  }

  net::Task<void> Shake(std::unique_ptr<net::Stream> below, net::TlsContext context,
                        std::optional<Shaken>& out) {
    net::TlsClientOptions client{.server_name = server_name,
                                 .deadline = net::Deadline::After(net::kPatience)};
    out.emplace(
        co_await net::HandshakeClient(std::move(below), std::move(context), std::move(client)));
  }

  Shaken Handshake(net::TlsClientSettings settings = {}) {
    if (settings.common.ca_pem.empty()) settings.common.ca_pem = engine->ca_pem();
    auto context = net::TlsContext::ForClient(settings);
    EXPECT_TRUE(context) << context.error().message;
    std::optional<Shaken> out;
    Run(Shake(Connect(listener->https_port()), *context, out));
    return std::move(*out);
  }

  void RequireClientCertificates() {
    const auto authority = net::CertificateAuthority::Create().value();
    options.https.emplace();
    options.https->require_client_cert = true;
    options.https->client_ca_pem = authority.ca_pem();
    StartHttps();
    const auto issued = authority.Issue({.extended_key_usage = {"clientAuth"}}).value();
    mine.common.cert_pem = issued.cert_pem;
    mine.common.key_pem = issued.key_pem;
  }

  // Gives the version of TLS.
  std::string ExpectServed(const net::TlsClientSettings& settings) {
    auto tls = Handshake(settings);
    EXPECT_TRUE(tls) << net::ToString(tls.error());
    if (!tls) return {};
    Say(**tls, Get("/"));
    EXPECT_EQ(Hear(**tls, kDone.size()), kDone);
    return (*tls)->tls()->version;
  }

  void ExpectRefused(const net::TlsClientSettings& settings) {
    auto tls = Handshake(settings);
    if (!tls) return;
    // TLS 1.3: the refusal comes behind the client's part.
    (void)Run((*tls)->Write(Get("/")));
    char octet[1];
    EXPECT_FALSE(Run((*tls)->Read(octet))) << "it was answered";
  }

  std::string server_name = "localhost";
  net::TlsClientSettings mine;  // with a certificate
  const std::string kDone = "HTTP/1.1 204 No Content\r\n\r\n";
};

TEST_F(TlsServeTest, ServesWithAThrowAwayAuthorityAndNotesTheHandshake) {
  StartHttps();
  auto tls = Handshake();
  ASSERT_TRUE(tls) << net::ToString(tls.error());
  Say(**tls, Get("/") + Get("/"));
  EXPECT_EQ(Hear(**tls, 2 * kDone.size()), kDone + kDone);
  EXPECT_TRUE(Last().tls);
  ASSERT_TRUE(Last().tls_facts);
  EXPECT_EQ(Last().tls_facts->sni, "localhost");
}

TEST_F(TlsServeTest, AsksForClientCertificates) {
  RequireClientCertificates();
  ExpectServed(mine);
  ExpectRefused({});
}

TEST_F(TlsServeTest, ARuleAsksForClientCertificatesToo) {
  RequireClientCertificates();
  Add(R"({"wireproof":{"when":{"connection":{"to":2}},
      "connect":{"tls":{"certificate":{"common_name":"ruled"}}}}})");
  Add(R"({"wireproof":{"when":{"connection":{"from":3,"to":4}},
      "connect":{"tls":{"versions":["1.2"]}}}})");
  for (const char* version : {"TLSv1.3", "TLSv1.2"}) {
    EXPECT_EQ(ExpectServed(mine), version);
    ExpectRefused({});
  }
}

TEST_F(TlsServeTest, ACertificateOfARuleIsForTheUsualNamesUnlessItSaysOthers) {
  StartHttps();
  Add(R"({"wireproof":{"when":{"connection":{"to":2}},
      "connect":{"tls":{"certificate":{"common_name":"ruled"}}}}})");
  Add(R"({"wireproof":{"when":{"connection":3},
      "connect":{"tls":{"certificate":{"names":["other.example"]}}}}})");
  for (const char* name : {"localhost", "127.0.0.1"}) {
    server_name = name;
    EXPECT_TRUE(Handshake()) << name;
  }
  EXPECT_FALSE(Handshake());
}

TEST_F(TlsServeTest, ARuleThatDescribesNoCertificateShowsTheUsersOwn) {
  const auto authority = net::CertificateAuthority::Create().value();
  const auto own = authority.Issue({.names = {"localhost"}}).value();
  options.https.emplace();
  options.https->cert_pem = own.cert_pem;
  options.https->key_pem = own.key_pem;
  StartHttps();
  Add(R"({"wireproof":{"when":{"connection":1},"connect":{"tls":{"versions":["1.2"]}}}})");
  Add(R"({"wireproof":{"when":{"connection":2},"connect":{"tls":{"certificate":
      {"issuer":"self"}}}}})");
  net::TlsClientSettings trusting;
  trusting.common.ca_pem = authority.ca_pem();
  EXPECT_EQ(ExpectServed(trusting), "TLSv1.2");
  EXPECT_FALSE(Handshake(trusting));
}

TEST_F(TlsServeTest, ARuleGivesAConnectionItsOwnSettings) {
  StartHttps();
  Add(R"({"wireproof":{"when":{"connection":1},"connect":{"tls":{"versions":["1.2"]}}}})");
  auto first = Handshake();
  ASSERT_TRUE(first) << net::ToString(first.error());
  EXPECT_EQ((*first)->tls()->version, "TLSv1.2");
  auto second = Handshake();
  ASSERT_TRUE(second) << net::ToString(second.error());
  EXPECT_EQ((*second)->tls()->version, "TLSv1.3");
}

TEST_F(TlsServeTest, ARuleThatNamesAnOldVersionSpeaksIt) {
  StartHttps();
  Add(R"({"wireproof":{"when":{"connection":1},"connect":{"tls":{"versions":["1.0"]}}}})");
  Add(R"({"wireproof":{"when":{"connection":2},
      "connect":{"tls":{"versions":["1.1","1.2"],"security_level":0}}}})");
  Add(R"({"wireproof":{"when":{"connection":3},
      "connect":{"tls":{"versions":["1.1","1.2","1.3"]}}}})");
  net::TlsClientSettings old;
  old.common.min_version = net::TlsVersion::k1_0;
  old.common.max_version = net::TlsVersion::k1_1;
  old.common.security_level = 0;
  EXPECT_EQ(ExpectServed(old), "TLSv1");
  EXPECT_EQ(ExpectServed(old), "TLSv1.1");
  EXPECT_EQ(ExpectServed({}), "TLSv1.3");
  ExpectRefused(old);
}

TEST_F(TlsServeTest, ARuleBreaksTheHandshake) {
  StartHttps();
  Add(R"({"wireproof":{"when":{"connection":1},"connect":{"tls_fault":"close_in_handshake"}}})");
  Add(R"({"wireproof":{"when":{"connection":2},"connect":{"tls_fault":"reset_in_handshake"}}})");
  Add(R"({"wireproof":{"when":{"connection":3},"connect":{"tls_fault":"garbage"}}})");
  auto closed = Handshake();
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().blame, net::TlsBlame::kCut);
  EXPECT_FALSE(closed.error().reset);
  auto reset = Handshake();
  ASSERT_FALSE(reset);
  EXPECT_TRUE(reset.error().reset);
  auto garbage = Handshake();
  ASSERT_FALSE(garbage);
  EXPECT_EQ(garbage.error().blame, net::TlsBlame::kBySelf);
  EXPECT_TRUE(Handshake());
}

TEST_F(TlsServeTest, AFaultEndsWithoutCloseNotify) {
  StartHttps();
  Add(R"({"response":{"fault":"EMPTY_RESPONSE"}})");
  auto tls = Handshake();
  ASSERT_TRUE(tls);
  Say(**tls, Get("/"));
  char octet[1];
  const auto count = Run((*tls)->Read(octet));
  ASSERT_TRUE(count);
  EXPECT_EQ(*count, 0u);
  EXPECT_EQ((*tls)->peer_end(), net::PeerEnd::kFin);
}

TEST(HttpsPem, IsJudgedOneByOne) {
  const auto authority = net::CertificateAuthority::Create().value();
  const auto issued = authority.Issue({.names = {"localhost"}}).value();
  const auto other = authority.Issue({.names = {"localhost"}}).value();
  const HttpsOptions good{
      .cert_pem = issued.cert_pem, .key_pem = issued.key_pem, .client_ca_pem = authority.ca_pem()};
  EXPECT_FALSE(CheckPems({}));
  EXPECT_FALSE(CheckPems(good));
  const auto what = [&good](std::string HttpsOptions::* member, const std::string& pem) {
    HttpsOptions bad = good;
    bad.*member = pem;
    const auto problem = CheckPems(bad);
    EXPECT_TRUE(problem && problem->message.starts_with("expected ")) << pem;
    return problem ? std::optional(problem->what) : std::nullopt;
  };
  using enum HttpsPem;
  EXPECT_EQ(what(&HttpsOptions::cert_pem, "none"), kCertificate);
  EXPECT_EQ(what(&HttpsOptions::cert_pem, issued.key_pem), kCertificate);
  EXPECT_EQ(what(&HttpsOptions::key_pem, "none"), kKey);
  EXPECT_EQ(what(&HttpsOptions::key_pem, other.key_pem), kKey);
  EXPECT_EQ(what(&HttpsOptions::key_pem, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nYQ=="), kKey);
  EXPECT_EQ(what(&HttpsOptions::client_ca_pem, "none"), kClientAuthorities);
}

TEST_F(TlsServeTest, ABadCertificateIsAnErrorAtTheStart) {
  options.https.emplace();
  options.https->cert_pem = "no certificate";
  engine = std::make_unique<Engine>(loop.executor(), options);
  const auto started = MockListener::Start(*engine, admin);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().find("HTTPS"), std::string::npos) << started.error();
}

}  // namespace
}  // namespace wireproof::mock
