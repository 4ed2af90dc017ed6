#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mockserver/time/civil.h"
#include "mockserver/time/pattern.h"
#include "mockserver/time/zone.h"

namespace wireproof::mock {
namespace {

using enum TimeField;

constexpr std::int64_t kSecondsOfDay = 86'400;

struct Range {
  TimeField field;
  std::int64_t low, high;
};
// What java.time's SMART resolving takes: 24 is midnight of the next day, 0 is 12 or 24.
constexpr std::array<Range, kTimeFields> kRanges = {{
    {kEra, 0, 1},
    {kYear, kMinYear, kMaxYear},
    {kYearOfEra, 1, 9999},
    {kQuarter, 1, 4},
    {kMonth, 1, 12},
    {kDayOfYear, 1, 366},
    {kDayOfMonth, 1, 31},
    {kDayOfWeek, 1, 7},
    {kLocalizedDayOfWeek, 1, 7},
    {kAlignedDay, 1, 7},
    {kWeekBasedYear, kMinYear, kMaxYear},
    {kWeekOfYear, 1, 53},
    {kWeekOfMonth, 0, 6},
    {kModifiedJulianDay, -4'300'000, 2'900'000},
    {kAmPm, 0, 1},
    {kHour, 0, 24},
    {kClockHour, 0, 24},
    {kHourOfAmPm, 0, 11},
    {kClockHourOfAmPm, 0, 12},
    {kMinute, 0, 59},
    {kSecond, 0, 59},
    {kNano, 0, 999'999'999},
    {kMilliOfDay, 0, 86'399'999},
    {kNanoOfDay, 0, 86'399'999'999'999},
}};

std::optional<std::string> RangeProblem(ParsedTime& parsed) {
  for (const Range& range : kRanges) {
    const auto& value = parsed[range.field];
    if (value && (*value < range.low || *value > range.high)) {
      return fmt::format("{} is not between {} and {}", *value, range.low, range.high);
    }
  }
  return std::nullopt;
}

void ResolveYear(ParsedTime& parsed) {
  if (!parsed[kYearOfEra]) return;
  const std::int64_t year = *parsed[kYearOfEra];
  const bool before_christ =
      parsed[kEra] == 0 || (!parsed[kEra] && parsed[kYear] && *parsed[kYear] <= 0);
  if (!parsed[kYear]) parsed[kYear] = before_christ ? 1 - year : year;
}

// The day, where enough is known; the fields are set right where SMART resolving moves them.
std::optional<Civil> ResolveDate(ParsedTime& parsed) {
  if (const auto day = parsed[kModifiedJulianDay]) return CivilOfDay(*day - 40'587);
  if (parsed[kYear]) {
    const auto year = static_cast<int>(*parsed[kYear]);
    if (parsed[kMonth] && parsed[kDayOfMonth]) {
      const auto month = static_cast<int>(*parsed[kMonth]);
      const auto day = static_cast<int>(*parsed[kDayOfMonth]);
      parsed[kDayOfMonth] = std::min(day, DaysInMonth(year, month));
      return Civil{.year = year, .month = month, .day = static_cast<int>(*parsed[kDayOfMonth])};
    }
    if (const auto day = parsed[kDayOfYear]) {
      return CivilOfDay(EpochDay({.year = year}) + *day - 1);
    }
  }
  if (parsed[kWeekBasedYear] && parsed[kWeekOfYear]) {
    if (!parsed[kLocalizedDayOfWeek] && parsed[kDayOfWeek]) {
      parsed[kLocalizedDayOfWeek] = *parsed[kDayOfWeek] % 7 + 1;
    }
    if (!parsed[kLocalizedDayOfWeek]) return std::nullopt;
    const Civil first = {.year = static_cast<int>(*parsed[kWeekBasedYear])};
    return CivilOfDay(EpochDay(first) - Weekday(first) + (*parsed[kWeekOfYear] - 1) * 7 +
                      *parsed[kLocalizedDayOfWeek] - 1);
  }
  return std::nullopt;
}

void ResolveHour(ParsedTime& parsed) {
  if (parsed[kClockHour]) *parsed[kClockHour] = *parsed[kClockHour] == 0 ? 24 : *parsed[kClockHour];
  if (parsed[kClockHour] && !parsed[kHour]) parsed[kHour] = *parsed[kClockHour] % 24;
  if (parsed[kClockHourOfAmPm]) {
    if (*parsed[kClockHourOfAmPm] == 0) parsed[kClockHourOfAmPm] = 12;
    if (!parsed[kHourOfAmPm]) parsed[kHourOfAmPm] = *parsed[kClockHourOfAmPm] % 12;
  }
  if (parsed[kAmPm] && parsed[kHourOfAmPm] && !parsed[kHour]) {
    parsed[kHour] = *parsed[kAmPm] * 12 + *parsed[kHourOfAmPm];
  }
}

// The nanoseconds of the day, where enough is known; a day's worth for 24:00.
std::optional<std::int64_t> ResolveTime(ParsedTime& parsed) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  if (parsed[kNanoOfDay]) return *parsed[kNanoOfDay];
  if (parsed[kMilliOfDay])
    return *parsed[kMilliOfDay] * 1'000'000 + parsed[kNano].value_or(0) % 1'000'000;
  ResolveHour(parsed);
  if (!parsed[kHour]) return std::nullopt;
  const bool gap = (!parsed[kMinute] && (parsed[TimeField::kSecond] || parsed[kNano])) ||
                   (parsed[kMinute] && !parsed[TimeField::kSecond] && parsed[kNano]);
  if (gap) return std::nullopt;
  const std::int64_t rest =
      (parsed[kMinute].value_or(0) * 60 + parsed[TimeField::kSecond].value_or(0)) * kSecond +
      parsed[kNano].value_or(0);
  if (*parsed[kHour] == 24 && rest != 0) return std::nullopt;
  const std::int64_t nanos = *parsed[kHour] * 3600 * kSecond + rest;
  if (*parsed[kHour] == 24) parsed[kHour] = 0;
  return nanos;
}

bool IsTimeField(TimeField field) {
  return field >= kAmPm;
}

// Whether all that was read says the same as the result.
bool Agrees(const ParsedTime& parsed, const Civil& civil, std::int32_t nanos, bool with_time) {
  for (std::size_t i = 0; i < kTimeFields; ++i) {
    const auto field = static_cast<TimeField>(i);
    if (!parsed.fields[i] || (IsTimeField(field) && !with_time)) continue;
    if (field == kEra && !parsed.fields[static_cast<std::size_t>(kYear)]) continue;
    if (FieldValue(field, civil, nanos) != *parsed.fields[i]) return false;
  }
  return true;
}

std::expected<DateTime, std::string> WithZone(const Civil& civil, std::int32_t nanos,
                                              std::int64_t days, const ParsedTime& parsed) {
  const std::int64_t local = SecondsOf(civil) + days * kSecondsOfDay;
  DateTime time = {.unix_seconds = local, .nanos = nanos, .has_zone = false};
  if (parsed.offset) {
    time.has_zone = true;
    time.offset_seconds = *parsed.offset;
    time.unix_seconds -= *parsed.offset;
    if (parsed.zone.empty()) return time;
    return InZone(time, parsed.zone);
  }
  if (parsed.zone.empty()) return time;
  return AtZone(time, parsed.zone);
}

}  // namespace

std::expected<DateTime, std::string> Resolve(ParsedTime parsed, bool strict) {
  if (auto problem = RangeProblem(parsed)) return std::unexpected(std::move(*problem));
  ResolveYear(parsed);
  const auto day_read = parsed[kDayOfMonth];
  const bool midnight_read = parsed[kHour] == 24;
  const auto date = ResolveDate(parsed);
  if (!date) {
    if (!parsed[kYear]) return std::unexpected("the text has no date");
    const Civil first = {.year = static_cast<int>(*parsed[kYear]),
                         .month = static_cast<int>(parsed[kMonth].value_or(1))};
    return DateTime{.unix_seconds = SecondsOf(first), .has_zone = false};
  }
  const auto nano_of_day = ResolveTime(parsed);
  if (!nano_of_day && midnight_read) return std::unexpected("the hour 24 is midnight only");
  if (strict && (parsed[kDayOfMonth] != day_read || midnight_read)) {
    return std::unexpected("there is no such day or hour");
  }
  constexpr std::int64_t kSecondNanos = 1'000'000'000;
  const std::int64_t second_of_day = nano_of_day.value_or(0) / kSecondNanos;
  const auto nanos = static_cast<std::int32_t>(nano_of_day.value_or(0) % kSecondNanos);
  Civil civil = CivilOf(SecondsOf(*date) + second_of_day % kSecondsOfDay);
  if (!Agrees(parsed, civil, nanos, nano_of_day.has_value())) {
    return std::unexpected("the fields of the date contradict one another");
  }
  if (!nano_of_day) return DateTime{.unix_seconds = SecondsOf(civil), .has_zone = false};
  return WithZone(civil, nanos, second_of_day / kSecondsOfDay, parsed);
}

}  // namespace wireproof::mock
