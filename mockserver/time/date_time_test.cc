#include "mockserver/time/date_time.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace wireproof::mock {
namespace {

DateTime At(std::int64_t seconds, std::int32_t nanos, std::string_view zone) {
  return InZone({.unix_seconds = seconds, .nanos = nanos}, zone).value();
}

std::string Shown(const std::expected<DateTime, std::string>& time) {
  if (!time) return "0 0 none";
  const std::string zone = !time->has_zone ? "local" : FormatDateTime(*time, "VV").value();
  return std::to_string(time->unix_seconds) + " " + std::to_string(time->nanos) + " " + zone;
}

TEST(DateTime, ReadsWhatWireMockReadsWithoutAPattern) {
  constexpr struct {
    std::string_view text;
    std::int64_t seconds;
    std::int32_t nanos;
    std::string_view zone;
  } kRows[] = {
      {"2026-02-03T04:05:06Z", 1770091506, 0, "Z"},
      {"2026-02-03T04:05:06.123456789Z", 1770091506, 123456789, "Z"},
      {"2026-02-03T04:05Z", 1770091500, 0, "Z"},
      {"2026-02-03t04:05:06z", 1770091506, 0, "Z"},
      {"2026-02-03T04:05:06+02", 1770084306, 0, "+02:00"},
      {"2026-02-03T04:05:06+0200", 0, 0, "none"},
      {"2026-02-03T04:05:06+02:00", 1770084306, 0, "+02:00"},
      {"2026-02-03T04:05:06+02:00[Europe/Paris]", 1770084306, 0, "Europe/Paris"},
      {"2026-07-03T04:05:06Z[Europe/Paris]", 1783051506, 0, "Europe/Paris"},
      {"2026-07-03T04:05:06[Europe/Paris]", 0, 0, "none"},
      {"2026-02-03T04:05:06", 1770091506, 0, "local"},
      {"2026-02-03T04:05", 1770091500, 0, "local"},
      {"2026-02-03T04", 0, 0, "none"},
      {"2026-02-03", 1770076800, 0, "local"},
      {"2026-02", 1769904000, 0, "local"},
      {"2026", 1767225600, 0, "local"},
      {"26", -61346678400, 0, "local"},
      {"2026-02-30", 0, 0, "none"},
      {"2026-02-30T01:00:00Z", 0, 0, "none"},
      {"Tue, 3 Feb 2026 04:05:06 GMT", 1770091506, 0, "Z"},
      {"Tue, 03 Feb 2026 04:05:06 +0100", 1770087906, 0, "+01:00"},
      {"3 Feb 2026 04:05:06 GMT", 1770091506, 0, "Z"},
      {"Wed, 3 Feb 2026 04:05:06 GMT", 0, 0, "none"},
      {"Tuesday, 03-Feb-26 04:05:06 GMT", 1770091506, 0, "GMT"},
      {"Tue Feb 03 04:05:06 2026", 1770091506, 0, "GMT"},
      {"Tue Feb  3 04:05:06 2026", 1770091506, 0, "GMT"},
      {"Tue Feb 3 04:05:06 2026", 0, 0, "none"},
      {"", 0, 0, "none"},
      {"now", 0, 0, "none"},
      {"2026-02-03 04:05:06", 0, 0, "none"},
      {"1770091506", 0, 0, "none"},
      {"-0044-03-15", -63549360000, 0, "local"},
      {"2026-02-03T24:00:00Z", 0, 0, "none"},
      {"2026-02-03T23:59:60Z", 0, 0, "none"},
      {"2026-13-03", 0, 0, "none"},
      // java.time has years of up to nine digits; these are none of ISO 8601 either.
      {"20260203", 0, 0, "none"},
      {"+12026-02-03T00:00:00Z", 0, 0, "none"},
  };
  for (const auto& row : kRows) {
    const std::string expected =
        std::to_string(row.seconds) + " " + std::to_string(row.nanos) + " " + std::string(row.zone);
    EXPECT_EQ(Shown(ParseDateTime(row.text)), expected) << row.text;
  }
}

TEST(DateTime, ReadsAndWritesEpochAndUnix) {
  EXPECT_EQ(Shown(ParseDateTime("1770091506123", "epoch")), "1770091506 123000000 Z");
  EXPECT_EQ(Shown(ParseDateTime("-1", "EPOCH")), "-1 999000000 Z");
  EXPECT_EQ(Shown(ParseDateTime("1770091506", "Unix")), "1770091506 0 Z");
  EXPECT_EQ(Shown(ParseDateTime("+5", "unix")), "5 0 Z");
  for (const auto* text : {"", "x", "1.5", "99999999999999999999", "9223372036854775807", "--1"}) {
    EXPECT_FALSE(ParseDateTime(text, "unix")) << text;
  }
  EXPECT_EQ(FormatDateTime({.unix_seconds = -1, .nanos = 5'000'000}, "epoch"), "-995");
  EXPECT_EQ(FormatDateTime({.unix_seconds = 1770091506}, "unix"), "1770091506");
}

TEST(DateTime, WritesIsoAsWireMockDoes) {
  EXPECT_EQ(FormatDateTime({.unix_seconds = 1770091506, .nanos = 5}), "2026-02-03T04:05:06Z");
  EXPECT_EQ(FormatDateTime(At(1770091506, 0, "Australia/Sydney")), "2026-02-03T15:05:06+11:00");
}

TEST(DateTime, OrdersByThePointInTime) {
  EXPECT_EQ(Compare(At(5, 0, "+02:00"), At(5, 0, "Z")), 0);
  EXPECT_EQ(Compare(At(5, 1, "Z"), At(5, 2, "Z")), -1);
  EXPECT_EQ(Compare(At(6, 0, "Z"), At(5, 2, "Z")), 1);
}

std::string Iso(const DateTime& time) {
  return FormatDateTime(time).value();
}

TEST(DateTime, ShiftsByTheCalendar) {
  const DateTime january = ParseDateTime("2024-01-31T12:00:00+01:00[Europe/Paris]").value();
  const auto shifted = [&](std::string_view offset) {
    return Iso(Shift(january, ParseTimeOffset(offset).value()));
  };
  EXPECT_EQ(shifted("1 month"), "2024-02-29T12:00:00+01:00");
  EXPECT_EQ(shifted("-11 MONTHS"), "2023-02-28T12:00:00+01:00");
  EXPECT_EQ(shifted("3 months"), "2024-04-30T12:00:00+02:00");
  EXPECT_EQ(shifted("+1 years"), "2025-01-31T12:00:00+01:00");
  EXPECT_EQ(shifted("60 days"), "2024-03-31T12:00:00+02:00");
  EXPECT_EQ(shifted("1440 hours"), "2024-03-31T13:00:00+02:00");
  EXPECT_EQ(shifted("2 weeks"), "2024-02-14T12:00:00+01:00");
  EXPECT_EQ(shifted("90 seconds"), "2024-01-31T12:01:30+01:00");
  EXPECT_EQ(shifted("-90 Minutes"), "2024-01-31T10:30:00+01:00");
  EXPECT_EQ(Iso(Shift({}, {.amount = INT64_MAX, .unit = TimeUnit::kYears})),
            "9999-01-01T00:00:00Z");
  EXPECT_EQ(FormatDateTime(Shift({}, {.amount = INT64_MIN, .unit = TimeUnit::kHours}), "uuuu"),
            "-9999");
  for (const auto* text : {"", "3", "days", "3 fortnights", "x days", "3.5 days", "+-3 days"}) {
    EXPECT_FALSE(ParseTimeOffset(text)) << text;
  }
}

TEST(DateTime, TruncatesAsWireMockDoes) {
  const DateTime time = ParseDateTime("2024-02-15T13:14:15.16+01:00[Europe/Paris]").value();
  constexpr struct {
    std::string_view name, text;
  } kRows[] = {
      {"first second of minute", "2024-02-15T13:14:00+01:00"},
      {"first minute of hour", "2024-02-15T13:00:00+01:00"},
      {"first hour of day", "2024-02-15T00:00:00+01:00"},
      {"first day of month", "2024-02-01T00:00:00+01:00"},
      {"FIRST_DAY_OF_NEXT_MONTH", "2024-03-01T00:00:00+01:00"},
      {"last day of month", "2024-02-29T00:00:00+01:00"},
      {"first day of year", "2024-01-01T00:00:00+01:00"},
      {"first day of next year", "2025-01-01T00:00:00+01:00"},
      {"Last Day of Year", "2024-12-31T00:00:00+01:00"},
  };
  for (const auto& row : kRows) {
    const auto truncated = Truncate(time, row.name);
    ASSERT_TRUE(truncated) << row.name;
    EXPECT_EQ(Iso(*truncated), row.text) << row.name;
    EXPECT_EQ(truncated->nanos, 0);
  }
  EXPECT_FALSE(Truncate(time, "first day of week"));
}

TEST(DateTime, TakesTheSystemsZoneFromTz) {
  const char* set = std::getenv("TZ");
  const std::string before = set == nullptr ? "" : set;
  setenv("TZ", "Europe/Paris", 1);
  EXPECT_EQ(SystemZone(), "Europe/Paris");
  setenv("TZ", "no/such", 1);
  EXPECT_EQ(SystemZone(), "UTC");
  if (set == nullptr) {
    unsetenv("TZ");
  } else {
    setenv("TZ", before.c_str(), 1);
  }
}

}  // namespace
}  // namespace wireproof::mock
