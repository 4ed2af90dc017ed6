#include "harness/verdict/proof.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wireproof::harness {
namespace {

constexpr std::string_view kKinds[] = {"pass", "fail"};

// A proof that says how many requests came and what came must say the same twice.
std::string Contradiction(const Scenario& scenario, const PartialObservation& proof,
                          const Observation& observation) {
  if (scenario.role != Role::kClient || !proof.received || !proof.sent) return {};
  const std::size_t came =
      observation.connections.empty() ? 0 : observation.connections.back().messages.messages.size();
  if (came == *proof.sent) return {};
  return fmt::format("\"received\" holds {} requests, and \"sent\" is {}", came, *proof.sent);
}

// What is wrong with one proof; empty: nothing.
std::string CheckProof(const Scenario& scenario, const PartialObservation& proof, bool must_pass) {
  const Observation observation = Expand(scenario, proof);
  const std::string contradiction = Contradiction(scenario, proof, observation);
  if (!contradiction.empty()) return contradiction;
  const Judgement judgement = Judge(scenario, observation, AllReports());
  if ((judgement.grade != Grade::kFail) == must_pass) return {};
  return fmt::format("judged {}: {} [{}]", Name(judgement.grade),
                     fmt::join(judgement.reasons, "; "), Summary(observation));
}

}  // namespace

const Reports& AllReports() {
  static const Reports kAll{"version",      "reason",      "fields",
                            "fields.order", "fields.case", "fields.duplicates",
                            "body",         "trailers",    "partial"};
  return kAll;
}

std::vector<std::string> CheckProofs(const Scenario& scenario) {
  std::vector<std::string> problems;
  const std::string place = scenario.file + "#" + scenario.pointer + "/proof";
  for (const std::string_view kind : kKinds) {
    const bool must_pass = kind == "pass";
    const auto& proofs = must_pass ? scenario.proof_pass : scenario.proof_fail;
    if (proofs.empty())
      problems.push_back(
          fmt::format("{} ({}): no observation that must {}", place, scenario.id, kind));
    for (std::size_t i = 0; i < proofs.size(); ++i) {
      const std::string problem = CheckProof(scenario, proofs[i], must_pass);
      if (!problem.empty())
        problems.push_back(fmt::format("{}/{}/{} ({}): {}", place, kind, i, scenario.id, problem));
    }
  }
  return problems;
}

}  // namespace wireproof::harness
