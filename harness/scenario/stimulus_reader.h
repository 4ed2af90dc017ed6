// Reads what is done to a subject: `steps`, or `requests` and `peer`.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/place.h"
#include "harness/scenario/scenario.h"

namespace wireproof::harness {

// Reads the stimulus of the scenario at `place` into `scenario`, whose role is set; reports what is
// wrong.
void ReadStimulus(const Place& place, Scenario& scenario);

// The connections that the steps of a server scenario make: "main" and those of `connect`.
std::vector<std::string> ConnectionsOf(const script::Script& steps);

}  // namespace wireproof::harness
