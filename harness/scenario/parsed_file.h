// The JSON value of a file, or why there is none.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "harness/scenario/load_error.h"

namespace wireproof::harness {

std::expected<nlohmann::json, LoadError> ParseFile(std::string_view text, std::string_view name);

}  // namespace wireproof::harness
