// A baseline: the scenarios that a subject is known to fail, each with the reason. A text file
// beside its manifest, one entry a line, so that a review shows what became better or worse:
//
//   # nginx 1.22, static files
//   server/header-syntax/bare-cr  # accepts CR inside a value: RFC 9112 2.2, nginx's fault
#pragma once

#include <expected>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wireproof::harness {

struct BaselineEntry {
  std::string id;      // of a scenario, whole
  std::string reason;  // never empty
  std::size_t line = 0;
  bool operator==(const BaselineEntry&) const = default;
};

struct Baseline {
  std::vector<std::string> heading;  // the comment lines before the first entry, with their '#'
  std::vector<BaselineEntry> entries;

  const BaselineEntry* Find(std::string_view id) const;
  bool operator==(const Baseline&) const = default;
};

struct BaselineError {
  std::size_t line = 0;  // from 1
  std::string message;
  bool operator==(const BaselineError&) const = default;
};

// Reads all lines; gives all errors there are: an entry without a reason, an id twice, a line that
// is neither. Empty lines and lines that begin with '#' are comments.
std::expected<Baseline, std::vector<BaselineError>> ParseBaseline(std::string_view text);

// The file's text: heading, then the entries sorted by id. ParseBaseline reads it back (with other
// line numbers); comments between entries are not kept.
std::string PrintBaseline(const Baseline& baseline);

// The entries whose id is not among `known`: a scenario was renamed or removed.
std::vector<BaselineEntry> StaleEntries(const Baseline& baseline,
                                        const std::set<std::string, std::less<>>& known);

// One id that now fails, and a reason to write where the old baseline has none for it.
struct FailingId {
  std::string id;
  std::string reason;
};

// What --accept writes: exactly the failing ids, with their old reasons where they were listed.
Baseline Accept(const Baseline& old, std::span<const FailingId> failing);

}  // namespace wireproof::harness
