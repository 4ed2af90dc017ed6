// Puts the variables of a row into the strings of a JSON value.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

#include "harness/scenario/place.h"

namespace wireproof::harness {

// Name to value, of one row. The values are not looked into for further variables of the row.
using RowVariables = std::map<std::string, const nlohmann::json*, std::less<>>;

class Substitution {
 public:
  // `rows` is where the row stands in the file: a string that is one variable alone takes the
  // row's value, and faults in it are then reported there. Adds to `used` and to `source.origins`.
  Substitution(const RowVariables& variables, std::string row_pointer, Source& source,
               std::set<std::string>& used)
      : variables_(variables), row_pointer_(std::move(row_pointer)), source_(source), used_(used) {}

  // Members that are not looked into stand in the caller's hand; everything below `value` is.
  // Variables known only at run time stay, as does `$$`; anything else behind a dollar is a fault.
  void Apply(nlohmann::json& value, const std::string& pointer);

 private:
  void ApplyToMembers(nlohmann::json& object, const std::string& pointer);
  void ApplyToString(nlohmann::json& value, const std::string& pointer);
  std::string PutInto(const std::string& text, const std::string& pointer);
  void AppendValue(std::string& text, std::string_view name, const std::string& pointer);
  void Fail(const std::string& pointer, std::string message) const;
  std::string KnownVariables() const;

  const RowVariables& variables_;
  std::string row_pointer_;
  Source& source_;
  std::set<std::string>& used_;
};

}  // namespace wireproof::harness
