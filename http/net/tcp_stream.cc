#include "http/net/tcp_stream.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <asio/buffer.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <cassert>
#include <cerrno>
#include <cstddef>
#include <expected>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "http/net/edge_wait.h"
#include "http/net/error_code.h"
#include "http/net/tcp.h"

namespace wireproof::net {
namespace {

class TcpStream final : public Stream {
 public:
  TcpStream(asio::ip::tcp::socket socket, const asio::ip::tcp::endpoint& peer,
            std::shared_ptr<HangUpWatch> watch)
      : socket_(std::move(socket), std::move(watch)), peer_(peer) {}

  Task<std::expected<std::size_t, IoError>> Read(std::span<char> buffer) override {
    assert(!buffer.empty());
    std::error_code error;
    std::size_t count = 0;
    if (socket_.has_edges()) {
      error = asio::error::would_block;
      if (!nothing_left_ || socket_.hung_up()) error = ReceiveNow(buffer, count);
      while (error == asio::error::would_block) {
        co_await socket_.WaitEdge();
        error = socket_.wait_error();
        if (!error) error = ReceiveNow(buffer, count);
      }
    } else {
      count = co_await socket_.async_read_some(asio::buffer(buffer.data(), buffer.size()),
                                               asio::redirect_error(asio::use_awaitable, error));
      if (!error && count == 0) error = asio::error::eof;
    }
    if (!error) co_return count;
    co_return Ended(error);
  }

  Task<std::expected<void, IoError>> Write(std::string_view bytes) override {
    // Nearly always the socket takes everything at once; then this is one system call and no trip
    // through the event loop.
    const ssize_t sent =
        ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    std::error_code error;
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
      error.assign(errno, asio::error::get_system_category());
    } else if (!bytes.empty()) {
      co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()),
                                 asio::redirect_error(asio::use_awaitable, error));
    }
    if (error) co_return std::unexpected(Failed(error, "write to"));
    co_return std::expected<void, IoError>();
  }

  std::size_t WriteNow(std::string_view bytes) override {
    const ssize_t sent =
        ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    // The system says this once, and the next read would see an orderly end.
    if (sent < 0 && errno == ECONNRESET) peer_end_ = PeerEnd::kReset;
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
  }

  bool PeerIsGone() override {
    pollfd look{.fd = socket_.native_handle(), .events = POLLRDHUP, .revents = 0};
    const int ready = ::poll(&look, 1, 0);
    return ready > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
  }

  Task<std::expected<void, IoError>> HalfClose() override {
    std::error_code error;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    if (error) co_return std::unexpected(Failed(error, "half-close"));
    half_closed_ = true;
    co_return std::expected<void, IoError>();
  }

  Task<void> Close(bool /*close_notify*/) override {
    socket_.CloseNow();
    co_return;
  }

  void Reset() override {
    std::error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.CloseNow();
  }

  void Cancel() override {
    std::error_code ignored;
    socket_.cancel(ignored);
  }

  PeerEnd peer_end() const override { return peer_end_; }
  Executor executor() override { return socket_.get_executor(); }
  std::string peer_name() const override { return ToString(peer_); }

  std::string local_name() const {
    std::error_code error;
    const asio::ip::tcp::endpoint name = socket_.local_endpoint(error);
    return error ? std::string() : ToString(name);
  }

 private:
  // Takes what is there; eof, would_block or another error where there is nothing. Less than fits
  // is all there was, and what comes behind it is still to be announced, unless an end or urgent
  // data came along: then the socket has hung_up().
  std::error_code ReceiveNow(std::span<char> buffer, std::size_t& count) {
    ssize_t got = -1;
    do {
      got = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    nothing_left_ = false;
    if (got < 0) return {errno, asio::error::get_system_category()};
    if (got == 0) return asio::error::eof;
    count = static_cast<std::size_t>(got);
    nothing_left_ = count < buffer.size();
    return {};
  }

  // What a read gives that got no octets.
  std::expected<std::size_t, IoError> Ended(std::error_code error) {
    if (error == asio::error::eof && peer_end_ != PeerEnd::kReset) {
      peer_end_ = PeerEnd::kFin;
      return std::size_t{0};
    }
    // The system reports a reset once: where a write has got it, the read sees an end only.
    if (error == asio::error::eof) error = asio::error::connection_reset;
    return std::unexpected(Failed(error, "read from"));
  }

  IoError Failed(const std::error_code& code, std::string_view step) {
    IoError error = ToIoError(code, step, peer_name());
    if (code == asio::error::not_connected) error.kind = IoErrorKind::kReset;
    if (code == asio::error::broken_pipe && half_closed_) error.kind = IoErrorKind::kClosed;
    if (error.kind == IoErrorKind::kReset) peer_end_ = PeerEnd::kReset;
    return error;
  }

  EdgeSocket socket_;
  asio::ip::tcp::endpoint peer_;
  bool nothing_left_ = false;  // the last read took all there was
  PeerEnd peer_end_ = PeerEnd::kOpen;
  bool half_closed_ = false;
};

}  // namespace

std::string LocalName(const Stream& stream) {
  const auto* tcp = dynamic_cast<const TcpStream*>(&stream);
  return tcp == nullptr ? std::string() : tcp->local_name();
}

std::string ToString(const asio::ip::tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return endpoint.address().is_v6() ? fmt::format("[{}]:{}", address, endpoint.port())
                                    : fmt::format("{}:{}", address, endpoint.port());
}

std::unique_ptr<Stream> MakeTcpStream(asio::ip::tcp::socket socket,
                                      const asio::ip::tcp::endpoint& peer, bool no_delay,
                                      std::shared_ptr<HangUpWatch> watch) {
  std::error_code ignored;  // the peer may be gone already: then the first read tells
  if (no_delay) socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  return std::make_unique<TcpStream>(std::move(socket), peer, std::move(watch));
}

}  // namespace wireproof::net
