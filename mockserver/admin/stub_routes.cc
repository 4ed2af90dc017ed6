// /__admin/mappings: one stub, or all of them.
#include <fmt/format.h>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/near_misses.h"
#include "mockserver/admin/stub_files.h"
#include "mockserver/admin/stub_list.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

std::string WhereOf(const AdminCall& call) {
  return fmt::format("{} {}", call.request.method(), call.request.path());
}

std::expected<Stub, AdminReply> ReadStub(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return std::unexpected(json.error());
  std::vector<JsonProblem> remarks;
  StubReading reading = call.engine().Reading();
  reading.remarks = &remarks;
  auto stub = StubFromJson(*json, reading);
  if (!stub) return std::unexpected(RefusalReply(stub.error()));
  call.engine().LogRemarks(WhereOf(call), remarks);
  if (stub->persistent && call.engine().files().root().empty()) {
    return std::unexpected(RefusalReply(
        {"/persistent", "the server has no root directory to keep a stub in (--root-dir)"}));
  }
  return std::move(*stub);
}

AdminReply Refused(const StubStore::Refusal& refusal, std::string_view id) {
  if (refusal.compile_failed) return RefusalReply(refusal.problem);
  if (refusal.error == StoreError::kDuplicateId) {
    return ErrorReply(422, kDuplicateId, "Duplicate stub mapping ID",
                      fmt::format("there is a stub with the id {} already", id));
  }
  return EmptyReply(404);
}

AdminReply NotWritten(const std::string& why) {
  return ErrorReply(500, 50, "The stub's file could not be written", why);
}

// The stub as it stands in the store; written to its file first if it is persistent.
AdminReply StubReply(const AdminCall& call, int status, StoredStubPtr stored) {
  if (stored->stub->persistent) {
    auto kept = KeepInFile(call.engine(), stored);
    if (!kept) return NotWritten(kept.error());
    stored = std::move(*kept);
  }
  return JsonReply(status, StubToJson(*stored->stub));
}

AdminReply ListStubs(const AdminCall& call) {
  const auto limit = CountParameter(call, "limit");
  if (!limit) return limit.error();
  const auto offset = CountParameter(call, "offset");
  if (!offset) return offset.error();
  return StubListReply(StubsInOrder(call.engine()), offset->value_or(0), *limit);
}

AdminReply Create(const AdminCall& call) {
  auto stub = ReadStub(call);
  if (!stub) return stub.error();
  const std::string id = stub->id;
  auto stored = call.engine().stubs().Add(std::move(*stub));
  if (!stored) return Refused(stored.error(), id);
  return StubReply(call, 201, std::move(*stored));
}

AdminReply RemoveAll(const AdminCall& call) {
  for (const StoredStubPtr& stored : call.engine().stubs().NewestFirst()) {
    if (!stored->stub->persistent) continue;
    if (auto removed = RemoveStub(call.engine(), stored); !removed) {
      return NotWritten(removed.error());
    }
  }
  call.engine().stubs().Clear();
  return DoneReply();
}

AdminReply ResetToFiles(const AdminCall& call) {
  call.engine().ResetStubsToFiles();
  return EmptyReply(200);
}

AdminReply GetStub(const AdminCall& call) {
  const auto id = UuidOfPath(call);
  if (!id) return id.error();
  const StoredStubPtr stored = call.engine().stubs().Get(*id);
  return stored == nullptr ? EmptyReply(404) : JsonReply(200, StubToJson(*stored->stub));
}

// The new stub keeps the place and the file of the old one.
AdminReply Replace(const AdminCall& call, const std::string& id, Stub stub) {
  const StoredStubPtr old = call.engine().stubs().Get(id);
  if (old == nullptr) return EmptyReply(404);
  stub.id = id;
  stub.file = old->stub->file;
  auto stored = call.engine().stubs().Replace(id, std::move(stub));
  if (!stored) return Refused(stored.error(), id);
  return StubReply(call, 200, std::move(*stored));
}

AdminReply PutStub(const AdminCall& call) {
  const auto id = UuidOfPath(call);
  if (!id) return id.error();
  auto stub = ReadStub(call);
  if (!stub) return stub.error();
  return Replace(call, *id, std::move(*stub));
}

AdminReply EditStub(const AdminCall& call) {
  auto stub = ReadStub(call);
  if (!stub) return stub.error();
  const std::string id = stub->id;
  AdminReply reply = Replace(call, id, std::move(*stub));
  return reply.status == 200 ? EmptyReply(204) : reply;
}

AdminReply Delete(const AdminCall& call) {
  const auto id = UuidOfPath(call);
  if (!id) return id.error();
  const StoredStubPtr stored = call.engine().stubs().Get(*id);
  if (stored == nullptr) return EmptyReply(404);
  const auto removed = RemoveStub(call.engine(), stored);
  return removed ? DoneReply() : NotWritten(removed.error());
}

AdminReply RemoveLike(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  const auto stub = StubFromJson(*json, call.engine().Reading());
  if (!stub) return RefusalReply(stub.error());
  const StoredStubPtr stored = stub->id.empty() ? nullptr : call.engine().stubs().Get(stub->id);
  if (stored != nullptr) {
    const auto removed = RemoveStub(call.engine(), stored);
    return removed ? EmptyReply(200) : NotWritten(removed.error());
  }
  call.engine().stubs().RemoveLike(*stub);
  return EmptyReply(200);
}

AdminReply SaveStubs(const AdminCall& call) {
  if (call.engine().files().root().empty()) {
    return NotWritten("the server has no root directory (--root-dir)");
  }
  std::vector<StoredStubPtr> stubs = call.engine().stubs().NewestFirst();
  for (auto one = stubs.rbegin(); one != stubs.rend(); ++one) {
    Stub stub = *(*one)->stub;
    const std::string id = stub.id;
    stub.persistent = true;
    auto stored = call.engine().stubs().Replace(id, std::move(stub));
    if (!stored) continue;
    if (auto kept = KeepInFile(call.engine(), *stored); !kept) return NotWritten(kept.error());
  }
  return EmptyReply(200);
}

AdminReply ResetEverything(const AdminCall& call) {
  call.engine().Reset();
  return EmptyReply(200);
}

constexpr Route kStubRoutes[] = {
    {"GET", "/", ListStubs},
    {"POST", "/reset", ResetEverything},
    {"GET", "/mappings", ListStubs},
    {"POST", "/mappings", Create},
    {"DELETE", "/mappings", RemoveAll},
    {"POST", "/mappings/edit", EditStub},
    {"POST", "/mappings/save", SaveStubs},
    {"POST", "/mappings/reset", ResetToFiles},
    {"POST", "/mappings/remove", RemoveLike},
    {"GET", "/mappings/{id}", GetStub},
    {"PUT", "/mappings/{id}", PutStub},
    {"DELETE", "/mappings/{id}", Delete},
};

}  // namespace

std::span<const Route> StubRoutes() {
  return kStubRoutes;
}

}  // namespace wireproof::mock
