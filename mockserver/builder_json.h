// How the builders make their JSON: texts in, checked, put together, texts out.
//
// Private to this folder.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "mockserver/json/json.h"

namespace wireproof::mock {

// Throws std::invalid_argument: "<what>: <pointer>: <message>", without an empty pointer.
[[noreturn]] void Refuse(std::string_view what, const JsonProblem& problem);

// What a user wrote. Throws as Refuse does.
Json JsonOfUser(std::string_view what, std::string_view text);
// A text that has to be UTF-8, as a JSON string. Throws as Refuse does.
Json TextOfUser(std::string_view what, std::string_view text);
// Octets as stubs spell them: one character each.
Json OctetsJson(std::string_view octets);

// A text that a builder wrote, changed.
template <typename Function>
std::string Edited(const std::string& json, Function edit) {
  Json value = JsonOfUser("builder", json);
  edit(value);
  return WriteJson(value);
}

}  // namespace wireproof::mock
