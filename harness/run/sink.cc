#include "harness/run/sink.h"

namespace wireproof::harness {

void ManySinks::JobBegins(const JobHeader& header) {
  for (const auto& sink : sinks_) sink->JobBegins(header);
}

void ManySinks::SubjectBegins(const SubjectHeader& subject) {
  for (const auto& sink : sinks_) sink->SubjectBegins(subject);
}

void ManySinks::ScenarioDone(const SubjectHeader& subject, const ScenarioResult& result) {
  for (const auto& sink : sinks_) sink->ScenarioDone(subject, result);
}

void ManySinks::Result(const JudgedResult& result) {
  for (const auto& sink : sinks_) sink->Result(result);
}

void ManySinks::SubjectEnds(const SubjectHeader& subject) {
  for (const auto& sink : sinks_) sink->SubjectEnds(subject);
}

void ManySinks::JobEnds(const JobSummary& summary) {
  for (const auto& sink : sinks_) sink->JobEnds(summary);
}

}  // namespace wireproof::harness
