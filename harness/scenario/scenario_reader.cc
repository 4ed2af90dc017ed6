#include "harness/scenario/scenario_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/scenario/digest.h"
#include "harness/scenario/expectation_reader.h"
#include "harness/scenario/features.h"
#include "harness/scenario/names.h"
#include "harness/scenario/stimulus_reader.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {
namespace {

constexpr std::string_view kKeys[] = {
    "name",     "title",     "spec",      "basis",     "covers", "tags",  "needs", "control",
    "delivery", "transport", "exclusive", "probe",     "tls",    "since", "steps", "requests",
    "reuse",    "peer",      "expect",    "reference", "proof",  "note",  "cases"};

// "CCK-008": the shape of the ids of CPython behaviours.
bool IsBehaviourId(std::string_view text) {
  const auto dash = text.find('-');
  if (dash < 2 || dash > 4 || text.size() != dash + 4) return false;
  const auto upper = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.front() >= 'A' && text.front() <= 'Z' &&
         std::ranges::all_of(text.substr(0, dash), upper) &&
         std::ranges::all_of(text.substr(dash + 1), digit);
}

// Two or three numbers with dots between them.
bool IsVersion(std::string_view text) {
  std::size_t numbers = 0;
  while (true) {
    const auto dot = std::min(text.find('.'), text.size());
    const auto number = text.substr(0, dot);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (number.empty() || number.size() > 5 || !std::ranges::all_of(number, digit)) return false;
    ++numbers;
    if (dot == text.size()) return numbers == 2 || numbers == 3;
    text.remove_prefix(dot + 1);
  }
}

void AppendUnique(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const auto& item : more) {
    if (std::ranges::find(list, item) == list.end()) list.push_back(item);
  }
}

// Names that must be there once each; `check` reports what is none.
template <class Check>
std::vector<std::string> ReadNames(const Place& place, Check&& check) {
  std::vector<std::string> names;
  return Each(place, "an array of strings", [&](const Place& item) -> std::optional<std::string> {
    const auto name = item.Text();
    if (!name || !check(item, *name)) return std::nullopt;
    if (std::ranges::find(names, *name) != names.end()) {
      return item.Fail(fmt::format("{} twice", Found(item.value())));
    }
    names.push_back(*name);
    return name;
  });
}

void ReadSpec(const Place& place, const FileDefaults& defaults, Scenario& scenario) {
  if (!place.Require("spec")) return;
  const Place spec = place["spec"];
  const auto known = [&](const Place& item, const std::string& id) {
    if (defaults.requirements == nullptr || defaults.requirements->contains(id)) return true;
    item.Fail(fmt::format("\"{}\" is no requirement of spec/*.json", id));
    return false;
  };
  scenario.spec = ReadNames(spec, known);
  if (spec.IsArray() && spec.size() == 0) spec.FailExpected("at least one requirement");
  if (defaults.requirements == nullptr) return;
  std::optional<Level> strongest;
  for (const auto& id : scenario.spec) {
    strongest = std::max(strongest.value_or(Level::kOurs), defaults.requirements->at(id).level);
  }
  scenario.level = strongest.value_or(Level::kMust);
}

void ReadTransportAndTls(const Place& place, const FileDefaults& defaults, Scenario& scenario) {
  std::optional<Transport> own;
  if (place.Has("transport")) own = ReadTransport(place["transport"]);
  scenario.tls = place.Has("tls") ? ReadTlsSettings(place["tls"]) : defaults.tls;
  if (scenario.tls) {
    if (own && *own != Transport::kTls) {
      place["transport"].Fail(
          fmt::format("{} for a scenario with \"tls\" settings; expected "
                      "\"tls\", or none",
                      Found(place["transport"].value())));
    }
    scenario.transport = Transport::kTls;
  } else {
    scenario.transport = own.value_or(defaults.transport.value_or(Transport::kAny));
  }
  if (scenario.transport == Transport::kTls) AppendUnique(scenario.needs, {"tls"});
}

void ReadReference(const Place& place, const FileDefaults& defaults, std::string_view row,
                   Scenario& scenario) {
  if (!place.CheckObject({"agreement", "reason", "for"})) return;
  if (place.Require("agreement") && place["agreement"].value() != "differs") {
    place["agreement"].FailExpected("\"differs\"");
  }
  DeclaredDifference difference;
  if (place.Require("reason")) {
    difference.reason = place["reason"].TextThatIsNotEmpty().value_or("");
  }
  bool applies = true;
  if (place.Has("for")) {
    const Place list = place["for"];
    const auto names = ReadNames(list, [&](const Place& item, const std::string& name) {
      if (std::ranges::find(defaults.cases, name) != defaults.cases.end()) return true;
      item.Fail(fmt::format("\"{}\" is no case of this scenario", name));
      return false;
    });
    if (list.IsArray() && list.size() == 0) list.FailExpected("at least one case");
    applies = std::ranges::find(names, row) != names.end();
  }
  if (applies) scenario.reference = std::move(difference);
}

