#include "harness/report/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace wireproof::harness {

namespace {

constexpr std::array kAreas = {"chunking", "keep-alive",      "status codes",
                               "TLS",      "message framing", "header syntax"};

// What a cell of the table counts.
struct Count {
  std::array<std::size_t, 6> verdicts{};  // by Verdict

  std::size_t of(Verdict verdict) const { return verdicts[static_cast<std::size_t>(verdict)]; }
  std::size_t total() const {
    std::size_t sum = 0;
    for (const std::size_t count : verdicts) sum += count;
    return sum;
  }
};

// One subject, both roles: a column.
struct Column {
  std::string label, version;
  std::map<std::string, Count> areas;
  std::array<std::size_t, 4> agreements{};  // by Agreement
  std::size_t applicable = 0, scenarios = 0, unexpected = 0;
};

std::string Cell(const Count& count) {
  const std::size_t applicable = count.total() - count.of(Verdict::kSkip);
  if (count.total() == 0) return "-";
  std::string text =
      fmt::format("{}/{}", count.of(Verdict::kPass) + count.of(Verdict::kWarn), applicable);
  const auto add = [&](Verdict verdict, std::string_view name) {
    if (count.of(verdict) > 0) text += fmt::format("  {} {}", count.of(verdict), name);
  };
  add(Verdict::kWarn, "warn");
  add(Verdict::kFail, "fail");
  add(Verdict::kBlocked, "blocked");
  add(Verdict::kError, "error");
  return text;
}

class Console final : public ReportSink {
 public:
  Console(std::FILE* out, ConsoleOptions options) : out_(out), options_(std::move(options)) {}

  void JobBegins(const JobHeader& header) override {
    fmt::print(out_, "wireproof {}: {} scenarios (corpus {})", header.corpus_version,
               header.selected, header.corpus_digest.substr(0, 12));
    reference_ = header.reference;
    if (!reference_.version.empty()) {
      fmt::print(out_, ", compared with {} {} ({})", reference_.name, reference_.version,
                 reference_.live ? "live" : "recorded");
    }
    fmt::print(out_, "\n");
  }

  void SubjectBegins(const SubjectHeader& subject) override {
    done_ = 0;
    ColumnOf(subject).version = subject.version;
  }

  void ScenarioDone(const SubjectHeader& subject, const ScenarioResult&) override {
    ++done_;
    if (!options_.progress) return;
    fmt::print(out_, "\r\033[K{} ({}) {}/{}", subject.label, Name(subject.role), done_,
               subject.scenarios);
    std::fflush(out_);
  }

  void Result(const JudgedResult& judged) override {
    Column& column = ColumnOf(*judged.subject);
    ++column.areas[judged.result.scenario->area]
          .verdicts[static_cast<std::size_t>(judged.result.verdict)];
    ++column.agreements[static_cast<std::size_t>(judged.agreement)];
    if (options_.verbose) PrintLine(judged);
    const bool judges =
        judged.subject->gate == GateKind::kVerdicts || judged.subject->gate == GateKind::kForeign;
    blocked_ += judges && judged.result.verdict == Verdict::kBlocked;
    if (judged.decision.expected) return;
    ++column.unexpected;
    details_.push_back(details_.size() < options_.most_details
                           ? DescribeResult(judged, options_.command)
                           : OneLine(judged));
  }

  void SubjectEnds(const SubjectHeader& subject) override {
    if (options_.progress) fmt::print(out_, "\r\033[K");
    Column& column = ColumnOf(subject);
    column.applicable += subject.applicable;
    column.scenarios += subject.scenarios;
  }

