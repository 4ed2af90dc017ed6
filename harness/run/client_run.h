// Plays one scenario once against a client: our peer listens, the client performs its requests.
#pragma once

#include <expected>

#include "harness/run/bench.h"
#include "harness/run/server_run.h"
#include "harness/run/variant.h"

namespace wireproof::harness {

// The error: it cannot be asked this (kUnsupported), or its process failed (kEnded, kHung...).
net::Task<std::expected<Run, SubjectError>> RunAgainstClient(ClientBench& bench,
                                                             ClientSubject& client,
                                                             const Scenario& scenario,
                                                             Variant variant, int patience);

}  // namespace wireproof::harness
