// Handshakes, refusals and ends over TLS, as the player's transcripts tell them apart.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "http/net/listener.h"
#include "http/net/tcp.h"
#include "http/net/tls.h"
#include "http/script/player_fixture.h"

namespace wireproof::script {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Kind = MessageReader::Kind;

constexpr std::string_view kCloseDelimited = R"(
  {"await": "request"}, {"send": ["HTTP/1.1 200 OK", "Connection: close", "", "body"]})";
const std::string kAsk = R"([{"send": ["GET / HTTP/1.1", "Host: h", "", ""]}, {"await": "close"}])";

TEST_F(PlayerTest, TellsCloseNotifyFromTruncation) {
  const Played whole = PlayBoth(
      kAsk, TlsOptions(), fmt::format("[{}, {{\"close\": true}}]", kCloseDelimited), TlsOptions());
  EXPECT_EQ(Kinds(whole.client), "connected, handshake-done, sent, received, peer-close-notify");
  EXPECT_TRUE(MessagesOf(whole.client.connections[0], Kind::kResponses).messages.at(0).complete);

  const Played cut =
      PlayBoth(kAsk, TlsOptions(),
               fmt::format("[{}, {{\"close\": {{\"close_notify\": false}}}}]", kCloseDelimited),
               TlsOptions());
  EXPECT_EQ(Kinds(cut.client), "connected, handshake-done, sent, received, peer-fin");
  EXPECT_FALSE(MessagesOf(cut.client.connections[0], Kind::kResponses).messages.at(0).complete);
}

TEST_F(PlayerTest, ReadsATruncatedBodyAsIncompleteWhileItPlays) {
  for (const bool close_notify : {true, false}) {
    ServerSide server(loop.executor(), TlsOptions());
    ClientSide client(loop.executor(), "127.0.0.1", server.Listen(), TlsOptions());
    net::TaskGroup group(loop.executor());
    group.Start("server",
                server.Play(Steps(fmt::format(R"([{}, {{"close": {{"close_notify": {}}}}}])",
                                              kCloseDelimited, close_notify))));
    loop.RunTask(client.Play(Steps(kAsk)));
    loop.RunTask(group.Join());
    EXPECT_EQ(client.messages("main").messages.at(0).complete, close_notify);
    EXPECT_FALSE(client.IsOpen("main"));
    loop.RunTask(client.Finish());
    loop.RunTask(server.Finish());
    loop.Run();
  }
}

TEST_F(PlayerTest, HalfClosesOverTls) {
  const Played played =
      PlayBoth(R"([{"send": "x"}, {"half_close": true}, {"await": "close"}])", TlsOptions(),
               R"([{"await": "close"}, {"send": "y"}, {"close": true}])", TlsOptions());
  EXPECT_EQ(Kinds(played.client),
            "connected, handshake-done, sent, half-closed, received, peer-close-notify");
  EXPECT_EQ(Kinds(played.server),
            "connected, handshake-done, received, peer-close-notify, sent, closed");
}

TEST_F(PlayerTest, TellsAResetOverTls) {
  const Played played =
      PlayBoth(R"([{"send": "x"}, {"await": "close"}])", TlsOptions(),
               R"([{"await": "bytes", "count": 1}, {"reset": true}])", TlsOptions());
  EXPECT_EQ(Kinds(played.client), "connected, handshake-done, sent, peer-reset");
}

TEST_F(PlayerTest, SettlesVersionAndAlpnAsAsked) {
  const Played played =
      PlayBoth("[]", TlsOptions(R"({"versions": ["1.2"], "alpn": ["x", "http/1.1"]})"), "[]",
               TlsOptions(R"({"alpn": ["http/1.1"]})"));
  for (const auto& connection : {played.client.connections[0], played.server.connections[0]}) {
    EXPECT_EQ(connection.tls_version, "TLSv1.2");
    EXPECT_EQ(connection.alpn, "http/1.1");
    EXPECT_THAT(DetailOf(connection, EventKind::kHandshakeDone), StartsWith("TLSv1.2, "));
  }
}

TEST_F(PlayerTest, OffersOldVersionsAndIsRefusedByThePeer) {
  for (const std::string version : {"1.0", "1.1"}) {
    const Played played = PlayBoth(
        "[]", TlsOptions(fmt::format(R"({{"versions": ["{}"], "security_level": 0}})", version)),
        "[]", TlsOptions());
    EXPECT_EQ(Kinds(played.client), "connected, handshake-refused-by-peer, closed");
    EXPECT_THAT(DetailOf(played.client.connections[0], EventKind::kHandshakeRefusedByPeer),
                HasSubstr("protocol_version"));
    EXPECT_EQ(Kinds(played.server), "connected, handshake-refused-by-us, closed");
    EXPECT_EQ(played.client.missed, "");
  }
}

