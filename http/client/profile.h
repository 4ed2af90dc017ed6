// How a client behaves: strictly by the RFCs, or as CPython's http.client does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "http/client/error.h"
#include "http/wire/dialect.h"
#include "http/wire/limits.h"

namespace wireproof::client {

// What is added to a request and what is refused.
enum class RequestStyle : std::uint8_t {
  kClean,       // Host first, framing fields last, nothing that breaks the grammar
  kHttpClient,  // what HTTPConnection.request() sends, byte for byte
};

// What may follow what.
enum class StateRules : std::uint8_t {
  // A request may always be made: what cannot be reused is closed and another connection opened.
  kSane,
  // http.client's: Idle, Request-started, Request-sent; a failed request needs Close() first.
  kHttpClient,
};

struct Profile {
  wire::Dialect dialect = wire::Dialect::Strict();
  wire::Limits limits = {};
  RequestStyle request_style = RequestStyle::kClean;
  StateRules state_rules = StateRules::kSane;
  ErrorNames error_names = ErrorNames::kOwn;
  // Over TLS: end with close_notify, and take a body that lasts until the close for whole only if
  // the peer did so too (RFC 9112 section 9.8).
  bool close_notify = true;
  // Before a connection is used again, look whether the peer ended it or sent what nobody asked
  // for, and open another then (RFC 9112 sections 6.3 and 9.3.1).
  bool checks_idle = true;
  // While a long body is sent, look for a response, and stop sending when there is one; and take
  // the response of a peer that reset the connection after it (RFC 9112 section 9.5).
  bool early_response = true;
  // Value of User-Agent where the caller gives none; empty: not sent (RFC 9110 section 10.1.5).
  std::string user_agent = "wireproof";
  // Accept-Encoding: identity where the caller gives none, since no content coding is undone here.
  // Off for those who pass on what they get.
  bool asks_identity = true;
  // Octets a read asks for. CPython's buffered reader takes as many, and what of them is behind
  // the response is lost with it.
  std::size_t read_size = std::size_t{16} << 10;

  static Profile Strict() { return {}; }
  // http.client of CPython 3.14.
  static Profile CPython();
};

}  // namespace wireproof::client
