// A JSON Schema made ready for validation: drafts 4, 6, 7, 2019-09 and 2020-12.
// Private to this folder.
//
// References stay within the document: nothing is ever fetched. Regular expressions are run by RE2,
// numbers compared exactly. Keywords of another version, and unknown ones, are annotations, as the
// specifications say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/match/java_regex.h"

namespace wireproof::mock {

enum class SchemaVersion : std::uint8_t { kV4, kV6, kV7, kV201909, kV202012 };

struct SchemaLimits {
  static constexpr int kMaxDepth = 300;              // schemas and references in one another
  static constexpr std::size_t kMaxSteps = 500'000;  // schemas applied to values in one run
};

class SchemaProgram {
 public:
  // Takes the version from $schema where there is one. The problem's pointer is one into the
  // schema.
  static std::expected<SchemaProgram, JsonProblem> Compile(const Json& schema,
                                                           SchemaVersion version);

  SchemaProgram(SchemaProgram&&) = default;
  SchemaProgram& operator=(SchemaProgram&&) = delete;

  // How many constraints the value violates; a limit that is met is a violation. Thread-safe.
  std::size_t Violations(const Json& value) const;

 private:
  friend class SchemaCompiler;
  friend class SchemaRun;

  SchemaProgram() = default;

  std::unique_ptr<const Json> schema_;  // on the heap: the maps point into it
  SchemaVersion version_ = SchemaVersion::kV202012;
  std::unordered_map<const Json*, const Json*> targets_;  // of schemas with a reference
  std::map<std::string, JavaRegex, std::less<>> patterns_;
  bool tracks_evaluated_ = false;  // unevaluatedItems or unevaluatedProperties is used
};

// The member of that name of an object, null where there is none.
const Json* SchemaMember(const Json& schema, std::string_view key);

// Whether a text has that format; unknown formats are fulfilled.
bool HasFormat(std::string_view format, std::string_view text);

}  // namespace wireproof::mock
