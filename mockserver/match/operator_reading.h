// What the groups of operators share when they are read from JSON. Private to this folder.
#pragma once

#include <expected>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "mockserver/match/value_pattern.h"

namespace wireproof::mock {

// A pattern object, the operator found in it, and where it stands. The groups get this.
struct OperatorSource {
  const Json& pattern;
  std::string_view name;     // of the operator, which is a key of `pattern`
  std::string_view pointer;  // of `pattern`
  const PatternReading& reading;

  const Json& operand() const { return pattern.at(std::string(name)); }
};

OperatorResult MakeStringOperator(const OperatorSource& source);
OperatorResult MakeRegexOperator(const OperatorSource& source);
OperatorResult MakeLogicOperator(const OperatorSource& source);
OperatorResult MakeJsonOperator(const OperatorSource& source);

// What may stand in `bodyPatterns`: a value pattern, or binaryEqualTo.
std::expected<ValuePattern, JsonProblem> ContentPatternFromJson(const Json& value,
                                                                std::string_view pointer,
                                                                const PatternReading& reading);

std::unexpected<JsonProblem> Problem(std::string_view pointer, std::string message);

// "{"foo":1} is not a valid match operation"
std::unexpected<JsonProblem> NoOperation(const Json& value, std::string_view pointer);

// The operand where it is a string, else a problem.
std::expected<std::string, JsonProblem> StringOperand(const OperatorSource& source);

// An option beside the operator: true, false, or one of these as a string; nothing where it is not
// there or null.
std::expected<std::optional<bool>, JsonProblem> BoolOption(const OperatorSource& source,
                                                           std::string_view name);

// The name of a pattern's operator and what it asks for: "contains" and "x" of {"contains": "x"}.
struct OperatorText {
  std::string name;
  std::string expected;
};
OperatorText TextOf(const ValuePattern& pattern);
// "contains x"
std::string PlainText(const ValuePattern& pattern);

}  // namespace wireproof::mock
