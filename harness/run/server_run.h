// Plays one scenario once against a server, and finds out what it left on the connection.
#pragma once

#include <chrono>
#include <expected>

#include "harness/run/bench.h"
#include "harness/run/variant.h"
#include "harness/verdict/observation.h"
#include "http/net/task.h"
#include "http/script/transcript.h"

namespace wireproof::harness {

// One run: what was seen, and everything it rests on.
struct Run {
  Variant variant;
  Observation observation;
  script::Transcript transcript;
};

// `patience` multiplies the deadline: a hang is tried again alone with more of it. The error: it
// could not be connected to, which says nothing about how it behaves.
net::Task<std::expected<Run, SubjectError>> RunAgainstServer(ServerBench& bench,
                                                             const Scenario& scenario,
                                                             Variant variant, int patience);

}  // namespace wireproof::harness