  void JobEnds(const JobSummary& summary) override {
    if (!columns_.empty()) PrintTable();
    for (const std::string& detail : details_) {
      fmt::print(out_, "\n{}", Coloured("31", detail));
    }
    for (const std::string& problem : summary.problems) {
      fmt::print(out_, "\n{}\n", Coloured("31", problem));
    }
    const double seconds = static_cast<double>(summary.took.count()) / 1000;
    if (summary.exit == ExitCode::kNothingSelected) {
      fmt::print(out_, "nothing selected: no scenario was run\n");
    } else if (summary.exit == ExitCode::kAsExpected) {
      const std::string blocked =
          blocked_ == 0 ? "" : fmt::format(" ({} blocked by their controls)", blocked_);
      fmt::print(out_, "\n{}: {} results, all as expected{}, in {:.1f} s\n", Coloured("32", "PASS"),
                 summary.results, blocked, seconds);
    } else {
      fmt::print(out_, "\n{}: {} of {} results unexpected, {} other problems, in {:.1f} s\n",
                 Coloured("31", "FAIL"), summary.unexpected, summary.results,
                 summary.problems.size(), seconds);
    }
    std::fflush(out_);
  }

 private:
  Column& ColumnOf(const SubjectHeader& subject) {
    const auto found = std::ranges::find(columns_, subject.label, &Column::label);
    if (found != columns_.end()) return *found;
    columns_.push_back({subject.label, subject.version, {}, {}, 0, 0, 0});
    return columns_.back();
  }

  static std::string OneLine(const JudgedResult& judged) {
    return fmt::format("{} {}: {}: {}\n", judged.subject->label, Name(judged.result.verdict),
                       judged.result.scenario->id, judged.decision.why);
  }

  void PrintLine(const JudgedResult& judged) const {
    fmt::print(out_, "{:8} {:8} {} {} ({})\n", Name(judged.result.verdict), Name(judged.agreement),
               judged.subject->label, judged.result.scenario->id, judged.result.variant);
  }

  void PrintTable() const {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> heading{"passed/applicable"};
    for (const Column& column : columns_) heading.push_back(column.label + " " + column.version);
    rows.push_back(std::move(heading));
    for (const char* area : kAreas) {
      std::vector<std::string> row{area};
      for (const Column& column : columns_) {
        const auto found = column.areas.find(area);
        row.push_back(found == column.areas.end() ? "-" : Cell(found->second));
      }
      rows.push_back(std::move(row));
    }
    rows.push_back(Row("scenarios that apply", [](const Column& column) {
      return fmt::format("{} of {}", column.applicable, column.scenarios);
    }));
    if (!reference_.version.empty()) {
      rows.push_back(Row("same as " + reference_.name,
                         [&](const Column& column) { return Agreements(column); }));
    }
    PrintRows(rows);
  }

  template <typename Text>
  std::vector<std::string> Row(std::string name, Text&& text) const {
    std::vector<std::string> row{std::move(name)};
    for (const Column& column : columns_) row.push_back(text(column));
    return row;
  }

  static std::string Agreements(const Column& column) {
    const auto of = [&](Agreement agreement) {
      return column.agreements[static_cast<std::size_t>(agreement)];
    };
    const std::size_t compared =
        of(Agreement::kSame) + of(Agreement::kVersion) + of(Agreement::kDiffers);
    if (compared == 0) return "-";
    std::string text = fmt::format("{}/{}", of(Agreement::kSame), compared);
    if (of(Agreement::kVersion) > 0) text += fmt::format("  {} version", of(Agreement::kVersion));
    return text;
  }

  void PrintRows(const std::vector<std::vector<std::string>>& rows) const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
      widths.resize(std::max(widths.size(), row.size()));
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    for (const auto& row : rows) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        line += fmt::format("{:{}}  ", row[i], widths[i]);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      fmt::print(out_, "{}\n", line);
    }
  }

  std::string Coloured(std::string_view code, std::string_view text) const {
    if (!options_.colour) return std::string(text);
    return fmt::format("\033[{}m{}\033[0m", code, text);
  }

  std::FILE* out_;
  ConsoleOptions options_;
  ReferenceInfo reference_;
  std::vector<Column> columns_;
  std::vector<std::string> details_;
  std::size_t done_ = 0;
  std::size_t blocked_ = 0;  // judged by nobody: said, so that silence is not taken for success
};

}  // namespace

std::unique_ptr<ReportSink> MakeConsole(std::FILE* out, ConsoleOptions options) {
  return std::make_unique<Console>(out, std::move(options));
}

}  // namespace wireproof::harness
