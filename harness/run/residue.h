// The residue probe: a last request, with `Connection: close`, on a connection that a scenario left
// open. Its answer is the barrier: what comes before it was left over, and the server's close
// behind it says that no more follows.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/scenario/expectation.h"
#include "http/script/messages.h"

namespace wireproof::harness {

// The probe's bytes. `tagged`: the subject echoes its request, so the answer can be told.
std::string ProbeRequest(std::string_view target, std::string_view authority, bool tagged);

// What a probe must be answered with to be clean, as calibration found.
struct ProbeExpectation {
  int status = 200;
  bool tagged = false;
};

struct ProbeAnswer {
  // Messages after those that had come before the probe; `ended`: the connection ended.
  std::span<const script::Message> messages;
  bool malformed_or_surplus = false;
  bool ended = false;
};

// Pure. A server that ended the connection without a byte has used its right to (RFC 9112 section
// 9.5): not probed.
Residue DecideResidue(const ProbeAnswer& answer, const ProbeExpectation& expectation);

}  // namespace wireproof::harness
