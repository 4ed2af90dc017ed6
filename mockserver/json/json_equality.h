// Comparing JSON the way WireMock's equalToJson does (JsonUnit underneath).
#pragma once

#include <cstddef>
#include <expected>
#include <string>

#include "mockserver/json/json.h"

namespace wireproof::mock {

struct JsonEquality {
  bool ignore_array_order = false;
  bool ignore_extra_elements = false;  // of objects, and of arrays too
  bool operator==(const JsonEquality&) const = default;
};

// Pairs of values one call of JsonDistance looks at. Only arrays whose order does not count need
// more pairs than there are values; what is beyond the limit counts as different.
inline constexpr std::size_t kMaxJsonComparisons = 20'000'000;

// How far `actual` is from `expected`: 0 equal, up to 1. Each difference weighs as many nodes as
// the larger of the two values has; their sum is divided by the nodes of the larger document.
// Numbers are compared by value. Strings of `expected` may be JsonUnit's placeholders:
// ${json-unit.any-string}, any-number, any-boolean, ignore, ignore-element, regex. A placeholder
// that CheckPlaceholders refuses is different from everything.
double JsonDistance(const Json& expected, const Json& actual, const JsonEquality& rules);

// Whether the placeholders in `expected` can be used: else the message says which regular
// expression is refused, with its pointer. Call before JsonDistance.
std::expected<void, JsonProblem> CheckPlaceholders(const Json& expected);

}  // namespace wireproof::mock