void ReadAbout(const Place& place, const FileDefaults& defaults, Scenario& scenario) {
  if (place.Require("title")) scenario.title = place["title"].TextThatIsNotEmpty().value_or("");
  ReadSpec(place, defaults, scenario);
  if (place.Has("basis")) {
    scenario.basis = OneOf<Basis>(place["basis"], "basis", kBasisNames).value_or(Basis::kRfc);
  }
  if (place.Has("covers")) {
    scenario.covers = ReadNames(place["covers"], [](const Place& item, const std::string& id) {
      if (!IsBehaviourId(id)) item.FailExpected("the id of a behaviour, as \"CCK-008\"");
      return IsBehaviourId(id);
    });
  }
  scenario.tags = defaults.tags;
  if (place.Has("tags")) AppendUnique(scenario.tags, ReadTags(place["tags"]));
  scenario.needs = defaults.needs;
  if (place.Has("needs")) AppendUnique(scenario.needs, ReadNeeds(place["needs"], scenario.role));
  if (place.Has("control")) {
    scenario.control = place["control"].TextThatIsNotEmpty().value_or("");
    scenario.control_pointer = place["control"].file_pointer();
  }
  scenario.since = place.Has("since") ? ReadSince(place["since"]) : defaults.since;
  if (place.Has("note")) scenario.note = place["note"].TextThatIsNotEmpty().value_or("");
}

void ReadHow(const Place& place, const FileDefaults& defaults, Scenario& scenario) {
  if (place.Has("delivery")) {
    scenario.exact_delivery =
        OneOf<bool>(place["delivery"], "delivery", kDeliveryNames).value_or(false);
  }
  if (place.Has("exclusive")) scenario.exclusive = place["exclusive"].Bool().value_or(false);
  ReadTransportAndTls(place, defaults, scenario);
  ReadStimulus(place, scenario);
}

}  // namespace

Scenario ReadScenario(const Expanded& expanded, const FileDefaults& defaults) {
  Scenario scenario;
  const Place place(expanded.scenario, "", expanded.source);
  scenario.role = defaults.role;
  scenario.area = defaults.area;
  scenario.file = defaults.file;
  scenario.pointer = place.file_pointer();
  if (!place.CheckObject(kKeys)) return scenario;
  if (place.Require("name")) {
    scenario.id = defaults.id_prefix + place["name"].Text().value_or("");
    if (!expanded.row.empty()) scenario.id += "/" + expanded.row;
  }
  ReadAbout(place, defaults, scenario);
  ReadHow(place, defaults, scenario);
  if (place.Has("reference")) {
    ReadReference(place["reference"], defaults, expanded.row, scenario);
  }
  const bool steps_whole = place.Has("steps") && place["steps"].size() == scenario.steps.size();
  const ExpectationScope scope{
      .role = scenario.role,
      .connections = steps_whole ? ConnectionsOf(scenario.steps) : std::vector<std::string>(),
      .requests = scenario.requests.size()};
  if (place.Require("expect")) {
    scenario.expect = ReadExpectation(place["expect"], scope);
    scenario.expectation_digest = Sha256Hex(script::JsonText(place["expect"].value()));
  }
  if (place.Require("proof")) {
    auto [pass, fail] = ReadProofs(place["proof"], scope);
    scenario.proof_pass = std::move(pass);
    scenario.proof_fail = std::move(fail);
  }
  return scenario;
}

std::vector<std::string> ReadNeeds(const Place& place, Role role) {
  return ReadNames(place, [role](const Place& item, const std::string& name) {
    if (IsFeature(role, name)) return true;
    item.Fail(fmt::format("\"{}\" is no feature of a {}; expected one of {}", name, Name(role),
                          ListNames(FeaturesOf(role))));
    return false;
  });
}

std::vector<std::string> ReadTags(const Place& place) {
  return ReadNames(place, [](const Place& item, const std::string& name) {
    if (!IsName(name)) item.FailExpected("a tag of lower-case letters, digits and single dashes");
    return IsName(name);
  });
}

std::optional<Transport> ReadTransport(const Place& place) {
  return OneOf<Transport>(place, "transport", kTransportNames);
}

std::optional<script::TlsSettings> ReadTlsSettings(const Place& place) {
  auto settings = script::TlsSettingsFromJson(place.value());
  if (!settings) return place.FailFound(settings.error().pointer, settings.error().message);
  return *std::move(settings);
}

std::string ReadSince(const Place& place) {
  const auto text = place.Text();
  if (!text) return "";
  if (!IsVersion(*text)) place.FailExpected("a version as \"0.1\" or \"0.1.0\"");
  return *text;
}

}  // namespace wireproof::harness
