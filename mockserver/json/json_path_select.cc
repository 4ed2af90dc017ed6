// Evaluating by RFC 9535: each segment makes a list of nodes from a list of nodes.
#include <algorithm>
#include <utility>

#include "mockserver/json/json_path_iregexp.h"
#include "mockserver/json/json_path_nodes.h"

namespace wireproof::mock {
namespace {

std::size_t CountOfCharacters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

class Selection {
 public:
  explicit Selection(PathWork& work) : work_(work) {}

  std::vector<PathNode> Query(const PathQuery& query, const PathNode& current) {
    std::vector<PathNode> nodes{query.relative ? current : PathNode{.value = &work_.root}};
    for (const PathSegment& segment : query.segments) {
      std::vector<PathNode> next;
      for (const PathNode& node : nodes) {
        if (segment.descendant) {
          Descend(segment, node, next);
        } else {
          Children(segment, node, next);
        }
      }
      nodes = std::move(next);
    }
    return nodes;
  }

 private:
  // The node and all below it, each before its children.
  void Descend(const PathSegment& segment, const PathNode& top, std::vector<PathNode>& out) {
    std::vector<PathNode> open{top};
    while (!open.empty()) {
      const PathNode node = open.back();
      open.pop_back();
      Children(segment, node, out);
      const std::size_t first = open.size();
      EachChild(node, [&](const PathNode& child) { open.push_back(child); });
      std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first), open.end());
    }
  }

  void Children(const PathSegment& segment, const PathNode& node, std::vector<PathNode>& out) {
    for (const PathSelector& selector : segment.selectors) Select(selector, node, out);
  }

  template <typename Visitor>
  void EachChild(const PathNode& node, Visitor visit) {
    if (node.value->is_object()) {
      for (const auto& [key, value] : node.value->get_ref<const Json::object_t&>()) {
        if (!work_.Visit()) return;
        visit(PathNode{.value = &value, .place = work_.places.Add(node.place, key)});
      }
    } else if (node.value->is_array()) {
      for (std::size_t i = 0; i < node.value->size(); ++i) {
        if (!work_.Visit()) return;
        visit(Item(node, i));
      }
    }
  }

  PathNode Item(const PathNode& node, std::size_t index) {
    return {.value = &(*node.value)[index], .place = work_.places.Add(node.place, index)};
  }

  void Select(const PathSelector& selector, const PathNode& node, std::vector<PathNode>& out) {
    const Json& value = *node.value;
    if (!work_.Visit()) return;
    switch (selector.kind) {
      case SelectorKind::kName:
        if (!value.is_object()) return;
        if (const auto at = value.find(selector.name); at != value.end()) {
          out.push_back({.value = &*at, .place = work_.places.Add(node.place, at.key())});
        }
        return;
      case SelectorKind::kWildcard:
        return EachChild(node, [&](const PathNode& child) { out.push_back(child); });
      case SelectorKind::kIndex: {
        if (!value.is_array()) return;
        const auto size = static_cast<std::int64_t>(value.size());
        const std::int64_t index = selector.index < 0 ? selector.index + size : selector.index;
        if (index >= 0 && index < size) out.push_back(Item(node, static_cast<std::size_t>(index)));
        return;
      }
      case SelectorKind::kSlice:
        if (value.is_array()) Slice(selector, node, out);
        return;
      case SelectorKind::kFilter:
        return EachChild(node, [&](const PathNode& child) {
          if (Holds(*selector.filter, child)) out.push_back(child);
        });
    }
  }

  // Section 2.3.4.2.2.
  void Slice(const PathSelector& slice, const PathNode& node, std::vector<PathNode>& out) {
    const auto size = static_cast<std::int64_t>(node.value->size());
    const std::int64_t step = slice.step;
    if (step == 0) return;
    const auto normalized = [&](std::int64_t i) { return i < 0 ? i + size : i; };
    const std::int64_t from = normalized(slice.from.value_or(step > 0 ? 0 : size - 1));
    const std::int64_t to = slice.to ? normalized(*slice.to) : step > 0 ? size : -1;
    const auto take = [&](std::int64_t i) {
      if (work_.Visit()) out.push_back(Item(node, static_cast<std::size_t>(i)));
    };
    if (step > 0) {
      const std::int64_t upper = std::clamp<std::int64_t>(to, 0, size);
      for (std::int64_t i = std::clamp<std::int64_t>(from, 0, size); i < upper; i += step) take(i);
    } else {
      const std::int64_t lower = std::clamp<std::int64_t>(to, -1, size - 1);
      for (std::int64_t i = std::clamp<std::int64_t>(from, -1, size - 1); i > lower; i += step) {
        take(i);
      }
    }
  }

