// Paths as json-path 2.9 writes them: lenient about the root, names and brackets.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mockserver/json/json_path_parsers.h"

namespace wireproof::mock {
namespace {

struct FunctionName {
  std::string_view text;
  PathFunction::Name name;
};

constexpr FunctionName kFunctions[] = {
    {"length", PathFunction::Name::kLength}, {"size", PathFunction::Name::kLength},
    {"keys", PathFunction::Name::kKeys},     {"min", PathFunction::Name::kMin},
    {"max", PathFunction::Name::kMax},       {"avg", PathFunction::Name::kAverage},
    {"sum", PathFunction::Name::kSum},       {"stddev", PathFunction::Name::kDeviation},
    {"concat", PathFunction::Name::kConcat}, {"append", PathFunction::Name::kAppend},
    {"first", PathFunction::Name::kFirst},   {"last", PathFunction::Name::kLast},
    {"index", PathFunction::Name::kIndex},
};

// One token of a path: what follows "$", "." or another token.
class PathReader {
 public:
  PathReader(JaywayParser& parser, bool in_filter)
      : parser_(parser), cursor_(parser.cursor), in_filter_(in_filter) {}

  PathQuery Read() {
    while (!cursor_.failed() && !Ends()) {
      if (query_.segments.size() == parser_.limits.max_segments) cursor_.Fail("fewer segments");
      const bool descendant = cursor_.Take("..");
      const bool dot = !descendant && cursor_.Take(".");
      if (descendant || dot) RequireToken();
      if (cursor_.Peek() == '[') {
        Bracket(descendant);
      } else if (descendant || dot) {
        NameOrFunction(descendant);
      } else {
        cursor_.Fail("'.' or '['");
      }
    }
    query_.singular = Definite();
    return std::move(query_);
  }

 private:
  bool Ends() {
    if (query_.function) {
      cursor_.SkipBlanks();
      if (!in_filter_ && !cursor_.at_end()) cursor_.Fail("the end after a path function");
      return true;
    }
    const char c = cursor_.Peek();
    if (!in_filter_) {
      if (c != '.' && c != '[') cursor_.SkipBlanks();
      return cursor_.at_end();
    }
    return c != '.' && c != '[';
  }

  void RequireToken() {
    if (cursor_.at_end()) cursor_.Fail("a name: a path must not end with a dot");
    if (cursor_.Peek() == '.') cursor_.Fail("a name");
  }

  void Add(bool descendant, PathSelector selector) {
    PathSegment segment{.descendant = descendant};
    segment.selectors.push_back(std::move(selector));
    query_.segments.push_back(std::move(segment));
  }

  void NameOrFunction(bool descendant) {
    if (cursor_.Take("*")) return Add(descendant, {.kind = SelectorKind::kWildcard});
    const std::size_t start = cursor_.offset();
    while (!cursor_.at_end() && !EndsName(cursor_.Peek())) cursor_.Skip();
    const std::string_view name = cursor_.text().substr(start, cursor_.offset() - start);
    if (name.empty()) return cursor_.Fail("a name");
    if (cursor_.Peek() == '(') return Function(name);
    if (cursor_.Peek() == ' ' && !in_filter_) {
      const std::string_view rest = cursor_.rest();
      if (rest.find_first_not_of(' ') != rest.npos) {
        return cursor_.Fail("no blank in a name: write ['a name']");
      }
    }
    Add(descendant, {.name = std::string(name)});
  }

  bool EndsName(char c) const {
    if (c == '.' || c == '[' || c == ' ' || c == '(') return true;
    if (!in_filter_) return false;
    const bool logical = (c == '&' || c == '|') && cursor_.Peek(1) == c;
    return logical || c == ')' || c == ',' || c == ']' || c == '<' || c == '>' || c == '=' ||
           c == '~' || c == '!';
  }

  // Ends the path. json-path reads on, but nothing can come of it.
  void Function(std::string_view name) {
    const auto known =
        std::ranges::find_if(kFunctions, [&](const auto& entry) { return entry.text == name; });
    if (known == std::end(kFunctions)) {
      return cursor_.Fail(fmt::format("a known path function instead of {}()", name));
    }
    PathFunction function{.name = known->name};
    cursor_.Expect("(");
    cursor_.SkipBlanks();
    while (!cursor_.failed() && cursor_.Peek() != ')') {
      function.arguments.push_back(Argument());
      cursor_.SkipBlanks();
      if (cursor_.Peek() != ')') cursor_.Expect(",");
      cursor_.SkipBlanks();
    }
    cursor_.Expect(")");
    query_.function = std::make_shared<const PathFunction>(std::move(function));
  }

