#include "http/server/server.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "http/net/deadline.h"
#include "http/net/loop.h"
#include "http/net/stream.h"
#include "http/net/tls.h"
#include "http/server/session.h"

namespace wireproof::server {
namespace {

// Out of descriptors: some are free again soon.
constexpr std::chrono::milliseconds kAcceptPause{100};

// The TLS stream; nothing where the handshake failed.
net::Task<std::unique_ptr<net::Stream>> Secure(std::unique_ptr<net::Stream> stream,
                                               net::TlsContext context,
                                               std::chrono::milliseconds patience) {
  net::TlsServerOptions options;
  if (patience.count() > 0) options.deadline = net::Deadline::After(patience);
  auto tls =
      co_await net::HandshakeServer(std::move(stream), std::move(context), std::move(options));
  std::unique_ptr<net::Stream> secure;
  if (tls) secure = std::move(*tls);
  co_return secure;
}

net::Task<void> SecureAndServe(std::unique_ptr<net::Stream> stream, net::TlsContext context,
                               std::shared_ptr<Site> site) {
  auto secure = co_await Secure(std::move(stream), context, site->profile.handshake_time);
  if (secure) co_await ServeConnection(std::move(secure), std::move(site));
}

}  // namespace

std::expected<std::unique_ptr<Server>, net::IoError> Server::Start(
    net::Executor executor, ServerOptions options, std::shared_ptr<Handler> handler) {
  auto listener = net::Listener::Bind(executor, options.listen);
  if (!listener) return std::unexpected(std::move(listener.error()));
  std::unique_ptr<Server> server(new Server(std::move(executor), std::move(*listener),
                                            std::move(options), std::move(handler)));
  server->tasks_.Start("accept connections", server->AcceptLoop());
  return server;
}

Server::Server(net::Executor executor, std::unique_ptr<net::Listener> listener,
               ServerOptions options, std::shared_ptr<Handler> handler)
    : listener_(std::move(listener)),
      tls_(std::move(options.tls)),
      site_(std::make_shared<Site>(Site{.profile = std::move(options.profile),
                                        .handler = std::move(handler),
                                        .clock = DateClock(std::move(options.clock)),
                                        .log = std::move(options.log)})),
      tasks_(std::move(executor)) {}

Server::~Server() = default;

net::Task<void> Server::Stop() {
  listener_->Close();
  tasks_.CancelAll();
  co_await tasks_.Join();
}

net::Task<void> Server::AcceptLoop() {
  while (true) {
    auto stream = co_await listener_->Accept();
    if (stream) {
      co_await Admit(std::move(*stream));
    } else if (stream.error().kind == net::IoErrorKind::kClosed) {
      co_return;
    } else {
      Log("accept: " + stream.error().message);
      co_await net::SleepFor(kAcceptPause);
    }
  }
}

net::Task<void> Server::Admit(std::unique_ptr<net::Stream> stream) {
  if (!tls_) {
    tasks_.Start("serve a connection", ServeConnection(std::move(stream), site_));
  } else if (site_->profile.accept == AcceptPolicy::kHandshakeInConnection) {
    tasks_.Start("serve a connection", SecureAndServe(std::move(stream), *tls_, site_));
  } else {
    auto secure = co_await Secure(std::move(stream), *tls_, site_->profile.handshake_time);
    if (secure) tasks_.Start("serve a connection", ServeConnection(std::move(secure), site_));
  }
}

void Server::Log(std::string_view line) const {
  if (site_->log) site_->log(line);
}

}  // namespace wireproof::server
