#include <fmt/format.h>

#include <cstdio>
#include <fstream>

#include "harness/report/console.h"
#include "harness/report/files.h"

namespace wireproof::harness {

namespace {

class JunitReport final : public ReportSink {
 public:
  JunitReport(std::filesystem::path file, bool& failed) : file_(std::move(file)), failed_(failed) {}

  void SubjectBegins(const SubjectHeader&) override {
    cases_.clear();
    tests_ = failures_ = skipped_ = 0;
  }

  void Result(const JudgedResult& judged) override {
    const ScenarioResult& result = judged.result;
    ++tests_;
    cases_ += fmt::format("    <testcase classname=\"{}.{}\" name=\"{}\"",
                          EscapeXml(judged.subject->label), EscapeXml(result.scenario->area),
                          EscapeXml(result.scenario->id));
    const std::string reason = result.reasons.empty() ? "" : result.reasons.front();
    if (!judged.decision.expected) {
      ++failures_;
      cases_ += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                            EscapeXml(judged.decision.why),
                            EscapeXml(DescribeResult(judged, "wireproof run")));
    } else if (result.verdict == Verdict::kSkip || result.verdict == Verdict::kBlocked) {
      ++skipped_;
      cases_ +=
          fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n", EscapeXml(reason));
    } else {
      cases_ += "/>\n";
    }
  }

  void SubjectEnds(const SubjectHeader& subject) override {
    suites_ += fmt::format(
        "  <testsuite name=\"{} {}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n{}"
        "  </testsuite>\n",
        EscapeXml(subject.label), Name(subject.role), tests_, failures_, skipped_, cases_);
  }

  void JobEnds(const JobSummary&) override {
    std::ofstream stream(file_, std::ios::binary);
    stream << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
           << suites_ << "</testsuites>\n";
    stream.close();
    if (stream) return;
    failed_ = true;
    fmt::print(stderr, "wireproof: {} cannot be written\n", file_.string());
  }

 private:
  std::filesystem::path file_;
  bool& failed_;
  std::string suites_, cases_;
  std::size_t tests_ = 0, failures_ = 0, skipped_ = 0;
};

}  // namespace

std::string EscapeXml(std::string_view text) {
  std::string escaped;
  for (const char byte : text) {
    switch (byte) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default: {
        const auto code = static_cast<unsigned char>(byte);
        const bool control = code < 0x20 && byte != '\n' && byte != '\t' && byte != '\r';
        escaped += control ? "\xEF\xBF\xBD" : std::string(1, byte);
      }
    }
  }
  return escaped;
}

std::unique_ptr<ReportSink> MakeJunitReport(std::filesystem::path file, bool& failed) {
  return std::make_unique<JunitReport>(std::move(file), failed);
}

}  // namespace wireproof::harness
