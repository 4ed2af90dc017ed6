#include "mockserver/admin/stub_files.h"

namespace wireproof::mock {
namespace {

// The other stubs of a stub's file; whoever looks keeps them alive by `holders`.
std::vector<const Stub*> Neighbours(Engine& engine, const Stub& stub,
                                    std::vector<StoredStubPtr>& holders) {
  std::vector<const Stub*> others;
  if (stub.file.empty()) return others;
  holders = engine.stubs().NewestFirst();
  for (auto one = holders.rbegin(); one != holders.rend(); ++one) {
    const Stub& other = *(*one)->stub;
    if (other.file == stub.file && other.id != stub.id) others.push_back(&other);
  }
  return others;
}

}  // namespace

std::expected<StoredStubPtr, std::string> KeepInFile(Engine& engine, const StoredStubPtr& stored) {
  std::vector<StoredStubPtr> holders;
  const std::vector<const Stub*> others = Neighbours(engine, *stored->stub, holders);
  auto file = engine.files().Save(*stored->stub, others);
  if (!file) return std::unexpected(std::move(file.error()));
  if (*file == stored->stub->file) return stored;
  Stub stub = *stored->stub;
  stub.file = std::move(*file);
  auto replaced = engine.stubs().Replace(stored->stub->id, std::move(stub));
  if (!replaced) return std::unexpected("the stub is gone");
  return *replaced;
}

std::expected<void, std::string> RemoveStub(Engine& engine, const StoredStubPtr& stored) {
  const Stub& stub = *stored->stub;
  if (stub.persistent && !stub.file.empty()) {
    std::vector<StoredStubPtr> holders;
    std::vector<const Stub*> others = Neighbours(engine, stub, holders);
    if (others.empty()) {
      if (auto removed = engine.files().RemoveFile(stub.file); !removed) return removed;
    } else {
      const Stub* first = others.front();
      others.erase(others.begin());
      if (auto saved = engine.files().Save(*first, others); !saved) {
        return std::unexpected(std::move(saved.error()));
      }
    }
  }
  engine.stubs().Remove(stub.id);
  return {};
}

}  // namespace wireproof::mock
