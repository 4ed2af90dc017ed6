// Reads message, field and body matchers (scenarios/README.md, "Message matchers").
#pragma once

#include <optional>
#include <vector>

#include "harness/scenario/expectation.h"
#include "harness/scenario/place.h"
#include "harness/scenario/scenario.h"

namespace wireproof::harness {

// What a matcher speaks of: it decides which keys there are.
enum class Matched { kServerResponse, kClientResponse, kRequest };

// Each reports what is wrong and gives nothing then.
std::optional<MessageMatcher> ReadMessageMatcher(const Place& place, Matched matched);
std::optional<std::vector<MessageMatcher>> ReadMessageMatchers(const Place& place, Matched matched);
std::optional<FieldMatcher> ReadFieldMatcher(const Place& place);
std::optional<BodyMatcher> ReadBodyMatcher(const Place& place);

}  // namespace wireproof::harness
