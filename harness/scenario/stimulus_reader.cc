#include "harness/scenario/stimulus_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/scenario/message_fields.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;

// Reads each step by itself, so that one fault does not hide those behind it.
script::Script ReadSteps(const Place& place) {
  script::Script steps;
  if (!place.IsArray()) {
    place.FailExpected("an array of steps");
    return steps;
  }
  for (std::size_t i = 0; i < place.size(); ++i) {
    const auto step = script::ScriptFromJson(json::array({place[i].value()}));
    if (step) {
      steps.push_back(step->front());
      continue;
    }
    const std::string& pointer = step.error().pointer;  // "/0/send": the only step
    place[i].FailFound(pointer.starts_with("/0") ? pointer.substr(2) : "", step.error().message);
  }
  return steps;
}

// Steps name connections that were made before them.
void CheckServerSteps(const Place& place, const script::Script& steps) {
  std::vector<std::string> made{"main"};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Place step = place[i];
    const auto& [on, action] = steps[i];
    if (!on.empty() && std::ranges::find(made, on) == made.end()) {
      step.Fail(fmt::format("\"{}\" is no connection made before this step; expected one of {}", on,
                            fmt::join(made, ", ")));
    }
    if (const auto* await = std::get_if<script::Await>(&action)) {
      if (await->what == script::Await::What::kRequest) {
        step.Fail(
            "\"await\": \"request\" is for a client's peer; expected head, response, close, "
            "bytes or quiet");
      }
    } else if (const auto* connect = std::get_if<script::Connect>(&action)) {
      if (std::ranges::find(made, connect->name) != made.end()) {
        step.Fail(fmt::format("connection \"{}\" is there already", connect->name));
      }
      made.push_back(connect->name);
    }
  }
}

void CheckPeerSteps(const Place& place, const script::Script& steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& action = steps[i].action;
    if (const auto* await = std::get_if<script::Await>(&action)) {
      if (await->what == script::Await::What::kResponse) {
        place[i].Fail(
            "\"await\": \"response\" is for server scenarios; expected head, request, "
            "close, bytes or quiet");
      }
    } else if (std::holds_alternative<script::Connect>(action) ||
               std::holds_alternative<script::StartTls>(action)) {
      place[i].Fail("a step for server scenarios: the subject connects, and our side answers");
    }
  }
}

std::optional<ClientRequest> ReadRequest(const Place& place) {
  if (!place.CheckObject({"method", "target", "host", "fields", "body", "chunks"})) {
    return std::nullopt;
  }
  ClientRequest request;
  if (place.Has("method")) request.method = place["method"].Octets().value_or("");
  if (place.Has("target")) request.target = place["target"].Octets().value_or("");
  if (place.Has("host")) request.host = place["host"].Octets();
  if (place.Has("fields")) request.fields = ReadFieldPairs(place["fields"]);
  if (place.Has("body")) request.body = place["body"].Octets();
  if (place.Has("chunks")) {
    request.chunks = Each(place["chunks"], "an array of octets, one a chunk",
                          [](const Place& item) { return item.Octets(); });
  }
  if (place.Has("body") && place.Has("chunks")) {
    place.Fail("\"body\" and \"chunks\"; expected one of them");
  }
  return request;
}

void RefuseKeys(const Place& place, std::initializer_list<std::string_view> keys,
                std::string_view role) {
  for (const std::string_view key : keys) {
    if (place.Has(key)) place[key].Fail(fmt::format("\"{}\" is for role {}", key, role));
  }
}

void ReadClientStimulus(const Place& place, Scenario& scenario) {
  RefuseKeys(place, {"steps", "probe"}, "server");
  if (place.Require("requests")) {
    const Place requests = place["requests"];
    scenario.requests = Each(requests, "an array of requests", ReadRequest);
    if (requests.IsArray() && requests.size() == 0) requests.FailExpected("at least one request");
  }
  if (place.Has("reuse")) scenario.reuse = place["reuse"].Bool().value_or(true);
  if (place.Require("peer")) {
    scenario.peer = ReadSteps(place["peer"]);
    if (scenario.peer.size() == place["peer"].size()) CheckPeerSteps(place["peer"], scenario.peer);
  }
}

}  // namespace

void ReadStimulus(const Place& place, Scenario& scenario) {
  if (scenario.role == Role::kClient) {
    ReadClientStimulus(place, scenario);
    return;
  }
  RefuseKeys(place, {"requests", "reuse", "peer"}, "client");
  if (place.Has("probe")) scenario.probe = place["probe"].Bool().value_or(true);
  if (!place.Require("steps")) return;
  scenario.steps = ReadSteps(place["steps"]);
  if (scenario.steps.size() == place["steps"].size()) {
    CheckServerSteps(place["steps"], scenario.steps);
  }
}

std::vector<std::string> ConnectionsOf(const script::Script& steps) {
  std::vector<std::string> names{"main"};
  for (const auto& step : steps) {
    if (const auto* connect = std::get_if<script::Connect>(&step.action)) {
      names.push_back(connect->name);
    }
  }
  return names;
}

}  // namespace wireproof::harness
