#include <fmt/format.h>

#include <cstdlib>

#include "mockserver/time/civil.h"
#include "mockserver/time/pattern.h"

namespace wireproof::mock {

std::int64_t FieldValue(TimeField field, const Civil& civil, std::int32_t nanos) {
  using enum TimeField;
  const std::int64_t second_of_day = civil.hour * 3600 + civil.minute * 60 + civil.second;
  switch (field) {
    case kEra:
      return civil.year > 0 ? 1 : 0;
    case kYear:
      return civil.year;
    case kYearOfEra:
      return civil.year > 0 ? civil.year : 1 - civil.year;
    case kQuarter:
      return (civil.month + 2) / 3;
    case kMonth:
      return civil.month;
    case kDayOfYear:
      return DayOfYear(civil);
    case kDayOfMonth:
      return civil.day;
    case kDayOfWeek:
      return Weekday(civil) == 0 ? 7 : Weekday(civil);
    case kLocalizedDayOfWeek:
      return Weekday(civil) + 1;
    case kAlignedDay:
      return (civil.day - 1) % 7 + 1;
    case kWeekBasedYear:
      return WeekBasedYear(civil);
    case kWeekOfYear:
      return WeekOfYear(civil);
    case kWeekOfMonth:
      return WeekOfMonth(civil);
    case kModifiedJulianDay:
      return EpochDay(civil) + 40'587;
    case kAmPm:
      return civil.hour / 12;
    case kHour:
      return civil.hour;
    case kClockHour:
      return civil.hour == 0 ? 24 : civil.hour;
    case kHourOfAmPm:
      return civil.hour % 12;
    case kClockHourOfAmPm:
      return civil.hour % 12 == 0 ? 12 : civil.hour % 12;
    case kMinute:
      return civil.minute;
    case kSecond:
      return civil.second;
    case kNano:
      return nanos;
    case kMilliOfDay:
      return second_of_day * 1000 + nanos / 1'000'000;
    case kNanoOfDay:
      return second_of_day * 1'000'000'000 + nanos;
  }
  return 0;
}

namespace {

using Written = std::expected<std::string, std::string>;

Written WriteNumber(const PatternItem& item, std::int64_t value) {
  const std::string digits = fmt::format("{:0{}}", std::abs(value), item.min_width);
  if (digits.size() > static_cast<std::size_t>(item.max_width)) {
    return std::unexpected(fmt::format("{} has more than {} digits", value, item.max_width));
  }
  if (value < 0) {
    if (item.sign == SignStyle::kNotNegative) {
      return std::unexpected(fmt::format("{} is negative", value));
    }
    return "-" + digits;
  }
  // A year with more digits than asked for has a sign, so that it can be read back.
  const bool exceeds = digits.size() > static_cast<std::size_t>(item.min_width);
  return item.sign == SignStyle::kExceedsPad && exceeds ? "+" + digits : digits;
}

std::string WriteOffset(const PatternItem& item, std::int32_t offset) {
  const int size = std::abs(offset);
  if (size == 0) return item.text;
  const std::string_view colon = item.layout.contains(':') ? ":" : "";
  std::string text = fmt::format("{}{:02}", offset < 0 ? '-' : '+', size / 3600);
  const int minutes = size / 60 % 60;
  if (!item.layout.ends_with("mm") || minutes != 0) text += fmt::format("{}{:02}", colon, minutes);
  if (item.layout.ends_with("ss") && size % 60 != 0) {
    text += fmt::format("{}{:02}", colon, size % 60);
  }
  return text;
}

std::string WriteLocalizedOffset(const PatternItem& item, std::int32_t offset) {
  const int size = std::abs(offset);
  if (size == 0) return "GMT";
  const bool full = item.style == TextStyle::kFull;
  std::string text = fmt::format("GMT{}{:0{}}", offset < 0 ? '-' : '+', size / 3600, full ? 2 : 1);
  if (full || size % 3600 != 0) text += fmt::format(":{:02}", size / 60 % 60);
  if (size % 60 != 0) text += fmt::format(":{:02}", size % 60);
  return text;
}

Written WriteZone(const PatternItem& item, const DateTime& time) {
  if (!time.has_zone) return std::unexpected("the time has no zone");
  switch (item.kind) {
    case ItemKind::kZoneId:
      return time.zone.empty()
                 ? WriteOffset({.text = "Z", .layout = "+HH:MM:ss"}, time.offset_seconds)
                 : time.zone;
    case ItemKind::kZoneName:
      return ZoneText(time, item.style);
    case ItemKind::kLocalizedOffset:
      return WriteLocalizedOffset(item, time.offset_seconds);
    default:
      return WriteOffset(item, time.offset_seconds);
  }
}

Written WriteItem(const PatternItem& item, const DateTime& time, const Civil& civil) {
  const std::int64_t value = FieldValue(item.field, civil, time.nanos);
  switch (item.kind) {
    case ItemKind::kLiteral:
      return item.text;
    case ItemKind::kNumber:
      return WriteNumber(item, value);
    case ItemKind::kReducedYear:
      return fmt::format("{:02}", std::abs(value) % 100);
    case ItemKind::kFraction:
      return fmt::format("{:09}", value).substr(0, static_cast<std::size_t>(item.max_width));
    case ItemKind::kPointFraction: {
      if (value == 0) return "";
      std::string text = fmt::format(".{:09}", value);
      text.resize(text.find_last_not_of('0') + 1);
      return text;
    }
    case ItemKind::kText: {
      const auto texts = FieldTexts(item.field, item.style);
      return std::string(texts[static_cast<std::size_t>(value - FirstTextValue(item.field))]);
    }
    case ItemKind::kOptionalStart:
    case ItemKind::kOptionalEnd:
      return "";
    default:
      return WriteZone(item, time);
  }
}

}  // namespace

std::expected<std::string, std::string> WriteByPattern(const DatePattern& pattern,
                                                       const DateTime& time) {
  const Civil civil = CivilOf(time.unix_seconds + time.offset_seconds);
  std::string text;
  std::vector<std::size_t> sections;  // where they start in the text
  int skipped = 0;                    // sections that are left out, in one another
  for (const PatternItem& item : pattern.items) {
    if (item.kind == ItemKind::kOptionalStart) {
      if (skipped > 0) {
        ++skipped;
      } else {
        sections.push_back(text.size());
      }
      continue;
    }
    if (item.kind == ItemKind::kOptionalEnd) {
      if (skipped > 0) --skipped;
      if (skipped == 0 && !sections.empty()) sections.pop_back();
      continue;
    }
    if (skipped > 0) continue;
    auto written = WriteItem(item, time, civil);
    if (!written && sections.empty()) return written;
    if (!written) {
      text.resize(sections.back());
      skipped = 1;
      continue;
    }
    const auto pad = static_cast<std::size_t>(item.pad);
    if (pad > 0 && written->size() > pad) {
      return std::unexpected(fmt::format("\"{}\" is longer than its pad of {}", *written, pad));
    }
    text.append(pad > written->size() ? pad - written->size() : 0, ' ');
    text += *written;
  }
  return text;
}

}  // namespace wireproof::mock
