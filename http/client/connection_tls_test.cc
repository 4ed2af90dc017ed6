// The client over TLS: how connections end, and what a cut body is.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "http/client/connection.h"
#include "http/net/certificates.h"
#include "http/net/listener.h"
#include "http/net/loop.h"
#include "http/net/tls.h"

namespace wireproof::client {
namespace {

using namespace std::chrono_literals;

// What the peer does once, and what it saw.
struct Peer {
  std::string answer;
  bool closes = true;        // after the answer
  bool close_notify = true;  // then
  net::PeerEnd client_end = net::PeerEnd::kOpen;
  bool handshake_done = false;
};

net::Task<void> Play(net::Listener& listener, net::TlsContext context, Peer& peer) {
  auto below = co_await listener.Accept();
  if (!below) co_return;
  net::TlsServerOptions options{.deadline = net::Deadline::After(5s)};
  auto stream =
      co_await net::HandshakeServer(std::move(*below), std::move(context), std::move(options));
  if (!stream) co_return;
  peer.handshake_done = true;
  std::string buffer(4096, '\0');
  (void)co_await (*stream)->Read(buffer);
  (void)co_await (*stream)->Write(peer.answer);
  if (peer.closes) {
    co_await (*stream)->Close(peer.close_notify);
    co_return;
  }
  while (true) {
    auto count = co_await (*stream)->Read(buffer);
    if (!count || *count == 0) break;
  }
  peer.client_end = (*stream)->peer_end();
}

net::Task<std::expected<std::string, Error>> Get(Connection& connection) {
  Request request;
  auto sent = co_await connection.SendRequest(std::move(request));
  if (!sent) co_return std::unexpected(std::move(sent.error()));
  auto response = co_await connection.GetResponse();
  if (!response) co_return std::unexpected(std::move(response.error()));
  co_return co_await response->Read();
}

class TlsConnectionTest : public testing::Test {
 protected:
  TlsConnectionTest() : listener_(*net::Listener::Bind(loop_.executor(), {})) {
    auto authority = net::CertificateAuthority::Create();
    auto made = authority->Issue(net::CertificateRequest{});
    net::TlsServerSettings server_settings;
    server_settings.common.cert_pem = made->cert_pem;
    server_settings.common.key_pem = made->key_pem;
    server_tls_ = *net::TlsContext::ForServer(server_settings);
    net::TlsClientSettings client_settings;
    client_settings.common.ca_pem = authority->ca_pem();
    client_tls_ = *net::TlsContext::ForClient(client_settings);
  }

  std::expected<std::string, Error> Ask(Profile profile, Peer& peer,
                                        std::string host = "localhost") {
    net::Spawn(loop_.executor(), "peer", Play(*listener_, *server_tls_, peer));
    ConnectionOptions options{
        .host = std::move(host),
        .port = listener_->port(),
        .connect_to = net::Endpoint{.host = "127.0.0.1", .port = listener_->port()},
        .tls = client_tls_,
        .profile = std::move(profile)};
    Connection connection(loop_.executor(), std::move(options));
    connection.SetDeadline(net::Deadline::After(5s));
    auto got = loop_.RunTask(Get(connection));
    loop_.RunTask(connection.Close());
    loop_.RunFor(5s);
    return got;
  }

  net::EventLoop loop_;
  std::unique_ptr<net::Listener> listener_;
  std::optional<net::TlsContext> server_tls_;
  std::optional<net::TlsContext> client_tls_;
};

TEST_F(TlsConnectionTest, ABodyUntilCloseIsWholeOnlyWithCloseNotify) {
  const std::string answer = "HTTP/1.1 200 OK\r\n\r\nhello";
  for (const bool notify : {true, false}) {
    Peer peer{.answer = answer, .close_notify = notify};
    const auto strict = Ask(Profile::Strict(), peer);
    EXPECT_EQ(strict.has_value(), notify);
    if (!strict) {
      EXPECT_EQ(strict.error().kind, ErrorKind::kIncomplete);
      EXPECT_EQ(strict.error().partial, "hello");
    }
    EXPECT_EQ(Ask(Profile::CPython(), peer).value_or("failed"), "hello");
  }
}

TEST_F(TlsConnectionTest, StrictEndsWithCloseNotifyAndCPythonWithout) {
  Peer peer{.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", .closes = false};
  EXPECT_EQ(Ask(Profile::Strict(), peer).value_or("failed"), "hi");
  EXPECT_EQ(peer.client_end, net::PeerEnd::kCloseNotify);
  EXPECT_EQ(Ask(Profile::CPython(), peer).value_or("failed"), "hi");
  EXPECT_EQ(peer.client_end, net::PeerEnd::kFin);
}

TEST_F(TlsConnectionTest, ACertificateForAnotherNameIsRefused) {
  for (const Profile& profile : {Profile::Strict(), Profile::CPython()}) {
    Peer peer;
    const auto got = Ask(profile, peer, "other");
    ASSERT_FALSE(got.has_value());
    EXPECT_EQ(got.error().kind, ErrorKind::kTls);
    EXPECT_EQ(got.error().at, Step::kHandshake);
    EXPECT_FALSE(peer.handshake_done);
  }
}

}  // namespace
}  // namespace wireproof::client
