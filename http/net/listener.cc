#include "http/net/listener.h"

#include <netinet/tcp.h>

#include <asio/ip/tcp.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <system_error>
#include <utility>

#include "http/net/edge_wait.h"
#include "http/net/error_code.h"
#include "http/net/tcp_stream.h"

namespace wireproof::net {

using asio::ip::tcp;

struct Listener::State {
  State(const Executor& executor, ListenOptions chosen)
      : acceptor(executor), options(std::move(chosen)) {
    if (options.eager_reads && kHasEdgeWait) watch = HangUpWatch::Make(executor);
  }

  std::error_code Open() {
    std::error_code error;
    asio::ip::address address = asio::ip::address_v4::any();
    if (!options.host.empty()) address = asio::ip::make_address(options.host, error);
    if (!error) acceptor.open(tcp::endpoint(address, 0).protocol(), error);
    if (!error && options.reuse_address) {
      acceptor.set_option(asio::socket_base::reuse_address(true), error);
    }
    if (!error) {
      error = SetBufferSizes(acceptor, options.receive_buffer_bytes, options.send_buffer_bytes);
    }
    if (!error) acceptor.bind(tcp::endpoint(address, options.port), error);
    if (!error && options.defer_accept_s) {
      const asio::detail::socket_option::integer<IPPROTO_TCP, TCP_DEFER_ACCEPT> defer(
          *options.defer_accept_s);
      acceptor.set_option(defer, error);
    }
    if (!error) acceptor.listen(options.backlog, error);
    if (!error) port = acceptor.local_endpoint(error).port();
    return error;
  }

  tcp::acceptor acceptor;
  ListenOptions options;
  std::uint16_t port = 0;
  std::shared_ptr<HangUpWatch> watch;  // where reads are eager
};

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Listener::~Listener() = default;

std::expected<std::unique_ptr<Listener>, IoError> Listener::Bind(Executor executor,
                                                                 ListenOptions options) {
  auto state = std::make_unique<State>(executor, std::move(options));
  if (const std::error_code error = state->Open()) {
    const std::string where = state->options.host + ":" + std::to_string(state->options.port);
    return std::unexpected(ToIoError(error, "listen on", where));
  }
  return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

const std::string& Listener::host() const {
  return state_->options.host;
}
std::uint16_t Listener::port() const {
  return state_->port;
}

Task<std::expected<std::unique_ptr<Stream>, IoError>> Listener::Accept() {
  std::error_code error;
  do {
    tcp::endpoint peer;
    tcp::socket socket = co_await state_->acceptor.async_accept(
        peer, asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      co_return MakeTcpStream(std::move(socket), peer, state_->options.no_delay, state_->watch);
    }
  } while (error == asio::error::connection_aborted);
  co_return std::unexpected(ToIoError(error, "accept on port", std::to_string(state_->port)));
}

void Listener::Cancel() {
  std::error_code ignored;
  state_->acceptor.cancel(ignored);
}

void Listener::Close() {
  std::error_code ignored;
  state_->acceptor.close(ignored);
}

}  // namespace wireproof::net
