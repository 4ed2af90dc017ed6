// Digests, by which a recorded outcome knows its stimulus and a report its corpus.
#pragma once

#include <string>
#include <string_view>

#include "harness/scenario/scenario.h"

namespace wireproof::harness {

// SHA-256 (FIPS 180-4), 64 lower-case hex digits.
std::string Sha256Hex(std::string_view bytes);

// Of everything that decides what is done to the subject: role, TLS, steps and probe, or requests,
// reuse and peer. Not of its id, its expectation, or which deliveries it is repeated in.
std::string StimulusDigest(const Scenario& scenario);

// Of the ids, stimuli and expectations, in the order given.
std::string CorpusDigest(const std::vector<Scenario>& scenarios);

}  // namespace wireproof::harness
