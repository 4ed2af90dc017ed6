// For the tests of other folders: a scenario, or a corpus of one, from a JSON text.
//
//   const Scenario scenario = ScenarioFromText(R"({"expect": {"pass": [{"response": null}]}})");
//
// Link wireproof_scenario_testing.
#pragma once

#include <string_view>

#include "harness/scenario/scenario.h"

namespace wireproof::harness {

// The text is a scenario as scenarios/README.md has it (without `cases`), and may say `role` too;
// otherwise it is a client's where it has `requests` or `peer`. What a file demands and the text
// leaves out is filled in: name "scenario" (so the id is "server/test/scenario"), a title, a
// requirement of level MUST, no steps (a client: one GET and a peer that answers nothing), an
// expectation of one response, and proofs. Throws std::invalid_argument with the loader's words.
Scenario ScenarioFromText(std::string_view text);

// The expectation and the proofs alone.
Expectation ExpectationFromText(Role role, std::string_view text);
PartialObservation ProofFromText(Role role, std::string_view text);

}  // namespace wireproof::harness
