#include "harness/scenario/controls.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace wireproof::harness {
namespace {

// Adds a fault once: the rows of a family share theirs.
void Add(std::vector<LoadError>& errors, const Scenario& scenario, std::string message) {
  LoadError error{
      .file = scenario.file, .pointer = scenario.control_pointer, .message = std::move(message)};
  if (std::ranges::find(errors, error) == errors.end()) errors.push_back(std::move(error));
}

// Whether a server that answers 400 to everything gives such a response.
bool AllowsRefusal(const MessageMatcher& matcher) {
  // Fields prove nothing, a refusal has some too; a body does, and what the application understood.
  if (matcher.body || matcher.echo || matcher.reason) return false;
  if (!matcher.status) return true;
  const auto& [exact, classes] = *matcher.status;
  if (exact.empty() && classes.empty()) return true;
  return std::ranges::any_of(exact, [](int status) { return status >= 400; }) ||
         std::ranges::any_of(classes, [](int first) { return first >= 4; });
}

bool AllowsEnd(const std::vector<Fate>& fates) {
  return fates.empty() || std::ranges::find(fates, Fate::kClosed) != fates.end();
}

const Scenario* FindIn(const std::vector<Scenario>& scenarios, std::string_view id) {
  const auto at = std::ranges::lower_bound(scenarios, id, {}, &Scenario::id);
  return at != scenarios.end() && at->id == id ? &*at : nullptr;
}

std::optional<std::string> FirstMissing(const std::vector<std::string>& needs,
                                        const std::vector<std::string>& among) {
  for (const auto& need : needs) {
    if (std::ranges::find(among, need) == among.end()) return need;
  }
  return std::nullopt;
}

std::optional<std::string> WhyNoControl(const Scenario& scenario, const Scenario& control) {
  if (&control == &scenario) return "it is the scenario itself";
  if (control.role != scenario.role) return "it is of the other role";
  if (!control.control.empty()) {
    return fmt::format(
        "{} has a control itself; expected a scenario that passes only when the "
        "subject does what it is asked",
        control.id);
  }
  const auto negative = [&](const Alternative& alternative) {
    return PassesOnRefusal(control, alternative);
  };
  if (std::ranges::all_of(control.expect.pass, negative)) {
    return fmt::format("{} passes when the subject refuses; expected one that does not",
                       control.id);
  }
  if (const auto need = FirstMissing(control.needs, scenario.needs)) {
    return fmt::format("{} needs {}, which this scenario does not; expected the same or fewer",
                       control.id, *need);
  }
  const bool plain_and_tls = control.transport != Transport::kAny &&
                             scenario.transport != Transport::kAny &&
                             control.transport != scenario.transport;
  if (plain_and_tls) {
    return fmt::format("{} runs over {} only, this scenario over {}", control.id,
                       Name(control.transport), Name(scenario.transport));
  }
  return std::nullopt;
}

}  // namespace

std::vector<LoadError> ResolveControls(std::vector<Scenario>& scenarios) {
  std::vector<LoadError> errors;
  std::set<std::string, std::less<>> ids;
  for (const auto& scenario : scenarios) ids.insert(scenario.id);
  for (auto& scenario : scenarios) {
    if (scenario.control.empty() || ids.contains(scenario.control)) continue;
    const auto second_slash = scenario.id.find('/', scenario.id.find('/') + 1);
    const std::string prefix = scenario.id.substr(0, second_slash + 1);
    const auto third_slash = scenario.id.find('/', second_slash + 1);
    const std::string row = third_slash == std::string::npos ? "" : scenario.id.substr(third_slash);
    const std::string here = prefix + scenario.control;
    const auto below = ids.lower_bound(here + "/");
    const bool family = below != ids.end() && below->starts_with(here + "/");
    if (ids.contains(here)) {
      scenario.control = here;
    } else if (!row.empty() && ids.contains(here + row)) {
      scenario.control = here + row;
    } else if (family) {
      Add(errors, scenario,
          fmt::format("\"{}\" is a family; expected one of its "
                      "cases, as \"{}\"",
                      scenario.control, below->substr(prefix.size())));
    } else if (std::ranges::count(scenario.control, '/') < 2) {
      Add(errors, scenario,
          fmt::format("\"{}\" is no scenario of this file; expected "
                      "one of its names, or a full id",
                      scenario.control));
    }
  }
  return errors;
}

std::vector<LoadError> CheckControls(const std::vector<Scenario>& scenarios) {
  std::vector<LoadError> errors;
  for (const auto& scenario : scenarios) {
    if (scenario.control.empty()) continue;
    const Scenario* control = FindIn(scenarios, scenario.control);
    if (control == nullptr) {
      Add(errors, scenario, fmt::format("\"{}\" is no scenario of this corpus", scenario.control));
    } else if (auto why = WhyNoControl(scenario, *control)) {
      Add(errors, scenario, *std::move(why));
    }
  }
  return errors;
}

bool PassesOnRefusal(const Scenario& scenario, const Alternative& alternative) {
  if (!alternative.all.empty()) {
    return std::ranges::all_of(
        alternative.all, [&](const Alternative& part) { return PassesOnRefusal(scenario, part); });
  }
  if (scenario.role == Role::kClient) return alternative.failure.has_value();
  if (!alternative.handshakes.empty()) {
    // Where the handshake is what is looked at, one that is done is what was asked for.
    return std::ranges::find(alternative.handshakes, Handshake::kDone) ==
           alternative.handshakes.end();
  }
  if (!AllowsEnd(alternative.fates)) return false;
  if (!alternative.responses) return true;
  return alternative.responses->size() <= 1 &&
         std::ranges::all_of(*alternative.responses, AllowsRefusal);
}

}  // namespace wireproof::harness
