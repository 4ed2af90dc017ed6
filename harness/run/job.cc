#include "harness/run/job.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "harness/run/playground.h"
#include "harness/verdict/proof.h"
#include "http/net/loop.h"

namespace wireproof::harness {

namespace {

using Clock = std::chrono::steady_clock;

// The reference is one implementation with two roles.
constexpr Role kRoles[] = {Role::kServer, Role::kClient};

std::vector<const Scenario*> OfRole(const std::vector<const Scenario*>& scenarios, Role role) {
  std::vector<const Scenario*> chosen;
  std::ranges::copy_if(scenarios, std::back_inserter(chosen),
                       [&](const Scenario* scenario) { return scenario->role == role; });
  return chosen;
}

BenchOptions BenchFor(Role role, const JobOptions& options) {
  BenchOptions bench;
  bench.jobs = role == Role::kServer ? options.server_jobs : options.client_jobs;
  return bench;
}

bool HangsIn(const Observation* observation) {
  return observation != nullptr && ShowsHang(*observation);
}

class JobRun {
 public:
  JobRun(net::Executor executor, Job job, ReportSink& sink)
      : executor_(std::move(executor)),
        job_(std::move(job)),
        sink_(sink),
        selected_(Select(*job_.corpus, job_.options.selection)),
        credentials_(std::make_shared<script::Credentials>()) {}

  net::Task<ExitCode> Run() {
    const auto began = Clock::now();
    summary_.exit = selected_.empty() ? ExitCode::kNothingSelected : ExitCode::kAsExpected;
    if (!selected_.empty()) co_await PrepareReference();
    sink_.JobBegins(Header());
    if (summary_.exit == ExitCode::kAsExpected) {
      for (SubjectPlan& plan : job_.subjects) co_await RunSubject(plan);
      if (job_.options.judge_reference && reference_) JudgeReference();
    }
    if (summary_.unexpected > 0) Worsen(ExitCode::kUnexpected);
    summary_.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    sink_.JobEnds(summary_);
    co_return summary_.exit;
  }

 private:
  void Worsen(ExitCode code) { summary_.exit = MoreSevere(summary_.exit, code); }

  void Problem(ExitCode code, std::string words) {
    summary_.problems.push_back(std::move(words));
    Worsen(code);
  }

  JobHeader Header() const {
    JobHeader header{job_.corpus->version, job_.corpus->digest, selected_.size(), {}};
    if (reference_) {
      const ReferenceOutcomes& primary = reference_->primary;
      header.reference = {primary.name, primary.version, primary.live};
    }
    return header;
  }

  net::Task<void> PrepareReference() {
    reference_ = std::move(job_.recorded);
    if (job_.live) {
      auto live = co_await AskReference(executor_, *job_.corpus, selected_, *job_.live,
                                        job_.options, reference_ ? &*reference_ : nullptr);
      if (!live) {
        Problem(ExitCode::kUnreachable, "the reference: " + live.error().message);
        co_return;
      }
      ReferenceSet set{std::move(*live), {}};
      reference_ = std::move(set);
    } else if (reference_) {
      for (std::string& stale : StaleOutcomes(*reference_, selected_)) {
        Problem(ExitCode::kBadInput, std::move(stale));
      }
    }
  }

  net::Task<void> RunSubject(SubjectPlan& plan) {
    std::vector<FailingId> for_baseline;
    for (const Role role : kRoles) {
      const auto scenarios = OfRole(selected_, role);
      if (scenarios.empty() || !plan.manifest.roles.contains(role)) continue;
      // What was not seen cannot be accepted.
      if (!co_await RunRole(plan, role, scenarios, for_baseline)) co_return;
    }
    LookAtBaseline(plan, for_baseline);
  }

