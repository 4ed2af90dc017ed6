// A point in time taken apart by the calendar (proleptic Gregorian). Private to this folder.
#pragma once

#include <cstdint>
#include <optional>

namespace wireproof::mock {

// Years that are read, written and computed with; what would leave them stays at the border.
inline constexpr int kMinYear = -9999;
inline constexpr int kMaxYear = 9999;

struct Civil {
  int year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
  int hour = 0;
  int minute = 0;
  int second = 0;
  bool operator==(const Civil&) const = default;
};

// Seconds as if the time were UTC. Requires a date that exists.
std::int64_t SecondsOf(const Civil& civil);
// The reverse, with the years above as borders.
Civil CivilOf(std::int64_t seconds);

std::int64_t EpochDay(const Civil& civil);
Civil CivilOfDay(std::int64_t epoch_day);  // midnight
int DaysInMonth(int year, int month);
int DayOfYear(const Civil& civil);  // from 1
int Weekday(const Civil& civil);    // 0 is Sunday

// Weeks as the English locale counts them: from Sunday, the first one has January 1 (or the
// month's first day).
int WeekBasedYear(const Civil& civil);
int WeekOfYear(const Civil& civil);
int WeekOfMonth(const Civil& civil);

}  // namespace wireproof::mock
