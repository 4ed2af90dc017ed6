// Which scenarios a run is about, and which of them a subject can be asked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/scenario.h"
#include "harness/subject/subject.h"

namespace wireproof::harness {

// What the command line selects. Each list that is not empty must be met by one of its items.
struct Selection {
  std::vector<std::string> ids;  // whole ids, prefixes ending at a "/", or globs (* and ?)
  std::vector<std::string> tags;
  std::vector<std::string> areas;  // any case
  std::vector<Role> roles;

  bool everything() const { return ids.empty() && tags.empty() && areas.empty() && roles.empty(); }
};

// `*` any run of characters, `?` one. Linear in the text for each star.
bool GlobMatches(std::string_view glob, std::string_view text);

bool Selects(const Selection& selection, const Scenario& scenario);

// The scenarios selected, in the order of the corpus.
std::vector<const Scenario*> Select(const Corpus& corpus, const Selection& selection);

// Why the scenario does not apply to a subject of its role; nullopt: it does.
// `variable`: whether the subject has that run-time variable ("target.post").
std::optional<std::string> WhySkipped(const Scenario& scenario, const Identity& identity,
                                      const std::function<bool(std::string_view)>& has_variable);

}  // namespace wireproof::harness
