#include "harness/run/runner.h"

#include <fmt/format.h>

#include <algorithm>

namespace wireproof::harness {

namespace {

// Whether the new verdict is the one to report.
bool IsWorse(Verdict now, Verdict before) {
  return static_cast<int>(now) > static_cast<int>(before);
}

}  // namespace

bool ShowsHang(const Observation& observation) {
  if (observation.client && observation.client->failure &&
      observation.client->failure->kind == FailureKind::kTimeout) {
    return true;
  }
  const auto hangs = [](const ObservedConnection& connection) {
    return connection.fate == Fate::kHung || connection.handshake == Handshake::kHung ||
           connection.residue == Residue::kPoisoned;
  };
  return !observation.missed.empty() || std::ranges::any_of(observation.connections, hangs);
}

Runner::Runner(net::Executor executor, Playground& playground, RunnerOptions options)
    : executor_(executor),
      playground_(playground),
      options_(std::move(options)),
      permits_(executor, playground.jobs()),
      changed_(executor) {}

net::Task<std::vector<ScenarioResult>> Runner::Run(const Corpus& corpus,
                                                   std::vector<const Scenario*> selected) {
  for (const Scenario* scenario : selected) Enter(corpus, *scenario);
  net::TaskGroup group(executor_);
  for (auto& [id, progress] : all_) {
    if (progress.scenario->exclusive) {
      progress.phase = Phase::kAlone;
    } else {
      group.Start(id, RunShared(progress));
    }
  }
  co_await group.Join();
  // Controls have no controls, so two rounds settle who waits for whom.
  for (const bool controls : {true, false}) {
    for (auto& [id, progress] : all_) {
      if (progress.phase == Phase::kAlone && progress.scenario->control.empty() == controls) {
        co_await RunAlone(progress);
      }
    }
  }
  std::vector<ScenarioResult> results;
  for (const Scenario* scenario : selected) {
    results.push_back(std::move(all_.find(scenario->id)->second.result));
  }
  co_return results;
}

void Runner::Enter(const Corpus& corpus, const Scenario& scenario) {
  Progress& progress = all_[scenario.id];
  if (progress.scenario != nullptr) return;
  progress.scenario = &scenario;
  progress.result.scenario = &scenario;
  if (scenario.control.empty()) return;
  if (const Scenario* control = corpus.Find(scenario.control)) Enter(corpus, *control);
}

net::Task<void> Runner::RunShared(Progress& progress) {
  const Scenario& scenario = *progress.scenario;
  if (const auto control = all_.find(scenario.control); control != all_.end()) {
    while (control->second.phase == Phase::kWaiting) co_await changed_.Wait();
    if (control->second.phase == Phase::kAlone) {
      progress.phase = Phase::kAlone;
      changed_.NotifyAll();
      co_return;
    }
  }
  auto permit = co_await permits_.Acquire();
  co_await RunVariants(progress, false);
}

net::Task<void> Runner::RunAlone(Progress& progress) {
  if (playground_.died()) {
    auto revived = co_await playground_.Revive();
    if (!revived) {
      progress.result.verdict = Verdict::kError;
      progress.result.reasons = {revived.error().message};
      Finish(progress);
      co_return;
    }
  }
  co_await RunVariants(progress, true);
}

net::Task<void> Runner::RunVariants(Progress& progress, bool alone) {
  const Scenario& scenario = *progress.scenario;
  progress.result = ScenarioResult{};
  progress.result.scenario = &scenario;
  progress.by_variant.clear();
  const auto has_variable = [&](std::string_view name) { return playground_.HasVariable(name); };
  if (auto why = WhySkipped(scenario, playground_.identity(), has_variable)) {
    progress.result.reasons = {std::move(*why)};
    Finish(progress);
    co_return;
  }
  std::vector<Variant> variants = VariantsOf(scenario, options_.variants, playground_.has_tls());
  if (variants.empty()) progress.result.reasons = {"no variant of it is selected"};
  if (!options_.judge_all_variants && variants.size() > 1) variants.resize(1);
  for (const Variant& variant : variants) {
    auto result = co_await RunVariant(progress, variant, alone);
    if (!result) {
      progress.phase = Phase::kAlone;
      changed_.NotifyAll();
      co_return;
    }
    progress.by_variant[Name(variant)] = result->verdict;
    if (&variant == &variants.front() || IsWorse(result->verdict, progress.result.verdict)) {
      auto primary = std::move(progress.result.primary);
      progress.result = std::move(*result);
      if (primary) progress.result.primary = std::move(primary);
    }
    if (progress.result.verdict >= Verdict::kBlocked) break;
  }
  Finish(progress);
}

// Nullopt: it is to be tried again, alone.
net::Task<std::optional<ScenarioResult>> Runner::RunVariant(const Progress& progress,
                                                            Variant variant, bool alone) {
  const Scenario& scenario = *progress.scenario;
  ScenarioResult result;
  result.scenario = &scenario;
  result.variant = Name(variant);
  auto blocked = WhyBlocked(progress, variant);
  const bool primary = variant == PrimaryVariant(scenario);
  if (blocked) {
    result.verdict = Verdict::kBlocked;
    result.reasons = {std::move(*blocked)};
    // What it does is still compared with the reference.
    if (!primary) co_return result;
  }
  auto run = co_await playground_.Play(scenario, variant, alone ? kPatienceAlone : 1);
  const bool died = playground_.died();
  if (died && !alone) co_return std::nullopt;
  if (!run) co_return ReadError(std::move(result), run.error(), alone);
  run->observation.crashed = died;
  if (result.verdict != Verdict::kBlocked) {
    const Judgement judgement = Judge(scenario, run->observation, playground_.identity().reports);
    result.verdict = VerdictOf(judgement.grade);
    result.reasons = judgement.reasons;
  }
  if (!alone && result.verdict >= Verdict::kBlocked && Doubtful(scenario, *run)) {
    co_return std::nullopt;
  }
  if (primary) result.primary = run->observation;
  result.run = std::move(*run);
  co_return result;
}

std::optional<std::string> Runner::WhyBlocked(const Progress& progress,
                                              const Variant& variant) const {
  const auto control = all_.find(progress.scenario->control);
  if (control == all_.end()) return std::nullopt;
  const auto& verdicts = control->second.by_variant;
  auto found = verdicts.find(Name(variant));
  // A control whose sends are the same in both deliveries was run whole.
  if (found == verdicts.end()) found = verdicts.find(Name(Variant{.tls = variant.tls}));
  if (found == verdicts.end()) {
    return fmt::format("its control {} was not run ({})", control->first, Name(variant));
  }
  if (found->second == Verdict::kPass) return std::nullopt;
  return fmt::format("its control {} did not pass: {}", control->first, Name(found->second));
}

std::optional<ScenarioResult> Runner::ReadError(ScenarioResult result, const SubjectError& error,
                                                bool alone) const {
  const bool ended = error.kind == SubjectError::Kind::kEnded;
  if (ended || error.kind == SubjectError::Kind::kHung) {
    if (!alone) return std::nullopt;
    result.verdict = Verdict::kFail;
    result.reasons = {ended ? "it crashed, again when alone" : "it hung, again when alone",
                      error.message};
    result.primary = Observation{};
    result.primary->crashed = true;
    return result;
  }
  const bool unsupported = error.kind == SubjectError::Kind::kUnsupported;
  result.verdict = unsupported ? Verdict::kSkip : Verdict::kError;
  result.reasons = {error.message};
  return result;
}

bool Runner::Doubtful(const Scenario& scenario, const struct Run& run) const {
  return ShowsHang(run.observation) && !options_.hang_is_known(scenario);
}

void Runner::Finish(Progress& progress) {
  progress.phase = Phase::kDone;
  options_.done(progress.result);
  changed_.NotifyAll();
}

}  // namespace wireproof::harness
