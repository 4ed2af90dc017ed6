// Importing many stubs at once (POST /__admin/mappings/import). Private to this folder.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "mockserver/serve/engine.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {

struct StubImport {
  enum class Duplicates : std::uint8_t { kOverwrite, kIgnore };
  std::vector<Stub> stubs = {};
  Duplicates duplicates = Duplicates::kOverwrite;
  bool delete_others = false;
  std::vector<JsonProblem> remarks = {};  // on the stubs
};

// {"mappings": [...], "importOptions": {"duplicatePolicy", "deleteAllNotInImport"}}.
std::expected<StubImport, JsonProblem> ReadImport(const Json& json, StubReading reading);

// Adds them so that the first is asked first. Nothing, or the problem of the first that the store
// refused; those before it stay.
std::optional<JsonProblem> RunImport(Engine& engine, StubImport import);

}  // namespace wireproof::mock
