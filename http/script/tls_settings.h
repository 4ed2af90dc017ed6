// The JSON codec of TLS settings (scenarios/README.md, "TLS"), for the codec of scripts.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "http/script/script.h"

namespace wireproof::script {

// TlsSettingsFromJson with the pointer of the value, which errors begin with.
std::expected<TlsSettings, ScriptError> ReadTlsSettings(const nlohmann::json& value,
                                                        const std::string& pointer);

// A time relative to now: a number with s, m, h or d, and a sign or none: "-1d", "+30d", "12h",
// "90s". Nothing for anything else, or for more than a thousand years.
std::optional<long> ParseRelativeTime(std::string_view text);

// The reverse, with the largest unit that divides it: "-1d", "+90s".
std::string FormatRelativeTime(long seconds);

}  // namespace wireproof::script
