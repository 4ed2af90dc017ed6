#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>

#include "harness/report/console.h"
#include "harness/report/files.h"

namespace wireproof::harness {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// Markup, and CR, which an XML reader would change.
const std::map<char, std::string_view> kEntities{
    {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\r', "&#13;"}};

// Of the character that the text begins with; 0 where that is not UTF-8, or no Char of XML 1.0
// section 2.2: U+0009, U+000A, U+000D, and from U+0020 without surrogates, U+FFFE and U+FFFF.
std::size_t CharacterLength(std::string_view text) {
  const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = octet(0);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  std::uint32_t code = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xC0) != 0x80) return 0;
    code = code << 6 | (octet(i) & 0x3Fu);
  }
  constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool legal =
      code >= kLeast[length] && code <= 0x10FFFF && !surrogate && code != 0xFFFE && code != 0xFFFF;
  return legal ? length : 0;
}

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
  while (!text.empty()) {
    const std::size_t length = CharacterLength(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0) {
      escaped += kReplacement;
    } else if (const auto entity = kEntities.find(character.front()); entity != kEntities.end()) {
      escaped += entity->second;
    } else {
      escaped += character;
    }
    text.remove_prefix(character.size());
  }
  return escaped;
}

std::unique_ptr<ReportSink> MakeJunitReport(std::filesystem::path file, bool& failed) {
  return std::make_unique<JunitReport>(std::move(file), failed);
}

}  // namespace wireproof::harness
