// The operators of Jayway's filters, with its rules for values of different types.
#include <algorithm>

#include "mockserver/json/json_path_cursor.h"
#include "mockserver/json/json_path_walk.h"

namespace wireproof::mock {
namespace {

// In what follows a null pointer is what json-path calls undefined: a path that leads nowhere.

const std::string* AsString(const Json* value) {
  return value != nullptr && value->is_string() ? &value->get_ref<const std::string&>() : nullptr;
}

bool EqualsNumber(const Json& number, const std::string& text) {
  PathCursor cursor(text);
  const std::string_view digits = cursor.Number();
  return !cursor.failed() && cursor.at_end() && CompareNumbers(number, MakeNumber(digits)) == 0;
}

// A number equals a string that says it; a string equals a number that is written so.
bool LooselyEqual(const Json* left, const Json* right) {
  if (left == nullptr || right == nullptr) return false;
  if (IsNumber(*left) && right->is_string()) return EqualsNumber(*left, *AsString(right));
  if (left->is_string() && IsNumber(*right)) return *AsString(left) == NumberText(*right);
  return EqualJson(*left, *right);
}

bool SameType(const Json* left, const Json* right) {
  if (left == nullptr || right == nullptr) return left == right;
  if (IsNumber(*left) || IsNumber(*right)) return IsNumber(*left) && IsNumber(*right);
  return left->type() == right->type() || (left->is_structured() && right->is_structured());
}

// Of numbers or of strings; nothing can be said of others.
std::optional<int> Order(const Json* left, const Json* right) {
  if (left == nullptr || right == nullptr) return std::nullopt;
  if (IsNumber(*left) && IsNumber(*right)) return CompareNumbers(*left, *right);
  if (left->is_string() && right->is_string()) return AsString(left)->compare(*AsString(right));
  return std::nullopt;
}

bool IsArray(const Json* value) {
  return value != nullptr && value->is_array();
}

// What goes through whole lists and texts; each step counts as a visit.
class Contents {
 public:
  explicit Contents(PathWork& work) : work_(work) {}

  bool In(const Json* item, const Json* list) {
    return IsArray(list) && std::ranges::any_of(*list, [&](const Json& other) {
             return work_.Visit() && LooselyEqual(item, &other);
           });
  }

  bool Contains(const Json* left, const Json* right) {
    const std::string* text = AsString(left);
    if (text != nullptr && AsString(right) != nullptr) {
      return work_.VisitText(*text) && text->find(*AsString(right)) != std::string::npos;
    }
    return In(right, left);
  }

  bool AllIn(const Json* items, const Json* list) {
    return IsArray(items) && IsArray(list) &&
           std::ranges::all_of(*items, [&](const Json& item) { return In(&item, list); });
  }

  bool AnyIn(const Json& items, const Json& list) {
    return std::ranges::any_of(items, [&](const Json& item) { return In(&item, &list); });
  }

  bool HasSize(const Json* value, const Json* size) {
    if (value == nullptr || size == nullptr || !IsNumber(*size)) return false;
    if (value->is_array()) return CompareNumbers(Json(value->size()), *size) == 0;
    const std::string* text = AsString(value);
    if (text == nullptr || !work_.VisitText(*text)) return false;
    const auto count = std::ranges::count_if(*text, [](char c) { return (c & 0xC0) != 0x80; });
    return CompareNumbers(Json(count), *size) == 0;
  }

  // What is no string, number or boolean is an empty text; of an array, one item suffices.
  bool Matches(const Json* value, const re2::RE2& regex) {
    if (IsArray(value)) {
      return std::ranges::any_of(*value, [&](const Json& item) {
        return work_.Visit() && !item.is_array() && Matches(&item, regex);
      });
    }
    const bool has_text = value != nullptr && !value->is_object() && !value->is_null();
    const std::string text = has_text ? JsonAsText(*value) : std::string();
    return work_.VisitText(text) && re2::RE2::FullMatch(text, regex);
  }

