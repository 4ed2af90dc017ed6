// From the text of a JSONPath to its parts. Private to this folder.
#pragma once

#include "mockserver/json/json_path_cursor.h"
#include "mockserver/json/json_path_program.h"

namespace wireproof::mock {

// Each reads the whole text of the cursor; ask it whether it failed.
PathQuery ParseRfc9535Query(PathCursor& cursor, const JsonPathLimits& limits);
PathQuery ParseJaywayQuery(PathCursor& cursor, const JsonPathLimits& limits);

// The pieces of Jayway's dialect that need each other: json_path_jayway.cc has paths and functions,
// json_path_jayway_filter.cc what stands in [?(...)].
struct JaywayParser {
  PathCursor& cursor;
  const JsonPathLimits& limits;
  std::size_t depth = 0;  // of filters in paths in filters, and of parentheses

  // The segments and function after "$" or "@", up to the end, or in a filter to what ends a path.
  PathQuery Query(bool in_filter);
  // What stands between "[?(" and ")", with these.
  std::shared_ptr<const FilterNode> Filter();
};

}  // namespace wireproof::mock
