// Jayway's path functions: $.prices.max(), $.concat($.a, "-", $.b).
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "mockserver/json/json_path_walk.h"

namespace wireproof::mock {
namespace {

using Name = PathFunction::Name;

class Call {
 public:
  Call(const PathFunction& function, const Json& model, const Json& current, PathWork& work,
       const WalkOptions& options)
      : function_(function), model_(model), current_(current), work_(work), options_(options) {}

  std::optional<Json> Result() {
    if (function_.name == Name::kLength) return Length();
    if (function_.name == Name::kKeys) return Keys();
    if (!ReadArguments()) return std::nullopt;
    switch (function_.name) {
      case Name::kConcat:
        return Concat();
      case Name::kAppend:
        return Append();
      case Name::kFirst:
        return ItemAt(0);
      case Name::kLast:
        return ItemAt(-1);
      case Name::kIndex:
        return arguments_.empty() ? std::nullopt : ItemAt(Index(*arguments_[0]));
      default:
        return Aggregate();
    }
  }

 private:
  // A path that leads nowhere ends the evaluation.
  bool ReadArguments() {
    for (const FilterOperand& argument : function_.arguments) {
      const Json* value = argument.kind == OperandKind::kQuery
                              ? JaywayRead(*argument.query, current_, work_, options_)
                              : &argument.literal;
      if (value == nullptr) return false;
      arguments_.push_back(value);
    }
    return true;
  }

  // Of a path as argument: how many children its values have.
  std::optional<Json> Length() {
    if (!function_.arguments.empty() && function_.arguments[0].kind == OperandKind::kQuery) {
      PathQuery children = *function_.arguments[0].query;
      children.segments.emplace_back().selectors.push_back({.kind = SelectorKind::kWildcard});
      children.singular = false;
      const auto nodes = JaywayNodes(children, current_, work_, options_);
      if (!nodes) return std::nullopt;
      return Json(nodes->size());
    }
    return model_.is_structured() ? Json(model_.size()) : Json(nullptr);
  }

  std::optional<Json> Keys() {
    if (!model_.is_object()) return Json(nullptr);
    Json keys = Json::array();
    for (const auto& [key, value] : model_.get_ref<const Json::object_t&>()) keys.push_back(key);
    return keys;
  }

  // Strings of the array, then strings and numbers of the arguments.
  std::optional<Json> Concat() {
    std::string text;
    if (model_.is_array()) {
      for (const Json& item : model_) {
        if (item.is_string()) text += item.get_ref<const std::string&>();
      }
    }
    for (const Json* argument : arguments_) {
      if (argument->is_array()) {
        for (const Json& item : *argument) {
          if (!item.is_null()) text += JsonAsText(item);
        }
      } else if (argument->is_string() || IsNumber(*argument)) {
        text += JsonAsText(*argument);
      }
    }
    return Json(std::move(text));
  }

  std::optional<Json> Append() {
    Json result = model_;
    if (!result.is_array()) return result;
    for (const Json* argument : arguments_) result.push_back(*argument);
    return result;
  }

  static std::int64_t Index(const Json& value) {
    const double index = IsNumber(value) ? NumberValue(value) : 0;
    return std::abs(index) < 1e15 ? static_cast<std::int64_t>(index)
                                  : std::numeric_limits<std::int64_t>::max();
  }

  std::optional<Json> ItemAt(std::int64_t index) {
    if (!model_.is_array()) return std::nullopt;
    const auto size = static_cast<std::int64_t>(model_.size());
    if (index < 0) index += size;
    if (index < 0 || index >= size) return std::nullopt;
    return model_[static_cast<std::size_t>(index)];
  }

  // Over the numbers of the array and those of the arguments; nothing where there are none.
  std::optional<Json> Aggregate() {
    std::vector<double> numbers;
    const auto take = [&](const Json& value) {
      if (IsNumber(value)) numbers.push_back(NumberValue(value));
    };
    const auto take_all = [&](const Json& value) {
      if (!value.is_array()) return take(value);
      for (const Json& item : value) take(item);
    };
    if (model_.is_array()) take_all(model_);
    for (const Json* argument : arguments_) take_all(*argument);
    if (numbers.empty()) return std::nullopt;
    double sum = 0;
    double squares = 0;
    for (const double number : numbers) {
      sum += number;
      squares += number * number;
    }
    const auto count = static_cast<double>(numbers.size());
    switch (function_.name) {
      case Name::kMin:
        return Json(std::ranges::min(numbers));
      case Name::kMax:
        return Json(std::ranges::max(numbers));
      case Name::kAverage:
        return Json(sum / count);
      case Name::kDeviation:
        return Json(std::sqrt(squares / count - sum * sum / count / count));
      default:
        return Json(sum);
    }
  }

  const PathFunction& function_;
  const Json& model_;
  const Json& current_;
  PathWork& work_;
  const WalkOptions& options_;
  std::vector<const Json*> arguments_;
};

}  // namespace

std::optional<Json> JaywayCall(const PathFunction& function, const Json& model, const Json& current,
                               PathWork& work, const WalkOptions& options) {
  return Call(function, model, current, work, options).Result();
}

}  // namespace wireproof::mock
