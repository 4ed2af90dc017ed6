#include <charconv>
#include <chrono>
#include <utility>

#include "mockserver/time/zone.h"

namespace wireproof::mock {
namespace {

namespace ch = std::chrono;

constexpr std::int64_t kDay = 86'400;

std::int64_t SecondsOf(ch::sys_days day) {
  return day.time_since_epoch().count() * kDay;
}

// Reads a POSIX TZ string from the left; each function consumes what it reads.
class TzReader {
 public:
  explicit TzReader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool Take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool AtName() const { return !done() && rest_.front() != ',' && !AtNumber(); }
  bool AtNumber() const {
    return !done() && (rest_.front() == '+' || rest_.front() == '-' || IsDigit(rest_.front()));
  }

  std::optional<std::string> Name() {
    const bool quoted = Take('<');
    std::size_t size = 0;
    while (size < rest_.size() && (quoted ? rest_[size] != '>' : IsLetter(rest_[size]))) ++size;
    if (size == 0 || size > 15) return std::nullopt;
    std::string name(rest_.substr(0, size));
    rest_.remove_prefix(size);
    if (quoted && !Take('>')) return std::nullopt;
    return name;
  }

  std::optional<int> Number(int low, int high) {
    int value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{} || value < low || value > high) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  // [+-]hh[:mm[:ss]]
  std::optional<std::int32_t> Time() {
    const bool negative = Take('-');
    if (!negative) Take('+');
    const auto hours = Number(0, 167);
    if (!hours) return std::nullopt;
    std::int32_t seconds = *hours * 3600;
    for (const int unit : {60, 1}) {
      if (!Take(':')) break;
      const auto more = Number(0, 59);
      if (!more) return std::nullopt;
      seconds += *more * unit;
    }
    return negative ? -seconds : seconds;
  }

  // ",M3.5.0/2", ",J60", ",59"
  std::optional<PosixRule::Change> Change() {
    using Form = PosixRule::Change::Form;
    if (!Take(',')) return std::nullopt;
    PosixRule::Change change;
    if (Take('M')) {
      const auto month = Number(1, 12);
      if (!month || !Take('.')) return std::nullopt;
      const auto week = Number(1, 5);
      if (!week || !Take('.')) return std::nullopt;
      const auto day = Number(0, 6);
      if (!day) return std::nullopt;
      change = {.form = Form::kMonthWeekDay, .month = *month, .week = *week, .day = *day};
    } else {
      change.form = Take('J') ? Form::kJulian : Form::kDayOfYear;
      const auto day = Number(change.form == Form::kJulian ? 1 : 0, 365);
      if (!day) return std::nullopt;
      change.day = *day;
    }
    if (Take('/')) {
      const auto time = Time();
      if (!time) return std::nullopt;
      change.seconds = *time;
    }
    return change;
  }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  static bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
  std::string_view rest_;
};

// The local seconds of a change in a year.
std::int64_t LocalSeconds(const PosixRule::Change& change, ch::year year) {
  using Form = PosixRule::Change::Form;
  ch::sys_days day = ch::sys_days(year / ch::January / 1);
  if (change.form == Form::kMonthWeekDay) {
    const ch::month month(static_cast<unsigned>(change.month));
    const ch::weekday weekday(static_cast<unsigned>(change.day));
    day = change.week == 5
              ? ch::sys_days(year / month / weekday[ch::last])
              : ch::sys_days(year / month / weekday[static_cast<unsigned>(change.week)]);
  } else if (change.form == Form::kJulian) {
    // February 29 is never counted.
    day += ch::days(change.day - 1 + (year.is_leap() && change.day >= 60 ? 1 : 0));
  } else {
    day += ch::days(change.day);
  }
  return SecondsOf(day) + change.seconds;
}

}  // namespace

std::optional<PosixRule> PosixRule::Parse(std::string_view text) {
  TzReader reader(text);
  PosixRule rule;
  auto name = reader.Name();
  if (!name) return std::nullopt;
  auto west = reader.Time();
  if (!west) return std::nullopt;
  rule.standard = {.offset_seconds = -*west, .abbreviation = std::move(*name)};
  if (reader.done()) return rule;

  name = reader.Name();
  if (!name) return std::nullopt;
  rule.summer = {.offset_seconds = rule.standard.offset_seconds + 3600,
                 .is_summer_time = true,
                 .abbreviation = std::move(*name)};
  if (reader.AtNumber()) {
    west = reader.Time();
    if (!west) return std::nullopt;
    rule.summer->offset_seconds = -*west;
  }
  const auto to_summer = reader.Change();
  const auto to_standard = to_summer ? reader.Change() : std::nullopt;
  if (!to_standard || !reader.done()) return std::nullopt;
  rule.to_summer = *to_summer;
  rule.to_standard = *to_standard;
  return rule;
}

const ZoneRule& PosixRule::At(std::int64_t unix_seconds) const {
  if (!summer) return standard;
  const std::int64_t local = unix_seconds + standard.offset_seconds;
  const std::int64_t day = local >= 0 ? local / kDay : (local - kDay + 1) / kDay;
  // The calendar repeats after 400 years; beyond what std::chrono counts the year does not matter.
  constexpr std::int64_t kCycle = 146'097;
  const std::int64_t cycles = day >= 0 ? day / kCycle : (day - kCycle + 1) / kCycle;
  const std::int64_t shift = cycles * kCycle * kDay;
  const ch::year_month_day date{ch::sys_days(ch::days(static_cast<int>(day - cycles * kCycle)))};
  const std::int64_t at = unix_seconds - shift;
  const std::int64_t start = LocalSeconds(to_summer, date.year()) - standard.offset_seconds;
  const std::int64_t end = LocalSeconds(to_standard, date.year()) - summer->offset_seconds;
  const bool is_summer = start < end ? (at >= start && at < end) : (at >= start || at < end);
  return is_summer ? *summer : standard;
}

}  // namespace wireproof::mock
