// A connected TCP socket as a Stream. Inside http/net only: others use Connect and Listener.
#pragma once

#include <asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include "http/net/hang_up_watch.h"
#include "http/net/stream.h"

namespace wireproof::net {

// "127.0.0.1:80", "[::1]:80".
std::string ToString(const asio::ip::tcp::endpoint& endpoint);

// Sets SO_RCVBUF and SO_SNDBUF where given, on a socket or an acceptor; the first failure.
template <typename Socket>
std::error_code SetBufferSizes(Socket& socket, std::optional<int> receive_bytes,
                               std::optional<int> send_bytes) {
  std::error_code error;
  if (receive_bytes) {
    socket.set_option(asio::socket_base::receive_buffer_size(*receive_bytes), error);
  }
  if (send_bytes && !error) {
    socket.set_option(asio::socket_base::send_buffer_size(*send_bytes), error);
  }
  return error;
}

// Takes a connected socket, whose peer is known already. With a watch its reads are eager
// (ListenOptions), where this system can.
std::unique_ptr<Stream> MakeTcpStream(asio::ip::tcp::socket socket,
                                      const asio::ip::tcp::endpoint& peer, bool no_delay,
                                      std::shared_ptr<HangUpWatch> watch = nullptr);

}  // namespace wireproof::net
