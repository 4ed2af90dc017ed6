// A server: accepts connections and serves each in a coroutine of its own. http.server's
// ThreadingHTTPServer and ThreadingHTTPSServer.
//
//   server::ServerOptions options{.profile = server::Profile::Strict()};
//   auto server = server::Server::Start(executor, std::move(options), handler);
//   ... (*server)->port() ...
//   co_await (*server)->Stop();
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/net/io_error.h"
#include "http/net/listener.h"
#include "http/net/sync.h"
#include "http/net/task.h"
#include "http/net/tls_context.h"
#include "http/server/handler.h"
#include "http/server/profile.h"

namespace wireproof::server {

struct Site;

struct ServerOptions {
  net::ListenOptions listen = {};
  Profile profile = Profile::Strict();
  std::optional<net::TlsContext> tls = std::nullopt;  // absent: plain TCP
  // What no client is told: handlers that threw, connections that could not be accepted.
  std::function<void(std::string_view line)> log = {};
  // For Date: seconds since 1970. The system's clock if there is none.
  std::function<std::int64_t()> clock = {};
};

class Server {
 public:
  // Listens at once. The error is that of the listener.
  static std::expected<std::unique_ptr<Server>, net::IoError> Start(
      net::Executor executor, ServerOptions options, std::shared_ptr<Handler> handler);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  // Stop() first, unless the loop is destroyed too.
  ~Server();

  const std::string& host() const { return listener_->host(); }
  std::uint16_t port() const { return listener_->port(); }

  // Stops listening and ends all connections at once, whatever they do. Returns when they have.
  net::Task<void> Stop();

 private:
  Server(net::Executor executor, std::unique_ptr<net::Listener> listener, ServerOptions options,
         std::shared_ptr<Handler> handler);
  net::Task<void> AcceptLoop();
  net::Task<void> Admit(std::unique_ptr<net::Stream> stream);
  void Log(std::string_view line) const;

  std::unique_ptr<net::Listener> listener_;
  std::optional<net::TlsContext> tls_;
  std::shared_ptr<Site> site_;
  net::TaskGroup tasks_;
};

}  // namespace wireproof::server
