// What the loader does not refuse and a reviewer would. `LintRules` documents each rule.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/scenario.h"

namespace wireproof::harness {

struct LintFinding {
  std::string rule;      // its name
  std::string scenario;  // id; of a family, the first row that shows it
  std::string file;
  std::string pointer;
  std::string message;
  bool operator==(const LintFinding&) const = default;
};

struct LintRule {
  std::string_view name;
  std::string_view says;  // the rule in one sentence, with its reason
};

std::span<const LintRule> LintRules();

// The findings in the order of the scenarios; the rows of a family share one of the same words.
std::vector<LintFinding> Lint(const Corpus& corpus);

// "scenarios/server/hosts.json#/scenarios/1: server/hosts/missing: ... [no-control]"
std::string Describe(const LintFinding& finding);

}  // namespace wireproof::harness
