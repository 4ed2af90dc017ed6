// TCP connections from the client's side. (The server's side: listener.h.)
//
// The streams have TCP_NODELAY set: each Write is one system call, and is on the wire at once.
//
// Closing with unread bytes in the receive buffer makes the kernel send RST instead of FIN (RFC
// 1122 section 4.2.2.13), and the peer may then lose what was sent to it before. Who answers
// without reading everything closes with CloseLingering (linger.h).
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/net/io_error.h"
#include "http/net/stream.h"
#include "http/net/task.h"

namespace wireproof::net {

// Where to connect to: a name or a numeric address (IPv6 without brackets), and a port.
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
};

// "127.0.0.1:80", "[::1]:80", "localhost:80".
std::string ToString(const Endpoint& endpoint);

struct TcpOptions {
  bool no_delay = true;
  std::string source_address = {};  // numeric; empty: the system chooses
  std::uint16_t source_port = 0;
  // SO_RCVBUF and SO_SNDBUF, set before connecting; for tests that need small windows.
  std::optional<int> receive_buffer_bytes = std::nullopt;
  std::optional<int> send_buffer_bytes = std::nullopt;
};

// The addresses of a host, numeric, in the order in which Connect would try them; that of a numeric
// host is itself. For those who must check where they connect to: connect to one of these, not to
// the name, which may lead elsewhere the next time.
Task<std::expected<std::vector<std::string>, IoError>> Resolve(Executor executor, std::string host);

// Connects to the first address of the host that accepts, as socket.create_connection does; the
// error is that of the last address tried: kRefused, kTimeout (the system's own), or kOther for a
// name that does not resolve. Bound it with WithDeadline.
Task<std::expected<std::unique_ptr<Stream>, IoError>> Connect(Executor executor, Endpoint endpoint,
                                                              TcpOptions options = TcpOptions());

// Our end of a connection, as its peer's peer_name() has it; empty for what is no open TCP stream.
std::string LocalName(const Stream& stream);

}  // namespace wireproof::net
