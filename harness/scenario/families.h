// Families: a scenario with `cases` becomes one scenario a row (scenarios/README.md, "A scenario"
// and "Octets"). Works on JSON, before the scenario is read.
// Private to this folder: it holds JSON values.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/scenario/place.h"

namespace wireproof::harness {

// The keys of a row that override the scenario's; every other key of a row is a variable.
inline constexpr std::string_view kRowOverrides[] = {
    "title", "spec", "basis", "tags", "needs", "covers", "control", "expect", "reference", "proof"};

// What is known only when a scenario runs, and stays a variable.
inline constexpr std::string_view kRunVariables[] = {"authority", "host", "port", "target.get",
                                                     "target.post"};

// One scenario of a family, or a scenario without cases (`row` is empty then).
struct Expanded {
  std::string row;
  nlohmann::json scenario;  // the variables of the row put in, `cases` removed
  Source source;            // leads from pointers into `scenario` to the file
};

// Expands the scenario at `place`, a value of the file. What is wrong with the cases and with
// variables is reported there; a row whose name is missing is left out.
std::vector<Expanded> Expand(const Place& place);

// Lower-case letters, digits, and single dashes or dots between them: "bad-size", "tls-1.0".
bool IsName(std::string_view text);

}  // namespace wireproof::harness
