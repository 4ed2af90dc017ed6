#include "mockserver/time/date_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "mockserver/time/civil.h"
#include "mockserver/time/pattern.h"
#include "mockserver/time/zone.h"

namespace wireproof::mock {
namespace {

constexpr std::int64_t kDay = 86'400;

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lowered;
}

// What WireMock tries where no pattern is given, in its order; the last two are of a zone (GMT)
// that is not written.
struct IsoFormats {
  std::array<DatePattern, 3> zoned = {
      DatePattern::BuiltIn("uuuu-MM-dd'T'HH:mm[:ss[f]]i['['VV']']", true),
      DatePattern::BuiltIn("[EEE, ]d MMM uuuu HH:mm[:ss] j"),
      DatePattern::BuiltIn("EEEE, dd-MMM-yy HH:mm:ss zzz"),
  };
  std::array<DatePattern, 2> asctime = {
      DatePattern::BuiltIn("EEE MMM dd HH:mm:ss yyyy"),
      DatePattern::BuiltIn("EEE MMM  d HH:mm:ss yyyy"),
  };
  std::array<DatePattern, 4> local = {
      DatePattern::BuiltIn("uuuu-MM-dd'T'HH:mm[:ss[f]]", true),
      DatePattern::BuiltIn("uuuu-MM-dd", true),
      DatePattern::BuiltIn("uuuu-MM", true),
      DatePattern::BuiltIn("u", true),
  };
};

std::expected<DateTime, std::string> ParseWith(const DatePattern& pattern, std::string_view text) {
  auto parsed = ReadByPattern(pattern, text);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  return Resolve(std::move(*parsed), pattern.strict);
}

std::expected<DateTime, std::string> ParseIso(std::string_view text) {
  static const IsoFormats formats;
  for (const DatePattern& pattern : formats.zoned) {
    if (auto time = ParseWith(pattern, text)) return time;
  }
  for (const DatePattern& pattern : formats.asctime) {
    if (auto time = ParseWith(pattern, text)) return AtZone(*time, "GMT");
  }
  for (const DatePattern& pattern : formats.local) {
    if (auto time = ParseWith(pattern, text)) return time;
  }
  return std::unexpected("neither a date of ISO 8601 nor of RFC 1123");
}

std::expected<DateTime, std::string> ParseEpoch(std::string_view text, std::int64_t per_second) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return std::unexpected("not a whole number");
  }
  std::int64_t seconds = number / per_second;
  std::int64_t rest = number % per_second;
  if (rest < 0) {
    rest += per_second;
    --seconds;
  }
  if (SecondsOf(CivilOf(seconds)) != seconds) return std::unexpected("the number is too large");
  return DateTime{.unix_seconds = seconds,
                  .nanos = static_cast<std::int32_t>(rest * (1'000'000'000 / per_second))};
}

// The local time as a point in time of `like`'s zone.
DateTime InZoneOf(const DateTime& like, std::int64_t local_seconds, std::int32_t nanos) {
  DateTime time = like;
  time.nanos = nanos;
  time.unix_seconds = local_seconds - like.offset_seconds;
  if (like.zone.empty()) return time;
  if (const auto zone = Zone::Load(like.zone)) {
    time.unix_seconds = zone->ToUnix(local_seconds, like.offset_seconds);
    time.offset_seconds = zone->At(time.unix_seconds).offset_seconds;
  }
  return time;
}

std::int64_t LocalSeconds(const DateTime& time) {
  return time.unix_seconds + time.offset_seconds;
}

std::int64_t Clamped(std::int64_t value) {
  // More than the seconds of all years that there are here.
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  return std::clamp(value, -kMost, kMost);
}

Civil PlusMonths(const Civil& civil, std::int64_t months) {
  const std::int64_t total = std::int64_t{civil.year} * 12 + civil.month - 1 + months;
  const std::int64_t year = total >= 0 ? total / 12 : (total - 11) / 12;
  Civil moved = civil;
  moved.year = static_cast<int>(std::clamp<std::int64_t>(year, kMinYear, kMaxYear));
  moved.month = static_cast<int>(total - year * 12) + 1;
  moved.day = std::min(civil.day, DaysInMonth(moved.year, moved.month));
  return moved;
}

}  // namespace

int Compare(const DateTime& a, const DateTime& b) {
  if (a.unix_seconds != b.unix_seconds) return a.unix_seconds < b.unix_seconds ? -1 : 1;
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

std::expected<DateTime, std::string> ParseDateTime(std::string_view text,
                                                   std::string_view pattern) {
  if (pattern.empty()) return ParseIso(text);
  const std::string name = Lowered(pattern);
  if (name == "epoch") return ParseEpoch(text, 1000);
  if (name == "unix") return ParseEpoch(text, 1);
  auto compiled = DatePattern::Compile(pattern);
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  return ParseWith(*compiled, text);
}

std::expected<std::string, std::string> FormatDateTime(const DateTime& time,
                                                       std::string_view pattern) {
  const std::string name = Lowered(pattern);
  if (name == "epoch")
    return std::to_string(Clamped(time.unix_seconds) * 1000 + time.nanos / 1'000'000);
  if (name == "unix") return std::to_string(time.unix_seconds);
  auto compiled = DatePattern::Compile(pattern.empty() ? "uuuu-MM-dd'T'HH:mm:ssXXX" : pattern);
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  return WriteByPattern(*compiled, time);
}

std::expected<TimeUnit, std::string> ParseTimeUnit(std::string_view text) {
  constexpr std::array<std::string_view, 7> kNames = {"second", "minute", "hour", "day",
                                                      "week",   "month",  "year"};
  std::string name = Lowered(text);
  if (name.ends_with('s')) name.pop_back();
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) {
    return std::unexpected(
        "unknown unit of time; expected seconds, minutes, hours, days, weeks, months or years");
  }
  return static_cast<TimeUnit>(found - kNames.begin());
}

std::expected<TimeOffset, std::string> ParseTimeOffset(std::string_view text) {
  constexpr auto kExpected = "expected an amount and a unit, as in \"3 days\" or \"-24 seconds\"";
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::unexpected(kExpected);
  std::string_view amount = text.substr(0, space);
  const std::size_t unit_at = text.find_first_not_of(' ', space);
  if (amount.starts_with('+') && !amount.starts_with("+-")) amount.remove_prefix(1);
  TimeOffset offset;
  const auto [end, error] =
      std::from_chars(amount.data(), amount.data() + amount.size(), offset.amount);
  if (amount.empty() || error != std::errc{} || end != amount.data() + amount.size() ||
      unit_at == std::string_view::npos) {
    return std::unexpected(kExpected);
  }
  const auto unit = ParseTimeUnit(text.substr(unit_at));
  if (!unit) return std::unexpected(unit.error());
  offset.unit = *unit;
  return offset;
}

DateTime Shift(const DateTime& time, const TimeOffset& offset) {
  const std::int64_t amount = Clamped(offset.amount);
  const auto at_instant = [&](std::int64_t seconds) {
    DateTime moved = time;
    moved.unix_seconds = SecondsOf(CivilOf(time.unix_seconds + Clamped(seconds)));
    const auto zone = time.zone.empty() ? std::nullopt : std::optional(Zone::Load(time.zone));
    if (zone && *zone) moved.offset_seconds = (*zone)->At(moved.unix_seconds).offset_seconds;
    return moved;
  };
  const Civil civil = CivilOf(LocalSeconds(time));
  switch (offset.unit) {
    case TimeUnit::kSeconds:
      return at_instant(amount);
    case TimeUnit::kMinutes:
      return at_instant(amount * 60);
    case TimeUnit::kHours:
      return at_instant(amount * 3600);
    case TimeUnit::kDays:
    case TimeUnit::kWeeks: {
      const std::int64_t days = amount * (offset.unit == TimeUnit::kWeeks ? 7 : 1);
      const Civil moved = CivilOf(LocalSeconds(time) + Clamped(days * kDay));
      return InZoneOf(time, SecondsOf(moved), time.nanos);
    }
    case TimeUnit::kMonths:
      return InZoneOf(time, SecondsOf(PlusMonths(civil, amount)), time.nanos);
    case TimeUnit::kYears:
      return InZoneOf(time, SecondsOf(PlusMonths(civil, amount * 12)), time.nanos);
  }
  return time;
}

std::expected<DateTime, std::string> Truncate(const DateTime& time, std::string_view truncation) {
  std::string name = Lowered(truncation);
  std::ranges::replace(name, '_', ' ');
  const Civil now = CivilOf(LocalSeconds(time));
  Civil to = {.year = now.year, .month = now.month, .day = now.day};
  if (name == "first second of minute") {
    to.hour = now.hour;
    to.minute = now.minute;
  } else if (name == "first minute of hour") {
    to.hour = now.hour;
  } else if (name == "first day of month") {
    to.day = 1;
  } else if (name == "first day of next month") {
    to.day = 1;
    to = PlusMonths(to, 1);
  } else if (name == "last day of month") {
    to.day = DaysInMonth(to.year, to.month);
  } else if (name == "first day of year") {
    to = {.year = now.year};
  } else if (name == "first day of next year") {
    to = {.year = std::min(now.year + 1, kMaxYear)};
  } else if (name == "last day of year") {
    to = {.year = now.year, .month = 12, .day = 31};
  } else if (name != "first hour of day") {
    return std::unexpected(
        "unknown truncation; expected one of: first second of minute, first minute of hour, first "
        "hour of day, first day of month, first day of next month, last day of month, first day "
        "of year, first day of next year, last day of year");
  }
  return InZoneOf(time, SecondsOf(to), 0);
}

std::expected<DateTime, std::string> InZone(const DateTime& time, std::string_view zone) {
  const auto loaded = Zone::Load(zone);
  if (!loaded) return std::unexpected(loaded.error());
  DateTime shown = time;
  const ZoneRule rule = loaded->At(time.unix_seconds);
  shown.has_zone = true;
  shown.offset_seconds = rule.offset_seconds;
  shown.zone = loaded->is_region() ? std::string(zone) : rule.abbreviation;
  if (ParseZoneOffset(zone)) shown.zone.clear();
  return shown;
}

std::expected<DateTime, std::string> AtZone(const DateTime& local, std::string_view zone) {
  const auto loaded = Zone::Load(zone);
  if (!loaded) return std::unexpected(loaded.error());
  DateTime time = local;
  time.unix_seconds = loaded->ToUnix(local.unix_seconds);
  return InZone(time, zone);
}

DateTime ToLocal(const DateTime& time) {
  return {.unix_seconds = LocalSeconds(time), .nanos = time.nanos, .has_zone = false};
}

std::string SystemZone() {
  std::string_view name;
  if (const char* set = std::getenv("TZ")) name = set;  // NOLINT(concurrency-mt-unsafe)
  if (name.starts_with(':')) name.remove_prefix(1);
  std::string target;
  if (name.empty()) {
    std::error_code error;
    target = std::filesystem::read_symlink("/etc/localtime", error).string();
    constexpr std::string_view kFolder = "zoneinfo/";
    if (const auto at = target.find(kFolder); at != std::string::npos) {
      name = std::string_view(target).substr(at + kFolder.size());
    }
  }
  return !name.empty() && Zone::Load(name) ? std::string(name) : "UTC";
}

}  // namespace wireproof::mock
