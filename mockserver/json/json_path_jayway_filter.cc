// Filters as json-path 2.9 writes them: [?(@.a == 'x' && !@.b || @.c in [1, 2])].
#include <algorithm>
#include <cctype>
#include <utility>

#include "mockserver/json/json_path_parsers.h"
#include "mockserver/json/json_placeholder.h"

namespace wireproof::mock {
namespace {

struct OperatorName {
  std::string_view text;
  FilterOperator operation;
};

// Longer ones first.
constexpr OperatorName kSigns[] = {
    {"===", FilterOperator::kSame},          {"!==", FilterOperator::kNotSame},
    {"==", FilterOperator::kEqual},          {"=~", FilterOperator::kMatches},
    {"!=", FilterOperator::kNotEqual},       {"<=", FilterOperator::kLessOrEqual},
    {">=", FilterOperator::kGreaterOrEqual}, {"<", FilterOperator::kLess},
    {">", FilterOperator::kGreater},
};

// In lower case; a path may write them in any.
constexpr OperatorName kWords[] = {
    {"in", FilterOperator::kIn},
    {"nin", FilterOperator::kNotIn},
    {"contains", FilterOperator::kContains},
    {"all", FilterOperator::kAll},
    {"size", FilterOperator::kSize},
    {"empty", FilterOperator::kEmpty},
    {"subsetof", FilterOperator::kSubsetOf},
    {"anyof", FilterOperator::kAnyOf},
    {"noneof", FilterOperator::kNoneOf},
};

class FilterReader {
 public:
  explicit FilterReader(JaywayParser& parser) : parser_(parser), cursor_(parser.cursor) {}

  FilterNode Or() { return Chain("||", FilterNode::Kind::kOr, &FilterReader::And); }

 private:
  FilterNode And() { return Chain("&&", FilterNode::Kind::kAnd, &FilterReader::Basic); }

  FilterNode Chain(std::string_view mark, FilterNode::Kind kind,
                   FilterNode (FilterReader::*part)()) {
    FilterNode first = (this->*part)();
    FilterNode chain{.kind = kind};
    cursor_.SkipBlanks();
    while (!cursor_.failed() && cursor_.Take(mark)) {
      if (chain.children.empty()) chain.children.push_back(std::move(first));
      chain.children.push_back((this->*part)());
      cursor_.SkipBlanks();
    }
    return chain.children.empty() ? std::move(first) : std::move(chain);
  }

  FilterNode Basic() {
    if (++parser_.depth > parser_.limits.max_filter_depth) cursor_.Fail("less nesting");
    FilterNode node = cursor_.failed() ? FilterNode() : Negatable();
    --parser_.depth;
    return node;
  }

  FilterNode Negatable() {
    cursor_.SkipBlanks();
    if (cursor_.Take("!")) {
      FilterNode negation{.kind = FilterNode::Kind::kNot};
      cursor_.SkipBlanks();
      const bool path = cursor_.Peek() == '@' || cursor_.Peek() == '$';
      negation.children.push_back(path ? Expression() : Basic());
      return negation;
    }
    if (!cursor_.Take("(")) return Expression();
    FilterNode node = Or();
    cursor_.SkipBlanks();
    cursor_.Expect(")");
    return node;
  }

  FilterNode Expression() {
    FilterNode node{.left = Operand()};
    cursor_.SkipBlanks();
    if (const auto operation = Operator()) {
      node.kind = FilterNode::Kind::kCompare;
      node.operation = *operation;
      cursor_.SkipBlanks();
      node.right = Operand();
    } else if (node.left.kind != OperandKind::kQuery) {
      cursor_.Fail("an operator");
    }
    return node;
  }

  std::optional<FilterOperator> Operator() {
    for (const auto& [text, operation] : kSigns) {
      if (cursor_.Take(text)) return operation;
    }
    std::string word;
    while (std::isalpha(static_cast<unsigned char>(cursor_.Peek(word.size()))) != 0) {
      word +=
          static_cast<char>(std::tolower(static_cast<unsigned char>(cursor_.Peek(word.size()))));
    }
    for (const auto& [text, operation] : kWords) {
      if (text != word) continue;
      cursor_.Skip(word.size());
      return operation;
    }
    return std::nullopt;
  }

  FilterOperand Operand() {
    const char c = cursor_.Peek();
    if (c == '$' || c == '@') {
      cursor_.Skip();
      PathQuery query = parser_.Query(true);
      query.relative = c == '@';
      return {.kind = OperandKind::kQuery,
              .query = std::make_shared<const PathQuery>(std::move(query))};
    }
    if (c == '"' || c == '\'') return {.literal = cursor_.QuotedString(true)};
    if (c == '[' || c == '{') return JsonLiteral();
    if (c == '/') return Regex();
    if (cursor_.Take("true")) return {.literal = true};
    if (cursor_.Take("false")) return {.literal = false};
    if (cursor_.Take("null")) return {.literal = nullptr};
    if (c == '-' || IsDigitOctet(c)) {
      const std::string_view number = cursor_.Number();
      return {.literal = number.empty() ? Json() : MakeNumber(number)};
    }
    cursor_.Fail("a path or a literal");
    return {};
  }

  FilterOperand JsonLiteral() {
    const std::size_t start = cursor_.offset();
    std::size_t depth = 0;
    do {
      const char c = cursor_.Peek();
      if (c == '"' || c == '\'') {
        cursor_.QuotedString(true);
        continue;
      }
      if (c == '[' || c == '{') ++depth;
      if (c == ']' || c == '}') --depth;
      cursor_.Skip();
    } while (depth > 0 && !cursor_.at_end());
    if (cursor_.failed()) return {};
    auto value =
        ReadJson(cursor_.text().substr(start, cursor_.offset() - start), {.relaxed = true});
    if (value) return {.literal = *std::move(value)};
    cursor_.MoveTo(start);
    cursor_.Fail("JSON");
    return {};
  }

  // /pattern/flags, where \/ is a slash.
  FilterOperand Regex() {
    const std::size_t start = cursor_.offset();
    cursor_.Skip();
    std::string pattern;
    while (!cursor_.at_end() && cursor_.Peek() != '/') {
      if (cursor_.Peek() == '\\') {
        pattern += cursor_.Peek();
        cursor_.Skip();
      }
      if (!cursor_.at_end()) pattern += cursor_.Peek();
      cursor_.Skip();
    }
    cursor_.Expect("/");
    std::string flags;
    while (std::string_view("imsuUdx").find(cursor_.Peek()) != std::string_view::npos &&
           !cursor_.at_end()) {
      if (std::string_view("ims").find(cursor_.Peek()) != std::string_view::npos) {
        flags += cursor_.Peek();
      }
      if (cursor_.Peek() == 'x') cursor_.Fail("one of the flags i, m, s, u");
      cursor_.Skip();
    }
    std::shared_ptr<const re2::RE2> regex =
        PlaceholderRegex(flags.empty() ? pattern : "(?" + flags + ")" + pattern);
    if (!regex->ok() && !cursor_.failed()) {
      cursor_.MoveTo(start);
      cursor_.Fail("a regular expression that can be used (" + regex->error() + ")");
    }
    return {.kind = OperandKind::kRegex, .regex = std::move(regex)};
  }

  JaywayParser& parser_;
  PathCursor& cursor_;
};

}  // namespace

std::shared_ptr<const FilterNode> JaywayParser::Filter() {
  cursor.Expect("(");
  FilterNode filter = FilterReader(*this).Or();
  cursor.SkipBlanks();
  cursor.Expect(")");
  return std::make_shared<const FilterNode>(std::move(filter));
}

}  // namespace wireproof::mock
