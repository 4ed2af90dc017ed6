// Closing so that the peer gets everything.
#pragma once

#include <cstddef>

#include "http/net/deadline.h"
#include "http/net/stream.h"
#include "http/net/task.h"

namespace wireproof::net {

// How a lingering close ended; the stream is closed in each case.
enum class LingerEnd {
  kPeerEnded,  // the peer ended its direction: it has seen all that we sent, or chose not to
  kDeadline,   // it did not in time
  kLimit,      // it kept sending
  kFailed,     // the connection failed, e.g. was reset
};

struct LingerOptions {
  Deadline deadline = Deadline::Never();
  // A peer that sends more than this is cut off.
  std::size_t drain_limit_bytes = std::size_t{1} << 20;
};

// Half-closes, reads and throws away what the peer still sends until it ends its direction, the
// deadline passes or the limit is reached, then closes. A plain close with unread bytes would send
// RST, which destroys data under way to the peer (RFC 9112 section 9.6; nginx: lingering_close).
// Over TLS our direction ends with close_notify; to truncate on purpose, close TlsStream::below().
Task<LingerEnd> CloseLingering(Stream& stream, LingerOptions options);

}  // namespace wireproof::net
