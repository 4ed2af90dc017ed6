// Waits until something happens on a socket, without trying to read first and without a system call
// of its own. Inside http/net only.
//
// Asio's reads try first and wait then; its bare waits arm the descriptor anew each time. For a
// server whose read has just taken all there was, either is a system call for nothing. Asio's
// reactor can do without, below its public interface: so this is for the versions in which that is
// known to be so, and kHasEdgeWait says whether this is one.
#pragma once

#include <asio/detail/config.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/version.hpp>
#include <system_error>
#include <utility>

#include "http/net/task.h"

#if defined(ASIO_HAS_EPOLL) && !defined(ASIO_HAS_IO_URING_AS_DEFAULT) && ASIO_VERSION >= 102200 && \
    ASIO_VERSION < 102300
#define WIREPROOF_EDGE_WAIT 1
#else
#define WIREPROOF_EDGE_WAIT 0
#endif

namespace wireproof::net {

inline constexpr bool kHasEdgeWait = WIREPROOF_EDGE_WAIT == 1;

class EdgeSocket : public asio::ip::tcp::socket {
 public:
  explicit EdgeSocket(asio::ip::tcp::socket&& socket);

  // Returns when octets, an end or an error have come since the last wait, and perhaps for nothing.
  // What came before that wait ended is not waited for: read it first, all of it. One at a time;
  // fails like a read when it is cancelled. Only where kHasEdgeWait.
  Task<std::error_code> WaitEdge();

 private:
  template <typename Handler>
  friend class EdgeOperation;
  friend struct StartEdgeWait;

  void* reactor_ = nullptr;  // Asio's, of the socket's context
};

}  // namespace wireproof::net
