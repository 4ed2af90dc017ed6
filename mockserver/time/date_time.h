// Dates and times as WireMock's users write them: java.time patterns, offsets, truncations.
// No clock here: whoever asks passes `now`.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace wireproof::mock {

// A point in time and the zone in which it is shown.
struct DateTime {
  std::int64_t unix_seconds = 0;  // UTC
  std::int32_t nanos = 0;         // 0 to 999,999,999
  std::int32_t offset_seconds = 0;
  bool has_zone = true;   // false: read from a text without a zone (a LocalDateTime)
  std::string zone = {};  // "Europe/Paris" where it was named; empty: the offset alone
  bool operator==(const DateTime&) const = default;
};

// -1, 0, 1 by the point in time.
int Compare(const DateTime& a, const DateTime& b);

// Reads a date or date-time. Without a pattern: ISO 8601 (date, local date-time, with offset, with
// zone), RFC 1123, as WireMock tries them. Patterns are java.time.format.DateTimeFormatter's, or
// "epoch" (ms), "unix" (s). The error says what was expected.
std::expected<DateTime, std::string> ParseDateTime(std::string_view text,
                                                   std::string_view pattern = {});

// "" is ISO 8601 in seconds as WireMock writes it: 2026-11-22T10:00:00Z, with the offset where it
// is not zero. Patterns as above.
std::expected<std::string, std::string> FormatDateTime(const DateTime& time,
                                                       std::string_view pattern = {});

// The same with the patterns of java.text.SimpleDateFormat, which WireMock's templates (`now`,
// `date`) write by: "u" is the day's number in the week, "S" milliseconds. Also "epoch" and "unix".
std::expected<std::string, std::string> FormatSimpleDate(const DateTime& time,
                                                         std::string_view pattern);

enum class TimeUnit : std::uint8_t { kSeconds, kMinutes, kHours, kDays, kWeeks, kMonths, kYears };

struct TimeOffset {
  std::int64_t amount = 0;
  TimeUnit unit = TimeUnit::kSeconds;
  bool operator==(const TimeOffset&) const = default;
};

// "3 days", "-24 seconds", "1 month"; the unit with or without its s, in any case.
std::expected<TimeOffset, std::string> ParseTimeOffset(std::string_view text);
std::expected<TimeUnit, std::string> ParseTimeUnit(std::string_view text);
// By the calendar of the time's zone. Stays within the years -9999 to 9999.
DateTime Shift(const DateTime& time, const TimeOffset& offset);

// "first day of next month"...: the nine of wiremock-format; the error lists them.
std::expected<DateTime, std::string> Truncate(const DateTime& time, std::string_view truncation);

// The same point in time shown in another zone: "Z", "+02:00", "Australia/Sydney" (from the
// system's zone files). The error names the zone.
std::expected<DateTime, std::string> InZone(const DateTime& time, std::string_view zone);

// A local time (has_zone false) taken as one of that zone; as java.time where the zone's clocks
// skip or repeat it.
std::expected<DateTime, std::string> AtZone(const DateTime& local, std::string_view zone);

// What the clocks of its zone show, as a local time.
DateTime ToLocal(const DateTime& time);

// The name of the zone this machine is set to: TZ, else /etc/localtime, else "UTC".
std::string SystemZone();

}  // namespace wireproof::mock
