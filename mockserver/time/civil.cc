#include "mockserver/time/civil.h"

#include <algorithm>
#include <chrono>

namespace wireproof::mock {
namespace {

namespace ch = std::chrono;

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kMinDay =
    ch::sys_days(ch::year(kMinYear) / ch::January / 1).time_since_epoch().count();
constexpr std::int64_t kMaxDay =
    ch::sys_days(ch::year(kMaxYear) / ch::December / 31).time_since_epoch().count();

ch::year_month_day DateOf(const Civil& civil) {
  return ch::year(civil.year) / ch::month(static_cast<unsigned>(civil.month)) /
         ch::day(static_cast<unsigned>(civil.day));
}

}  // namespace

std::int64_t EpochDay(const Civil& civil) {
  return ch::sys_days(DateOf(civil)).time_since_epoch().count();
}

std::int64_t SecondsOf(const Civil& civil) {
  return EpochDay(civil) * kDay + civil.hour * 3600 + civil.minute * 60 + civil.second;
}

Civil CivilOfDay(std::int64_t epoch_day) {
  const auto day = static_cast<int>(std::clamp(epoch_day, kMinDay, kMaxDay));
  const ch::year_month_day date{ch::sys_days(ch::days(day))};
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<int>(static_cast<unsigned>(date.month())),
          .day = static_cast<int>(static_cast<unsigned>(date.day()))};
}

Civil CivilOf(std::int64_t seconds) {
  seconds = std::clamp(seconds, kMinDay * kDay, kMaxDay * kDay + kDay - 1);
  const std::int64_t day = seconds >= 0 ? seconds / kDay : (seconds - kDay + 1) / kDay;
  const auto rest = static_cast<int>(seconds - day * kDay);
  Civil civil = CivilOfDay(day);
  civil.hour = rest / 3600;
  civil.minute = rest / 60 % 60;
  civil.second = rest % 60;
  return civil;
}

int DaysInMonth(int year, int month) {
  const auto last = ch::year(year) / ch::month(static_cast<unsigned>(month)) / ch::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

int DayOfYear(const Civil& civil) {
  return static_cast<int>(EpochDay(civil) - EpochDay({.year = civil.year})) + 1;
}

int Weekday(const Civil& civil) {
  return static_cast<int>(ch::weekday(ch::sys_days(DateOf(civil))).c_encoding());
}

int WeekBasedYear(const Civil& civil) {
  // The Saturday that ends the week stands in the year that the week belongs to.
  return CivilOfDay(EpochDay(civil) + 6 - Weekday(civil)).year;
}

int WeekOfYear(const Civil& civil) {
  if (WeekBasedYear(civil) > civil.year) return 1;
  return (DayOfYear(civil) - 1 + Weekday({.year = civil.year})) / 7 + 1;
}

int WeekOfMonth(const Civil& civil) {
  const Civil first = {.year = civil.year, .month = civil.month};
  return (civil.day - 1 + Weekday(first)) / 7 + 1;
}

}  // namespace wireproof::mock
