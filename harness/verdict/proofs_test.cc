// Checks the proofs of all scenarios, and that their observations survive the JSON form.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/scenario/loader.h"
#include "harness/verdict/proof.h"

namespace wireproof::harness {
namespace {

TEST(Corpus, TheProofsOfAllScenariosHold) {
  const auto corpus = LoadCorpus(WIREPROOF_SCENARIOS);
  if (!corpus) {
    for (const LoadError& error : corpus.error()) ADD_FAILURE() << Describe(error);
    return;
  }
  for (const Scenario& scenario : corpus->scenarios) {
    for (const std::string& problem : CheckProofs(scenario)) ADD_FAILURE() << problem;
    for (const auto* proofs : {&scenario.proof_pass, &scenario.proof_fail})
      for (const PartialObservation& proof : *proofs) {
        const Observation observation = Expand(scenario, proof);
        const auto back = ObservationFromJson(ObservationToJson(observation));
        ASSERT_TRUE(back) << scenario.id << back.error();
        EXPECT_EQ(*back, observation) << scenario.id;
      }
  }
}

}  // namespace
}  // namespace wireproof::harness
