// What evaluating a JSONPath works on. Private to this folder.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/json/json_path_program.h"

namespace wireproof::mock {

// A value with its place in the document.
struct PathNode {
  const Json* value = nullptr;
  std::size_t place = 0;  // in PathPlaces; 0 is the root
};

// The places of nodes, each a step from another one.
class PathPlaces {
 public:
  std::size_t Add(std::size_t parent, const std::string& key) {
    steps_.push_back({.parent = parent, .key = &key});
    return steps_.size();
  }
  std::size_t Add(std::size_t parent, std::size_t index) {
    steps_.push_back({.parent = parent, .index = index});
    return steps_.size();
  }
  // RFC 9535 section 2.7.
  std::string NormalizedPath(std::size_t place) const;

 private:
  struct Step {
    std::size_t parent = 0;
    const std::string* key = nullptr;  // of the document
    std::size_t index = 0;
  };
  std::vector<Step> steps_;  // that of place n is n - 1
};

// What one evaluation may still do, and what it made.
struct PathWork {
  const Json& root;
  std::size_t nodes_left;
  PathPlaces places = {};
  std::deque<Json> made = {};  // values that do not stand in the document

  // Counts a visit, or work that takes as long as several; false where there were too many.
  bool Visit(std::size_t cost = 1) {
    nodes_left -= std::min(nodes_left, cost);
    return nodes_left > 0;
  }
  // Counts all nodes of a value that is to be copied.
  bool VisitAll(const Json& value);
  // Counts going through a text.
  bool VisitText(std::string_view text) { return Visit(1 + text.size() / 16); }
  bool exhausted() const { return nodes_left == 0; }
};

// RFC 9535: the nodes in the order of the standard.
std::vector<PathNode> SelectRfc9535(const PathQuery& query, PathWork& work);

}  // namespace wireproof::mock
