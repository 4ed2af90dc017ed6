#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "mockserver/time/civil.h"
#include "mockserver/time/date_time.h"
#include "mockserver/time/pattern.h"

namespace wireproof::mock {
namespace {

using Written = std::expected<std::string, std::string>;

std::string Padded(std::int64_t value, int width) {
  return fmt::format("{:0{}}", value, width);
}

std::string TextOf(TimeField field, std::int64_t value, int count) {
  const TextStyle style =
      count >= 4 && field != TimeField::kEra ? TextStyle::kFull : TextStyle::kShort;
  const auto texts = FieldTexts(field, style);
  return std::string(texts[static_cast<std::size_t>(value - FirstTextValue(field))]);
}

Written Offset(const DateTime& time, char letter, int count) {
  const int size = std::abs(time.offset_seconds) / 60;
  const char sign = time.offset_seconds < 0 ? '-' : '+';
  if (letter == 'Z') return fmt::format("{}{:02}{:02}", sign, size / 60, size % 60);
  if (count > 3) return std::unexpected("invalid ISO 8601 format: length=" + std::to_string(count));
  if (size == 0) return "Z";
  if (count == 1) return fmt::format("{}{:02}", sign, size / 60);
  return fmt::format("{}{:02}{}{:02}", sign, size / 60, count == 3 ? ":" : "", size % 60);
}

// java.util.TimeZone's: an offset is "GMT+02:00".
std::string ZoneName(const DateTime& time, int count) {
  if (!time.zone.empty()) {
    return ZoneText(time, count >= 4 ? TextStyle::kFull : TextStyle::kShort);
  }
  if (time.offset_seconds == 0) return count >= 4 ? "Coordinated Universal Time" : "UTC";
  const int size = std::abs(time.offset_seconds) / 60;
  return fmt::format("GMT{}{:02}:{:02}", time.offset_seconds < 0 ? '-' : '+', size / 60, size % 60);
}

std::string Year(std::int64_t year, int count) {
  return count == 2 ? Padded(year % 100, 2) : Padded(year, count);
}

Written Letters(char letter, int count, const DateTime& time, const Civil& civil) {
  using enum TimeField;
  const auto value = [&](TimeField field) { return FieldValue(field, civil, time.nanos); };
  switch (letter) {
    case 'G':
      return TextOf(kEra, value(kEra), count);
    case 'y':
      return Year(value(kYearOfEra), count);
    case 'Y':
      return Year(value(kWeekBasedYear), count);
    case 'M':
    case 'L':
      return count >= 3 ? TextOf(kMonth, civil.month, count) : Padded(civil.month, count);
    case 'w':
      return Padded(value(kWeekOfYear), count);
    case 'W':
      return Padded(value(kWeekOfMonth), count);
    case 'D':
      return Padded(value(kDayOfYear), count);
    case 'd':
      return Padded(civil.day, count);
    case 'F':
      return Padded((civil.day - 1) / 7 + 1, count);
    case 'E':
      return TextOf(kDayOfWeek, value(kDayOfWeek), count);
    case 'u':
      return Padded(value(kDayOfWeek), count);
    case 'a':
      return TextOf(kAmPm, value(kAmPm), 1);
    case 'H':
      return Padded(civil.hour, count);
    case 'k':
      return Padded(value(kClockHour), count);
    case 'K':
      return Padded(value(kHourOfAmPm), count);
    case 'h':
      return Padded(value(kClockHourOfAmPm), count);
    case 'm':
      return Padded(civil.minute, count);
    case 's':
      return Padded(civil.second, count);
    case 'S':
      return Padded(time.nanos / 1'000'000, count);
    case 'z':
      return ZoneName(time, count);
    case 'Z':
    case 'X':
      return Offset(time, letter, count);
    default:
      return std::unexpected(fmt::format("Illegal pattern character '{}'", letter));
  }
}

bool IsLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

std::expected<std::string, std::string> FormatSimpleDate(const DateTime& time,
                                                         std::string_view pattern) {
  if (pattern == "epoch" || pattern == "unix") return FormatDateTime(time, pattern);
  if (pattern.size() > DatePattern::kMaxBytes) return std::unexpected("the pattern is too long");
  const Civil civil = CivilOf(time.unix_seconds + time.offset_seconds);
  std::string text;
  bool quoted = false;
  for (std::size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '\'') {
      // Two of them are one, in quotes and outside.
      const bool two = pattern.substr(at + 1).starts_with('\'');
      if (two) {
        text += c;
      } else {
        quoted = !quoted;
      }
      at += two ? 2 : 1;
      continue;
    }
    if (quoted || !IsLetter(c)) {
      text += c;
      ++at;
      continue;
    }
    const std::size_t end = std::min(pattern.find_first_not_of(c, at), pattern.size());
    auto written = Letters(c, static_cast<int>(end - at), time, civil);
    if (!written) return written;
    text += *written;
    at = end;
  }
  if (quoted) return std::unexpected("Unterminated quote");
  return text;
}

}  // namespace wireproof::mock
