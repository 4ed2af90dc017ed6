#include "mockserver/match/value_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "mockserver/match/operator_reading.h"

namespace wireproof::mock {
namespace {

enum class Group : std::uint8_t { kString, kRegex, kLogic, kJson, kDate, kXml, kSchema };

struct Known {
  std::string_view name;
  Group group;
  std::array<std::string_view, 6> options = {};  // keys that may stand beside it
};

#define WIREPROOF_DATE_OPTIONS                                  \
  {"actualFormat",        "truncateExpected", "truncateActual", \
   "applyTruncationLast", "expectedOffset",   "expectedOffsetUnit"}

constexpr std::array kOperators = {
    Known{"equalTo", Group::kString, {"caseInsensitive"}},
    Known{"contains", Group::kString},
    Known{"doesNotContain", Group::kString},
    Known{"absent", Group::kString},
    Known{"anything", Group::kString},
    Known{"matchesPathTemplate", Group::kString},
    Known{"binaryEqualTo", Group::kString},
    Known{"matches", Group::kRegex},
    Known{"doesNotMatch", Group::kRegex},
    Known{"not", Group::kLogic},
    Known{"and", Group::kLogic},
    Known{"or", Group::kLogic},
    Known{"equalToJson", Group::kJson, {"ignoreArrayOrder", "ignoreExtraElements"}},
    Known{"matchesJsonPath", Group::kJson},
    Known{"before", Group::kDate, WIREPROOF_DATE_OPTIONS},
    Known{"after", Group::kDate, WIREPROOF_DATE_OPTIONS},
    Known{"equalToDateTime", Group::kDate, WIREPROOF_DATE_OPTIONS},
    Known{"equalToXml",
          Group::kXml,
          {"enablePlaceholders", "placeholderOpeningDelimiterRegex",
           "placeholderClosingDelimiterRegex", "exemptedComparisons", "ignoreOrderOfSameNode",
           "namespaceAwareness"}},
    Known{"matchesXPath", Group::kXml, {"xPathNamespaces"}},
    Known{"matchesJsonSchema", Group::kSchema, {"schemaVersion"}},
};

#undef WIREPROOF_DATE_OPTIONS

const Known* FindOperator(std::string_view name) {
  const auto at = std::ranges::find(kOperators, name, &Known::name);
  return at == kOperators.end() ? nullptr : &*at;
}

// The first key that is an operator counts, as in WireMock.
const Known* FirstOperator(const Json& value) {
  if (!value.is_object()) return nullptr;
  for (const auto& [key, member] : value.items()) {
    if (const Known* known = FindOperator(key)) return known;
  }
  return nullptr;
}

std::optional<JsonProblem> UnknownKey(const Json& value, const Known& known,
                                      std::string_view pointer) {
  for (const auto& [key, member] : value.items()) {
    if (key == known.name || std::ranges::find(known.options, key) != known.options.end()) continue;
    return JsonProblem{PointerTo(pointer, key),
                       fmt::format("unknown key beside \"{}\"", known.name)};
  }
  return std::nullopt;
}

OperatorResult Make(const Known& known, const OperatorSource& source) {
  switch (known.group) {
    case Group::kString:
      return MakeStringOperator(source);
    case Group::kRegex:
      return MakeRegexOperator(source);
    case Group::kLogic:
      return MakeLogicOperator(source);
    case Group::kJson:
      return MakeJsonOperator(source);
    case Group::kDate:
      return DateOperatorFromJson(source.pattern, source.pointer);
    case Group::kXml:
      return XmlOperatorFromJson(source.pattern, source.pointer, source.reading);
    case Group::kSchema:
      return JsonSchemaOperatorFromJson(source.pattern, source.pointer);
  }
  return nullptr;
}

std::expected<ValuePattern, JsonProblem> Read(const Json& value, std::string_view pointer,
                                              const PatternReading& reading, bool content) {
  const Known* known = FirstOperator(value);
  const bool usable = known != nullptr && (content || known->name != "binaryEqualTo");
  if (!usable) return NoOperation(value, pointer);
  if (!reading.drop_unknown_keys) {
    if (auto problem = UnknownKey(value, *known, pointer)) {
      return std::unexpected(std::move(*problem));
    }
  }
  auto made = Make(*known, {value, known->name, pointer, reading});
  if (!made) return std::unexpected(std::move(made.error()));
  if (!*made) return NoOperation(value, pointer);
  return ValuePattern(std::move(*made));
}

}  // namespace

std::expected<ValuePattern, JsonProblem> ValuePattern::FromJson(const Json& value,
                                                                std::string_view pointer,
                                                                const PatternReading& reading) {
  return Read(value, pointer, reading, false);
}

Json ValuePattern::ToJson() const {
  return operator_->ToJson();
}

std::expected<ValuePattern, JsonProblem> ContentPatternFromJson(const Json& value,
                                                                std::string_view pointer,
                                                                const PatternReading& reading) {
  return Read(value, pointer, reading, true);
}

std::unexpected<JsonProblem> Problem(std::string_view pointer, std::string message) {
  return std::unexpected(JsonProblem{std::string(pointer), std::move(message)});
}

std::unexpected<JsonProblem> NoOperation(const Json& value, std::string_view pointer) {
  constexpr std::size_t kMost = 200;
  std::string text = WriteJson(value);
  if (text.size() > kMost) text = text.substr(0, kMost) + "...";
  return Problem(pointer, text + " is not a valid match operation");
}

std::expected<std::string, JsonProblem> StringOperand(const OperatorSource& source) {
  const Json& operand = source.operand();
  if (operand.is_string()) return operand.get<std::string>();
  return Problem(source.pointer, fmt::format("{} operand must be a non-null string", source.name));
}

std::expected<std::optional<bool>, JsonProblem> BoolOption(const OperatorSource& source,
                                                           std::string_view name) {
  const auto at = source.pattern.find(std::string(name));
  if (at == source.pattern.end() || at->is_null()) return std::nullopt;
  if (at->is_boolean()) return at->get<bool>();
  if (*at == "true" || *at == "false") return *at == "true";
  return Problem(PointerTo(source.pointer, name), "expected true or false");
}

OperatorText TextOf(const ValuePattern& pattern) {
  const Json json = pattern.ToJson();
  OperatorText text{json.empty() ? "" : json.begin().key(), pattern.Describe()};
  // Of a path with an operator the path alone.
  if (text.name == "matchesJsonPath" || text.name == "matchesXPath") {
    const Json& operand = json.front();
    if (operand.is_object()) text.expected = operand.value("expression", text.expected);
  }
  const std::string prefix = fmt::format("[{}]", text.name);
  if (text.name == "equalTo" || !text.expected.starts_with(prefix)) return text;
  text.expected.erase(0, prefix.size());
  const bool spaced = text.expected.starts_with(' ') || text.expected.starts_with('\n');
  if (spaced) text.expected.erase(0, 1);
  return text;
}

std::string PlainText(const ValuePattern& pattern) {
  const OperatorText text = TextOf(pattern);
  return fmt::format("{} {}", text.name, text.expected);
}

}  // namespace wireproof::mock
