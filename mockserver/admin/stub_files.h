// Stubs of the store and their files under mappings/. Private to this folder.
#pragma once

#include <expected>
#include <string>

#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// Writes a persistent stub to its file, or to a new one, and has the stub in the store remember it.
std::expected<StoredStubPtr, std::string> KeepInFile(Engine& engine, const StoredStubPtr& stored);

// Takes a stub out of the store and, where it is persistent, out of its file, whose other stubs
// stay. Stubs of files written by hand, not marked persistent, come back with a reset.
std::expected<void, std::string> RemoveStub(Engine& engine, const StoredStubPtr& stored);

}  // namespace wireproof::mock
