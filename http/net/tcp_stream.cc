#include "http/net/tcp_stream.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <asio/buffer.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <cassert>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <expected>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "http/net/edge_wait.h"
#include "http/net/error_code.h"

namespace wireproof::net {
namespace {

class TcpStream final : public Stream {
 public:
  TcpStream(asio::ip::tcp::socket socket, const asio::ip::tcp::endpoint& peer, bool eager_reads)
      : socket_(std::move(socket)), peer_(peer) {
    const int on = 1;
    tells_rest_ = kHasEdgeWait && eager_reads &&
                  ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_INQ, &on, sizeof on) == 0;
  }

  Task<std::expected<std::size_t, IoError>> Read(std::span<char> buffer) override {
    assert(!buffer.empty());
    std::error_code error;
    std::size_t count = 0;
    if (tells_rest_) {
      if (!nothing_left_) error = ReceiveNow(buffer, count);
      while (nothing_left_ || error == asio::error::would_block) {
        nothing_left_ = false;
        error = co_await socket_.WaitEdge();
        if (!error) error = ReceiveNow(buffer, count);
      }
    } else {
      count = co_await socket_.async_read_some(asio::buffer(buffer.data(), buffer.size()),
                                               asio::redirect_error(asio::use_awaitable, error));
      if (!error && count == 0) error = asio::error::eof;
    }
    if (!error) co_return count;
    if (error == asio::error::eof && peer_end_ != PeerEnd::kReset) {
      peer_end_ = PeerEnd::kFin;
      co_return std::size_t{0};
    }
    // The system reports a reset once: where a write has got it, the read sees an end only.
    if (error == asio::error::eof) error = asio::error::connection_reset;
    co_return std::unexpected(Failed(error, "read from"));
  }

  Task<std::expected<void, IoError>> Write(std::string_view bytes) override {
    // Nearly always the socket takes everything at once; then this is one system call and no trip
    // through the event loop.
    const ssize_t sent =
        ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    NoteSent(sent);
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
    NoteSent(sent);
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
    std::error_code ignored;
    socket_.close(ignored);
    co_return;
  }

  void Reset() override {
    std::error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
  }

  void Cancel() override {
    std::error_code ignored;
    socket_.cancel(ignored);
  }

  PeerEnd peer_end() const override { return peer_end_; }
  Executor executor() override { return socket_.get_executor(); }
  std::string peer_name() const override { return ToString(peer_); }

 private:
  // Takes what is there, and learns from TCP_INQ whether that was all: the count of octets behind
  // it, and 1 where the end has come. eof, would_block or another error where there is nothing.
  std::error_code ReceiveNow(std::span<char> buffer, std::size_t& count) {
    iovec room{.iov_base = buffer.data(), .iov_len = buffer.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control;
    msghdr message{};
    message.msg_iov = &room;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    drained_ = nothing_left_ = false;
    ssize_t got = -1;
    do {
      got = ::recvmsg(socket_.native_handle(), &message, MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return {errno, asio::error::get_system_category()};
    if (got == 0) return asio::error::eof;
    count = static_cast<std::size_t>(got);
    const cmsghdr* tail = CMSG_FIRSTHDR(&message);
    if (tail == nullptr || tail->cmsg_level != IPPROTO_TCP || tail->cmsg_type != TCP_CM_INQ) {
      return {};
    }
    int rest = 1;
    std::memcpy(&rest, CMSG_DATA(tail), sizeof rest);
    drained_ = rest == 0;
    return {};
  }

  // A reset does not show in TCP_INQ, and its event may have come with that of the octets read
  // last. But a socket that takes octets was not reset: all that comes is still to be announced,
  // and the next read need not look first.
  void NoteSent(ssize_t sent) {
    if (sent > 0 && drained_) nothing_left_ = true;
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
  bool tells_rest_ = false;    // TCP_INQ is there
  bool drained_ = false;       // the last read took all there was
  bool nothing_left_ = false;  // ... and no reset came with it
  PeerEnd peer_end_ = PeerEnd::kOpen;
  bool half_closed_ = false;
};

}  // namespace

std::string ToString(const asio::ip::tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return endpoint.address().is_v6() ? fmt::format("[{}]:{}", address, endpoint.port())
                                    : fmt::format("{}:{}", address, endpoint.port());
}

std::unique_ptr<Stream> MakeTcpStream(asio::ip::tcp::socket socket,
                                      const asio::ip::tcp::endpoint& peer, bool no_delay,
                                      bool eager_reads) {
  std::error_code ignored;  // the peer may be gone already: then the first read tells
  if (no_delay) socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  return std::make_unique<TcpStream>(std::move(socket), peer, eager_reads);
}

}  // namespace wireproof::net
