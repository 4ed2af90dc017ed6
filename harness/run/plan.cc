#include "harness/run/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <variant>

#include "http/wire/grammar.h"

namespace wireproof::harness {

namespace {

bool MatchesId(std::string_view pattern, std::string_view id) {
  if (pattern.find_first_of("*?") != std::string_view::npos) return GlobMatches(pattern, id);
  if (pattern.ends_with('/')) pattern.remove_suffix(1);
  return id.starts_with(pattern) && (id.size() == pattern.size() || id[pattern.size()] == '/');
}

bool AnyTag(const std::vector<std::string>& wanted, const std::vector<std::string>& tags) {
  return std::ranges::any_of(
      wanted, [&](const auto& tag) { return std::ranges::find(tags, tag) != tags.end(); });
}

}  // namespace

bool GlobMatches(std::string_view glob, std::string_view text) {
  std::size_t at = 0, in_text = 0, star = std::string_view::npos, retry = 0;
  while (in_text < text.size()) {
    if (at < glob.size() && glob[at] == '*') {
      star = at++;
      retry = in_text;
    } else if (at < glob.size() && (glob[at] == '?' || glob[at] == text[in_text])) {
      ++at;
      ++in_text;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in_text = ++retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at) == std::string_view::npos;
}

bool Selects(const Selection& selection, const Scenario& scenario) {
  const auto any = [](const auto& list, auto&& holds) {
    return list.empty() || std::ranges::any_of(list, holds);
  };
  return any(selection.ids, [&](const auto& id) { return MatchesId(id, scenario.id); }) &&
         (selection.tags.empty() || AnyTag(selection.tags, scenario.tags)) &&
         any(selection.areas,
             [&](const auto& area) { return wire::EqualsIgnoreCase(area, scenario.area); }) &&
         any(selection.roles, [&](Role role) { return role == scenario.role; });
}

std::vector<const Scenario*> Select(const Corpus& corpus, const Selection& selection) {
  std::vector<const Scenario*> selected;
  for (const Scenario& scenario : corpus.scenarios) {
    if (Selects(selection, scenario)) selected.push_back(&scenario);
  }
  return selected;
}

std::optional<std::string> WhySkipped(const Scenario& scenario, const Identity& identity,
                                      const std::function<bool(std::string_view)>& has_variable) {
  std::vector<std::string> missing;
  for (const std::string& need : scenario.needs) {
    if (!identity.features.contains(need)) missing.push_back(need);
  }
  if (!missing.empty()) return fmt::format("it lacks {}", fmt::join(missing, ", "));
  if (scenario.role == Role::kClient) return std::nullopt;
  for (const script::Step& step : scenario.steps) {
    const auto* send = std::get_if<script::Send>(&step.action);
    if (send == nullptr) continue;
    for (const std::string& name : send->octets.Variables()) {
      if (!has_variable(name)) return fmt::format("its manifest names no {}", name);
    }
  }
  return std::nullopt;
}

}  // namespace wireproof::harness
