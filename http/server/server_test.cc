// The server on real sockets: TLS, how connections end, how it is stopped.
#include "http/server/server.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "http/net/certificates.h"
#include "http/net/deadline.h"
#include "http/net/loop.h"
#include "http/net/tcp.h"
#include "http/net/tls.h"
#include "http/server/echo.h"

namespace wireproof::server {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

// What came, and how the server's direction ended.
struct Seen {
  std::string octets;
  net::PeerEnd end = net::PeerEnd::kOpen;
};

net::Task<Seen> ReadAll(net::Stream& stream) {
  Seen seen;
  std::string buffer(4096, '\0');
  while (true) {
    auto count = co_await stream.Read(buffer);
    if (!count || *count == 0) break;
    seen.octets.append(buffer, 0, *count);
  }
  seen.end = stream.peer_end();
  co_return seen;
}

net::Task<std::unique_ptr<net::Stream>> Dial(std::uint16_t port) {
  const net::Executor executor = co_await net::CurrentExecutor();
  net::Endpoint endpoint{.host = "127.0.0.1", .port = port};
  auto stream = co_await net::Connect(executor, std::move(endpoint));
  EXPECT_TRUE(stream.has_value());
  co_return std::move(*stream);
}

net::Task<std::unique_ptr<net::Stream>> DialTls(std::uint16_t port, net::TlsContext context) {
  auto below = co_await Dial(port);
  net::TlsClientOptions options{.server_name = "localhost", .deadline = net::Deadline::After(5s)};
  auto tls =
      co_await net::HandshakeClient(std::move(below), std::move(context), std::move(options));
  std::unique_ptr<net::Stream> stream;
  if (tls) stream = std::move(*tls);
  co_return stream;
}

net::Task<Seen> Ask(std::unique_ptr<net::Stream> stream, std::string octets) {
  (void)co_await stream->Write(octets);
  co_return co_await ReadAll(*stream);
}

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
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

  std::unique_ptr<Server> Start(Profile profile, bool tls) {
    ServerOptions options{.profile = std::move(profile)};
    if (tls) options.tls.emplace(*server_tls_);
    auto server =
        Server::Start(loop_.executor(), std::move(options), std::make_shared<EchoHandler>());
    EXPECT_TRUE(server.has_value());
    return std::move(*server);
  }

  Seen AskPlain(Server& server, std::string_view octets) {
    return loop_.RunTask(Ask(loop_.RunTask(Dial(server.port())), std::string(octets)));
  }
  Seen AskTls(Server& server, std::string_view octets) {
    auto stream = loop_.RunTask(DialTls(server.port(), *client_tls_));
    EXPECT_NE(stream, nullptr);
    return loop_.RunTask(Ask(std::move(stream), std::string(octets)));
  }

  net::EventLoop loop_;
  std::optional<net::TlsContext> server_tls_;
  std::optional<net::TlsContext> client_tls_;
};

TEST_F(ServerTest, AnswersOverTcpAndEndsWithFin) {
  for (const Profile& profile : {Profile::Strict(), Profile::CPython()}) {
    auto server = Start(profile, false);
    const Seen seen = AskPlain(*server, kGet);
    EXPECT_TRUE(seen.octets.starts_with("HTTP/1.1 200 OK\r\n")) << seen.octets;
    EXPECT_EQ(seen.end, net::PeerEnd::kFin);
    loop_.RunTask(server->Stop());
  }
}

TEST_F(ServerTest, StrictEndsTlsWithCloseNotifyAndCPythonWithout) {
  auto strict = Start(Profile::Strict(), true);
  EXPECT_EQ(AskTls(*strict, kGet).end, net::PeerEnd::kCloseNotify);
  loop_.RunTask(strict->Stop());
  auto cpython = Start(Profile::CPython(), true);
  EXPECT_EQ(AskTls(*cpython, kGet).end, net::PeerEnd::kFin);
  loop_.RunTask(cpython->Stop());
}

TEST_F(ServerTest, StrictAnswerToAnUnfinishedBodyIsNotLostByReset) {
  auto server = Start(Profile::Strict(), false);
  std::string request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000\r\n\r\n";
  request += std::string(500000, 'x');
  const Seen seen = AskPlain(*server, request);
  EXPECT_TRUE(seen.octets.starts_with("HTTP/1.1 413 ")) << seen.octets;
  EXPECT_EQ(seen.end, net::PeerEnd::kFin);
  loop_.RunTask(server->Stop());
}

TEST_F(ServerTest, ASilentTlsClientBlocksOthersInCPythonsProfileOnly) {
  for (const bool strict : {true, false}) {
    auto server = Start(strict ? Profile::Strict() : Profile::CPython(), true);
    auto silent = loop_.RunTask(Dial(server->port()));
    net::Waiting waiting("a second client", "server");
    auto dial = [](std::uint16_t port, net::TlsContext context)
        -> net::Task<std::expected<std::unique_ptr<net::Stream>, net::IoError>> {
      auto stream = co_await DialTls(port, std::move(context));
      co_return std::expected<std::unique_ptr<net::Stream>, net::IoError>(std::move(stream));
    };
    auto second =
        loop_.RunTask(net::WithDeadline(net::Deadline::After(strict ? 5s : 150ms),
                                        std::move(waiting), dial(server->port(), *client_tls_)));
    EXPECT_EQ(second.has_value(), strict);
    loop_.RunTask(server->Stop());
  }
}

TEST_F(ServerTest, StopEndsListeningAndConnections) {
  auto server = Start(Profile::Strict(), false);
  const std::uint16_t port = server->port();
  auto idle = loop_.RunTask(Dial(port));
  loop_.RunTask(server->Stop());
  EXPECT_EQ(loop_.RunTask(ReadAll(*idle)).octets, "");
  net::Endpoint endpoint{.host = "127.0.0.1", .port = port};
  auto refused = loop_.RunTask(net::Connect(loop_.executor(), std::move(endpoint)));
  EXPECT_FALSE(refused.has_value());
}

}  // namespace
}  // namespace wireproof::server
