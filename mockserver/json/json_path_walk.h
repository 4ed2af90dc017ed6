// Evaluating as json-path 2.9 does. Private to this folder.
#pragma once

#include <optional>
#include <vector>

#include "mockserver/json/json_path_nodes.h"

namespace wireproof::mock {

// What json-path calls Option, and how several names at the end of a path are given.
struct WalkOptions {
  bool require_members = false;  // a missing one ends the evaluation; in tests for existence
  bool leaf_to_null = false;     // a missing member at the end of the path is null
  bool members_apart = false;    // ['a','b'] gives two nodes instead of one object made of them
};

// The nodes of the path, without its function; nothing where json-path throws. `current` is what
// "@" is.
std::optional<std::vector<PathNode>> JaywayNodes(const PathQuery& query, const Json& current,
                                                 PathWork& work, const WalkOptions& options);

// What json-path's read() gives; null where it throws. Valid as long as document and work.
const Json* JaywayRead(const PathQuery& query, const Json& current, PathWork& work,
                       const WalkOptions& options);

// The filter of a path.
bool JaywayHolds(const FilterNode& node, const Json& current, PathWork& work,
                 const WalkOptions& options);

// Computes a path function. `model` is what the path before it gives. Nothing where json-path
// throws.
std::optional<Json> JaywayCall(const PathFunction& function, const Json& model, const Json& current,
                               PathWork& work, const WalkOptions& options);

}  // namespace wireproof::mock
