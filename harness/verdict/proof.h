// Proofs: a scenario brings observations that it must pass and observations that it must fail, so
// that an expectation which accepts everything, or nothing, is found without a subject.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scenario.h"
#include "harness/verdict/judge.h"

namespace wireproof::harness {

// What is wrong with the scenario's proofs: "FILE#POINTER/proof/pass/0 (ID): ...". A `pass` proof
// must be judged pass or warn, a `fail` proof fail, and there must be one of each.
std::vector<std::string> CheckProofs(const Scenario& scenario);

// Everything that a client can report: a proof is judged as a run of a client that tells all.
const Reports& AllReports();

}  // namespace wireproof::harness
