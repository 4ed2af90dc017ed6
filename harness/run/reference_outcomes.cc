#include "harness/run/reference_outcomes.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/run/recording.h"

namespace wireproof::harness {

namespace {

bool SameOutcome(const ReferenceOutcome& one, const ReferenceOutcome& other) {
  return one.stimulus_digest == other.stimulus_digest &&
         Agree(one.observation, other.observation, Comparison::kWire, true).same;
}

}  // namespace

const Observation* ReferenceSet::Find(std::string_view id) const {
  const auto found = primary.outcomes.find(id);
  return found == primary.outcomes.end() ? nullptr : &found->second.observation;
}

std::expected<ReferenceSet, ReferenceError> LoadReference(const std::filesystem::path& folder,
                                                          const std::string& primary_version) {
  auto primary = ReadRecording(folder / primary_version);
  if (!primary) return std::unexpected(std::move(primary.error()));
  ReferenceSet set{std::move(primary->outcomes), {}};
  std::vector<std::filesystem::path> versions;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.is_directory() && entry.path().filename() != primary_version) {
      versions.push_back(entry.path());
    }
  }
  std::ranges::sort(versions);
  for (const std::filesystem::path& version : versions) {
    auto other = ReadRecording(version);
    if (!other) return std::unexpected(std::move(other.error()));
    if (other->base != set.primary.version) {
      return std::unexpected(ReferenceError{
          version.string(), fmt::format("its base is {}, but {} is of {}: record it again",
                                        other->base, primary_version, set.primary.version)});
    }
    for (const auto& [id, outcome] : set.primary.outcomes) {
      other->outcomes.outcomes.try_emplace(id, outcome);
    }
    set.others.push_back(std::move(other->outcomes));
  }
  return set;
}

std::expected<void, ReferenceError> SaveReference(const std::filesystem::path& folder,
                                                  const ReferenceOutcomes& outcomes,
                                                  const ReferenceOutcomes* base) {
  Recording recording{outcomes, base == nullptr ? "" : base->version};
  if (base != nullptr) {
    std::erase_if(recording.outcomes.outcomes, [&](const auto& entry) {
      const auto same = base->outcomes.find(entry.first);
      return same != base->outcomes.end() && SameOutcome(entry.second, same->second);
    });
  }
  return WriteRecording(folder, recording);
}

std::vector<std::string> StaleOutcomes(const ReferenceSet& reference,
                                       const std::vector<const Scenario*>& scenarios) {
  std::vector<std::string> stale;
  for (const Scenario* scenario : scenarios) {
    const auto found = reference.primary.outcomes.find(scenario->id);
    if (found == reference.primary.outcomes.end()) {
      stale.push_back(scenario->id + ": no outcome is recorded");
    } else if (found->second.stimulus_digest != scenario->stimulus_digest) {
      stale.push_back(scenario->id + ": its recorded outcome belongs to another stimulus");
    }
  }
  return stale;
}

Compared CompareWithReference(const Scenario& scenario, const Observation& observation,
                              const ReferenceSet& reference, Comparison comparison,
                              const Reports& reports) {
  const Observation* expected = reference.Find(scenario.id);
  if (expected == nullptr) return {};
  const bool separate = SeparatesEnds(scenario.expect);
  AgreeResult agree = Agree(observation, *expected, comparison, separate, &reports);
  if (agree.same) return {Agreement::kSame, {}};
  for (const ReferenceOutcomes& other : reference.others) {
    const auto found = other.outcomes.find(scenario.id);
    // What another version did to another stimulus excuses nothing.
    if (found == other.outcomes.end() ||
        found->second.stimulus_digest != scenario.stimulus_digest) {
      continue;
    }
    if (Agree(observation, found->second.observation, comparison, separate, &reports).same) {
      return {Agreement::kVersion, std::move(agree.differences)};
    }
  }
  return {Agreement::kDiffers, std::move(agree.differences)};
}

}  // namespace wireproof::harness
