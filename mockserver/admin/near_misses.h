// The stubs nearest to a request that none matched, and the requests nearest to a pattern. Private
// to this folder.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "mockserver/json/json.h"
#include "mockserver/serve/engine.h"

namespace wireproof::mock {

inline constexpr std::size_t kMostNearMisses = 3;

struct NearStub {
  double distance = 0;
  StoredStubPtr stub;
};

// By distance; of equals, those that are asked first (priority, newest).
std::vector<NearStub> NearestStubs(Engine& engine, const Request& request,
                                   std::size_t most = kMostNearMisses);

// The requests of the journal nearest to a pattern, each a near miss with `requestPattern`.
Json NearestRequests(Engine& engine, const RequestPattern& pattern,
                     std::size_t most = kMostNearMisses);

// All stubs as WireMock lists them: by priority, newest first.
std::vector<StoredStubPtr> StubsInOrder(Engine& engine);

}  // namespace wireproof::mock
