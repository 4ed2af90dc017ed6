// A socket that waits for what comes next without trying to read first and without a system call
// of its own. Inside http/net only.
//
// Asio's reads try first and wait then; its bare waits arm the descriptor anew each time. For a
// server whose read has just taken all there was, either is a system call for nothing, and each
// wait costs two coroutines more. Asio's reactor can do without, below its public interface: so
// this is for the versions in which that is known to be so, and kHasEdgeWait says whether this is
// one.
#pragma once

#include <asio/detail/config.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/version.hpp>
#include <memory>
#include <system_error>

#include "http/net/hang_up_watch.h"
#include "http/net/task.h"

#if defined(ASIO_HAS_EPOLL) && !defined(ASIO_HAS_IO_URING_AS_DEFAULT) && ASIO_VERSION >= 102200 && \
    ASIO_VERSION < 102300
#define WIREPROOF_EDGE_WAIT 1
#else
#define WIREPROOF_EDGE_WAIT 0
#endif

namespace wireproof::net {

inline constexpr bool kHasEdgeWait = WIREPROOF_EDGE_WAIT == 1;

class EdgeSocket final : public asio::ip::tcp::socket, private HangUpWatch::Watched {
 public:
  // Without a watch it is a socket like any other, and WaitEdge is not for it.
  EdgeSocket(asio::ip::tcp::socket&& socket, std::shared_ptr<HangUpWatch> watch);
  EdgeSocket(const EdgeSocket&) = delete;
  EdgeSocket& operator=(const EdgeSocket&) = delete;
  ~EdgeSocket();

  bool has_edges() const { return watch_ != nullptr; }
  // The peer has ended its direction, reset, or sent urgent data: from now on a read that got less
  // than fits may have left something, which no edge will tell.
  bool hung_up() const { return hung_up_; }

  // `co_await socket.WaitEdge()` returns when octets, an end or an error have come since the last
  // wait, and perhaps for nothing. What came before that wait ended is not waited for: read it
  // first, all of it. One at a time; its error, from wait_error(), is that of a cancelled read.
  class Wait;
  Wait WaitEdge();
  std::error_code wait_error() const { return wait_error_; }

  // Closes; the watch knows.
  void CloseNow();

 private:
  friend class EdgeOperation;

  void OnHangUp() override;

  std::shared_ptr<HangUpWatch> watch_;
  void* reactor_ = nullptr;  // Asio's, of the socket's context
  std::error_code wait_error_;
  bool hung_up_ = false;
  bool woken_ = false;  // a wait ends because of OnHangUp
};

// What Asio's coroutines call with their frame once they are suspended.
class EdgeSocket::Wait {
 public:
  explicit Wait(EdgeSocket& socket) : socket_(&socket) {}
  asio::detail::awaitable_thread<Executor>* operator()(
      asio::detail::awaitable_frame_base<Executor>* frame) const;

 private:
  EdgeSocket* socket_;
};

inline EdgeSocket::Wait EdgeSocket::WaitEdge() {
  return Wait(*this);
}

}  // namespace wireproof::net
