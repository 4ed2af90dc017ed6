// A parsed JSONPath. Private to this folder.
//
// Both dialects have the same parts: a query is a row of segments, a segment has selectors, a
// selector may have a filter, which is a tree. They differ in what may stand where (the parsers)
// and in what it means (the evaluators).
#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/json/json_path.h"

namespace wireproof::mock {

struct FilterNode;
struct PathFunction;

enum class SelectorKind : std::uint8_t { kName, kWildcard, kIndex, kSlice, kFilter };

struct PathSelector {
  SelectorKind kind = SelectorKind::kName;
  std::string name = {};                          // kName
  std::int64_t index = 0;                         // kIndex; from the end where negative
  std::optional<std::int64_t> from = {};          // kSlice
  std::optional<std::int64_t> to = {};            // kSlice
  std::int64_t step = 1;                          // kSlice
  std::shared_ptr<const FilterNode> filter = {};  // kFilter
};

struct PathSegment {
  bool descendant = false;
  std::vector<PathSelector> selectors = {};
};

struct PathQuery {
  bool relative = false;  // begins with "@": at the value a filter is asked about
  bool singular = false;  // selects at most one node by its form
  std::vector<PathSegment> segments = {};
  std::shared_ptr<const PathFunction> function = {};  // Jayway: what is computed of the result
};

enum class FilterOperator : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kSame,  // Jayway, from here on
  kNotSame,
  kMatches,
  kIn,
  kNotIn,
  kContains,
  kAll,
  kSize,
  kEmpty,
  kSubsetOf,
  kAnyOf,
  kNoneOf,
};

enum class OperandKind : std::uint8_t { kLiteral, kQuery, kCall, kRegex };

struct FilterOperand {
  OperandKind kind = OperandKind::kLiteral;
  Json literal = {};
  std::shared_ptr<const PathQuery> query = {};
  std::shared_ptr<const PathFunction> call = {};  // RFC 9535: length(), count(), value()...
  std::shared_ptr<const re2::RE2> regex = {};     // whole-string
};

// A function with its arguments: of RFC 9535 in filters, of Jayway at the end of a path.
struct PathFunction {
  enum class Name : std::uint8_t {
    kLength,
    kCount,  // RFC 9535
    kMatch,
    kSearch,
    kValue,
    kKeys,  // Jayway
    kMin,
    kMax,
    kAverage,
    kDeviation,
    kSum,
    kConcat,
    kAppend,
    kFirst,
    kLast,
    kIndex,
  };
  Name name = Name::kLength;
  std::vector<FilterOperand> arguments = {};
  // match(), search(): the pattern where it is a literal.
  std::shared_ptr<const re2::RE2> regex = {};
};

struct FilterNode {
  enum class Kind : std::uint8_t {
    kOr,
    kAnd,
    kNot,      // one child
    kCompare,  // left, operation, right
    kExists,   // left is a query
    kCall,     // left is match() or search()
  };
  Kind kind = Kind::kExists;
  std::vector<FilterNode> children = {};
  FilterOperator operation = FilterOperator::kEqual;
  FilterOperand left = {};
  FilterOperand right = {};
};

struct JsonPath::Program {
  std::string expression = {};
  JsonPathDialect dialect = JsonPathDialect::kJayway;
  PathQuery query = {};
  bool definite = false;
};

}  // namespace wireproof::mock
