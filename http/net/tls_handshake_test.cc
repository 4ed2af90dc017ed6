#include <array>
#include <string>
#include <vector>

#include "http/net/tls_fixture.h"

namespace wireproof::net {
namespace {

using namespace std::chrono_literals;

class TlsHandshake : public TlsTest {};

TEST_F(TlsHandshake, SettlesTheFacts) {
  client_settings.common.alpn = {"h2", "http/1.1"};
  server_settings.common.alpn = {"http/1.1", "http/1.0"};
  TlsPair pair = Connected(TcpPair());
  ASSERT_TRUE(pair.done());
  const TlsFacts client = pair.client_stream().tls().value();
  EXPECT_EQ(client.version, "TLSv1.3");
  EXPECT_EQ(client.cipher, "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(client.alpn, "http/1.1");
  EXPECT_TRUE(client.peer_certificate);
  const TlsFacts server = pair.server_stream().tls().value();
  EXPECT_EQ(server.sni, "localhost");
  EXPECT_EQ(server.alpn, "http/1.1");
  EXPECT_FALSE(server.peer_certificate);
  EXPECT_EQ(pair.client_stream().peer_certificate_pem(), server_settings.common.cert_pem);
}

TEST_F(TlsHandshake, GoesThroughAnyFragmentationInEachVersion) {
  for (const TlsVersion version : {TlsVersion::k1_2, TlsVersion::k1_3}) {
    SetVersion(version);
    for (const std::vector<std::size_t>& sizes :
         {std::vector<std::size_t>{}, {1}, {2, 5, 1}, {5, 1000}}) {
      MemoryOptions options;
      options.first_to_second.sizes = sizes;
      options.second_to_first.sizes = sizes;
      TlsPair pair = Connected(MemoryPair(std::move(options)));
      ASSERT_TRUE(pair.done());
      EXPECT_EQ(pair.client_stream().tls()->version, ToString(version));
    }
  }
}

TEST_F(TlsHandshake, SendsNoNameForAnAddressButChecksIt) {
  const Certificate certificate = Issue(CertificateRequest{.names = {"127.0.0.1", "::1"}});
  server_settings.common.cert_pem = certificate.cert_pem;
  server_settings.common.key_pem = certificate.key_pem;
  for (const char* address : {"127.0.0.1", "::1"}) {
    client_options.server_name = address;
    TlsPair pair = Connected(MemoryPair());
    ASSERT_TRUE(pair.done());
    EXPECT_EQ(pair.server_stream().tls()->sni, "");
  }
  client_options.server_name = "127.0.0.2";
  TlsPair pair = Handshake(MemoryPair());
  EXPECT_EQ(pair.client->error().verify_reason, "IP address mismatch");
}

TEST_F(TlsHandshake, BothSidesSeeThatTheClientRefusedTheCertificate) {
  client_settings.common.ca_pem = CertificateAuthority::Create()->ca_pem();
  for (const TlsVersion version : {TlsVersion::k1_2, TlsVersion::k1_3}) {
    SetVersion(version);
    for (const bool tcp : {true, false}) {
      TlsPair pair = Handshake(tcp ? TcpPair() : MemoryPair());
      const TlsFailure& client = pair.client->error();
      EXPECT_EQ(client.blame, TlsBlame::kBySelf);
      EXPECT_EQ(client.alert_name, "unknown_ca");
      EXPECT_EQ(client.verify_reason, "unable to get local issuer certificate");
      EXPECT_NE(client.message.find("certificate verify failed"), std::string::npos);
      const TlsFailure& server = pair.server->error();
      EXPECT_EQ(server.blame, TlsBlame::kByPeer) << ToString(server);
      EXPECT_EQ(server.alert, 48);
      EXPECT_EQ(server.alert_name, "unknown_ca");
      EXPECT_EQ(server.verify_code, 0);
    }
  }
}

TEST_F(TlsHandshake, BothSidesSeeThatTheServerRefusedTheVersion) {
  SetVersion(TlsVersion::k1_1);
  client_settings.common.security_level = 0;
  TlsPair pair = Handshake(TcpPair());
  EXPECT_EQ(pair.client->error().blame, TlsBlame::kByPeer) << ToString(pair.client->error());
  EXPECT_EQ(pair.client->error().alert_name, "protocol_version");
  EXPECT_EQ(pair.server->error().blame, TlsBlame::kBySelf);
  EXPECT_EQ(pair.server->error().alert_name, "protocol_version");
  EXPECT_NE(pair.server->error().message.find("unsupported protocol"), std::string::npos);
}

TEST_F(TlsHandshake, ReachesTheOldVersionsAtSecurityLevelZero) {
  for (const TlsVersion version : {TlsVersion::k1_0, TlsVersion::k1_1}) {
    SetVersion(version);
    client_settings.common.security_level = 0;
    server_settings.common.security_level = 0;
    server_settings.common.min_version = version;
    TlsPair pair = Connected(MemoryPair());
    ASSERT_TRUE(pair.done());
    EXPECT_EQ(pair.server_stream().tls()->version, ToString(version));
  }
}

TEST_F(TlsHandshake, WithoutACommonProtocolNameIsRefusedOnlyIfRequired) {
  client_settings.common.alpn = {"h2"};
  server_settings.common.alpn = {"http/1.1"};
  EXPECT_EQ(Connected(MemoryPair()).client_stream().tls()->alpn, "");
  server_settings.alpn_required = true;
  TlsPair pair = Handshake(MemoryPair());
  EXPECT_EQ(pair.client->error().alert_name, "no_application_protocol");
  EXPECT_EQ(pair.client->error().blame, TlsBlame::kByPeer);
}

TEST_F(TlsHandshake, ShowsTheClientsCertificateWhereAsked) {
  server_settings.client_certificate = ClientCertificate::kRequired;
  server_settings.common.ca_pem = authority.ca_pem();
  const Certificate own = Issue({.names = {"client"}, .extended_key_usage = {"clientAuth"}});
  client_settings.common.cert_pem = own.cert_pem;
  client_settings.common.key_pem = own.key_pem;
  TlsPair pair = Connected(MemoryPair());
  ASSERT_TRUE(pair.done());
  EXPECT_TRUE(pair.server_stream().tls()->peer_certificate);
}

TEST_F(TlsHandshake, ARefusedClientOfVersion13LearnsItFromItsFirstRead) {
  server_settings.client_certificate = ClientCertificate::kRequired;
  server_settings.common.ca_pem = authority.ca_pem();
  TlsPair pair = Handshake(TcpPair());
  EXPECT_EQ(pair.server->error().alert_name, "certificate_required");
  ASSERT_TRUE(*pair.client) << "the client can't know yet";
  std::array<char, 10> buffer;
  auto got = Run(pair.client_stream().Read(buffer));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, IoErrorKind::kTls);
  EXPECT_NE(got.error().message.find("the TLS alert certificate_required"), std::string::npos);
  EXPECT_EQ(pair.client_stream().alerts().back(), (TlsAlert{116, "certificate_required", true}));
}

// A server that does something else than TLS, once the client has spoken.
Task<void> AnswerOtherwise(Stream& stream, std::string answer, bool reset) {
  std::array<char, 1000> buffer;
  (void)co_await stream.Read(buffer);
  if (!answer.empty()) (void)co_await stream.Write(answer);
  if (reset) {
    stream.Reset();
  } else {
    (void)co_await stream.HalfClose();
  }
}

TEST_F(TlsHandshake, TellsWhoEndedIt) {
  struct Row {
    std::string answer;
    bool reset;
    TlsBlame blame;
    std::string alert;
  };
  const Row rows[] = {
      {"", false, TlsBlame::kCut, ""},
      {"", true, TlsBlame::kCut, ""},
      {"HTTP/1.1 400 Bad Request\r\n\r\n", false, TlsBlame::kBySelf, ""},
      {std::string("\x15\x03\x03\x00\x02\x02\x28", 7), false, TlsBlame::kByPeer,
       "handshake_failure"},
      {std::string("\x16\x03\x03\x00\x10", 5), false, TlsBlame::kCut, ""},
  };
  for (const Row& row : rows) {
    StreamPair pair = TcpPair();
    std::optional<TlsResult> result;
    TaskGroup group(loop.executor());
    group.Start("server", AnswerOtherwise(*pair.second, row.answer, row.reset));
    group.Start("client", ClientSide(std::move(pair.first), *TlsContext::ForClient(client_settings),
                                     client_options, result));
    ASSERT_TRUE(Run(JoinInTime(group)));
    EXPECT_EQ(result->error().blame, row.blame) << ToString(result->error());
    EXPECT_EQ(result->error().reset, row.reset);
    if (row.blame != TlsBlame::kBySelf) {
      EXPECT_EQ(result->error().alert_name, row.alert);
    }
  }
}

TEST_F(TlsHandshake, HasADeadline) {
  StreamPair pair = TcpPair();
  const std::string peer = pair.first->peer_name();
  client_options.deadline = Deadline::After(10ms);
  std::optional<TlsResult> result;
  Run(ClientSide(std::move(pair.first), *TlsContext::ForClient(client_settings), client_options,
                 result));
  EXPECT_EQ(result->error().blame, TlsBlame::kTimeout);
  EXPECT_EQ(result->error().message, "perform the TLS handshake: " + peer +
                                         " let the deadline of 10 ms pass (0 bytes so far)");
}

TEST_F(TlsHandshake, NeedsANameToVerify) {
  client_options.server_name = "";
  StreamPair pair = MemoryPair();
  std::optional<TlsResult> result;
  Run(ClientSide(std::move(pair.first), *TlsContext::ForClient(client_settings), client_options,
                 result));
  EXPECT_EQ(result->error().blame, TlsBlame::kBySelf);
  client_settings.verify_hostname = false;
  EXPECT_TRUE(Connected(MemoryPair()).done());
}

TEST(TlsContexts, NameTheSettingThatIsWrong) {
  TlsServerSettings server;
  server.common.cert_pem = "nonsense";
  EXPECT_EQ(TlsContext::ForServer(server).error().message.substr(0, 22), "TLS setting cert_pem: ");
  TlsClientSettings client;
  client.common.ca_pem = "nonsense";
  EXPECT_EQ(TlsContext::ForClient(client).error().message.substr(0, 20), "TLS setting ca_pem: ");
  client.common.ca_pem = "";
  client.common.ciphers = "no-such-cipher";
  EXPECT_EQ(TlsContext::ForClient(client).error().message, "TLS setting ciphers: no cipher match");
}

}  // namespace
}  // namespace wireproof::net
