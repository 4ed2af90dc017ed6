// Controls: the valid twins of negative scenarios (scenarios/README.md, "A scenario").
#pragma once

#include <vector>

#include "harness/scenario/load_error.h"
#include "harness/scenario/scenario.h"

namespace wireproof::harness {

// Makes full ids of the controls of one file's scenarios: a name of the same file, of the case of
// the same name where it is a family, or a full id already. Reports names that are not there.
std::vector<LoadError> ResolveControls(std::vector<Scenario>& scenarios);

// Checks the controls of a whole corpus: that they are there, of the same role, positive, without
// controls of their own, and not narrower than the scenarios that rest on them. `scenarios` is
// sorted by id.
std::vector<LoadError> CheckControls(const std::vector<Scenario>& scenarios);

// Whether a subject that refuses everything would satisfy the alternative: a server that answers
// with an error or nothing and ends the connection, a client that fails.
bool PassesOnRefusal(const Scenario& scenario, const Alternative& alternative);

}  // namespace wireproof::harness
