#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/scenario/loader.h"
#include "harness/scenario/names.h"
#include "harness/scenario/parsed_file.h"

namespace wireproof::harness {
namespace {

// "rfc9112/7.1/chunk-size": document, section, slug; the section may have parts of its own.
bool IsRequirementId(std::string_view text) {
  std::size_t parts = 0;
  while (true) {
    const auto slash = std::min(text.find('/'), text.size());
    if (!IsName(text.substr(0, slash))) return false;
    ++parts;
    if (slash == text.size()) return parts >= 3;
    text.remove_prefix(slash + 1);
  }
}

std::optional<Requirement> ReadRequirement(const Place& place) {
  if (!place.CheckObject({"id", "section", "level", "role", "text", "judged", "why"})) {
    return std::nullopt;
  }
  Requirement requirement;
  if (place.Require("id")) {
    requirement.id = place["id"].Prose().value_or("");
    if (!IsRequirementId(requirement.id)) {
      place["id"].FailExpected("an id as \"rfc9112/7.1/chunk-size\"");
    }
  }
  const auto text = [&](std::string_view key) -> std::string {
    if (!place.Require(key)) return "";
    return place[key].Prose().value_or("");
  };
  requirement.section = text("section");
  requirement.role = text("role");
  requirement.text = text("text");
  if (place.Require("level")) {
    requirement.level = OneOf<Level>(place["level"], "level", kLevelNames).value_or(Level::kMust);
  }
  if (place.Has("judged")) requirement.judged = place["judged"].Bool().value_or(true);
  if (place.Has("why")) requirement.why = place["why"].Prose().value_or("");
  if (!requirement.judged && !place.Has("why")) {
    place.Fail("\"judged\": false without \"why\"; expected the reason why no scenario can tell");
  }
  if (requirement.judged && requirement.level != Level::kOurs && place.Has("why")) {
    place["why"].Fail(
        "\"why\" beside a requirement of an RFC that is judged; expected it beside "
        "\"judged\": false or level OURS");
  }
  return requirement;
}

}  // namespace

std::expected<std::vector<Requirement>, std::vector<LoadError>> LoadRequirements(
    std::string_view text, std::string_view name) {
  const auto value = ParseFile(text, name);
  if (!value) return std::unexpected(std::vector{value.error()});
  Faults faults{std::string(name)};
  const Source source{.faults = &faults, .origins = {}, .row = ""};
  const Place file(*value, "", source);
  std::vector<Requirement> requirements;
  if (file.CheckObject({"$schema", "title", "requirements"})) {
    if (file.Has("$schema")) file["$schema"].Prose();
    if (file.Require("title")) file["title"].Prose();
    if (file.Require("requirements")) {
      requirements = Each(file["requirements"], "an array of requirements", ReadRequirement);
    }
  }
  if (faults.size() > 0) return std::unexpected(faults.Take());
  return requirements;
}

}  // namespace wireproof::harness
