// /__admin/mappings: many stubs at once, by what is known of them.
#include <algorithm>
#include <set>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/near_misses.h"
#include "mockserver/admin/stub_files.h"
#include "mockserver/admin/stub_import.h"
#include "mockserver/admin/stub_list.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

// Those that no exchange of the journal was answered by.
std::vector<StoredStubPtr> WithoutHits(const AdminCall& call) {
  std::set<std::string> used;
  call.engine().journal().Visit(Journal::Order::kNewestFirst, [&](const Exchange& exchange) {
    if (!exchange.stub_id.empty()) used.insert(exchange.stub_id);
    return true;
  });
  std::vector<StoredStubPtr> stubs = StubsInOrder(call.engine());
  std::erase_if(stubs, [&](const StoredStubPtr& one) { return used.contains(one->stub->id); });
  return stubs;
}

AdminReply RemoveThose(const AdminCall& call, const std::vector<StoredStubPtr>& stubs) {
  for (const StoredStubPtr& stored : stubs) {
    if (auto removed = RemoveStub(call.engine(), stored); !removed) {
      return ErrorReply(500, 50, "The stub's file could not be written", removed.error());
    }
  }
  return DoneReply();
}

AdminReply ListUnmatched(const AdminCall& call) {
  return StubListReply(WithoutHits(call));
}

AdminReply RemoveUnmatched(const AdminCall& call) {
  return RemoveThose(call, WithoutHits(call));
}

// The stubs whose metadata the pattern in the body matches.
std::expected<std::vector<StoredStubPtr>, AdminReply> ByMetadata(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return std::unexpected(json.error());
  const auto pattern = ValuePattern::FromJson(*json, "", call.engine().Reading().request.values);
  if (!pattern) return std::unexpected(RefusalReply(pattern.error()));
  const MatchContext context = call.engine().Context(nullptr);
  std::vector<StoredStubPtr> stubs = StubsInOrder(call.engine());
  std::erase_if(stubs, [&](const StoredStubPtr& one) {
    const SharedJson& metadata = one->stub->metadata;
    return metadata == nullptr || !pattern->Matches(WriteJson(*metadata), context);
  });
  return stubs;
}

AdminReply FindByMetadata(const AdminCall& call) {
  const auto stubs = ByMetadata(call);
  return stubs ? StubListReply(*stubs) : stubs.error();
}

AdminReply RemoveByMetadata(const AdminCall& call) {
  const auto stubs = ByMetadata(call);
  return stubs ? RemoveThose(call, *stubs) : stubs.error();
}

AdminReply Import(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  auto import = ReadImport(*json, call.engine().Reading());
  if (!import) return RefusalReply(import.error());
  call.engine().LogRemarks("POST /__admin/mappings/import", import->remarks);
  if (auto refusal = RunImport(call.engine(), std::move(*import))) return RefusalReply(*refusal);
  return EmptyReply(200);
}

constexpr Route kStubSearchRoutes[] = {
    {"GET", "/mappings/unmatched", ListUnmatched},
    {"DELETE", "/mappings/unmatched", RemoveUnmatched},
    {"POST", "/mappings/find-by-metadata", FindByMetadata},
    {"POST", "/mappings/remove-by-metadata", RemoveByMetadata},
    {"POST", "/mappings/import", Import},
};

}  // namespace

std::span<const Route> StubSearchRoutes() {
  return kStubSearchRoutes;
}

AdminReply StubListReply(const std::vector<StoredStubPtr>& stubs, std::size_t offset,
                         std::optional<std::size_t> limit) {
  Json mappings = Json::array();
  const std::size_t begin = std::min(offset, stubs.size());
  const std::size_t count = std::min(limit.value_or(stubs.size()), stubs.size() - begin);
  for (std::size_t i = begin; i < begin + count; ++i)
    mappings.push_back(StubToJson(*stubs[i]->stub));
  Json reply = Json::object();
  reply["mappings"] = std::move(mappings);
  reply["meta"] = {{"total", stubs.size()}};
  return JsonReply(200, reply);
}

}  // namespace wireproof::mock
