// How a server behaves: strictly by the RFCs, or as CPython's http.server does.
//
// A profile is the dialect and what is no matter of syntax: what becomes of an unread body, the
// error page, how connections are accepted and how they end.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "http/wire/dialect.h"
#include "http/wire/limits.h"

namespace wireproof::server {

// What becomes of a body that the application did not take.
enum class UnreadBody : std::uint8_t {
  kDrained,      // read and thrown away up to Profile::drain_limit, else the connection closes
  kNextRequest,  // parsed as the next request
};

enum class ErrorPageStyle : std::uint8_t {
  kPlain,       // one line of text
  kHttpServer,  // DEFAULT_ERROR_MESSAGE of http.server
};

enum class AcceptPolicy : std::uint8_t {
  kHandshakeInConnection,  // a silent client waits alone
  kHandshakeInAcceptLoop,  // as HTTPSServer: one silent client keeps all others waiting (SSV-015)
};

enum class CloseStyle : std::uint8_t {
  // Half-close, read what still comes until the peer ends too, then close (RFC 9112 section 9.6),
  // with close_notify over TLS (section 9.8).
  kLingering,
  // socketserver's: shutdown(SHUT_WR), then close(): a reset if octets are unread. No close_notify.
  kShutdownAndClose,
};

struct Profile {
  wire::Dialect dialect = wire::Dialect::Strict();
  wire::Limits limits = {};
  UnreadBody unread_body = UnreadBody::kDrained;
  ErrorPageStyle error_page = ErrorPageStyle::kPlain;
  AcceptPolicy accept = AcceptPolicy::kHandshakeInConnection;
  CloseStyle close = CloseStyle::kLingering;
  // Whether requests are judged before the handler sees them (501, 405, 413, 417), OPTIONS and
  // missing answers are taken care of, and responses get Date, Connection and framing as RFC 9110
  // and RFC 9112 ask. Otherwise a handler's response is sent as it is, as http.server does.
  bool supervised = true;

  // Value of Server; empty: not sent.
  std::string server_field = "wireproof";

  // Octets of a request body that an application can be given: it is held in memory.
  std::uint64_t body_limit = std::uint64_t{64} << 20;
  // Octets of an unread body worth reading to keep the connection.
  std::uint64_t drain_limit = std::uint64_t{256} << 10;
  // Octets read at the end of a connection so that the peer sees the response (kLingering).
  std::size_t linger_limit = std::size_t{1} << 20;
  std::chrono::milliseconds linger_time = std::chrono::seconds(2);

  // 0: no deadline. A client that sends nothing between requests; one whose head does not come
  // whole (408); one that pauses in a body (408), or does not read; one that does not finish its
  // TLS handshake.
  std::chrono::milliseconds idle_time = std::chrono::seconds(60);
  std::chrono::milliseconds head_time = std::chrono::seconds(30);
  std::chrono::milliseconds transfer_time = std::chrono::seconds(30);
  std::chrono::milliseconds handshake_time = std::chrono::seconds(10);

  static Profile Strict() { return {}; }
  // http.server of CPython 3.14 with protocol_version = "HTTP/1.1". `python_version` is what its
  // Server field shows: "BaseHTTP/0.6 Python/3.14.0".
  static Profile CPython(const std::string& python_version = "3.14.0");
};

}  // namespace wireproof::server
