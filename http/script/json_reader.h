// The one reader through which all JSON from outside goes: scenarios, shims, stubs, recordings.
//
// nlohmann_json alone crashes when it copies or dumps a value nested very deep and keeps the last
// of duplicate keys silently; this reader refuses both, says where, and never throws.
#pragma once

#include <cstddef>
#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace wireproof::script {

struct JsonLimits {
  std::size_t max_bytes = 128u << 20;  // of the text; the value takes some ten times as much
  std::size_t max_depth = 200;         // arrays and objects in one another: copying recurses
};

struct JsonError {
  std::string message = {};  // what was found and what was expected; printable ASCII
  std::size_t line = 1;      // from 1
  std::size_t column = 1;    // from 1, in bytes; where the error was noticed
  bool operator==(const JsonError&) const = default;
};

// "3:17: duplicate key \"name\""
std::string Describe(const JsonError& error);

// Reads one JSON text (RFC 8259), with nothing but whitespace around it. Refused besides what is
// not JSON: invalid UTF-8, a byte order mark, duplicate keys, numbers that do not fit a double, and
// what is over the limits.
std::expected<nlohmann::json, JsonError> ParseJson(std::string_view text,
                                                   const JsonLimits& limits = {});

// The text of a value on one line, for messages and wire formats. Never throws: bytes that are not
// UTF-8 become U+FFFD.
std::string JsonText(const nlohmann::json& value);

// JSON pointers (RFC 6901): the parent's pointer with one more step, escaped.
std::string PointerTo(std::string_view parent, std::string_view key);
std::string PointerTo(std::string_view parent, std::size_t index);

}  // namespace wireproof::script
