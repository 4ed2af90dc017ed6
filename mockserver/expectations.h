// What is expected of a mock server's clients, judged against its journal.
//
// Private to this folder.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/serve/engine.h"
#include "wireproof/mock_server.h"

namespace wireproof::mock {

struct Expectation::State {
  std::vector<RequestMatcher> matchers = {};
  std::vector<RequestPattern> patterns = {};  // of the matchers
  bool in_order = false;
  const char* file = nullptr;
  int line = 0;
  std::mutex mutex = {};  // guards the bounds
  std::uint64_t at_least = 1;
  std::uint64_t at_most = UINT64_MAX;
};

// The pattern of a matcher; throws std::invalid_argument.
RequestPattern PatternOf(Engine& engine, const RequestMatcher& matcher);

// What came, and how the nearest request differs from the pattern. Ends without a line end.
std::string ExplainMiss(Engine& engine, const RequestPattern& pattern);
// A line for each request that was received, of the last ones.
std::string ReceivedText(Engine& engine);

// Nothing where it is met.
std::optional<ExpectationFailure> Judge(Engine& engine, Expectation::State& expectation);

}  // namespace wireproof::mock