  FilterOperand Argument() {
    const char c = cursor_.Peek();
    if (c == '$' || c == '@') {
      cursor_.Skip();
      if (++parser_.depth > parser_.limits.max_filter_depth) cursor_.Fail("less nesting");
      auto query = parser_.Query(true);
      query.relative = c == '@';
      --parser_.depth;
      return {.kind = OperandKind::kQuery,
              .query = std::make_shared<const PathQuery>(std::move(query))};
    }
    if (c == '"' || c == '\'') return {.literal = cursor_.QuotedString(true)};
    const std::size_t start = cursor_.offset();
    std::size_t depth = 0;
    while (!cursor_.at_end() && (depth > 0 || (cursor_.Peek() != ',' && cursor_.Peek() != ')'))) {
      const char next = cursor_.Peek();
      if (next == '"' || next == '\'') {
        cursor_.QuotedString(true);
        continue;
      }
      if (next == '[' || next == '{' || next == '(') ++depth;
      if ((next == ']' || next == '}' || next == ')') && depth > 0) --depth;
      cursor_.Skip();
    }
    if (cursor_.failed()) return {};
    auto value =
        ReadJson(cursor_.text().substr(start, cursor_.offset() - start), {.relaxed = true});
    if (!value) {
      cursor_.MoveTo(start);
      cursor_.Fail("a path or JSON");
      return {};
    }
    return {.literal = *std::move(value)};
  }

  void Bracket(bool descendant) {
    cursor_.Expect("[");
    cursor_.SkipBlanks();
    const char c = cursor_.Peek();
    if (c == '\'' || c == '"') return Names(descendant);
    if (c == '*') {
      cursor_.Skip();
      Add(descendant, {.kind = SelectorKind::kWildcard});
    } else if (c == '?') {
      cursor_.Skip();
      cursor_.SkipBlanks();
      Add(descendant, {.kind = SelectorKind::kFilter, .filter = parser_.Filter()});
    } else if (c == '-' || c == ':' || IsDigitOctet(c)) {
      return IndexesOrSlice(descendant);
    } else {
      cursor_.Fail("one of ' \" * ? : - 0-9");
    }
    cursor_.SkipBlanks();
    cursor_.Expect("]");
  }

  void Names(bool descendant) {
    PathSegment segment{.descendant = descendant};
    do {
      cursor_.SkipBlanks();
      if (cursor_.Peek() != '\'' && cursor_.Peek() != '"') cursor_.Fail("a quoted name");
      if (cursor_.failed()) return;
      segment.selectors.push_back({.name = cursor_.QuotedString(true)});
      cursor_.SkipBlanks();
    } while (cursor_.Take(","));
    cursor_.Expect("]");
    query_.segments.push_back(std::move(segment));
  }

  // "1", "0,-1", "1:", ":2", "1:3"; what follows a second colon does not count.
  void IndexesOrSlice(bool descendant) {
    PathSegment segment{.descendant = descendant};
    const std::string_view inside = cursor_.rest().substr(0, cursor_.rest().find(']'));
    if (inside.find(':') != inside.npos) {
      segment.selectors.push_back(Slice());
    } else {
      do {
        cursor_.SkipBlanks();
        PathSelector selector{.kind = SelectorKind::kIndex};
        selector.index = cursor_.Integer(true).value_or(0);
        segment.selectors.push_back(std::move(selector));
        cursor_.SkipBlanks();
      } while (cursor_.Take(","));
    }
    cursor_.SkipBlanks();
    cursor_.Expect("]");
    query_.segments.push_back(std::move(segment));
  }

  PathSelector Slice() {
    PathSelector slice{.kind = SelectorKind::kSlice};
    const auto part = [&]() -> std::optional<std::int64_t> {
      cursor_.SkipBlanks();
      const char c = cursor_.Peek();
      if (c != '-' && !IsDigitOctet(c)) return std::nullopt;
      return cursor_.Integer(true);
    };
    slice.from = part();
    cursor_.SkipBlanks();
    cursor_.Expect(":");
    slice.to = part();
    cursor_.SkipBlanks();
    if (cursor_.Take(":")) part();
    if (!slice.from && !slice.to) cursor_.Fail("a start or an end of the slice before this");
    return slice;
  }

  bool Definite() const {
    // The function is asked once, about the whole document.
    if (query_.function && !query_.segments.empty() && query_.segments[0].descendant) return true;
    const std::size_t last = query_.segments.size();
    for (std::size_t i = 0; i < last; ++i) {
      const PathSegment& segment = query_.segments[i];
      const SelectorKind kind = segment.selectors[0].kind;
      const bool merged = kind == SelectorKind::kName && i + 1 == last && !query_.function;
      const bool one = kind == SelectorKind::kName || kind == SelectorKind::kIndex;
      if (segment.descendant || !one || (segment.selectors.size() > 1 && !merged)) return false;
    }
    return true;
  }

  JaywayParser& parser_;
  PathCursor& cursor_;
  bool in_filter_;
  PathQuery query_;
};

}  // namespace

PathQuery JaywayParser::Query(bool in_filter) {
  return PathReader(*this, in_filter).Read();
}

PathQuery ParseJaywayQuery(PathCursor& cursor, const JsonPathLimits& limits) {
  JaywayParser parser{.cursor = cursor, .limits = limits};
  if (!cursor.Take("$")) cursor.Take("@");
  return parser.Query(false);
}

}  // namespace wireproof::mock
