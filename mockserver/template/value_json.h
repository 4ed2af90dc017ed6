// Values as JSON text, in the layouts that WireMock's helpers write.
#pragma once

#include <cstdint>
#include <string>

#include "mockserver/json/json.h"
#include "mockserver/template/value.h"

namespace wireproof::mock {

struct ValueJsonStyle {
  bool pretty = false;         // `{\n  "a" : [ 1 ]\n}`, as Jackson's printer
  bool drops_nulls = false;    // members that are null
  bool escapes_slash = false;  // json-smart's habit
  bool exponents = false;      // 1E+3, else 1000
};

// Any value; a date, an object without entries and the like as their text. Nothing is "null".
void WriteValueJson(const TemplateValue& value, const ValueJsonStyle& style, TextSink& sink);

// What the jsonPath helper prints: an object pretty and without null members, an array compactly.
void WriteJsonPathResult(const TemplateValue& value, TextSink& sink);

}  // namespace wireproof::mock
