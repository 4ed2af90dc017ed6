#include "harness/scenario/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/scenario/controls.h"
#include "harness/scenario/digest.h"
#include "harness/scenario/families.h"
#include "harness/scenario/names.h"
#include "harness/scenario/parsed_file.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;

constexpr std::string_view kFileKeys[] = {"$schema", "title", "role",      "area",  "needs",
                                          "tags",    "tls",   "transport", "since", "scenarios"};

// The version in which a scenario exists that does not say since when: the first.
constexpr std::string_view kFirstVersion = "0.1";

struct PathParts {
  std::string folder;  // the last one, or empty
  std::string stem;    // the file's name without ".json"
};

PathParts PartsOf(std::string_view name) {
  PathParts parts;
  const auto slash = name.rfind('/');
  std::string_view stem = slash == std::string_view::npos ? name : name.substr(slash + 1);
  if (stem.ends_with(".json")) stem.remove_suffix(5);
  parts.stem = stem;
  if (slash == std::string_view::npos) return parts;
  const std::string_view path = name.substr(0, slash);
  const auto above = path.rfind('/');
  parts.folder = above == std::string_view::npos ? path : path.substr(above + 1);
  return parts;
}

// Without the right role nothing else can be read: nullopt.
std::optional<Role> ReadRole(const Place& file, const PathParts& path, bool in_corpus) {
  if (!file.Require("role")) return std::nullopt;
  const auto role = OneOf<Role>(file["role"], "role", kRoleNames);
  if (!role || !in_corpus || path.folder == Name(*role)) return role;
  return file["role"].Fail(fmt::format("{} in the folder {}; expected a file in {}/",
                                       Found(file["role"].value()), path.folder, Name(*role)));
}

void ReadArea(const Place& file, FileDefaults& defaults) {
  if (!file.Require("area")) return;
  const auto area = file["area"].IsString() ? file["area"].Text() : std::nullopt;
  if (area && std::ranges::find(kAreas, *area) != std::end(kAreas)) {
    defaults.area = *area;
  } else {
    file["area"].Fail(Found(file["area"].value()) + " is no area; expected one of " +
                      ListNames(kAreas));
  }
}

FileDefaults ReadDefaults(const Place& file, Role role, std::string_view name,
                          const LoadFileOptions& options) {
  const PathParts path = PartsOf(name);
  FileDefaults defaults;
  defaults.file = name;
  defaults.requirements = options.requirements;
  defaults.role = role;
  ReadArea(file, defaults);
  if (options.in_corpus && !IsName(path.stem)) {
    file.Fail(
        fmt::format("\"{}\" names the file; expected lower-case letters, digits and single "
                    "dashes",
                    path.stem));
  }
  defaults.id_prefix = fmt::format("{}/{}/", Name(defaults.role), path.stem);
  if (file.Has("$schema")) file["$schema"].Prose();
  if (file.Require("title")) file["title"].Prose();
  if (file.Has("needs")) defaults.needs = ReadNeeds(file["needs"], defaults.role);
  if (file.Has("tags")) defaults.tags = ReadTags(file["tags"]);
  if (file.Has("transport")) defaults.transport = ReadTransport(file["transport"]);
  if (file.Has("tls")) {
    defaults.tls = ReadTlsSettings(file["tls"]);
    if (defaults.transport && *defaults.transport != Transport::kTls) {
      file["transport"].Fail(fmt::format("{} beside \"tls\" settings; expected \"tls\", or none",
                                         Found(file["transport"].value())));
    }
  }
  defaults.since = file.Has("since") ? ReadSince(file["since"]) : std::string(kFirstVersion);
  return defaults;
}

// The names of the rows, where they can be read: `for` names them.
std::vector<std::string> CasesOf(const Place& scenario) {
  std::vector<std::string> names;
  if (!scenario.Has("cases") || !scenario["cases"].IsArray()) return names;
  for (const json& row : scenario["cases"].value()) {
    if (row.is_object() && row.contains("name") && row["name"].is_string()) {
      names.push_back(row["name"].get<std::string>());
    }
  }
  return names;
}

void CheckName(const Place& scenario, std::set<std::string>& names) {
  if (!scenario.Has("name")) return;  // reported by the scenario's reader
  const Place place = scenario["name"];
  const auto name = place.IsString() ? place.Text() : std::nullopt;
  if (!name || !IsName(*name)) {
    place.FailExpected("a name of lower-case letters, digits and single dashes");
  } else if (!names.insert(*name).second) {
    place.Fail(fmt::format("scenario \"{}\" is there already", *name));
  }
}

std::vector<Scenario> ReadScenarios(const Place& list, FileDefaults& defaults) {
  std::vector<Scenario> scenarios;
  std::set<std::string> names;
  if (!list.IsArray() || list.size() == 0) {
    list.FailExpected("an array of at least one scenario");
    return scenarios;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Place place = list[i];
    if (!place.IsObject()) {
      place.FailExpected("an object: a scenario");
      continue;
    }
    CheckName(place, names);
    defaults.cases = CasesOf(place);
    for (const auto& expanded : Expand(place)) {
      scenarios.push_back(ReadScenario(expanded, defaults));
    }
  }
  return scenarios;
}

}  // namespace

std::expected<json, LoadError> ParseFile(std::string_view text, std::string_view name) {
  script::JsonLimits limits;
  limits.max_bytes = kMaxFileBytes;
  auto value = script::ParseJson(text, limits);
  if (value) return *std::move(value);
  return std::unexpected(LoadError{.file = std::string(name),
                                   .pointer = "",
                                   .message = "no JSON text: " + script::Describe(value.error())});
}

std::expected<std::vector<Scenario>, std::vector<LoadError>> LoadFile(
    std::string_view text, std::string_view name, const LoadFileOptions& options) {
  const auto value = ParseFile(text, name);
  if (!value) return std::unexpected(std::vector{value.error()});
  Faults faults{std::string(name)};
  const Source source{.faults = &faults, .origins = {}, .row = ""};
  const Place file(*value, "", source);
  std::vector<Scenario> scenarios;
  if (file.CheckObject(kFileKeys)) {
    if (const auto role = ReadRole(file, PartsOf(name), options.in_corpus)) {
      FileDefaults defaults = ReadDefaults(file, *role, name, options);
      if (file.Require("scenarios")) scenarios = ReadScenarios(file["scenarios"], defaults);
    }
  }
  if (faults.size() > 0) return std::unexpected(faults.Take());
  std::vector<LoadError> errors = ResolveControls(scenarios);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  for (auto& scenario : scenarios) scenario.stimulus_digest = StimulusDigest(scenario);
  return scenarios;
}

}  // namespace wireproof::harness
