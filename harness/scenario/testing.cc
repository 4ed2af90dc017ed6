#include "harness/scenario/testing.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "harness/scenario/loader.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;

json Parsed(std::string_view text) {
  auto value = script::ParseJson(text);
  if (!value) throw std::invalid_argument(script::Describe(value.error()));
  if (!value->is_object()) throw std::invalid_argument("expected an object: a scenario");
  return *std::move(value);
}

void FillIn(json& scenario, bool client) {
  const auto set = [&](const char* key, std::string_view value) {
    if (!scenario.contains(key)) scenario[key] = json::parse(value);
  };
  set("name", R"("scenario")");
  set("title", R"("The title of a test")");
  set("spec", R"(["test/1/requirement"])");
  set("expect", R"({"pass": [{"response": {}}]})");
  set("proof", R"({"pass": [{}], "fail": [{}]})");
  if (client) {
    set("requests", R"([{"method": "GET", "target": "/"}])");
    set("peer", "[]");
  } else {
    set("steps", "[]");
  }
}

}  // namespace

Scenario ScenarioFromText(std::string_view text) {
  json scenario = Parsed(text);
  bool client = scenario.contains("requests") || scenario.contains("peer");
  if (scenario.contains("role")) {
    client = scenario["role"] == "client";
    scenario.erase("role");
  }
  FillIn(scenario, client);
  const Requirements requirements{
      {"test/1/requirement",
       {.id = "test/1/requirement", .section = "1", .text = "A test's own."}}};
  const bool own_spec = scenario["spec"] != json::array({"test/1/requirement"});
  const json file = {{"title", "A test"},
                     {"role", client ? "client" : "server"},
                     {"area", "message framing"},
                     {"scenarios", json::array({scenario})}};
  const LoadFileOptions options{.requirements = own_spec ? nullptr : &requirements};
  auto scenarios = LoadFile(file.dump(), "test.json", options);
  if (scenarios) return std::move(scenarios->front());
  std::string faults;
  for (const auto& error : scenarios.error()) faults += Describe(error) + "\n";
  throw std::invalid_argument(faults);
}

Expectation ExpectationFromText(Role role, std::string_view text) {
  const json scenario = {{"role", Name(role)}, {"expect", Parsed(text)}};
  return ScenarioFromText(scenario.dump()).expect;
}

PartialObservation ProofFromText(Role role, std::string_view text) {
  const json proof = {{"pass", json::array({Parsed(text)})},
                      {"fail", json::array({json::object()})}};
  const json scenario = {{"role", Name(role)}, {"proof", proof}};
  return ScenarioFromText(scenario.dump()).proof_pass.front();
}

}  // namespace wireproof::harness
