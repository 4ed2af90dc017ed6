// A line with a JSONPath expression, and a document: both dialects, and what they promise of nodes
// and paths.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "http/wire/fuzz/require.h"
#include "mockserver/json/json_path.h"

namespace wireproof::mock {
namespace {

// Longer ones find nothing new, only slowly.
constexpr std::size_t kMostOctets = 1024;
// Of the nodes whose paths are followed.
constexpr std::size_t kMostFollowed = 20;

void CheckDocument(const Json& document) {
  const auto again = ReadJson(WriteJson(document));
  Require(again.has_value(), "what was written is JSON");
  Require(EqualJson(*again, document), "and the same value");
}

// Each normalized path leads to its node, and to no other.
void CheckPaths(const JsonPath& path, const Json& document) {
  const std::vector<const Json*> nodes = path.Select(document);
  const std::vector<std::string> paths = path.Paths(document);
  Require(nodes.size() == paths.size(), "each node has a path");
  Require(!path.definite() || nodes.size() <= 1, "a definite path selects one node at most");
  for (std::size_t i = 0; i < std::min(nodes.size(), kMostFollowed); ++i) {
    const auto back = JsonPath::Parse(paths[i], JsonPathDialect::kRfc9535);
    if (!back && paths[i].size() > kMostOctets) continue;  // the limit of expressions
    Require(back.has_value(), "a normalized path is an expression");
    const std::vector<const Json*> found = back->Select(document);
    Require(found.size() == 1 && found.front() == nodes[i], "which selects that node");
  }
}

}  // namespace
}  // namespace wireproof::mock

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wireproof::mock;
  if (size > kMostOctets) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view expression = input.substr(0, input.find('\n'));
  const auto document = ReadJson(input.substr(std::min(expression.size() + 1, size)));
  if (document) CheckDocument(*document);
  for (const auto dialect : {JsonPathDialect::kRfc9535, JsonPathDialect::kJayway}) {
    const auto path = JsonPath::Parse(expression, dialect);
    if (!path || !document) continue;
    (void)path->Read(*document);
    (void)path->Read(*document, {.missing_leaf_is_null = true});
    CheckPaths(*path, *document);
  }
  return 0;
}
