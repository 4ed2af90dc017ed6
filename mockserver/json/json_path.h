// JSONPath: RFC 9535, with Jayway's extensions and habits where its dialect is asked for.
//
//   auto path = JsonPath::Parse("$..book[?(@.price < 10)].title", JsonPathDialect::kJayway);
//   std::vector<const Json*> nodes = path->Select(document);
//
// docs/jsonpath.md lists where the dialects differ, and where ours differs from json-path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/json/json.h"

namespace wireproof::mock {

enum class JsonPathDialect : std::uint8_t {
  kRfc9535,
  // json-path of Jayway 2.9, as WireMock 3.13 uses it: path functions (length(), min(), keys()...),
  // filter operators (=~, in, nin, subsetof, anyof, size, empty...), "$" optional, .['a','b'].
  kJayway,
};

// Limits: a path that is deeper, or selects more, is refused or cut with an error.
struct JsonPathLimits {
  std::size_t max_path_bytes = 8192;
  std::size_t max_segments = 256;
  std::size_t max_filter_depth = 50;
  // Visited in one evaluation, compared in its lists, and copied into its result.
  std::size_t max_nodes = 1'000'000;
};

struct JsonPathReading {
  // Jayway's dialect: a missing member at the end of a path is null, also of each object that ".."
  // visits. WireMock's template helper reads so, its matchers do not.
  bool missing_leaf_is_null = false;
};

class JsonPath {
 public:
  // The error says what was expected, and at which octet of the expression.
  static std::expected<JsonPath, std::string> Parse(
      std::string_view expression, JsonPathDialect dialect = JsonPathDialect::kJayway);

  // Selects at most one node by its form: names and indexes only (Jayway: isDefinite).
  bool definite() const;
  const std::string& expression() const;

  // Jayway's read(): a definite path gives its value, or nothing where there is none; an indefinite
  // one the array of all nodes, possibly empty. Path functions give their result. The document is
  // not changed; what is given is a copy. Nothing too where a limit was met.
  std::optional<Json> Read(const Json& document, const JsonPathReading& reading = {}) const;

  // The nodes selected, in document order, pointing into `document`. Empty where none is, where a
  // path function computes a value (ask Read), and where a limit was met.
  std::vector<const Json*> Select(const Json& document) const;

  // The normalized paths (RFC 9535 section 2.7) of the same nodes: "$['a'][0]".
  std::vector<std::string> Paths(const Json& document) const;

  struct Program;

 private:
  explicit JsonPath(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const Program> program_;
};

}  // namespace wireproof::mock
