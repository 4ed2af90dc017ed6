// Patterns of java.time.format.DateTimeFormatter, taken apart once. Private to this folder.
//
// Letters are in runs ("yyyy"); their meaning depends on the letter and on the run's length. Text
// in quotes and characters that are no letters stand for themselves; [ and ] enclose what may be
// missing. All texts are English.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/time/civil.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {

// What a field of a pattern is about.
enum class TimeField : std::uint8_t {
  kEra,  // 0 before Christ, 1 after
  kYear,
  kYearOfEra,
  kQuarter,
  kMonth,
  kDayOfYear,
  kDayOfMonth,
  kDayOfWeek,           // 1 is Monday
  kLocalizedDayOfWeek,  // 1 is Sunday
  kAlignedDay,          // 1 to 7 from the month's first day on
  kWeekBasedYear,
  kWeekOfYear,
  kWeekOfMonth,
  kModifiedJulianDay,
  kAmPm,
  kHour,             // 0 to 23
  kClockHour,        // 1 to 24
  kHourOfAmPm,       // 0 to 11
  kClockHourOfAmPm,  // 1 to 12
  kMinute,
  kSecond,
  kNano,
  kMilliOfDay,
  kNanoOfDay,
};
inline constexpr std::size_t kTimeFields = 24;

enum class ItemKind : std::uint8_t {
  kLiteral,
  kNumber,
  kReducedYear,    // two digits, of 2000 to 2099
  kFraction,       // of a second, exactly `width` digits
  kPointFraction,  // "." and up to nine digits, or nothing (ISO 8601)
  kText,
  kOffset,           // X, x, Z
  kLocalizedOffset,  // O, ZZZZ: "GMT+8"
  kIsoOffset,        // as java's lenient offset: "+02", "+02:00", "Z"
  kZoneId,           // VV
  kZoneName,         // z
  kOptionalStart,
  kOptionalEnd,
};

enum class SignStyle : std::uint8_t { kNormal, kNotNegative, kExceedsPad };
enum class TextStyle : std::uint8_t { kShort, kFull, kNarrow };

struct PatternItem {
  ItemKind kind = ItemKind::kLiteral;
  TimeField field = TimeField::kYear;
  SignStyle sign = SignStyle::kNormal;
  TextStyle style = TextStyle::kShort;
  int min_width = 1;
  int max_width = 19;
  int pad = 0;  // the width to which "p" fills with spaces
  // Widths of the fixed numbers that follow without a separator: digits left for those.
  int reserved = 0;
  std::string text = {};  // of a literal; of an offset what stands for zero
  // Of an offset: "+HHmm", "+HHMM", "+HH:MM", "+HHMMss", "+HH:MM:ss".
  std::string_view layout = {};
};

struct DatePattern {
  std::vector<PatternItem> items = {};
  bool ignore_case = false;  // of literals and texts, when reading
  bool strict = false;       // February 30 and 24:00 are refused, else the day's limit is taken

  static constexpr std::size_t kMaxBytes = 1000;
  static constexpr int kMaxSections = 50;  // in one another

  // The error names the letter.
  static std::expected<DatePattern, std::string> Compile(std::string_view pattern);
  // Of the formats without a pattern. Without case; besides the letters above: "f" is ISO's
  // fraction of a second, "i" java's lenient offset, "j" RFC 1123's ("GMT"). Must be valid.
  static DatePattern BuiltIn(std::string_view pattern, bool strict = false);
};

// The texts of a field in the order of its values; of those that have none, nothing.
std::vector<std::string_view> FieldTexts(TimeField field, TextStyle style);
// The value of a field's first text.
int FirstTextValue(TimeField field);

// The value of a field at that local time.
std::int64_t FieldValue(TimeField field, const Civil& civil, std::int32_t nanos);

// What was read by a pattern.
struct ParsedTime {
  std::array<std::optional<std::int64_t>, kTimeFields> fields = {};
  std::optional<std::int32_t> offset = {};
  std::string zone = {};

  std::optional<std::int64_t>& operator[](TimeField field) {
    return fields[static_cast<std::size_t>(field)];
  }
};

std::expected<ParsedTime, std::string> ReadByPattern(const DatePattern& pattern,
                                                     std::string_view text);
// A date-time of what was read: with a zone where one was read, else local; what is missing from
// the end on (time, day, month) is the first.
std::expected<DateTime, std::string> Resolve(ParsedTime parsed, bool strict = false);

std::expected<std::string, std::string> WriteByPattern(const DatePattern& pattern,
                                                       const DateTime& time);

// An abbreviation of the zone at that moment ("CEST", "GMT"), or its name in full where known.
std::string ZoneText(const DateTime& time, TextStyle style);
// The zone that such an abbreviation stands for; empty if none is known.
std::string_view ZoneOfText(std::string_view abbreviation);

}  // namespace wireproof::mock
