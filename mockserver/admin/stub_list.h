// Lists of stubs in replies. Private to this folder.
#pragma once

#include <optional>
#include <vector>

#include "mockserver/admin/admin_call.h"

namespace wireproof::mock {

// {"mappings": [...], "meta": {"total"}} of those from `offset` on, at most `limit`.
AdminReply StubListReply(const std::vector<StoredStubPtr>& stubs, std::size_t offset = 0,
                         std::optional<std::size_t> limit = std::nullopt);

}  // namespace wireproof::mock
