// Pieces of request patterns out of JSON; null is the same as nothing. Each gives a problem, or
// sets `into`. Private to this folder.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "mockserver/match/operator_reading.h"
#include "mockserver/match/request_pattern_parts.h"

namespace wireproof::mock {

// A string; numbers and booleans are taken for their text, as WireMock does.
std::optional<JsonProblem> ReadText(const Json& value, std::string_view pointer,
                                    std::optional<std::string>& into);

// {"name": pattern...}
template <typename Pattern>
std::optional<JsonProblem> ReadNamed(const Json& value, std::string_view pointer,
                                     const PatternReading& reading, NamedPatterns<Pattern>& into) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_object()) {
    return JsonProblem{std::string(pointer), "expected an object of names and patterns"};
  }
  into.emplace();
  for (const auto& [name, member] : value.items()) {
    auto pattern = Pattern::FromJson(member, PointerTo(pointer, name), reading);
    if (!pattern) return std::move(pattern.error());
    into->emplace_back(name, std::move(*pattern));
  }
  return std::nullopt;
}

// [pattern...], for bodies.
std::optional<JsonProblem> ReadContents(const Json& value, std::string_view pointer,
                                        const PatternReading& reading,
                                        std::optional<std::vector<ValuePattern>>& into);

}  // namespace wireproof::mock
