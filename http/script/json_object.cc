#include "http/script/json_object.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "http/script/json_reader.h"

namespace wireproof::script {

const nlohmann::json* JsonObject::Take(std::string_view key) {
  taken_.push_back(key);
  const auto at = value_.find(key);
  return at == value_.end() ? nullptr : &*at;
}

std::string JsonObject::PointerTo(std::string_view key) const {
  return script::PointerTo(pointer_, key);
}

std::optional<ScriptError> JsonObject::Unknown(std::string_view expected) const {
  for (const auto& [key, value] : value_.items()) {
    if (std::ranges::find(taken_, key) != taken_.end()) continue;
    return ScriptError{.pointer = PointerTo(key),
                       .message = "unknown key; expected " + std::string(expected)};
  }
  return std::nullopt;
}

}  // namespace wireproof::script
