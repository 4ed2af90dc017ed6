// The grammar of RFC 9535, with its rules for types in filters (section 2.4.3).
#include <utility>

#include "mockserver/json/json_path_iregexp.h"
#include "mockserver/json/json_path_parsers.h"

namespace wireproof::mock {
namespace {

// What a function gives or a parameter takes.
enum class Type : std::uint8_t { kValue, kLogical, kNodes };

struct Signature {
  std::string_view text;
  PathFunction::Name name;
  Type result;
  std::vector<Type> parameters;
};

const Signature* FindSignature(std::string_view name) {
  static const Signature kSignatures[] = {
      {"length", PathFunction::Name::kLength, Type::kValue, {Type::kValue}},
      {"count", PathFunction::Name::kCount, Type::kValue, {Type::kNodes}},
      {"match", PathFunction::Name::kMatch, Type::kLogical, {Type::kValue, Type::kValue}},
      {"search", PathFunction::Name::kSearch, Type::kLogical, {Type::kValue, Type::kValue}},
      {"value", PathFunction::Name::kValue, Type::kValue, {Type::kNodes}},
  };
  for (const Signature& signature : kSignatures) {
    if (signature.text == name) return &signature;
  }
  return nullptr;
}

bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}
bool IsNameFirst(char c) {
  return IsLower(c) || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool IsNameOctet(char c) {
  return IsNameFirst(c) || IsDigitOctet(c);
}

class Rfc9535Parser {
 public:
  Rfc9535Parser(PathCursor& cursor, const JsonPathLimits& limits)
      : cursor_(cursor), limits_(limits) {}

  // jsonpath-query = root-identifier segments; segments = *(S segment)
  PathQuery Query(bool relative) {
    PathQuery query{.relative = relative, .singular = true};
    while (!cursor_.failed()) {
      const std::size_t before = cursor_.offset();
      cursor_.SkipBlanks();
      if (cursor_.Peek() != '[' && cursor_.Peek() != '.') {
        cursor_.MoveTo(before);  // blanks belong to no segment
        break;
      }
      if (query.segments.size() == limits_.max_segments) cursor_.Fail("fewer segments");
      query.segments.push_back(Segment());
      const PathSegment& last = query.segments.back();
      query.singular &= !last.descendant && last.selectors.size() == 1 &&
                        (last.selectors[0].kind == SelectorKind::kName ||
                         last.selectors[0].kind == SelectorKind::kIndex);
    }
    return query;
  }

 private:
  PathSegment Segment() {
    PathSegment segment;
    if (cursor_.Take("..")) {
      segment.descendant = true;
      if (cursor_.Peek() != '[') return Shorthand(std::move(segment));
    } else if (cursor_.Take(".")) {
      return Shorthand(std::move(segment));
    }
    cursor_.Expect("[");
    do {
      cursor_.SkipBlanks();
      segment.selectors.push_back(Selector());
      cursor_.SkipBlanks();
    } while (cursor_.Take(","));
    cursor_.Expect("]");
    return segment;
  }

  // wildcard-selector / member-name-shorthand
  PathSegment Shorthand(PathSegment segment) {
    if (cursor_.Take("*")) {
      segment.selectors.push_back({.kind = SelectorKind::kWildcard});
      return segment;
    }
    if (!IsNameFirst(cursor_.Peek())) cursor_.Fail("a member's name");
    segment.selectors.push_back({.kind = SelectorKind::kName, .name = Name()});
    return segment;
  }

  std::string Name() {
    std::string name;
    while (IsNameOctet(cursor_.Peek())) {
      name += cursor_.Peek();
      cursor_.Skip();
    }
    return name;
  }

  PathSelector Selector() {
    const char c = cursor_.Peek();
    if (c == '\'' || c == '"') {
      return {.kind = SelectorKind::kName, .name = cursor_.QuotedString(false)};
    }
    if (cursor_.Take("*")) return {.kind = SelectorKind::kWildcard};
    if (cursor_.Take("?")) {
      cursor_.SkipBlanks();
      auto filter = std::make_shared<const FilterNode>(Or());
      return {.kind = SelectorKind::kFilter, .filter = std::move(filter)};
    }
    return IndexOrSlice();
  }

  // slice-selector = [start S] ":" S [end S] [":" [S step]]
  PathSelector IndexOrSlice() {
    const auto number = [&]() -> std::optional<std::int64_t> {
      if (cursor_.Peek() != '-' && !IsDigitOctet(cursor_.Peek())) return std::nullopt;
      const auto value = cursor_.Integer(false);
      return value;
    };
    const auto first = number();
    const std::size_t after = cursor_.offset();
    cursor_.SkipBlanks();
    if (!cursor_.Take(":")) {
      cursor_.MoveTo(after);
      if (!first) cursor_.Fail("a selector");
      return {.kind = SelectorKind::kIndex, .index = first.value_or(0)};
    }
    PathSelector slice{.kind = SelectorKind::kSlice, .from = first};
    cursor_.SkipBlanks();
    slice.to = number();
    cursor_.SkipBlanks();
    if (cursor_.Take(":")) {
      cursor_.SkipBlanks();
      slice.step = number().value_or(1);
    }
    return slice;
  }

  FilterNode Or() { return Chain("||", FilterNode::Kind::kOr, &Rfc9535Parser::And); }
  FilterNode And() { return Chain("&&", FilterNode::Kind::kAnd, &Rfc9535Parser::Basic); }

  FilterNode Chain(std::string_view mark, FilterNode::Kind kind,
                   FilterNode (Rfc9535Parser::*part)()) {
    FilterNode first = (this->*part)();
    FilterNode chain{.kind = kind};
    while (!cursor_.failed()) {
      const std::size_t before = cursor_.offset();
      cursor_.SkipBlanks();
      if (!cursor_.Take(mark)) {
        cursor_.MoveTo(before);
        break;
      }
      cursor_.SkipBlanks();
      if (chain.children.empty()) chain.children.push_back(std::move(first));
      chain.children.push_back((this->*part)());
    }
    return chain.children.empty() ? std::move(first) : std::move(chain);
  }

  // basic-expr = paren-expr / comparison-expr / test-expr
  FilterNode Basic() {
    if (++depth_ > limits_.max_filter_depth) cursor_.Fail("a filter that is nested less");
    FilterNode node = cursor_.failed() ? FilterNode() : Negatable();
    --depth_;
    return node;
  }

  FilterNode Negatable() {
    const bool negated = cursor_.Take("!");
    if (negated) cursor_.SkipBlanks();
    FilterNode node;
    if (cursor_.Take("(")) {
      cursor_.SkipBlanks();
      node = Or();
      cursor_.SkipBlanks();
      cursor_.Expect(")");
    } else {
      node = negated ? Test(Operand()) : ComparisonOrTest();
    }
    if (!negated) return node;
    FilterNode negation{.kind = FilterNode::Kind::kNot};
    negation.children.push_back(std::move(node));
    return negation;
  }

  FilterNode ComparisonOrTest() {
    FilterOperand left = Operand();
    const std::size_t before = cursor_.offset();
    cursor_.SkipBlanks();
    static constexpr std::pair<std::string_view, FilterOperator> kOperators[] = {
        {"==", FilterOperator::kEqual},       {"!=", FilterOperator::kNotEqual},
        {"<=", FilterOperator::kLessOrEqual}, {">=", FilterOperator::kGreaterOrEqual},
        {"<", FilterOperator::kLess},         {">", FilterOperator::kGreater},
    };
    for (const auto& [text, operation] : kOperators) {
      if (!cursor_.Take(text)) continue;
      RequireComparable(left);
      cursor_.SkipBlanks();
      FilterNode node{.kind = FilterNode::Kind::kCompare, .operation = operation};
      node.left = std::move(left);
      node.right = Operand();
      RequireComparable(node.right);
      return node;
    }
    cursor_.MoveTo(before);
    return Test(std::move(left));
  }

  FilterNode Test(FilterOperand operand) {
    FilterNode node{.kind = FilterNode::Kind::kExists, .left = std::move(operand)};
    if (node.left.kind == OperandKind::kCall) {
      if (TypeOf(node.left) != Type::kLogical) cursor_.Fail("a comparison");
      node.kind = FilterNode::Kind::kCall;
    } else if (node.left.kind != OperandKind::kQuery) {
      cursor_.Fail("a comparison");
    }
    return node;
  }

  static Type TypeOf(const FilterOperand& operand) {
    if (operand.kind == OperandKind::kQuery) return Type::kNodes;
    if (operand.kind != OperandKind::kCall) return Type::kValue;
    const auto name = operand.call->name;
    return name == PathFunction::Name::kMatch || name == PathFunction::Name::kSearch
               ? Type::kLogical
               : Type::kValue;
  }

  static bool GivesValue(const FilterOperand& operand) {
    return TypeOf(operand) == Type::kValue ||
           (operand.kind == OperandKind::kQuery && operand.query->singular);
  }

  void RequireComparable(const FilterOperand& operand) {
    if (!GivesValue(operand)) cursor_.Fail("a value before this, or a path to at most one node");
  }

  // literal / singular-query / filter-query / function-expr
  FilterOperand Operand() {
    const char c = cursor_.Peek();
    if (cursor_.Take("@") || cursor_.Take("$")) {
      if (++depth_ > limits_.max_filter_depth) cursor_.Fail("a filter that is nested less");
      auto query = std::make_shared<const PathQuery>(Query(c == '@'));
      --depth_;
      return {.kind = OperandKind::kQuery, .query = std::move(query)};
    }
    if (c == '\'' || c == '"') return {.literal = cursor_.QuotedString(false)};
    if (c == '-' || IsDigitOctet(c)) return {.literal = MakeNumber(Number())};
    if (!IsLower(c)) {
      cursor_.Fail("a path, a literal or a function");
      return {};
    }
    std::string name;
    while (IsLower(cursor_.Peek()) || IsDigitOctet(cursor_.Peek()) || cursor_.Peek() == '_') {
      name += cursor_.Peek();
      cursor_.Skip();
    }
    if (cursor_.Peek() == '(') return Call(name);
    if (name == "true" || name == "false") return {.literal = name == "true"};
    if (name != "null") cursor_.Fail("true, false, null or a function");
    return {.literal = nullptr};
  }

  std::string_view Number() {
    const std::string_view text = cursor_.Number();
    return text.empty() ? "0" : text;
  }

  FilterOperand Call(std::string_view name) {
    const Signature* signature = FindSignature(name);
    if (signature == nullptr) {
      cursor_.Fail("length, count, match, search or value");
      return {};
    }
    if (++depth_ > limits_.max_filter_depth) cursor_.Fail("a filter that is nested less");
    PathFunction call{.name = signature->name};
    cursor_.Expect("(");
    for (std::size_t i = 0; i < signature->parameters.size() && !cursor_.failed(); ++i) {
      cursor_.SkipBlanks();
      if (i > 0) cursor_.Expect(",");
      cursor_.SkipBlanks();
      call.arguments.push_back(Operand());
      const FilterOperand& argument = call.arguments.back();
      const bool fits = signature->parameters[i] == Type::kNodes ? TypeOf(argument) == Type::kNodes
                                                                 : GivesValue(argument);
      if (!fits) cursor_.Fail("an argument of the type the function takes before this");
    }
    cursor_.SkipBlanks();
    cursor_.Expect(")");
    --depth_;
    const bool has_pattern = signature->result == Type::kLogical && call.arguments.size() == 2;
    if (has_pattern && call.arguments[1].literal.is_string()) {
      call.regex = CompileIRegexp(call.arguments[1].literal.get_ref<const std::string&>());
    }
    return {.kind = OperandKind::kCall,
            .call = std::make_shared<const PathFunction>(std::move(call))};
  }

  PathCursor& cursor_;
  const JsonPathLimits& limits_;
  std::size_t depth_ = 0;
};

}  // namespace

PathQuery ParseRfc9535Query(PathCursor& cursor, const JsonPathLimits& limits) {
  cursor.Expect("$");
  PathQuery query = Rfc9535Parser(cursor, limits).Query(false);
  if (!cursor.at_end()) cursor.Fail("a segment or the end");
  return query;
}

}  // namespace wireproof::mock
