#include "harness/verdict/baseline.h"

#include <algorithm>
#include <map>

namespace wireproof::harness {
namespace {

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// The characters of scenario ids: names of files and scenarios, joined by '/'.
bool IsId(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '-' || c == '.' || c == '_' || c == '+';
  });
}

// `id  # reason`, or the words of what is wrong.
std::expected<BaselineEntry, std::string> ParseEntry(std::string_view line) {
  const std::size_t hash = line.find('#');
  const std::string_view id = Trim(line.substr(0, hash));
  if (!IsId(id))
    return std::unexpected("expected `id  # reason`, found \"" + std::string(line) + "\"");
  const std::string_view reason =
      hash == std::string_view::npos ? std::string_view() : Trim(line.substr(hash + 1));
  if (reason.empty()) return std::unexpected(std::string(id) + " has no reason: `id  # reason`");
  return BaselineEntry{std::string(id), std::string(reason), 0};
}

}  // namespace

const BaselineEntry* Baseline::Find(std::string_view id) const {
  const auto found = std::ranges::find(entries, id, &BaselineEntry::id);
  return found == entries.end() ? nullptr : &*found;
}

std::expected<Baseline, std::vector<BaselineError>> ParseBaseline(std::string_view text) {
  Baseline baseline;
  std::vector<BaselineError> errors;
  std::map<std::string, std::size_t> first_line;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty()) continue;
    if (line.front() == '#') {
      if (baseline.entries.empty()) baseline.heading.emplace_back(line);
      continue;
    }
    auto entry = ParseEntry(line);
    if (!entry) {
      errors.push_back({number, entry.error()});
      continue;
    }
    const auto [at, fresh] = first_line.emplace(entry->id, number);
    if (!fresh) {
      errors.push_back(
          {number, entry->id + " is already listed in line " + std::to_string(at->second)});
      continue;
    }
    entry->line = number;
    baseline.entries.push_back(*std::move(entry));
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return baseline;
}

std::string PrintBaseline(const Baseline& baseline) {
  std::vector<BaselineEntry> entries = baseline.entries;
  std::ranges::sort(entries, {}, &BaselineEntry::id);
  std::string text;
  for (const std::string& line : baseline.heading) text += line + "\n";
  for (const BaselineEntry& entry : entries) text += entry.id + "  # " + entry.reason + "\n";
  return text;
}

std::vector<BaselineEntry> StaleEntries(const Baseline& baseline,
                                        const std::set<std::string, std::less<>>& known) {
  std::vector<BaselineEntry> stale;
  for (const BaselineEntry& entry : baseline.entries)
    if (!known.contains(entry.id)) stale.push_back(entry);
  return stale;
}

Baseline Accept(const Baseline& old, std::span<const FailingId> failing) {
  Baseline accepted;
  accepted.heading = old.heading;
  for (const FailingId& one : failing) {
    if (accepted.Find(one.id) != nullptr) continue;
    const BaselineEntry* listed = old.Find(one.id);
    accepted.entries.push_back({one.id, listed != nullptr ? listed->reason : one.reason, 0});
  }
  std::ranges::sort(accepted.entries, {}, &BaselineEntry::id);
  return accepted;
}

}  // namespace wireproof::harness
