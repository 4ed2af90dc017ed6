// Request patterns whose URL no request has. Private to this folder.
#pragma once

#include <optional>

#include "mockserver/json/json.h"
#include "mockserver/match/request_pattern.h"

namespace wireproof::mock {

// Why no request can match it; the pointer is that of the member in the pattern ("/urlPath").
// Nothing for regular expressions, and wherever some request might: a false alarm is worse than
// none.
std::optional<JsonProblem> WhyUnmatchable(const RequestPattern& pattern);

}  // namespace wireproof::mock
