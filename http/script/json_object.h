// Walks one JSON object of a fixed shape: each key is asked for by name, and what was not asked for
// is refused. The codecs of this folder read with it.
//
//   JsonObject object(value, "/steps/3");
//   if (const auto* name = object.Take("name")) ...
//   if (auto unknown = object.Unknown("name, count")) return std::unexpected(*unknown);
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/script/script.h"

namespace wireproof::script {

inline std::unexpected<ScriptError> ErrorAt(std::string pointer, std::string message) {
  return std::unexpected(ScriptError{.pointer = std::move(pointer), .message = std::move(message)});
}

// For readers that give what is wrong, or nothing.
inline std::optional<ScriptError> Refuse(std::string pointer, std::string message) {
  return ScriptError{.pointer = std::move(pointer), .message = std::move(message)};
}

class JsonObject {
 public:
  // `value` must be an object, and outlive this, as must the keys.
  JsonObject(const nlohmann::json& value, std::string pointer)
      : value_(value), pointer_(std::move(pointer)) {}

  // The value of the key, null where it is absent.
  const nlohmann::json* Take(std::string_view key);

  // The JSON pointer of that key's value.
  std::string PointerTo(std::string_view key) const;

  // The error for the first key that was not taken; `expected` lists those that may stand here.
  std::optional<ScriptError> Unknown(std::string_view expected) const;

 private:
  const nlohmann::json& value_;
  std::string pointer_;
  std::vector<std::string_view> taken_;
};

}  // namespace wireproof::script