 private:
  PathWork& work_;
};

bool IsEmpty(const Json* value, const Json* wanted) {
  if (value == nullptr || wanted == nullptr || !wanted->is_boolean()) return false;
  if (!value->is_string() && !value->is_structured()) return false;
  const bool empty = value->is_string() ? AsString(value)->empty() : value->empty();
  return empty == wanted->get<bool>();
}

bool CompareLoosely(FilterOperator operation, const Json* left, const Json* right, PathWork& work) {
  Contents contents(work);
  switch (operation) {
    case FilterOperator::kEqual:
      return LooselyEqual(left, right);
    case FilterOperator::kNotEqual:
      return !LooselyEqual(left, right);
    case FilterOperator::kSame:
      return SameType(left, right) && LooselyEqual(left, right);
    case FilterOperator::kNotSame:
      return !SameType(left, right) || !LooselyEqual(left, right);
    case FilterOperator::kLess:
      return Order(left, right).value_or(0) < 0;
    case FilterOperator::kLessOrEqual:
      return Order(left, right).value_or(1) <= 0;
    case FilterOperator::kGreater:
      return Order(left, right).value_or(0) > 0;
    case FilterOperator::kGreaterOrEqual:
      return Order(left, right).value_or(-1) >= 0;
    case FilterOperator::kIn:
      return contents.In(left, right);
    case FilterOperator::kNotIn:
      return !contents.In(left, right);
    case FilterOperator::kContains:
      return contents.Contains(left, right);
    case FilterOperator::kAll:
      return contents.AllIn(right, left);
    case FilterOperator::kSize:
      return contents.HasSize(left, right);
    case FilterOperator::kEmpty:
      return IsEmpty(left, right);
    case FilterOperator::kSubsetOf:
      return contents.AllIn(left, right);
    case FilterOperator::kAnyOf:
      return IsArray(left) && IsArray(right) && contents.AnyIn(*left, *right);
    case FilterOperator::kNoneOf:
      return IsArray(left) && IsArray(right) && !contents.AnyIn(*left, *right);
    case FilterOperator::kMatches:
      break;  // has a regular expression on one side, see below
  }
  return false;
}

class Filter {
 public:
  Filter(const Json& current, PathWork& work, const WalkOptions& options)
      : current_(current), work_(work), options_(options) {}

  bool Holds(const FilterNode& node) {
    const auto holds = [&](const FilterNode& child) { return Holds(child); };
    switch (node.kind) {
      case FilterNode::Kind::kOr:
        return std::ranges::any_of(node.children, holds);
      case FilterNode::Kind::kAnd:
        return std::ranges::all_of(node.children, holds);
      case FilterNode::Kind::kNot:
        return !holds(node.children[0]);
      case FilterNode::Kind::kExists:
        return Exists(*node.left.query);
      case FilterNode::Kind::kCompare:
        return Compared(node);
      case FilterNode::Kind::kCall:
        break;  // of the other dialect
    }
    return false;
  }

 private:
  // Also of null. An indefinite path is there where nothing on its way is missing.
  bool Exists(const PathQuery& query) {
    if (query.function) return Read(query) != nullptr;
    const auto nodes = JaywayNodes(query, current_, work_, {.require_members = true});
    return nodes && (!query.singular || !nodes->empty());
  }

  bool Compared(const FilterNode& node) {
    const bool left_regex = node.left.kind == OperandKind::kRegex;
    const bool right_regex = node.right.kind == OperandKind::kRegex;
    if (left_regex || right_regex) {
      if (node.operation != FilterOperator::kMatches || left_regex == right_regex) return false;
      Contents contents(work_);
      return left_regex ? contents.Matches(Value(node.right), *node.left.regex)
                        : contents.Matches(Value(node.left), *node.right.regex);
    }
    return CompareLoosely(node.operation, Value(node.left), Value(node.right), work_);
  }

  const Json* Value(const FilterOperand& operand) {
    return operand.kind == OperandKind::kQuery ? Read(*operand.query) : &operand.literal;
  }

  const Json* Read(const PathQuery& query) { return JaywayRead(query, current_, work_, options_); }

  const Json& current_;
  PathWork& work_;
  const WalkOptions& options_;
};

}  // namespace

bool JaywayHolds(const FilterNode& node, const Json& current, PathWork& work,
                 const WalkOptions& options) {
  return Filter(current, work, {.leaf_to_null = options.leaf_to_null}).Holds(node);
}

}  // namespace wireproof::mock
