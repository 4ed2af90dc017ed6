// Questions about values that JSON Schema asks, answered exactly. Private to this folder.
#pragma once

#include "mockserver/json/json.h"

namespace wireproof::mock {

// 1, 1.0 and 1e2 are whole. Requires IsNumber.
bool IsWholeNumber(const Json& number);

// Requires IsNumber of both; `factor` is greater than 0. Exact for numbers of up to 30 digits.
bool IsMultipleOf(const Json& number, const Json& factor);

// No two items are equal.
bool AreUnique(const Json& items);

}  // namespace wireproof::mock
