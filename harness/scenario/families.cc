#include "harness/scenario/families.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/scenario/substitution.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;
using script::PointerTo;

bool IsOverride(std::string_view key) {
  return std::ranges::find(kRowOverrides, key) != std::end(kRowOverrides);
}

bool IsVariableName(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

// The name of the row; reports what is no row, no name, or there already.
std::optional<std::string> RowName(const Place& row, std::set<std::string>& names) {
  if (!row.IsObject()) return row.FailExpected("an object: a row of the family");
  if (!row.Require("name")) return std::nullopt;
  const auto name = row["name"].Text();
  if (!name) return std::nullopt;
  if (!IsName(*name)) {
    return row["name"].FailExpected("a name of lower-case letters, digits and single dashes");
  }
  if (!names.insert(*name).second) {
    return row["name"].Fail(fmt::format("case \"{}\" is there already", *name));
  }
  return name;
}

RowVariables VariablesOf(const Place& row) {
  RowVariables variables;
  for (const auto& [key, value] : row.value().items()) {
    if (key == "name" || IsOverride(key)) continue;
    if (std::ranges::find(kRunVariables, key) != std::end(kRunVariables)) {
      row[key].Fail(
          fmt::format("\"{}\" is known only when the scenario runs; expected another "
                      "name for a variable of the family",
                      key));
    } else if (!IsVariableName(key)) {
      row[key].Fail(
          fmt::format("\"{}\" names no variable; expected lower-case letters, digits "
                      "and underscores",
                      key));
    } else {
      variables.emplace(key, &value);
    }
  }
  return variables;
}

// A variable's value may hold run-time variables, and none of its own row.
void CheckValues(const Place& row, const RowVariables& variables) {
  const RowVariables none;
  for (const auto& [name, value] : variables) {
    Source source = row.source();
    std::set<std::string> used;
    json copy = *value;
    Substitution(none, row.pointer(), source, used).Apply(copy, PointerTo(row.pointer(), name));
  }
}

Expanded ExpandRow(const Place& place, const Place* row, const std::string& row_name,
                   std::set<std::string>& used) {
  Expanded expanded{.row = row_name, .scenario = place.value(), .source = place.source()};
  expanded.source.row = row_name;
  expanded.source.origins.push_back({"", place.pointer()});
  RowVariables variables;
  std::string row_pointer = place.pointer() + "/cases";
  if (row != nullptr) {
    row_pointer = row->pointer();
    variables = VariablesOf(*row);
    CheckValues(*row, variables);
    for (const std::string_view key : kRowOverrides) {
      if (!row->Has(key)) continue;
      expanded.scenario[std::string(key)] = (*row)[key].value();
      const std::string at = PointerTo("", key);
      expanded.source.origins.push_back({at, row_pointer + at});
    }
  }
  expanded.scenario.erase("cases");
  Substitution(variables, row_pointer, expanded.source, used).Apply(expanded.scenario, "");
  return expanded;
}

// A key of a row that overrides nothing and is used by no row is a mistake.
void CheckUsed(const Place& cases, const std::set<std::string>& used) {
  std::vector<std::string_view> overrides(std::begin(kRowOverrides), std::end(kRowOverrides));
  std::set<std::string> reported;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!cases[i].IsObject()) continue;
    for (const auto& [key, value] : cases[i].value().items()) {
      if (key == "name" || IsOverride(key) || used.contains(key)) continue;
      if (!IsVariableName(key) || !reported.insert(key).second) continue;
      cases[i][key].Fail(
          fmt::format("variable \"{}\" is used nowhere in the scenario; the keys "
                      "that override are {}",
                      key, ListNames(overrides)));
    }
  }
}

}  // namespace

std::vector<Expanded> Expand(const Place& place) {
  std::vector<Expanded> all;
  std::set<std::string> used;
  if (!place.Has("cases")) {
    all.push_back(ExpandRow(place, nullptr, "", used));
    return all;
  }
  const Place cases = place["cases"];
  if (!cases.IsArray() || cases.size() == 0) {
    cases.FailExpected("an array of at least one row");
    return all;
  }
  std::set<std::string> names;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Place row = cases[i];
    if (const auto name = RowName(row, names)) all.push_back(ExpandRow(place, &row, *name, used));
  }
  CheckUsed(cases, used);
  return all;
}

bool IsName(std::string_view text) {
  bool after_mark = true;
  for (const char c : text) {
    const bool mark = c == '-' || c == '.';
    if (!mark && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) return false;
    if (mark && after_mark) return false;
    after_mark = mark;
  }
  return !after_mark;
}

}  // namespace wireproof::harness
