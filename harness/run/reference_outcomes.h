// The reference's outcomes: what CPython did in each scenario, recorded (reference/recorded/) or
// just now by a live interpreter. Everyone else's observations are compared with these.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/verdict/agree.h"
#include "harness/verdict/gate.h"
#include "harness/verdict/observation.h"

namespace wireproof::harness {

struct ReferenceOutcome {
  std::string stimulus_digest;  // of the scenario as it was when this was recorded
  Observation observation;
};

// One interpreter's outcomes, primary variant of each scenario.
struct ReferenceOutcomes {
  std::string name = "cpython";
  std::string version;                         // "3.14.10"
  std::map<std::string, std::string> details;  // "openssl": "OpenSSL 3.6.5 ..."
  bool live = false;
  std::map<std::string, ReferenceOutcome, std::less<>> outcomes;  // by scenario id
};

// The primary version and the others, which are kept as differences from it.
struct ReferenceSet {
  ReferenceOutcomes primary;
  std::vector<ReferenceOutcomes> others;  // complete: what did not differ is the primary's

  const Observation* Find(std::string_view id) const;
};

struct ReferenceError {
  std::string file, message;
};

// Reads <folder>/<version> (recording.h) and the other versions beside it.
std::expected<ReferenceSet, ReferenceError> LoadReference(const std::filesystem::path& folder,
                                                          const std::string& primary_version);

// Writes one version into its folder: with a `base`, only what differs from it.
std::expected<void, ReferenceError> SaveReference(const std::filesystem::path& folder,
                                                  const ReferenceOutcomes& outcomes,
                                                  const ReferenceOutcomes* base);

// Scenarios whose recorded outcome belongs to another stimulus, or is missing; in words.
std::vector<std::string> StaleOutcomes(const ReferenceSet& reference,
                                       const std::vector<const Scenario*>& scenarios);

// How an observation compares with the reference.
struct Compared {
  Agreement agreement = Agreement::kNone;
  std::vector<std::string> differences;  // from the primary version
};
// `reports`: what a client subject can tell; the rest is not compared.
Compared CompareWithReference(const Scenario& scenario, const Observation& observation,
                              const ReferenceSet& reference, Comparison comparison,
                              const Reports& reports);

}  // namespace wireproof::harness
