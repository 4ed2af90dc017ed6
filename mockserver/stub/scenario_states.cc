#include "mockserver/stub/scenario_states.h"

#include <algorithm>
#include <map>
#include <utility>

namespace wireproof::mock {
namespace {

void AddState(const std::optional<std::string>& state, std::vector<std::string>& states) {
  if (!state || std::ranges::find(states, *state) != states.end()) return;
  if (*state == kStarted) {
    states.insert(states.begin(), *state);
  } else {
    states.push_back(*state);
  }
}

bool Names(const Stub& stub, std::string_view state) {
  return stub.required_state == state || stub.new_state == state;
}

}  // namespace

void ScenarioStates::Add(const Stub& stub) {
  if (stub.scenario) ++states_[*stub.scenario].stubs;
}

void ScenarioStates::Remove(const Stub& stub) {
  if (!stub.scenario) return;
  const auto found = states_.find(*stub.scenario);
  if (found != states_.end() && --found->second.stubs == 0) states_.erase(found);
}

bool ScenarioStates::Allows(const Stub& stub) const {
  if (!stub.scenario || !stub.required_state) return true;
  const auto found = states_.find(*stub.scenario);
  return found != states_.end() && found->second.state == *stub.required_state;
}

void ScenarioStates::Move(const Stub& stub) {
  if (!stub.scenario || !stub.new_state) return;
  const auto found = states_.find(*stub.scenario);
  if (found != states_.end()) found->second.state = *stub.new_state;
}

std::string ScenarioStates::StateOf(std::string_view scenario) const {
  const auto found = states_.find(scenario);
  return found == states_.end() ? std::string() : found->second.state;
}

// "Started" is always taken: each scenario begins there, whether a stub names it or not.
std::expected<void, StoreError> ScenarioStates::Set(std::string_view scenario,
                                                    std::string_view state,
                                                    const std::vector<StoredStubPtr>& stubs) {
  const auto found = states_.find(scenario);
  if (found == states_.end()) return std::unexpected(StoreError::kUnknownScenario);
  const bool known = state == kStarted || std::ranges::any_of(stubs, [&](const auto& stored) {
                       return stored->stub->scenario == scenario && Names(*stored->stub, state);
                     });
  if (!known) return std::unexpected(StoreError::kUnknownState);
  found->second.state = state;
  return {};
}

void ScenarioStates::Reset() {
  for (auto& [name, scenario] : states_) scenario.state = kStarted;
}

std::vector<ScenarioState> ScenarioStates::List(const std::vector<StoredStubPtr>& stubs) const {
  std::map<std::string, ScenarioState, std::less<>> scenarios;
  for (const StoredStubPtr& stored : stubs) {
    const Stub& stub = *stored->stub;
    if (!stub.scenario) continue;
    ScenarioState& scenario = scenarios[*stub.scenario];
    AddState(stub.required_state, scenario.possible_states);
    AddState(stub.new_state, scenario.possible_states);
    scenario.stubs.push_back(stored);
  }
  std::vector<ScenarioState> list;
  for (auto& [name, scenario] : scenarios) {
    scenario.name = name;
    scenario.state = StateOf(name);
    list.push_back(std::move(scenario));
  }
  return list;
}

}  // namespace wireproof::mock