TEST_F(PlayerTest, RefusesGarbageWhereAHandshakeShouldBe) {
  const Played played = PlayBoth(R"([{"send": "GET / HTTP/1.1\r\n\r\n"}, {"await": "close"}])",
                                 Options(), "[]", TlsOptions());
  EXPECT_EQ(Kinds(played.server), "connected, handshake-refused-by-us, closed");
  EXPECT_FALSE(played.client.connections[0].tls);
  EXPECT_TRUE(played.server.connections[0].tls);

  const Played reply =
      PlayBoth("[]", TlsOptions(),
               R"([{"await": "bytes"}, {"send": "HTTP/1.1 400 Bad Request\r\n\r\n"}])", Options());
  EXPECT_EQ(Kinds(reply.client), "connected, handshake-refused-by-us, closed");
}

TEST_F(PlayerTest, TellsACutHandshake) {
  const Played fin = PlayBoth(R"([{"await": "close"}])", TlsOptions(),
                              R"([{"await": "bytes"}, {"close": true}])", Options());
  EXPECT_EQ(Kinds(fin.client), "connected, handshake-cut, peer-fin");
  const Played reset =
      PlayBoth("[]", TlsOptions(), R"([{"await": "bytes"}, {"reset": true}])", Options());
  EXPECT_EQ(Kinds(reset.client), "connected, handshake-cut, peer-reset");
  const Played by_client =
      PlayBoth(R"([{"close": true}])", Options(), R"([{"await": "close"}])", TlsOptions());
  EXPECT_EQ(Kinds(by_client.server), "connected, handshake-cut, peer-fin");
}

TEST_F(PlayerTest, TellsAHandshakeThatHangs) {
  const Played played = PlayBoth(R"([{"send": "x"}])", Short(TlsOptions()), "[]", Options());
  EXPECT_EQ(Kinds(played.client), "connected, missed");
  EXPECT_EQ(played.client.missed, "handshake of main");
  const Played silent = PlayBoth(R"([{"await": "close"}])", Options(), "[]", Short(TlsOptions()));
  EXPECT_EQ(Kinds(silent.server), "connected, missed");
}

TEST_F(PlayerTest, SaysWhyItsOwnSettingsDoNotWork) {
  PlayOptions without = TlsOptions();
  without.credentials = nullptr;
  const Played played = PlayBoth("[]", TlsOptions(), "[]", without);
  EXPECT_EQ(DetailOf(played.server.connections[0], EventKind::kHandshakeRefusedByUs),
            "our TLS settings: no credentials were given");
  const Played usage =
      PlayBoth("[]", TlsOptions(), "[]",
               TlsOptions(R"({"certificate": {"extended_key_usage": ["no such usage"]}})"));
  EXPECT_THAT(DetailOf(usage.server.connections[0], EventKind::kHandshakeRefusedByUs),
              StartsWith("our TLS settings: "));
}

// --- A client that verifies ---

struct RefusedTls {
  std::string name;
  std::string certificate;
  std::string alert;  // empty: the handshake is done
};

void PrintTo(const RefusedTls& refusal, std::ostream* out) {
  *out << refusal.name;
}

net::Task<void> Visit(net::Executor executor, std::uint16_t port, net::TlsContext context) {
  net::Endpoint endpoint{.host = "127.0.0.1", .port = port};
  auto tcp = co_await net::Connect(executor, std::move(endpoint));
  EXPECT_TRUE(tcp);
  net::TlsClientOptions options{.server_name = "localhost",
                                .deadline = net::Deadline::After(kPatience)};
  auto tls = co_await net::HandshakeClient(std::move(*tcp), std::move(context), std::move(options));
  if (tls) co_await (*tls)->Close();
}

class PlayerRefusal : public PlayerTest,
                      public testing::WithParamInterface<std::tuple<RefusedTls, std::string>> {};

TEST_P(PlayerRefusal, IsSeenAsThePeers) {
  const auto& [refusal, version] = GetParam();
  ServerSide server(loop.executor(),
                    TlsOptions(fmt::format(R"({{"versions": ["{}"], "certificate": {}}})", version,
                                           refusal.certificate)));
  const std::uint16_t port = server.Listen();
  const net::TlsClientSettings settings{.common = {.ca_pem = credentials()->ca_pem()}};
  loop.RunTask(Visit(loop.executor(), port, net::TlsContext::ForClient(settings).value()));
  loop.RunTask(server.Play(Steps(R"([{"await": "close"}])")));
  const Transcript transcript = loop.RunTask(server.Finish());
  if (refusal.alert.empty()) {
    EXPECT_EQ(Kinds(transcript), "connected, handshake-done, peer-close-notify");
  } else {
    EXPECT_EQ(Kinds(transcript), "connected, handshake-refused-by-peer, closed");
    EXPECT_THAT(DetailOf(transcript.connections.at(0), EventKind::kHandshakeRefusedByPeer),
                HasSubstr(refusal.alert));
  }
  loop.Run();
}

