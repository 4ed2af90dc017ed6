// Runs scenarios against one subject in one role: in flight together, controls first, exclusive
// ones and doubtful ones alone at the end.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/plan.h"
#include "harness/run/playground.h"
#include "harness/verdict/gate.h"
#include "harness/verdict/judge.h"
#include "http/net/sync.h"

namespace wireproof::harness {

// What became of one scenario.
struct ScenarioResult {
  const Scenario* scenario = nullptr;
  Verdict verdict = Verdict::kSkip;
  std::string variant;                 // the one that the verdict is from
  std::vector<std::string> reasons;    // why: the alternatives that did not hold, what it lacks...
  std::optional<Run> run;              // what the verdict rests on; none where it was not run
  std::optional<Observation> primary;  // of the primary variant, to compare and to record
};

struct RunnerOptions {
  VariantChoice variants;
  bool judge_all_variants = true;  // false: the primary one alone (recording)
  // Whether a hang (or a client's timeout) is already known, so that it is not tried again alone:
  // the reference hangs there too, or the baseline lists the scenario.
  std::function<bool(const Scenario&)> hang_is_known = [](const Scenario&) { return false; };
  // Called as each scenario is done, in no particular order.
  std::function<void(const ScenarioResult&)> done = [](const ScenarioResult&) {};
};

// Whether something in it did not come in time: an awaited thing, a client's response, the answer
// to the residue probe. On a busy machine that may be chance.
bool ShowsHang(const Observation& observation);

// How much longer a doubtful scenario may take when it is tried again, alone.
inline constexpr int kPatienceAlone = 3;

class Runner {
 public:
  Runner(net::Executor executor, Playground& playground, RunnerOptions options);

  // The results of `selected`, in its order. Their controls are run too, and not reported.
  net::Task<std::vector<ScenarioResult>> Run(const Corpus& corpus,
                                             std::vector<const Scenario*> selected);

 private:
  enum class Phase { kWaiting, kAlone, kDone };
  struct Progress {
    const Scenario* scenario = nullptr;
    Phase phase = Phase::kWaiting;
    ScenarioResult result;
    std::map<std::string, Verdict> by_variant;  // of those that were run
  };

  void Enter(const Corpus& corpus, const Scenario& scenario);
  net::Task<void> RunShared(Progress& progress);
  net::Task<void> RunAlone(Progress& progress);
  net::Task<void> RunVariants(Progress& progress, bool alone);
  net::Task<std::optional<ScenarioResult>> RunVariant(const Progress& progress, Variant variant,
                                                      bool alone);
  std::optional<std::string> WhyBlocked(const Progress& progress, const Variant& variant) const;
  std::optional<ScenarioResult> ReadError(ScenarioResult result, const SubjectError& error,
                                          bool alone) const;
  bool Doubtful(const Scenario& scenario, const struct Run& run) const;
  void Finish(Progress& progress);

  net::Executor executor_;
  Playground& playground_;
  RunnerOptions options_;
  net::Semaphore permits_;
  net::Signal changed_;
  std::map<std::string, Progress, std::less<>> all_;
};

}  // namespace wireproof::harness
