// Delays and numbers of milliseconds in JSON. Private to this folder.
#pragma once

#include <optional>
#include <string>

#include "mockserver/stub/stub.h"
#include "mockserver/stub/stub_reader.h"

namespace wireproof::mock {

std::optional<Delay> ReadDelay(StubReader& reader, const Json& value, const std::string& pointer);

// Whole numbers without a fraction: 5, not 5.0.
Json NumberToJson(double number);

}  // namespace wireproof::mock