INSTANTIATE_TEST_SUITE_P(
    All, PlayerRefusal,
    testing::Combine(
        testing::Values(RefusedTls{"Good", "{}", ""},
                        RefusedTls{"Intermediate", R"({"issuer": "intermediate"})", ""},
                        RefusedTls{"Expired", R"({"not_after": "-1h"})", "certificate_expired"},
                        RefusedTls{"NotYetValid", R"({"not_before": "+1d"})", "bad_certificate"},
                        RefusedTls{"OtherHost", R"({"names": ["other.test"]})", "bad_certificate"},
                        RefusedTls{"Self", R"({"issuer": "self"})", "unknown_ca"},
                        RefusedTls{"OtherCa", R"({"issuer": "other-ca"})", "unknown_ca"},
                        RefusedTls{"Purpose", R"({"extended_key_usage": ["clientAuth"]})",
                                   "certificate"}),
        testing::Values("1.2", "1.3")),
    [](const auto& row) {
      return std::get<0>(row.param).name + (std::get<1>(row.param) == "1.2" ? "Tls12" : "Tls13");
    });

// A stream whose incoming bytes are spoiled from some moment on: the TLS above it sends an alert.
class SpoiledStream : public net::Stream {
 public:
  SpoiledStream(std::unique_ptr<net::Stream> below, const bool& spoil)
      : below_(std::move(below)), spoil_(spoil) {}

  net::Task<std::expected<std::size_t, net::IoError>> Read(std::span<char> buffer) override {
    auto got = co_await below_->Read(buffer);
    if (spoil_ && got && *got > 0) buffer[*got - 1] = static_cast<char>(~buffer[*got - 1]);
    co_return got;
  }
  net::Task<std::expected<void, net::IoError>> Write(std::string_view bytes) override {
    return below_->Write(bytes);
  }
  net::Task<std::expected<void, net::IoError>> HalfClose() override { return below_->HalfClose(); }
  net::Task<void> Close(bool close_notify) override { return below_->Close(close_notify); }
  void Reset() override { below_->Reset(); }
  void Cancel() override { below_->Cancel(); }
  net::PeerEnd peer_end() const override { return below_->peer_end(); }
  net::Executor executor() override { return below_->executor(); }
  std::string peer_name() const override { return below_->peer_name(); }

 private:
  std::unique_ptr<net::Stream> below_;
  const bool& spoil_;
};

net::Task<void> AlertLate(net::Executor executor, std::uint16_t port, bool ask) {
  net::Endpoint endpoint{.host = "127.0.0.1", .port = port};
  auto tcp = co_await net::Connect(executor, std::move(endpoint));
  EXPECT_TRUE(tcp);
  bool spoil = false;
  std::unique_ptr<net::Stream> spoiled = std::make_unique<SpoiledStream>(std::move(*tcp), spoil);
  const net::TlsClientSettings settings{.verify = false};
  auto context = net::TlsContext::ForClient(settings);
  net::TlsClientOptions options{.deadline = net::Deadline::After(kPatience)};
  auto tls =
      co_await net::HandshakeClient(std::move(spoiled), std::move(*context), std::move(options));
  EXPECT_TRUE(tls);
  if (ask) co_await (*tls)->Write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  spoil = true;
  std::array<char, 16> buffer{};
  const auto got = co_await (*tls)->Read(buffer);
  EXPECT_FALSE(got);
  co_await (*tls)->Close();
}

TEST_F(PlayerTest, AnAlertBeforeAnyRequestIsARefusal) {
  for (const bool ask : {false, true}) {
    ServerSide server(loop.executor(), TlsOptions());
    const std::uint16_t port = server.Listen();
    net::TaskGroup group(loop.executor());
    const std::string first = ask ? R"({"await": "request"}, )" : "";
    group.Start("server",
                server.Play(Steps("[" + first + R"({"send": "hello"}, {"await": "close"}])")));
    loop.RunTask(AlertLate(loop.executor(), port, ask));
    loop.RunTask(group.Join());
    const Transcript transcript = loop.RunTask(server.Finish());
    EXPECT_EQ(Kinds(transcript),
              ask ? "connected, handshake-done, received, sent, peer-tls-failed"
                  : "connected, handshake-done, sent, handshake-refused-by-peer, peer-tls-failed");
    EXPECT_THAT(DetailOf(transcript.connections.at(0), EventKind::kPeerTlsFailed),
                HasSubstr("bad_record_mac"));
    loop.Run();
  }
}

