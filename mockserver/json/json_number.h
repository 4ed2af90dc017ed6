// Numbers by value. Private to this folder.
#pragma once

#include <string>

#include "mockserver/json/json.h"

namespace wireproof::mock {

// The same text for numbers of the same value, else a different one. Requires IsNumber.
std::string CanonicalNumber(const Json& value);

}  // namespace wireproof::mock
