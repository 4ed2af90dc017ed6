#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mockserver/match/operator_reading.h"
#include "mockserver/match/value_pattern.h"

namespace wireproof::mock {
namespace {

double NearestOf(const ValuePattern& pattern, std::span<const std::string_view> values,
                 const MatchContext& context) {
  double nearest = 1;
  for (const std::string_view value : values) {
    nearest = std::min(nearest, pattern.Distance(value, context));
  }
  return nearest;
}

}  // namespace

std::expected<MultiValuePattern, JsonProblem> MultiValuePattern::FromJson(
    const Json& value, std::string_view pointer, const PatternReading& reading) {
  MultiValuePattern result;
  const bool object = value.is_object();
  const std::string_view name = object && value.contains("hasExactly") ? "hasExactly"
                                : object && value.contains("includes") ? "includes"
                                                                       : "";
  if (name.empty()) {
    auto pattern = ValuePattern::FromJson(value, pointer, reading);
    if (!pattern) return std::unexpected(std::move(pattern.error()));
    result.patterns_.push_back(std::move(*pattern));
    return result;
  }
  result.form_ = name == "includes" ? Form::kIncludes : Form::kHasExactly;
  for (const auto& [key, member] : value.items()) {
    if (key == name) continue;
    return Problem(PointerTo(pointer, key), fmt::format("unknown key beside \"{}\"", name));
  }
  const Json& list = value.at(std::string(name));
  const std::string list_pointer = PointerTo(pointer, name);
  if (!list.is_array()) return Problem(list_pointer, "expected an array of patterns");
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto pattern = ValuePattern::FromJson(list[i], PointerTo(list_pointer, i), reading);
    if (!pattern) return std::unexpected(std::move(pattern.error()));
    result.patterns_.push_back(std::move(*pattern));
  }
  return result;
}

bool MultiValuePattern::Matches(std::span<const std::string_view> values,
                                const MatchContext& context) const {
  if (form_ == Form::kSome) {
    if (values.empty()) return patterns_[0].Matches(std::nullopt, context);
    return SomeMatches(patterns_[0], values, context);
  }
  if (values.empty()) return false;
  if (form_ == Form::kHasExactly && values.size() != patterns_.size()) return false;
  return std::ranges::all_of(
      patterns_, [&](const ValuePattern& p) { return SomeMatches(p, values, context); });
}

double MultiValuePattern::Distance(std::span<const std::string_view> values,
                                   const MatchContext& context) const {
  if (form_ == Form::kSome) {
    if (values.empty()) return patterns_[0].Distance(std::nullopt, context);
    return NearestOf(patterns_[0], values, context);
  }
  if (values.empty()) return 1;
  double mean = 0;
  for (const ValuePattern& pattern : patterns_) mean += NearestOf(pattern, values, context);
  if (!patterns_.empty()) mean /= static_cast<double>(patterns_.size());
  if (form_ == Form::kIncludes) return mean;
  return (mean + (values.size() == patterns_.size() ? 0 : 1)) / 2;
}

Json MultiValuePattern::ToJson() const {
  if (form_ == Form::kSome) return patterns_[0].ToJson();
  Json list = Json::array();
  for (const ValuePattern& pattern : patterns_) list.push_back(pattern.ToJson());
  Json json = Json::object();
  json[form_ == Form::kIncludes ? "includes" : "hasExactly"] = std::move(list);
  return json;
}

std::string MultiValuePattern::Describe() const {
  if (form_ == Form::kSome) return patterns_[0].Describe();
  std::vector<std::string> texts;
  for (const ValuePattern& pattern : patterns_) texts.push_back(PlainText(pattern));
  return fmt::format("{} [{}]", form_ == Form::kIncludes ? "including" : "exactly",
                     fmt::join(texts, " AND "));
}

}  // namespace wireproof::mock
