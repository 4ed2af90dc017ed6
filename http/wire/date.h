// HTTP dates (RFC 9110 section 5.6.7). No clock here: times are seconds since 1970 in UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wireproof::wire {

// "Sun, 06 Nov 1994 08:49:37 GMT". Years 0 to 9999; what is beyond is clamped.
std::string FormatHttpDate(std::int64_t unix_seconds);

// Reads IMF-fixdate and the two obsolete forms (RFC 850, asctime), exactly as the grammar has
// them. `now` settles the century of two-digit years: one that seems more than 50 years ahead is
// in the past. Nothing where the text is none of the forms or no date of the calendar.
std::optional<std::int64_t> ParseHttpDate(std::string_view text, std::int64_t now);

}  // namespace wireproof::wire
