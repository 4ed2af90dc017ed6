#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/report/files.h"

namespace wireproof::harness {

using nlohmann::json;

namespace {

class JsonReport final : public ReportSink {
 public:
  JsonReport(std::filesystem::path file, bool& failed) : file_(std::move(file)), failed_(failed) {}

  void JobBegins(const JobHeader& header) override {
    report_ = {{"corpus",
                {{"version", header.corpus_version},
                 {"digest", header.corpus_digest},
                 {"selected", header.selected}}},
               {"subjects", json::array()},
               {"reference", nullptr},
               {"results", json::array()}};
    if (header.reference.version.empty()) return;
    report_["reference"] = {{"name", header.reference.name},
                            {"version", header.reference.version},
                            {"source", header.reference.live ? "live" : "recorded"}};
  }

  void Result(const JudgedResult& judged) override {
    const ScenarioResult& result = judged.result;
    std::string reason;
    for (const std::string& one : result.reasons) reason += (reason.empty() ? "" : "\n") + one;
    report_["results"].push_back({{"id", result.scenario->id},
                                  {"role", Name(result.scenario->role)},
                                  {"area", result.scenario->area},
                                  {"subject", judged.subject->label},
                                  {"verdict", Name(result.verdict)},
                                  {"agreement", Name(judged.agreement)},
                                  {"variant", result.variant},
                                  {"reason", reason},
                                  {"level", Name(result.scenario->level)},
                                  {"expected", judged.decision.expected},
                                  {"differences", judged.differences}});
  }

  void SubjectEnds(const SubjectHeader& subject) override {
    report_["subjects"].push_back({{"name", subject.label},
                                   {"version", subject.version},
                                   {"role", Name(subject.role)},
                                   {"gate", Name(subject.gate)},
                                   {"scenarios", subject.scenarios},
                                   {"applicable", subject.applicable}});
  }

  void JobEnds(const JobSummary& summary) override {
    report_["summary"] = {{"results", summary.results},
                          {"unexpected", summary.unexpected},
                          {"problems", summary.problems},
                          {"took_ms", summary.took.count()},
                          {"exit", static_cast<int>(summary.exit)}};
    std::ofstream stream(file_, std::ios::binary);
    stream << report_.dump(1, ' ', true, json::error_handler_t::replace) << '\n';
    stream.close();
    if (stream) return;
    failed_ = true;
    fmt::print(stderr, "wireproof: {} cannot be written\n", file_.string());
  }

 private:
  std::filesystem::path file_;
  bool& failed_;
  json report_;
};

}  // namespace

std::unique_ptr<ReportSink> MakeJsonReport(std::filesystem::path file, bool& failed) {
  return std::make_unique<JsonReport>(std::move(file), failed);
}

}  // namespace wireproof::harness
