#include "mockserver/admin/unmatched_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/near_misses.h"

namespace wireproof::mock {
namespace {

constexpr char kNoStubs[] =
    "No response could be served as there are no stub mappings in this WireMock instance.";
constexpr std::string_view kTitle = "Request was not matched";

std::size_t PageWidth(const Request& request) {
  const std::string_view text = request.Field("X-WireMock-Console-Width").value_or("");
  std::size_t width = kUsualPageWidth;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), width);
  if (error != std::errc()) return kUsualPageWidth;
  return std::clamp(width, kLeastPageWidth, kMostPageWidth);
}

// Characters of UTF-8, so that the bar stands where it should.
std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string Padded(std::string_view text, std::size_t width) {
  const std::size_t size = Characters(text);
  return std::string(text) + std::string(width > size ? width - size : 0, ' ');
}

// Where `characters` characters end.
std::size_t BytesOf(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  while (at < text.size()) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80U;
    if (begins && characters-- == 0) break;
    ++at;
  }
  return at;
}

void WrapLine(std::string_view line, std::size_t width, std::vector<std::string>& lines) {
  while (true) {
    const std::size_t most = BytesOf(line, width);
    if (most == line.size()) break;
    // A space just behind what fits may be the break too.
    const std::size_t space = line.substr(0, most + 1).rfind(' ');
    const bool at_space = space != std::string_view::npos && space > 0;
    lines.emplace_back(line.substr(0, at_space ? space : most));
    line.remove_prefix(at_space ? space + 1 : most);
  }
  lines.emplace_back(line);
}

struct Layout {
  std::size_t bar = 0;     // the column of the bar: the left column is as wide
  std::size_t cell = 0;    // text of a cell is wrapped there
  std::size_t actual = 0;  // the right column is padded to that before a note
};

Layout LayoutOf(std::size_t width) {
  constexpr std::size_t kMargin = 2;
  constexpr std::size_t kBeforeNote = 7;
  const std::size_t bar = width / 2;
  return {.bar = bar, .cell = bar - kMargin, .actual = bar - kBeforeNote};
}

void AddRow(const PageRow& row, const Layout& layout, std::string& page) {
  const std::vector<std::string> left = Wrapped(row.expected, layout.cell);
  const std::vector<std::string> right = Wrapped(row.actual, layout.cell);
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const std::string_view there = i < right.size() ? std::string_view(right[i]) : "";
    const bool noted = i == 0 && !row.note.empty();
    page += Padded(i < left.size() ? std::string_view(left[i]) : "", layout.bar) + '|';
    if (noted) {
      page += fmt::format(" {}<<<<< {}", Padded(there, layout.actual), row.note);
    } else if (!there.empty()) {
      page += fmt::format(" {}", there);
    }
    page += '\n';
  }
}

// Whether the last group of the differences is about the body.
bool HasBodyGroup(const Json& pattern) {
  return pattern.contains("bodyPatterns") || pattern.contains("multipartPatterns") ||
         pattern.contains("customMatcher");
}

// What besides the request decides: the scenario, and "wireproof": {"when"}.
void AddConditionRows(Engine& engine, const Stub& stub, const Request& request,
                      std::vector<PageRow>& rows) {
  if (stub.scenario && stub.required_state) {
    const std::string state = engine.stubs().StateOf(*stub.scenario);
    const auto in_state = [&](std::string_view one) {
      return fmt::format("[Scenario '{}' state: {}]", *stub.scenario, one);
    };
    if (state != *stub.required_state) {
      rows.push_back({in_state(*stub.required_state), in_state(state), "Scenario does not match"});
    }
  }
  const Conditions& when = stub.wireproof.when;
  const RequestOrigin& origin = request.origin();
  if (when.connection && !when.connection->Contains(origin.connection)) {
    rows.push_back({"[Some connections]", fmt::format("[Connection {}]", origin.connection),
                    "Connection does not match"});
  }
  if (when.request && !when.request->Contains(origin.request_of_connection)) {
    rows.push_back({"[Some requests of a connection]",
                    fmt::format("[Request {} of its connection]", origin.request_of_connection),
                    "Request number does not match"});
  }
  const StoredStubPtr stored = engine.stubs().Get(stub.id);
  if (when.times && stored != nullptr && stored->hits >= *when.times) {
    rows.push_back({fmt::format("[{} times]", *when.times),
                    fmt::format("[{} before]", stored->hits), "The stub is used up"});
  }
}

PageRow RowOf(const Difference& difference) {
  return {.expected = difference.expected,
          .actual = difference.actual,
          .note = difference.matches ? "" : difference.note};
}

}  // namespace

std::vector<std::string> Wrapped(std::string_view text, std::size_t width) {
  text = text.substr(0, kMostCellBytes);
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    WrapLine(line, width, lines);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  while (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

std::string DifferenceTable(const std::vector<PageRow>& rows, std::size_t width) {
  const Layout layout = LayoutOf(width);
  const std::string rule(width, '-');
  const std::string indent(layout.bar - (kTitle.size() + 1) / 2, ' ');
  std::string page =
      fmt::format("\n{0}{1}\n{0}{2}\n\n", indent, kTitle, std::string(kTitle.size(), '='));
  page += fmt::format("{}\n{}|{}|\n{}\n", rule, Padded("| Closest stub", layout.bar),
                      Padded(" Request", layout.bar - 1), rule);
  AddRow({}, layout, page);
  for (const PageRow& row : rows) AddRow(row, layout, page);
  AddRow({}, layout, page);
  return page + rule + '\n';
}

std::vector<PageRow> PageRows(Engine& engine, const Stub& stub, const Request& request) {
  std::vector<PageRow> rows;
  if (stub.name) rows.insert(rows.end(), {{.expected = *stub.name}, {}});
  const std::vector<Difference> differences =
      stub.request.Explain(request, engine.Context(&request));
  const auto is_gap = [](const Difference& one) {
    return one.expected.empty() && one.actual.empty();
  };
  const auto last_gap = std::find_if(differences.rbegin(), differences.rend(), is_gap).base();
  const bool body_group = HasBodyGroup(stub.request.ToJson());
  for (auto one = differences.begin(); one != differences.end(); ++one) {
    // What is about the body is shown only where it differs.
    if (body_group && one >= last_gap && one->matches) continue;
    rows.push_back(RowOf(*one));
  }
  if (!body_group) rows.emplace_back();
  AddConditionRows(engine, stub, request, rows);
  return rows;
}

AdminReply UnmatchedPage(Engine& engine, const Request& request) {
  const std::vector<NearStub> nearest = NearestStubs(engine, request, 1);
  if (nearest.empty()) return TextReply(404, kNoStubs);
  const std::vector<PageRow> rows = PageRows(engine, *nearest.front().stub->stub, request);
  return TextReply(404, DifferenceTable(rows, PageWidth(request)));
}

}  // namespace wireproof::mock