  // False where the subject could not be reached.
  net::Task<bool> RunRole(const SubjectPlan& plan, Role role,
                          std::vector<const Scenario*> scenarios,
                          std::vector<FailingId>& for_baseline) {
    Manifest manifest = plan.manifest;
    auto playground = co_await OpenPlayground(executor_, role, std::move(manifest), credentials_,
                                              BenchFor(role, job_.options));
    if (!playground) {
      Problem(ExitCode::kUnreachable,
              fmt::format("{} ({}): {}", plan.label, Name(role), playground.error().message));
      co_return false;
    }
    SubjectHeader header{
        plan.label, (*playground)->identity().version, role, plan.gate, scenarios.size(), 0};
    sink_.SubjectBegins(header);
    const std::set<const Scenario*> reported(scenarios.begin(), scenarios.end());
    RunnerOptions options;
    options.variants = job_.options.variants;
    options.judge_all_variants = plan.gate != GateKind::kAgreement || job_.options.every_variant;
    options.hang_is_known = [&](const Scenario& scenario) {
      return plan.baseline.Find(scenario.id) != nullptr ||
             (plan.gate == GateKind::kAgreement && reference_ &&
              HangsIn(reference_->Find(scenario.id)));
    };
    options.done = [&](const ScenarioResult& result) {
      if (reported.contains(result.scenario)) sink_.ScenarioDone(header, result);
    };
    Runner runner(executor_, **playground, std::move(options));
    std::vector<ScenarioResult> results = co_await runner.Run(*job_.corpus, std::move(scenarios));
    const Reports reports = (*playground)->identity().reports;
    co_await (*playground)->Stop();
    for (ScenarioResult& result : results) {
      header.applicable += result.verdict != Verdict::kSkip;
      JudgedResult judged = Weigh(plan, header, reports, std::move(result));
      if (BelongsInBaseline(plan, judged)) {
        for_baseline.push_back({judged.result.scenario->id, FirstReason(judged)});
      }
      Report(judged);
    }
    sink_.SubjectEnds(header);
    co_return true;
  }

  // What the gate would not expect if it were not listed; and what is listed and was not judged,
  // for that shows nothing new.
  bool BelongsInBaseline(const SubjectPlan& plan, const JudgedResult& judged) const {
    GateInput input = InputFor(plan, judged);
    const bool ran = input.verdict == Verdict::kPass || input.verdict == Verdict::kWarn ||
                     input.verdict == Verdict::kFail;
    if (!ran && input.listed) return true;
    input.listed = false;
    return input.verdict != Verdict::kError &&
           !Expected(input, plan.gate, job_.options.strict_warn).expected;
  }

  // One line, as a baseline has it.
  static std::string FirstReason(const JudgedResult& judged) {
    std::string words = judged.decision.why;
    if (judged.requirement != nullptr) words = judged.requirement->text;
    if (!judged.result.reasons.empty()) words = judged.result.reasons.front();
    return words.substr(0, words.find('\n'));
  }

  GateInput InputFor(const SubjectPlan& plan, const JudgedResult& judged) const {
    const Scenario& scenario = *judged.result.scenario;
    return {.verdict = judged.result.verdict,
            .agreement = judged.agreement,
            .level = scenario.level,
            .basis = scenario.basis,
            .listed = plan.baseline.Find(scenario.id) != nullptr,
            .declared = scenario.reference.has_value()};
  }

  JudgedResult Weigh(const SubjectPlan& plan, const SubjectHeader& header, const Reports& reports,
                     ScenarioResult result) {
    const Scenario& scenario = *result.scenario;
    JudgedResult judged;
    judged.subject = &header;
    judged.requirement = Strongest(scenario);
    if (result.primary && reference_) {
      Compared compared =
          CompareWithReference(scenario, *result.primary, *reference_, plan.comparison, reports);
      judged.agreement = compared.agreement;
      judged.differences = std::move(compared.differences);
    }
    judged.result = std::move(result);
    judged.decision = Expected(InputFor(plan, judged), plan.gate, job_.options.strict_warn);
    return judged;
  }

  const Requirement* Strongest(const Scenario& scenario) const {
    const Requirement* strongest = nullptr;
    for (const std::string& id : scenario.spec) {
      const auto found = job_.corpus->requirements.find(id);
      if (found == job_.corpus->requirements.end()) continue;
      if (strongest == nullptr || found->second.level > strongest->level) {
        strongest = &found->second;
      }
    }
    return strongest;
  }

  void Report(const JudgedResult& judged) {
    ++summary_.results;
    summary_.unexpected += !judged.decision.expected;
    sink_.Result(judged);
  }

