// Agree(subject, reference): whether two observations of one scenario are the same, pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/verdict/judge.h"
#include "harness/verdict/observation.h"

namespace wireproof::harness {

enum class Comparison {
  kOutcome,  // statuses, framing, what was understood, failure kind, fate (closed and reset are
             // one)
  kWire,     // all bytes, after the normalisation below
};

struct AgreeResult {
  bool same = true;
  std::vector<std::string> differences;  // "response 1 status: 400, reference 501"
};

// Both compare: that a process ended, that a deadline passed, the number of connections, and of
// each its handshake, fate (half-closed is closed) and (where both were probed) residue; of clients
// the failure's kind and request.
//
// kOutcome, server: of each response the status, the framing, whether it is whole, and where both
//   bodies are echoes what the application understood: method, target, body, and the fields without
//   those of the hop (Connection, Keep-Alive, Proxy-Connection, TE, Trailer, Transfer-Encoding,
//   Upgrade), whatever their order and the case of their names, lines of one name joined. The
//   statuses of interim responses; whether anything was surplus or malformed.
// kOutcome, client: of each request that reached us the method, target, framing and body; of each
//   reported response the status and the body.
// kWire: the received bytes after NormaliseWire; everything a client reported but the words of its
//   failure; over TLS, which ends came with close_notify.
//
// In kOutcome, ports of loopback names in targets and echoed fields do not count (rule 3 below).
// `separate_ends`: the scenario tells closed from reset, or ends with close_notify from those
// without (SeparatesEnds), so Agree does too. `subject_reports`: what a client subject can tell;
// null: everything.
AgreeResult Agree(const Observation& subject, const Observation& reference, Comparison comparison,
                  bool separate_ends, const Reports* subject_reports = nullptr);

// Whether an alternative allows only one of closed and reset, or names close_notify.
bool SeparatesEnds(const Expectation& expectation);

// The named normalisation of kWire, of the bytes of one direction, message by message:
//   1. a valid IMF-fixdate as the value of Date in a response's head becomes DATE
//   2. a value of Server in a response's head, not empty, becomes SERVER
//   3. the port behind 127.0.0.1, localhost, [::1] or a name in the reserved top-level domain
//      .test, 4 or 5 digits, becomes PORT: in start-lines, in Host, in a response's Location and
//      Content-Location, and in bodies that are not chunked (echoes, error pages), those of bytes
//      that are no message included
//   4. a body begins and ends where Content-Length says; without one, a response's lasts to the
//      end. 1xx, 204 and 304 have none, nor has a response behind which another one begins at once
//   5. where rule 3 changed a whole body, its one Content-Length becomes its new length
// Nothing else is changed.
std::string NormaliseWire(std::string_view bytes);

// Rule 3 for any text.
std::string HidePorts(std::string_view text);

}  // namespace wireproof::harness
