// Judge(scenario, observation): a pure function, so that verdicts are tested without sockets and a
// recorded run can be judged again.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/verdict/observation.h"

namespace wireproof::harness {

enum class Grade { kPass, kWarn, kFail };
std::string_view Name(Grade grade);

struct Judgement {
  Grade grade = Grade::kFail;
  // Which alternative held ("pass 1"), or why each did not: one line an alternative, the first
  // fact that differs, e.g. "pass 1: response status: 200, expected 4xx".
  std::vector<std::string> reasons;
};

// What a client subject can tell of a response ("reason", "trailers", ...); the rest is not judged.
// A server's responses are read from the wire: everything is known.
using Reports = std::set<std::string>;

Judgement Judge(const Scenario& scenario, const Observation& observation, const Reports& reports);

}  // namespace wireproof::harness
