// JsonUnit's placeholders in expected JSON: "${json-unit.any-string}". Private to this folder.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "mockserver/json/json.h"

namespace wireproof::mock {

enum class Placeholder : std::uint8_t {
  kNone,
  kAnyString,
  kAnyNumber,
  kAnyBoolean,
  kIgnore,         // any value
  kIgnoreElement,  // any value, or none where it is a member
  kRegex,          // a string that matches as a whole
  kMatches,        // a registered matcher; there are none
};

struct ParsedPlaceholder {
  Placeholder kind = Placeholder::kNone;
  std::string_view operand = {};  // kRegex: the pattern; kMatches: the matcher's name
};

// What a string of expected JSON stands for; the operand is a piece of it.
ParsedPlaceholder ParsePlaceholder(std::string_view text);

// A Java pattern for RE2, whose constructs differ in spelling only: named groups and \uXXXX.
// Ask ok() of what is returned.
std::unique_ptr<re2::RE2> PlaceholderRegex(std::string_view pattern);

}  // namespace wireproof::mock
