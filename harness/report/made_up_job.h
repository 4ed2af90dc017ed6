// A small made-up job for the tests of the reports: one subject, four scenarios, each of another
// kind of result. ReportTo tells it to a sink as a job would.
#pragma once

#include <string>

#include "harness/run/sink.h"
#include "harness/verdict/test_values.h"

namespace wireproof::harness {

class MadeUpJob {
 public:
  MadeUpJob() {
    passing_ = Named("server/topic/passing", "chunking");
    failing_ = Named("server/topic/failing", "chunking");
    skipped_ = Named("server/topic/skipped", "TLS");
    known_ = Named("server/topic/known", "message framing");
    requirement_.id = "rfc9112/7.1/chunk-size";
    requirement_.section = "7.1";
    requirement_.text = "A chunk size is hex digits.";
  }

  void ReportTo(ReportSink& sink) {
    sink.JobBegins({"0.1", "0123456789abcdef", 4, {"cpython", "3.14.1", false}});
    SubjectHeader subject{"nginx", "1.22", Role::kServer, GateKind::kForeign, 4, 0};
    sink.SubjectBegins(subject);
    std::vector<JudgedResult> results = Results(subject);
    for (const JudgedResult& judged : results) sink.ScenarioDone(subject, judged.result);
    subject.applicable = 3;
    for (const JudgedResult& judged : results) sink.Result(judged);
    sink.SubjectEnds(subject);
    JobSummary summary{4, 1, {"baseline.txt:3: no scenario x exists"}, {}, ExitCode::kUnexpected};
    summary.took = std::chrono::milliseconds(1250);
    sink.JobEnds(summary);
  }

 private:
  static Scenario Named(std::string id, std::string area) {
    Scenario scenario = Expecting(Role::kServer, {Responses({WithStatus(400)})});
    scenario.id = std::move(id);
    scenario.area = std::move(area);
    scenario.title = "What <it> is about";
    return scenario;
  }

  std::vector<JudgedResult> Results(const SubjectHeader& subject) const {
    std::vector<JudgedResult> results(4);
    const Scenario* scenarios[] = {&passing_, &failing_, &skipped_, &known_};
    for (std::size_t i = 0; i < results.size(); ++i) {
      results[i].subject = &subject;
      results[i].result.scenario = scenarios[i];
      results[i].result.variant = "plain, whole";
    }
    results[0].result.verdict = Verdict::kPass;
    results[0].agreement = Agreement::kSame;
    JudgedResult& failing = results[1];
    failing.result.verdict = Verdict::kFail;
    failing.result.reasons = {"pass 1: response 1 status: 200, expected 400", "said \"\xff\x01\""};
    failing.agreement = Agreement::kDiffers;
    failing.differences = {"response 1 status: 200, reference 400"};
    failing.decision = {false, "fails"};
    failing.requirement = &requirement_;
    failing.result.run =
        Run{.variant = {}, .observation = Answered({Response(200)}), .transcript = {}};
    failing.result.run->transcript.connections.push_back({.name = "main"});
    failing.result.run->transcript.connections[0].events = {
        {.at_us = 1200, .kind = script::EventKind::kReceived, .bytes = "HTTP/1.1 200 OK\r\n\r\n"}};
    results[2].result.reasons = {"it lacks tls & more"};
    results[2].result.variant.clear();
    results[3].result.verdict = Verdict::kFail;
    results[3].decision = {true, "fails, as the baseline says"};
    results[3].agreement = Agreement::kVersion;
    return results;
  }

  Scenario passing_, failing_, skipped_, known_;
  Requirement requirement_;
};

}  // namespace wireproof::harness
