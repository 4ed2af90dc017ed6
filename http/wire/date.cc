#include "http/wire/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <span>

#include "http/wire/grammar.h"

namespace wireproof::wire {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> kLongDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::int64_t kSecondsPerDay = 86400;

std::chrono::year_month_day DateOf(std::int64_t unix_seconds) {
  std::int64_t day = unix_seconds / kSecondsPerDay;
  if (unix_seconds % kSecondsPerDay < 0) --day;
  return sys_days(days(day));
}

// What the grammar puts between the parts of a date. Case counts (RFC 9110 section 5.6.7).
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool Text(std::string_view text) {
    if (!rest_.starts_with(text)) return Refuse();
    rest_.remove_prefix(text.size());
    return true;
  }

  // One of the names; its index.
  unsigned Name(std::span<const std::string_view> names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      // Long day names begin with short ones: those must be followed by no letter.
      const bool whole = rest_.size() == names[i].size() ||
                         (rest_.size() > names[i].size() && !Is(rest_[names[i].size()], kAlpha));
      if (rest_.starts_with(names[i]) && whole) {
        rest_.remove_prefix(names[i].size());
        return static_cast<unsigned>(i);
      }
    }
    Refuse();
    return 0;
  }

  // Exactly that many digits; asctime pads a day of the month with SP.
  int Number(std::size_t digits, bool padded = false) {
    if (padded && rest_.starts_with(' ')) {
      rest_.remove_prefix(1);
      --digits;
    }
    const auto number = ParseDecimal(rest_.substr(0, digits));
    if (rest_.size() < digits || !number) {
      Refuse();
      return 0;
    }
    rest_.remove_prefix(digits);
    return static_cast<int>(number->value);
  }

  bool AtEnd() const { return good_ && rest_.empty(); }

 private:
  bool Refuse() {
    good_ = false;
    return false;
  }

  std::string_view rest_;
  bool good_ = true;
};

struct Parts {
  int year = 0;
  unsigned month = 0;  // from 0
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

void ReadTime(Reader& reader, Parts& parts) {
  parts.hour = reader.Number(2);
  reader.Text(":");
  parts.minute = reader.Number(2);
  reader.Text(":");
  parts.second = reader.Number(2);
}

// Sun, 06 Nov 1994 08:49:37 GMT
std::optional<Parts> ReadFixdate(std::string_view text) {
  Reader reader(text);
  Parts parts;
  reader.Name(kDays);
  reader.Text(", ");
  parts.day = reader.Number(2);
  reader.Text(" ");
  parts.month = reader.Name(kMonths);
  reader.Text(" ");
  parts.year = reader.Number(4);
  reader.Text(" ");
  ReadTime(reader, parts);
  reader.Text(" GMT");
  if (!reader.AtEnd()) return std::nullopt;
  return parts;
}

// Sunday, 06-Nov-94 08:49:37 GMT
std::optional<Parts> ReadRfc850(std::string_view text, std::int64_t now) {
  Reader reader(text);
  Parts parts;
  reader.Name(kLongDays);
  reader.Text(", ");
  parts.day = reader.Number(2);
  reader.Text("-");
  parts.month = reader.Name(kMonths);
  reader.Text("-");
  parts.year = reader.Number(2);
  reader.Text(" ");
  ReadTime(reader, parts);
  reader.Text(" GMT");
  if (!reader.AtEnd()) return std::nullopt;
  constexpr int kCentury = 100;
  constexpr int kFutureYears = 50;
  const int this_year = static_cast<int>(DateOf(now).year());
  parts.year += this_year - this_year % kCentury;
  if (parts.year > this_year + kFutureYears) parts.year -= kCentury;
  return parts;
}

// Sun Nov  6 08:49:37 1994
std::optional<Parts> ReadAsctime(std::string_view text) {
  Reader reader(text);
  Parts parts;
  reader.Name(kDays);
  reader.Text(" ");
  parts.month = reader.Name(kMonths);
  reader.Text(" ");
  parts.day = reader.Number(2, true);
  reader.Text(" ");
  ReadTime(reader, parts);
  reader.Text(" ");
  parts.year = reader.Number(4);
  if (!reader.AtEnd()) return std::nullopt;
  return parts;
}

}  // namespace

std::string FormatHttpDate(std::int64_t unix_seconds) {
  constexpr std::int64_t kFirst = -62167219200;  // 0000-01-01
  constexpr std::int64_t kLast = 253402300799;   // 9999-12-31 23:59:59
  const std::int64_t seconds = std::clamp(unix_seconds, kFirst, kLast);
  const auto date = DateOf(seconds);
  const std::int64_t time = ((seconds % kSecondsPerDay) + kSecondsPerDay) % kSecondsPerDay;
  const auto weekday = std::chrono::weekday(sys_days(date)).c_encoding();
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday],
                     static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time / 3600, time / 60 % 60, time % 60);
}

std::optional<std::int64_t> ParseHttpDate(std::string_view text, std::int64_t now) {
  auto parts = ReadFixdate(text);
  if (!parts) parts = ReadRfc850(text, now);
  if (!parts) parts = ReadAsctime(text);
  if (!parts) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(parts->year),
                                         std::chrono::month(parts->month + 1),
                                         std::chrono::day(static_cast<unsigned>(parts->day)));
  constexpr int kLeapSecond = 60;
  if (!date.ok() || parts->hour > 23 || parts->minute > 59 || parts->second > kLeapSecond) {
    return std::nullopt;
  }
  const auto day = sys_days(date).time_since_epoch().count();
  return day * kSecondsPerDay + parts->hour * 3600 + parts->minute * 60 + parts->second;
}

}  // namespace wireproof::wire
