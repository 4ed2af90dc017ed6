#include <gtest/gtest.h>

#include <string>

#include "http/net/certificates.h"
#include "http/net/tls.h"
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
    net::TlsClientOptions client{.server_name = "localhost",
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
  const auto authority = net::CertificateAuthority::Create().value();
  options.https.emplace();
  options.https->require_client_cert = true;
  options.https->client_ca_pem = authority.ca_pem();
  StartHttps();
  net::TlsClientSettings settings;
  const auto mine = authority.Issue({.extended_key_usage = {"clientAuth"}}).value();
  settings.common.cert_pem = mine.cert_pem;
  settings.common.key_pem = mine.key_pem;
  auto tls = Handshake(settings);
  ASSERT_TRUE(tls) << net::ToString(tls.error());
  Say(**tls, Get("/"));
  EXPECT_EQ(Hear(**tls, kDone.size()), kDone);
  auto without = Handshake();
  if (without) {  // TLS 1.3: the refusal comes behind the client's part
    char octet[1];
    EXPECT_FALSE(Run((*without)->Read(octet)));
  }
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
