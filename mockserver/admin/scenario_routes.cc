// /__admin/scenarios: the states that stubs move through.
#include <fmt/format.h>

#include "mockserver/admin/admin_call.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

constexpr char kStarted[] = "Started";

AdminReply ListScenarios(const AdminCall& call) {
  Json scenarios = Json::array();
  for (const ScenarioState& scenario : call.engine().stubs().Scenarios()) {
    Json stubs = Json::array();
    for (const StoredStubPtr& stub : scenario.stubs) stubs.push_back(StubToJson(*stub->stub));
    scenarios.push_back({{"id", scenario.name},
                         {"name", scenario.name},
                         {"state", scenario.state},
                         {"possibleStates", scenario.possible_states},
                         {"mappings", std::move(stubs)}});
  }
  Json reply = Json::object();
  reply["scenarios"] = std::move(scenarios);
  return JsonReply(200, reply);
}

AdminReply ResetAll(const AdminCall& call) {
  call.engine().stubs().ResetScenarios();
  return DoneReply();
}

// The state that {"state": ...} asks for; no content asks for the first one.
std::expected<std::string, AdminReply> WantedState(const AdminCall& call) {
  if (call.request.body().empty()) return kStarted;
  auto json = ReadBody(call);
  if (!json) return std::unexpected(std::move(json.error()));
  if (auto unknown = UnknownMember(*json, {"state"})) {
    return std::unexpected(RefusalReply(*unknown));
  }
  const auto state = json->find("state");
  if (state == json->end() || state->is_null()) return "null";
  if (!state->is_string()) {
    return std::unexpected(RefusalReply({"/state", "expected a string"}));
  }
  return state->get<std::string>();
}

AdminReply SetState(const AdminCall& call) {
  const std::string& name = call.variables.front();
  const auto state = WantedState(call);
  if (!state) return state.error();
  const auto set = call.engine().stubs().SetState(name, *state);
  if (set) return DoneReply();
  if (set.error() == StoreError::kUnknownState) {
    return ErrorReply(422, kBadScenarioState,
                      fmt::format("Scenario {} does not support state {}", name, *state));
  }
  return ErrorReply(404, 404, fmt::format("Scenario {} does not exist", name));
}

constexpr Route kScenarioRoutes[] = {
    {"GET", "/scenarios", ListScenarios},
    {"POST", "/scenarios/reset", ResetAll},
    {"PUT", "/scenarios/{name}/state", SetState},
};

}  // namespace

std::span<const Route> ScenarioRoutes() {
  return kScenarioRoutes;
}

}  // namespace wireproof::mock