// A server that demands a certificate refuses in TLS 1.3 when our side is done, and has perhaps
// been sent a request by then.
net::Task<void> DemandCertificate(net::Listener& listener, net::TlsContext context) {
  auto tcp = co_await listener.Accept();
  const auto tls = co_await net::HandshakeServer(std::move(*tcp), std::move(context));
  EXPECT_FALSE(tls);
}

TEST_F(PlayerTest, AServerMayRefuseLate) {
  const IssuedCertificate& issued = credentials()->Issue(Certificate{});
  net::TlsServerSettings settings{.client_certificate = net::ClientCertificate::kRequired};
  settings.common.cert_pem = issued.chain_pem;
  settings.common.key_pem = issued.key_pem;
  settings.common.ca_pem = credentials()->ca_pem();
  for (const std::string version : {"1.2", "1.3"}) {
    auto listener = net::Listener::Bind(loop.executor(), {}).value();
    net::TaskGroup group(loop.executor());
    group.Start("server",
                DemandCertificate(*listener, net::TlsContext::ForServer(settings).value()));
    ClientSide client(loop.executor(), "127.0.0.1", listener->port(),
                      TlsOptions(fmt::format(R"({{"versions": ["{}"]}})", version)));
    loop.RunTask(client.Play(Steps(kAsk)));
    loop.RunTask(group.Join());
    const Transcript transcript = loop.RunTask(client.Finish());
    EXPECT_EQ(Kinds(transcript),
              version == "1.2" ? "connected, handshake-refused-by-peer, closed"
                               : "connected, handshake-done, sent, handshake-refused-by-peer, "
                                 "peer-tls-failed");
    loop.Run();
  }
}

// --- TLS in the middle ---

net::Task<void> AnswerAndSecure(net::Listener& listener, net::TlsContext context) {
  auto tcp = co_await listener.Accept();
  std::array<char, 16> buffer{};
  const auto line = co_await (*tcp)->Read(buffer);
  EXPECT_EQ(line, 9u);
  co_await (*tcp)->Write("go on\r\n");
  auto tls = co_await net::HandshakeServer(std::move(*tcp), std::move(context));
  EXPECT_TRUE(tls);
  const auto got = co_await (*tls)->Read(buffer);
  EXPECT_EQ(got, 6u);
  co_await (*tls)->Write("secret too");
  co_await (*tls)->Close();
}

TEST_F(PlayerTest, StartsTlsOnAPlainConnection) {
  auto listener = net::Listener::Bind(loop.executor(), {}).value();
  const IssuedCertificate& issued = credentials()->Issue(Certificate{});
  net::TlsServerSettings settings;
  settings.common.cert_pem = issued.chain_pem;
  settings.common.key_pem = issued.key_pem;
  net::TaskGroup group(loop.executor());
  group.Start("server", AnswerAndSecure(*listener, net::TlsContext::ForServer(settings).value()));
  ClientSide client(loop.executor(), "127.0.0.1", listener->port(), Options());
  loop.RunTask(client.Play(Steps(
      R"([{"send": "STARTTLS\n"}, {"await": "bytes", "count": 7}, {"start_tls": {}},
          {"send": "secret"}, {"await": "close"}])")));
  loop.RunTask(group.Join());
  const Transcript transcript = loop.RunTask(client.Finish());
  EXPECT_EQ(Kinds(transcript),
            "connected, sent, received, handshake-done, sent, received, peer-close-notify");
  EXPECT_EQ(transcript.connections.at(0).Received(), "go on\r\nsecret too");
  loop.Run();
}

TEST(Credentials, IssueEachCertificateOnce) {
  const Credentials credentials;
  EXPECT_THAT(credentials.ca_pem(), StartsWith("-----BEGIN CERTIFICATE"));
  const IssuedCertificate& first = credentials.Issue(Certificate{});
  EXPECT_EQ(first.error, "");
  EXPECT_EQ(&credentials.Issue(Certificate{}), &first);
  EXPECT_NE(&credentials.Issue(Certificate{.issuer = Certificate::Issuer::kSelf}), &first);
  EXPECT_THAT(credentials.Issue(Certificate{.extended_key_usage = {"nothing"}}).error,
              HasSubstr("extended_key_usage"));
}

}  // namespace
}  // namespace wireproof::script
