// Value patterns: {"equalTo": "x"}, {"matchesJsonPath": {...}}, {"and": [...]}...
//
// Compiled once from JSON, immutable, cheap to copy. A value is octets, or absent; the distance
// says how far it is from matching: 0 matches, 1 is as far as can be (near misses sort by it).
#pragma once

#include <algorithm>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/match/remarks.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {

class Request;

// What patterns are read with.
struct PatternReading {
  // Unknown keys beside an operator: refused, or dropped as WireMock does (--compat wiremock).
  bool drop_unknown_keys = false;
};

// What evaluation may need besides the value.
struct MatchContext {
  DateTime now = {};                 // of the mock's clock: `before: "now"`
  const Request* request = nullptr;  // whose body the value is, to share its parsed forms
  Remarks* remarks = nullptr;        // where to note what goes wrong; null: nowhere

  // Null too where there is no more room.
  Remarks* open_remarks() const { return remarks && !remarks->full() ? remarks : nullptr; }
  // The same, with nothing noted.
  MatchContext Silent() const { return {.now = now, .request = request}; }
};

// An operator with its operands. Each kind is one small class in its own file group.
class Operator {
 public:
  virtual ~Operator() = default;
  // `value` is nullopt where it is absent.
  virtual double Distance(std::optional<std::string_view> value,
                          const MatchContext& context) const = 0;
  // Same as Distance == 0, and cheaper where it can be.
  virtual bool Matches(std::optional<std::string_view> value, const MatchContext& context) const {
    return Distance(value, context) == 0;
  }
  // What a path found in the value: of several results the first. Nothing where the operator has no
  // path with a pattern, and where there was nothing to find.
  virtual std::optional<std::string> Found(std::optional<std::string_view>,
                                           const MatchContext&) const {
    return std::nullopt;
  }
  // As WireMock writes it.
  virtual Json ToJson() const = 0;
  // What a person reads in a difference table: "[matches] ^a.*$", "x" for equalTo.
  virtual std::string Describe() const = 0;
};

class ValuePattern {
 public:
  explicit ValuePattern(std::shared_ptr<const Operator> op) : operator_(std::move(op)) {}

  // Reads an object with one operator. Problems: unknown operator, operand of a wrong type, a bad
  // regular expression, path, schema, date; each with its pointer below `pointer`.
  static std::expected<ValuePattern, JsonProblem> FromJson(const Json& value,
                                                           std::string_view pointer,
                                                           const PatternReading& reading = {});

  bool Matches(std::optional<std::string_view> value, const MatchContext& context) const {
    return operator_->Matches(value, context);
  }
  double Distance(std::optional<std::string_view> value, const MatchContext& context) const {
    return operator_->Distance(value, context);
  }
  std::optional<std::string> Found(std::optional<std::string_view> value,
                                   const MatchContext& context) const {
    return operator_->Found(value, context);
  }
  Json ToJson() const;
  std::string Describe() const { return operator_->Describe(); }

 private:
  std::shared_ptr<const Operator> operator_;
};

// Whether some value matches. Of several values that do not, only what is wrong with the nearest is
// noted.
template <typename Values>
bool SomeMatches(const ValuePattern& pattern, const Values& values, const MatchContext& context) {
  const std::size_t before = context.remarks ? context.remarks->size() : 0;
  const auto fits = [&](std::string_view one) { return pattern.Matches(one, context); };
  const bool matches = std::ranges::any_of(values, fits);
  if (!context.remarks || context.remarks->size() == before) return matches;
  if (!matches && values.size() == 1) return false;
  context.remarks->TakeBack(before);
  if (matches) return true;
  const MatchContext silent = context.Silent();
  const auto distance = [&](std::string_view one) { return pattern.Distance(one, silent); };
  pattern.Matches(*std::ranges::min_element(values, {}, distance), context);
  return false;
}

// A pattern for a name that may have several values (fields, query, form): a plain operator needs
// some value to match; {"hasExactly": [..]}, {"includes": [..]}.
class MultiValuePattern {
 public:
  static std::expected<MultiValuePattern, JsonProblem> FromJson(const Json& value,
                                                                std::string_view pointer,
                                                                const PatternReading& reading = {});
  bool Matches(std::span<const std::string_view> values, const MatchContext& context) const;
  double Distance(std::span<const std::string_view> values, const MatchContext& context) const;
  Json ToJson() const;
  std::string Describe() const;

 private:
  enum class Form : std::uint8_t { kSome, kHasExactly, kIncludes };
  Form form_ = Form::kSome;
  std::vector<ValuePattern> patterns_;
};

// The operators of other file groups, each made from its whole pattern object; null where the
// object has none of their keys.
using OperatorResult = std::expected<std::shared_ptr<const Operator>, JsonProblem>;
OperatorResult DateOperatorFromJson(const Json& value, std::string_view pointer);  // before...
OperatorResult XmlOperatorFromJson(const Json& value, std::string_view pointer,
                                   const PatternReading& reading);  // equalToXml...
OperatorResult JsonSchemaOperatorFromJson(const Json& value, std::string_view pointer);

}  // namespace wireproof::mock
