// Stubs with a path template, as a tree by segments. Private to this folder.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mockserver/stub/candidates.h"

namespace wireproof::mock {

// Strings in hash maps that can be asked with views.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};
template <typename Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

class TemplateTree {
 public:
  // Templates with more segments than this stand in one list: walking the tree recurses.
  static constexpr std::size_t kMaxDepth = 64;

  // In order of precedence. The stub's URL must be a template.
  void Add(const IndexEntry& entry);

  // The lists of those that may match: literals do, variables and "**" are for the pattern to say.
  void Collect(std::string_view path, Candidates& out) const;

 private:
  struct Node {
    TextMap<std::unique_ptr<Node>> literals = {};
    std::unique_ptr<Node> variable = {};
    std::vector<IndexEntry> entries = {};  // of templates that end here
    std::vector<IndexEntry> rest = {};     // of those that end here with "**"
  };

  static void Collect(const Node& node, std::string_view path, bool ended, Candidates& out);

  Node root_;
  std::vector<IndexEntry> deep_;
};

}  // namespace wireproof::mock