  bool Holds(const FilterNode& node, const PathNode& current) {
    const auto holds = [&](const FilterNode& child) { return Holds(child, current); };
    switch (node.kind) {
      case FilterNode::Kind::kOr:
        return std::ranges::any_of(node.children, holds);
      case FilterNode::Kind::kAnd:
        return std::ranges::all_of(node.children, holds);
      case FilterNode::Kind::kNot:
        return !holds(node.children[0]);
      case FilterNode::Kind::kExists:
        return !Query(*node.left.query, current).empty();
      case FilterNode::Kind::kCall:
        return Matches(*node.left.call, current);
      case FilterNode::Kind::kCompare:
        return Compare(node.operation, Value(node.left, current), Value(node.right, current));
    }
    return false;
  }

  // Null where there is no value ("Nothing").
  const Json* Value(const FilterOperand& operand, const PathNode& current) {
    if (operand.kind == OperandKind::kLiteral) return &operand.literal;
    if (operand.kind == OperandKind::kCall) return Call(*operand.call, current);
    const std::vector<PathNode> nodes = Query(*operand.query, current);
    return nodes.size() == 1 ? nodes[0].value : nullptr;
  }

  const Json* Call(const PathFunction& call, const PathNode& current) {
    const FilterOperand& argument = call.arguments[0];
    if (call.name == PathFunction::Name::kCount) {
      return Made(Query(*argument.query, current).size());
    }
    const Json* value = Value(argument, current);
    if (call.name == PathFunction::Name::kValue || value == nullptr) return value;
    if (value->is_string()) {
      if (!work_.VisitText(value->get_ref<const std::string&>())) return nullptr;
      return Made(CountOfCharacters(value->get_ref<const std::string&>()));
    }
    return value->is_structured() ? Made(value->size()) : nullptr;
  }

  const Json* Made(std::size_t number) { return &work_.made.emplace_back(number); }

  bool Matches(const PathFunction& call, const PathNode& current) {
    const Json* text = Value(call.arguments[0], current);
    const Json* pattern = Value(call.arguments[1], current);
    if (text == nullptr || pattern == nullptr || !text->is_string() || !pattern->is_string()) {
      return false;
    }
    const auto regex =
        call.regex ? call.regex : CompileIRegexp(pattern->get_ref<const std::string&>());
    if (regex == nullptr) return false;
    const auto& subject = text->get_ref<const std::string&>();
    if (!work_.VisitText(subject)) return false;
    return call.name == PathFunction::Name::kMatch ? re2::RE2::FullMatch(subject, *regex)
                                                   : re2::RE2::PartialMatch(subject, *regex);
  }

  // Section 2.3.5.2.2.
  static bool Compare(FilterOperator operation, const Json* left, const Json* right) {
    switch (operation) {
      case FilterOperator::kEqual:
        return Equal(left, right);
      case FilterOperator::kNotEqual:
        return !Equal(left, right);
      case FilterOperator::kLess:
        return Less(left, right);
      case FilterOperator::kGreater:
        return Less(right, left);
      case FilterOperator::kLessOrEqual:
        return Less(left, right) || Equal(left, right);
      case FilterOperator::kGreaterOrEqual:
        return Less(right, left) || Equal(left, right);
      default:
        return false;
    }
  }

  static bool Equal(const Json* left, const Json* right) {
    if (left == nullptr || right == nullptr) return left == right;
    return EqualJson(*left, *right);
  }

  static bool Less(const Json* left, const Json* right) {
    if (left == nullptr || right == nullptr) return false;
    if (IsNumber(*left) && IsNumber(*right)) return CompareNumbers(*left, *right) < 0;
    // UTF-8 sorts as its characters do.
    return left->is_string() && right->is_string() &&
           left->get_ref<const std::string&>() < right->get_ref<const std::string&>();
  }

  PathWork& work_;
};

}  // namespace

std::vector<PathNode> SelectRfc9535(const PathQuery& query, PathWork& work) {
  return Selection(work).Query(query, {.value = &work.root});
}

}  // namespace wireproof::mock
