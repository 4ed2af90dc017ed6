#include "http/net/tcp.h"

#include <fmt/format.h>

#include <asio/ip/tcp.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include "http/net/error_code.h"
#include "http/net/sync.h"
#include "http/net/tcp_stream.h"

namespace wireproof::net {
namespace {

using asio::ip::tcp;

// The answer of the resolver's thread. Shared: a getaddrinfo under way can't be cancelled, so a
// coroutine that was cancelled leaves it behind.
struct Resolution {
  explicit Resolution(const Executor& executor) : resolver(executor), changed(executor) {}
  tcp::resolver resolver;
  Signal changed;
  bool done = false;
  std::error_code error;
  std::vector<tcp::endpoint> addresses;
};

Task<std::expected<std::vector<tcp::endpoint>, IoError>> Lookup(Executor executor,
                                                                const Endpoint& endpoint) {
  std::error_code not_numeric;
  const asio::ip::address address = asio::ip::make_address(endpoint.host, not_numeric);
  if (!not_numeric) co_return std::vector<tcp::endpoint>(1, tcp::endpoint(address, endpoint.port));

  auto resolution = std::make_shared<Resolution>(executor);
  resolution->resolver.async_resolve(
      endpoint.host, std::to_string(endpoint.port), tcp::resolver::numeric_service,
      [resolution](const std::error_code& error, const tcp::resolver::results_type& results) {
        resolution->done = true;
        resolution->error = error;
        resolution->addresses.assign(results.begin(), results.end());
        resolution->changed.NotifyAll();
      });
  while (!resolution->done) co_await resolution->changed.Wait();
  if (resolution->error) {
    co_return std::unexpected(ToIoError(resolution->error, "resolve", endpoint.host));
  }
  co_return std::move(resolution->addresses);
}

std::error_code Prepare(tcp::socket& socket, const tcp::endpoint& target,
                        const TcpOptions& options) {
  std::error_code error;
  socket.open(target.protocol(), error);
  if (!error) {
    error = SetBufferSizes(socket, options.receive_buffer_bytes, options.send_buffer_bytes);
  }
  if (error || (options.source_address.empty() && options.source_port == 0)) return error;
  asio::ip::address source = target.address().is_v6() ? asio::ip::address(asio::ip::address_v6())
                                                      : asio::ip::address(asio::ip::address_v4());
  if (!options.source_address.empty()) {
    source = asio::ip::make_address(options.source_address, error);
  }
  if (!error) socket.bind(tcp::endpoint(source, options.source_port), error);
  return error;
}

// A connection attempt to a free port of this machine may meet itself: TCP's simultaneous open.
bool IsOwnEnd(const tcp::socket& socket, const tcp::endpoint& target) {
  std::error_code error;
  return target.address().is_loopback() && socket.local_endpoint(error) == target;
}

}  // namespace

std::string ToString(const Endpoint& endpoint) {
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  return v6 ? fmt::format("[{}]:{}", endpoint.host, endpoint.port)
            : fmt::format("{}:{}", endpoint.host, endpoint.port);
}

Task<std::expected<std::vector<std::string>, IoError>> Resolve(Executor executor,
                                                               std::string host) {
  const Endpoint endpoint{std::move(host), 0};
  auto addresses = co_await Lookup(executor, endpoint);
  if (!addresses) co_return std::unexpected(std::move(addresses.error()));
  std::vector<std::string> numeric;
  for (const tcp::endpoint& address : *addresses) numeric.push_back(address.address().to_string());
  co_return numeric;
}

Task<std::expected<std::unique_ptr<Stream>, IoError>> Connect(Executor executor, Endpoint endpoint,
                                                              TcpOptions options) {
  auto addresses = co_await Lookup(executor, endpoint);
  if (!addresses) co_return std::unexpected(std::move(addresses.error()));
  IoError last{IoErrorKind::kOther,
               fmt::format("connect to {}: the name has no address", ToString(endpoint))};
  for (const tcp::endpoint& target : *addresses) {
    tcp::socket socket(executor);
    std::error_code error = Prepare(socket, target, options);
    if (!error) {
      co_await socket.async_connect(target, asio::redirect_error(asio::use_awaitable, error));
    }
    if (!error && IsOwnEnd(socket, target)) error = asio::error::connection_refused;
    if (!error) co_return MakeTcpStream(std::move(socket), target, options.no_delay);
    last = ToIoError(error, "connect to", ToString(target));
    if (error == asio::error::operation_aborted) break;
  }
  co_return std::unexpected(std::move(last));
}

}  // namespace wireproof::net
