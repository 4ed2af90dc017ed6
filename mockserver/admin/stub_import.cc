#include "mockserver/admin/stub_import.h"

#include <nlohmann/json.hpp>
#include <set>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/stub_files.h"

namespace wireproof::mock {
namespace {

using Failure = std::unexpected<JsonProblem>;

std::optional<JsonProblem> ReadOptions(const Json& options, StubImport& import) {
  constexpr char kPointer[] = "/importOptions";
  if (auto unknown =
          UnknownMember(options, {"duplicatePolicy", "deleteAllNotInImport"}, kPointer)) {
    return unknown;
  }
  for (const auto& [name, value] : options.items()) {
    if (value.is_null()) continue;
    if (name == "deleteAllNotInImport") {
      if (!value.is_boolean()) return JsonProblem{PointerTo(kPointer, name), "expected a boolean"};
      import.delete_others = value.get<bool>();
    } else if (value == "IGNORE") {
      import.duplicates = StubImport::Duplicates::kIgnore;
    } else if (value != "OVERWRITE") {
      return JsonProblem{PointerTo(kPointer, name), "expected \"OVERWRITE\" or \"IGNORE\""};
    }
  }
  return std::nullopt;
}

std::expected<StoredStubPtr, JsonProblem> Put(Engine& engine, Stub stub, const std::string& at) {
  const bool known = !stub.id.empty() && engine.stubs().Get(stub.id) != nullptr;
  const std::string id = stub.id;
  auto stored =
      known ? engine.stubs().Replace(id, std::move(stub)) : engine.stubs().Add(std::move(stub));
  if (stored) return *stored;
  return Failure({at + stored.error().problem.pointer, stored.error().problem.message});
}

}  // namespace

std::expected<StubImport, JsonProblem> ReadImport(const Json& json, StubReading reading) {
  if (auto unknown = UnknownMember(json, {"mappings", "importOptions", "meta"})) {
    return Failure(std::move(*unknown));
  }
  const auto mappings = json.find("mappings");
  if (mappings == json.end() || !mappings->is_array()) {
    return Failure({"/mappings", "expected an array of stubs"});
  }
  StubImport import;
  if (const auto options = json.find("importOptions"); options != json.end()) {
    if (auto problem = ReadOptions(*options, import)) return Failure(std::move(*problem));
  }
  for (std::size_t i = 0; i < mappings->size(); ++i) {
    const std::string here = PointerTo("/mappings", i);
    std::vector<JsonProblem> of_this;
    reading.remarks = &of_this;
    auto stub = StubFromJson((*mappings)[i], reading);
    if (!stub) return Failure({here + stub.error().pointer, stub.error().message});
    for (JsonProblem& remark : of_this) {
      import.remarks.push_back({here + remark.pointer, std::move(remark.message)});
    }
    import.stubs.push_back(std::move(*stub));
  }
  return import;
}

std::optional<JsonProblem> RunImport(Engine& engine, StubImport import) {
  std::set<std::string> kept;
  for (std::size_t i = import.stubs.size(); i-- > 0;) {
    Stub& stub = import.stubs[i];
    const bool known = !stub.id.empty() && engine.stubs().Get(stub.id) != nullptr;
    if (known && import.duplicates == StubImport::Duplicates::kIgnore) {
      kept.insert(stub.id);
      continue;
    }
    const bool persistent = stub.persistent && !engine.files().root().empty();
    auto stored = Put(engine, std::move(stub), PointerTo("/mappings", i));
    if (!stored) return std::move(stored.error());
    kept.insert((*stored)->stub->id);
    if (!persistent) continue;
    if (auto file = KeepInFile(engine, *stored); !file) {
      return JsonProblem{PointerTo("/mappings", i), std::move(file.error())};
    }
  }
  if (!import.delete_others) return std::nullopt;
  for (const StoredStubPtr& stored : engine.stubs().NewestFirst()) {
    if (kept.contains(stored->stub->id)) continue;
    if (auto removed = RemoveStub(engine, stored); !removed) {
      return JsonProblem{"/importOptions/deleteAllNotInImport", std::move(removed.error())};
    }
  }
  return std::nullopt;
}

}  // namespace wireproof::mock
