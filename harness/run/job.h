// A job: subjects, the reference, their scenarios, and whether all is as expected. `wireproof run`
// is one; without a subject it is the main job (strict, cpython, and the reference judged).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/plan.h"
#include "harness/run/reference_outcomes.h"
#include "harness/run/runner.h"
#include "harness/run/sink.h"
#include "harness/subject/manifest.h"
#include "harness/verdict/baseline.h"
#include "harness/verdict/gate.h"

namespace wireproof::harness {

// One subject of a job.
struct SubjectPlan {
  std::string label;  // "wireproof:strict", "nginx"
  Manifest manifest;
  GateKind gate = GateKind::kForeign;
  Comparison comparison = Comparison::kOutcome;
  Baseline baseline;
  std::filesystem::path baseline_file;  // where --accept writes; empty: it has none
};

struct JobOptions {
  Selection selection;
  VariantChoice variants;
  std::size_t server_jobs = 32;
  std::size_t client_jobs = 6;
  // Subjects that are gated on agreement alone are played in the primary variant, which is what is
  // compared; true: in all.
  bool every_variant = false;
  bool strict_warn = false;     // --strict
  bool judge_reference = true;  // the reference's outcomes become results too
  bool accept = false;          // --accept
};

// What the command line made of its words.
struct Job {
  const Corpus* corpus = nullptr;
  std::vector<SubjectPlan> subjects;
  // At most one of these: outcomes that are recorded, or an interpreter to ask now.
  std::optional<ReferenceSet> recorded;
  std::optional<Manifest> live;
  JobOptions options;
};

// Runs it, and tells the sink as it goes. Never throws for what a subject does.
net::Task<ExitCode> RunJob(net::Executor executor, Job job, ReportSink& sink);

// Asks a live interpreter every scenario's primary variant.
net::Task<std::expected<ReferenceOutcomes, SubjectError>> AskReference(
    net::Executor executor, const Corpus& corpus, std::vector<const Scenario*> selected,
    Manifest interpreter, JobOptions options, const ReferenceSet* known);

}  // namespace wireproof::harness
