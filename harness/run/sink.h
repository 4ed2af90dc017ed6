// Where the events of a job go: the console, a JUnit file, a JSON file. One file each; the job
// knows only this.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/run/runner.h"
#include "harness/subject/subject.h"
#include "harness/verdict/gate.h"

namespace wireproof::harness {

struct ReferenceInfo {
  std::string name, version;  // empty: nothing is compared
  bool live = false;
};

struct JobHeader {
  std::string corpus_version, corpus_digest;
  std::size_t selected = 0;  // scenarios
  ReferenceInfo reference;
};

struct SubjectHeader {
  std::string label;  // "wireproof:strict"
  std::string version;
  Role role = Role::kServer;
  GateKind gate = GateKind::kForeign;
  std::size_t scenarios = 0;   // selected, of this role
  std::size_t applicable = 0;  // of these, not skipped: known at SubjectEnds
};

// One scenario against one subject, judged, compared and weighed.
struct JudgedResult {
  const SubjectHeader* subject = nullptr;
  ScenarioResult result;
  Agreement agreement = Agreement::kNone;
  std::vector<std::string> differences;
  GateDecision decision;
  const Requirement* requirement = nullptr;  // the strongest of its spec
};

struct JobSummary {
  std::size_t results = 0, unexpected = 0;
  std::vector<std::string> problems;  // what is wrong besides results: stale baseline entries, ...
  std::chrono::milliseconds took{0};
  ExitCode exit = ExitCode::kAsExpected;
};

class ReportSink {
 public:
  virtual ~ReportSink() = default;
  virtual void JobBegins(const JobHeader&) {}
  virtual void SubjectBegins(const SubjectHeader&) {}
  // Progress: one more scenario of the subject is done.
  virtual void ScenarioDone(const SubjectHeader&, const ScenarioResult&) {}
  // In the order of the corpus, after the subject's last scenario.
  virtual void Result(const JudgedResult&) {}
  virtual void SubjectEnds(const SubjectHeader&) {}
  virtual void JobEnds(const JobSummary&) {}
};

// Passes every event on to several.
class ManySinks final : public ReportSink {
 public:
  void Add(std::unique_ptr<ReportSink> sink) { sinks_.push_back(std::move(sink)); }
  void JobBegins(const JobHeader& header) override;
  void SubjectBegins(const SubjectHeader& subject) override;
  void ScenarioDone(const SubjectHeader& subject, const ScenarioResult& result) override;
  void Result(const JudgedResult& result) override;
  void SubjectEnds(const SubjectHeader& subject) override;
  void JobEnds(const JobSummary& summary) override;

 private:
  std::vector<std::unique_ptr<ReportSink>> sinks_;
};

}  // namespace wireproof::harness
