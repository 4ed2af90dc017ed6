// Reads `expect` and `proof` (scenarios/README.md, "What is observed" and "Proofs").
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/expectation.h"
#include "harness/scenario/place.h"
#include "harness/scenario/scenario.h"

namespace wireproof::harness {

// What the scenario says that its expectation and proofs must fit.
struct ExpectationScope {
  Role role = Role::kServer;
  // Role server: the names that `on` may hold; empty where the steps could not be read.
  std::vector<std::string> connections;
  std::size_t requests = 0;  // role client
};

// Reports what is wrong; what could be read is given all the same.
Expectation ReadExpectation(const Place& place, const ExpectationScope& scope);

struct Proofs {
  std::vector<PartialObservation> pass;
  std::vector<PartialObservation> fail;
};
Proofs ReadProofs(const Place& place, const ExpectationScope& scope);

// A failure kind; reports what is none.
std::optional<FailureKind> ReadFailureKind(const Place& place);

// Reports a connection that the scenario does not make.
std::optional<std::string> ReadConnectionName(const Place& place, const ExpectationScope& scope);

}  // namespace wireproof::harness
