#include "cli/shim_servers.h"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/net/tls_context.h"
#include "http/server/echo.h"
#include "http/server/static_files.h"

namespace wireproof::cli {
namespace {

using nlohmann::json;

void LogToStandardError(std::string_view line) {
  fmt::print(stderr, "{}\n", line);
}

}  // namespace

ShimServers::ShimServers(net::Executor executor, server::Profile profile)
    : executor_(std::move(executor)), profile_(std::move(profile)) {}

std::expected<json, ShimError> ShimServers::Serve(const ShimServing& serve) {
  server::ServerOptions options{.profile = profile_, .log = LogToStandardError};
  if (serve.tls) {
    net::TlsServerSettings settings;
    settings.common.cert_pem = serve.tls->cert_pem;
    settings.common.key_pem = serve.tls->key_pem;
    settings.common.alpn = {"http/1.1"};
    auto context = net::TlsContext::ForServer(settings);
    if (!context) {
      return std::unexpected(
          ShimError{ShimErrorKind::kBadMessage, "serve.tls: " + context.error().message});
    }
    options.tls.emplace(std::move(*context));
  }
  std::shared_ptr<server::Handler> handler = std::make_shared<server::EchoHandler>();
  if (serve.app == ShimServing::App::kStatic) {
    handler = std::make_shared<server::StaticFiles>(serve.root);
    // SimpleHTTPRequestHandler has a name of its own.
    constexpr std::string_view kBase = "BaseHTTP/";
    std::string& product = options.profile.server_field;
    if (product.starts_with(kBase)) product.replace(0, kBase.size(), "SimpleHTTP/");
  }
  auto server = server::Server::Start(executor_, std::move(options), std::move(handler));
  if (!server) {
    return std::unexpected(ShimError{ShimErrorKind::kInternal, server.error().message});
  }
  json reply = {{"host", (*server)->host()}, {"port", (*server)->port()}};
  const std::uint16_t port = (*server)->port();
  running_.emplace(port, std::move(*server));
  return reply;
}

net::Task<std::expected<json, ShimError>> ShimServers::Stop(std::uint16_t port) {
  const auto at = running_.find(port);
  if (at == running_.end()) {
    co_return std::unexpected(ShimError{ShimErrorKind::kBadMessage,
                                        fmt::format("stop.port {} is not being served", port)});
  }
  const std::unique_ptr<server::Server> server = std::move(at->second);
  running_.erase(at);
  co_await server->Stop();
  co_return json::object();
}

net::Task<void> ShimServers::StopAll() {
  while (!running_.empty()) (void)co_await Stop(running_.begin()->first);
}

}  // namespace wireproof::cli