  // CPython's own verdicts, from its outcomes: judging is pure.
  void JudgeReference() {
    const ReferenceOutcomes& primary = reference_->primary;
    SubjectPlan plan;
    plan.label = primary.name;
    plan.gate = GateKind::kNever;
    for (const Role role : kRoles) {
      const auto scenarios = OfRole(selected_, role);
      if (scenarios.empty()) continue;
      SubjectHeader header{plan.label, primary.version, role, plan.gate, scenarios.size(), 0};
      sink_.SubjectBegins(header);
      std::vector<JudgedResult> judged;
      for (const Scenario* scenario : scenarios) judged.push_back(JudgeOutcome(header, *scenario));
      for (const JudgedResult& result : judged) Report(result);
      sink_.SubjectEnds(header);
    }
  }

  JudgedResult JudgeOutcome(SubjectHeader& header, const Scenario& scenario) {
    JudgedResult judged;
    judged.subject = &header;
    judged.requirement = Strongest(scenario);
    judged.result.scenario = &scenario;
    judged.result.variant = Name(PrimaryVariant(scenario));
    const Observation* observation = reference_->Find(scenario.id);
    if (observation == nullptr) {
      judged.result.reasons = {"it has no outcome: the reference lacks a feature"};
      return judged;
    }
    ++header.applicable;
    const Judgement judgement = Judge(scenario, *observation, AllReports());
    judged.result.verdict = VerdictOf(judgement.grade);
    judged.result.reasons = judgement.reasons;
    judged.result.primary = *observation;
    return judged;
  }

  void LookAtBaseline(SubjectPlan& plan, const std::vector<FailingId>& for_baseline) {
    if (job_.options.accept && !plan.baseline_file.empty()) {
      std::ofstream file(plan.baseline_file, std::ios::binary);
      file << PrintBaseline(Accept(plan.baseline, for_baseline));
      file.close();
      if (!file) {
        Problem(ExitCode::kBadInput, plan.baseline_file.string() + " cannot be written");
      }
    } else if (job_.options.selection.everything()) {
      std::set<std::string, std::less<>> known;
      for (const Scenario& scenario : job_.corpus->scenarios) known.insert(scenario.id);
      for (const BaselineEntry& entry : StaleEntries(plan.baseline, known)) {
        Problem(ExitCode::kUnexpected,
                fmt::format("{}:{}: no scenario {} exists", plan.baseline_file.string(), entry.line,
                            entry.id));
      }
    }
  }

  net::Executor executor_;
  Job job_;
  ReportSink& sink_;
  std::vector<const Scenario*> selected_;
  std::shared_ptr<const script::Credentials> credentials_;
  std::optional<ReferenceSet> reference_;
  JobSummary summary_;
};

}  // namespace

net::Task<ExitCode> RunJob(net::Executor executor, Job job, ReportSink& sink) {
  JobRun run(std::move(executor), std::move(job), sink);
  co_return co_await run.Run();
}

net::Task<std::expected<ReferenceOutcomes, SubjectError>> AskReference(
    net::Executor executor, const Corpus& corpus, std::vector<const Scenario*> selected,
    Manifest interpreter, JobOptions options, const ReferenceSet* known) {
  auto credentials = std::make_shared<script::Credentials>();
  ReferenceOutcomes outcomes;
  outcomes.live = true;
  for (const Role role : kRoles) {
    auto scenarios = OfRole(selected, role);
    if (scenarios.empty()) continue;
    Manifest manifest = interpreter;
    auto playground = co_await OpenPlayground(executor, role, std::move(manifest), credentials,
                                              BenchFor(role, options));
    if (!playground) co_return std::unexpected(std::move(playground.error()));
    const Identity& identity = (*playground)->identity();
    outcomes.name = identity.name;
    outcomes.version = identity.version;
    outcomes.details = identity.details;
    RunnerOptions runner_options;
    runner_options.judge_all_variants = false;
    runner_options.hang_is_known = [&](const Scenario& scenario) {
      return known != nullptr && HangsIn(known->Find(scenario.id));
    };
    Runner runner(executor, **playground, std::move(runner_options));
    std::vector<ScenarioResult> results = co_await runner.Run(corpus, std::move(scenarios));
    co_await (*playground)->Stop();
    for (ScenarioResult& result : results) {
      if (!result.primary) continue;
      outcomes.outcomes[result.scenario->id] = {result.scenario->stimulus_digest,
                                                std::move(*result.primary)};
    }
  }
  co_return outcomes;
}

}  // namespace wireproof::harness
