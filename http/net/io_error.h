// What can go wrong on a stream, as a value.
#pragma once

#include <string>

namespace wireproof::net {

// The kinds that callers tell apart; everything else of the failure is in the message.
enum class IoErrorKind {
  kRefused,  // nobody listens there
  kReset,    // the peer reset the connection (ECONNRESET, EPIPE, ECONNABORTED)
  kTimeout,  // the deadline passed
  kTls,      // the TLS protocol failed: a handshake, an alert, a record
  kClosed,   // this side closed or cancelled it already
  kOther,    // anything else: the message has the system's words
};

// Returned by every operation on a stream that can fail.
struct IoError {
  IoErrorKind kind = IoErrorKind::kOther;
  std::string
      message;  // for people: what was tried, with whom, and the system's or OpenSSL's words
  bool operator==(const IoError&) const = default;
};

}  // namespace wireproof::net
