// Whether a connection outlives a message, and what else the fields say about it.
#pragma once

#include "http/wire/dialect.h"
#include "http/wire/message.h"

namespace wireproof::wire {

// RFC 9112 section 9.3, for the sender's wishes alone: close in Connection ends it, HTTP/1.1 keeps
// it, HTTP/1.0 keeps it where it says keep-alive. In the CPython dialect: http.server's
// parse_request() and http.client's _check_close().
bool Persists(const RequestHead& head, const Dialect& dialect);
bool Persists(const ResponseHead& head, const Dialect& dialect);

// Whether the client waits for 100 (Continue) before it sends the body (RFC 9110 section 10.1.1).
// Never for HTTP/1.0. In the CPython dialect: whether http.server sends a 100 at once.
bool ExpectsContinue(const RequestHead& head, const Dialect& dialect);

// Whether the request offers to leave HTTP: CONNECT, or Upgrade (RFC 9110 section 7.8).
bool OffersSwitch(const RequestHead& head, const Dialect& dialect);

}  // namespace wireproof::wire
