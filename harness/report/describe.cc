#include <fmt/format.h>

#include "harness/report/console.h"

namespace wireproof::harness {

namespace {

constexpr std::size_t kTranscriptBytes = 600;             // of each event
constexpr std::size_t kFirstLines = 40, kLastLines = 15;  // of a transcript

// The document of a requirement's id: "rfc9112/7.1/chunk-size" -> "RFC 9112".
std::string Document(const std::string& id) {
  const std::string name = id.substr(0, id.find('/'));
  if (!name.starts_with("rfc")) return name;
  return "RFC " + name.substr(3);
}

void AppendIndented(std::string& text, std::string_view lines, std::string_view indent) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    text += indent;
    text += lines.substr(0, end);
    text += '\n';
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
}

// The first and the last lines of a long text.
std::string Shortened(const std::string& text) {
  std::vector<std::size_t> ends;
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
    ends.push_back(at + 1);
  }
  if (ends.size() <= kFirstLines + kLastLines) return text;
  const std::size_t left_out = ends.size() - kFirstLines - kLastLines;
  return text.substr(0, ends[kFirstLines - 1]) + fmt::format("  ... {} lines ...\n", left_out) +
         text.substr(ends[ends.size() - kLastLines - 1]);
}

}  // namespace

std::string DescribeResult(const JudgedResult& judged, const std::string& command) {
  const ScenarioResult& result = judged.result;
  const Scenario& scenario = *result.scenario;
  std::string text = fmt::format("{} {}: {} ({})\n  {}\n", judged.subject->label,
                                 Name(result.verdict), scenario.id, result.variant, scenario.title);
  text += fmt::format("  unexpected: {}\n", judged.decision.why);
  if (judged.requirement != nullptr) {
    const Requirement& requirement = *judged.requirement;
    text += fmt::format("  {} section {} ({}): {}\n", Document(requirement.id), requirement.section,
                        Name(requirement.level), requirement.text);
  }
  const std::size_t allowed = scenario.expect.pass.size() + scenario.expect.warn.size();
  if (!result.reasons.empty()) {
    text += result.verdict == Verdict::kFail
                ? fmt::format("  none of {} allowed outcomes:\n", allowed)
                : std::string("  why:\n");
    for (const std::string& reason : result.reasons) AppendIndented(text, reason, "    ");
  }
  if (judged.agreement == Agreement::kDiffers || judged.agreement == Agreement::kVersion) {
    text += fmt::format("  compared with the reference: {}\n", Name(judged.agreement));
    for (const std::string& difference : judged.differences) {
      AppendIndented(text, difference, "    ");
    }
  }
  if (scenario.reference) {
    text += fmt::format("  declared: differs from CPython: {}\n", scenario.reference->reason);
  }
  if (result.run) {
    text += fmt::format("  observed: {}\n", Summary(result.run->observation));
    AppendIndented(text,
                   Shortened(script::TranscriptToText(result.run->transcript, kTranscriptBytes)),
                   "    ");
  }
  const bool address = judged.subject->label.starts_with("http://");
  text += fmt::format("  again: {} {}{} {}\n", command, address ? "--server " : "",
                      judged.subject->label, scenario.id);
  return text;
}

}  // namespace wireproof::harness
