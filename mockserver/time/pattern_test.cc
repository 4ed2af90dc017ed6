// Whole patterns, written and read as java.time 17 does.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "mockserver/time/date_time.h"

namespace wireproof::mock {
namespace {

DateTime At(std::int64_t seconds, std::int32_t nanos, std::string_view zone) {
  return InZone({.unix_seconds = seconds, .nanos = nanos}, zone).value();
}

struct Row {
  std::string_view pattern;
  std::int64_t seconds;
  std::int32_t nanos;
  std::string_view zone;
  std::string_view text;
};

// `zone` is "local" where the text has none, "none" where it is refused.
struct Reading {
  std::string_view pattern;
  std::string_view text;
  std::int64_t seconds;
  std::int32_t nanos;
  std::string_view zone;
};

constexpr Row kWhole[] = {
    {"yyyy-MM-dd HH:mm:ss", 1767539045, 6000000, "Europe/Paris", "2026-01-04 16:04:05"},
    {"yyyy-MM-dd HH:mm:ss", 920174706, 700000000, "Asia/Kolkata", "1999-02-28 09:35:06"},
    {"dd/MM/yyyy", 1783557000, 0, "America/New_York", "08/07/2026"},
    {"dd/MM/yyyy", 2538907200, 0, "Australia/Sydney", "15/06/2050"},
    {"yyyyMMddHHmmss", 1950740100, 0, "-05:30", "20311025184500"},
    {"yyyyMMddHHmmss", 1735689599, 999999999, "Z", "20241231235959"},
    {"yyyyMMddHHmmssSSS", 1767539045, 6000000, "Europe/Paris", "20260104160405006"},
    {"yyyyMMddHHmmssSSS", 920174706, 700000000, "Asia/Kolkata", "19990228093506700"},
    {"yyyy-MM-dd'T'HH:mm:ss.SSSXXX", 1783557000, 0, "America/New_York",
     "2026-07-08T20:30:00.000-04:00"},
    {"yyyy-MM-dd'T'HH:mm:ss.SSSXXX", 2538907200, 0, "Australia/Sydney",
     "2050-06-15T22:00:00.000+10:00"},
    {"EEE, dd MMM yyyy HH:mm:ss z", 1950740100, 0, "-05:30", "Sat, 25 Oct 2031 18:45:00 -05:30"},
    {"EEE, dd MMM yyyy HH:mm:ss z", 1735689599, 999999999, "Z", "Tue, 31 Dec 2024 23:59:59 Z"},
    {"EEEE, d MMMM uuuu h:mm a", 1767539045, 6000000, "Europe/Paris",
     "Sunday, 4 January 2026 4:04 PM"},
    {"EEEE, d MMMM uuuu h:mm a", 920174706, 700000000, "Asia/Kolkata",
     "Sunday, 28 February 1999 9:35 AM"},
    {"yyyy-MM-dd'T'HH:mm:ss[.SSS][X"
     "XX]",
     1783557000, 0, "America/New_York", "2026-07-08T20:30:00.000-04:00"},
    {"yyyy-MM-dd'T'HH:mm:ss[.SSS][X"
     "XX]",
     2538907200, 0, "Australia/Sydney", "2050-06-15T22:00:00.000+10:00"},
    {"yyMMdd", 1950740100, 0, "-05:30", "311025"},
    {"yyMMdd", 1735689599, 999999999, "Z", "241231"},
    {"hh 'o''clock' a, zzzz", 1767539045, 6000000, "Europe/Paris",
     "04 o'clock PM, Central European Standard Time"},
    {"YYYY-'W'ww-e", 1783557000, 0, "America/New_York", "2026-W28-4"},
    {"YYYY-'W'ww-e", 2538907200, 0, "Australia/Sydney", "2050-W25-4"},
    {"yyyy-DDD", 1950740100, 0, "-05:30", "2031-298"},
    {"yyyy-DDD", 1735689599, 999999999, "Z", "2024-366"},
    {"'Q'Q yyyy", 1767539045, 6000000, "Europe/Paris", "Q1 2026"},
    {"'Q'Q yyyy", 920174706, 700000000, "Asia/Kolkata", "Q1 1999"},
    {"MM/dd/yy hh:mm:ss a", 1783557000, 0, "America/New_York", "07/08/26 08:30:00 PM"},
    {"MM/dd/yy hh:mm:ss a", 2538907200, 0, "Australia/Sydney", "06/15/50 10:00:00 PM"},
    {"yyyy-MM-dd HH:mm:ss.SSSSSS Z", 1950740100, 0, "-05:30", "2031-10-25 18:45:00.000000 -0530"},
    {"yyyy-MM-dd HH:mm:ss.SSSSSS Z", 1735689599, 999999999, "Z",
     "2024-12-31 23:59:59.999999 +0000"},
    {"uuuu-MM-dd'T'HH:mmO", 1767539045, 6000000, "Europe/Paris", "2026-01-04T16:04GMT+1"},
    {"uuuu-MM-dd'T'HH:mmO", 920174706, 700000000, "Asia/Kolkata", "1999-02-28T09:35GMT+5:30"},
    {"yyyy.MM.dd G 'at' HH:mm:ss VV", 1783557000, 0, "America/New_York",
     "2026.07.08 AD at 20:30:00 America/New_York"},
    {"yyyy.MM.dd G 'at' HH:mm:ss VV", 2538907200, 0, "Australia/Sydney",
     "2050.06.15 AD at 22:00:00 Australia/Sydney"},
    {"HH:mm dd.MM.yyyy x", 1950740100, 0, "-05:30", "18:45 25.10.2031 -0530"},
    {"HH:mm dd.MM.yyyy x", 1735689599, 999999999, "Z", "23:59 31.12.2024 +00"},
    {"EEE MMM dd HH:mm:ss zzz yyyy", 1767539045, 6000000, "Europe/Paris",
     "Sun Jan 04 16:04:05 CET 2026"},
    {"EEE MMM dd HH:mm:ss zzz yyyy", 920174706, 700000000, "Asia/Kolkata",
     "Sun Feb 28 09:35:06 IST 1999"},
    {"yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnnX", 1783557000, 0, "America/New_York",
     "2026-07-08T20:30:00.000000000-04"},
    {"yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnnX", 2538907200, 0, "Australia/Sydney",
     "2050-06-15T22:00:00.000000000+10"},
    {"yyyyMMdd'T'HHmmss'Z'", 1950740100, 0, "-05:30", "20311025T184500Z"},
    {"yyyyMMdd'T'HHmmss'Z'", 1735689599, 999999999, "Z", "20241231T235959Z"},
    {"d MMM yyyy", 1767539045, 6000000, "Europe/Paris", "4 Jan 2026"},
    {"d MMM yyyy", 920174706, 700000000, "Asia/Kolkata", "28 Feb 1999"},
    {"yyyy-MM-dd kk:mm:ss", 1783557000, 0, "America/New_York", "2026-07-08 20:30:00"},
    {"yyyy-MM-dd kk:mm:ss", 2538907200, 0, "Australia/Sydney", "2050-06-15 22:00:00"},
    {"yyyy-MM-dd KK:mm a", 1950740100, 0, "-05:30", "2031-10-25 06:45 PM"},
    {"yyyy-MM-dd KK:mm a", 1735689599, 999999999, "Z", "2024-12-31 11:59 PM"},
    {"dd-MMM-yyyy HH:mm:ss ZZZZZ", 1767539045, 6000000, "Europe/Paris",
     "04-Jan-2026 16:04:05 +01:00"},
    {"dd-MMM-yyyy HH:mm:ss ZZZZZ", 920174706, 700000000, "Asia/Kolkata",
     "28-Feb-1999 09:35:06 +05:30"},
    {"yyyy-MM-dd A X"
     "XX",
     1783557000, 0, "America/New_York", "2026-07-08 73800000 -04:00"},
    {"yyyy-MM-dd A X"
     "XX",
     2538907200, 0, "Australia/Sydney", "2050-06-15 79200000 +10:00"},
    {"yyyy-MM-dd N X"
     "XX",
     1950740100, 0, "-05:30", "2031-10-25 67500000000000 -05:30"},
    {"yyyy-MM-dd N X"
     "XX",
     1735689599, 999999999, "Z", "2024-12-31 86399999999999 Z"},
};

constexpr Reading kReadings[] = {
    {"yyyy-MM-dd HH:mm:ss", "2026-01-04 16:04:05", 1767542645, 0, "local"},
    {"dd/MM/yyyy", "31/12/2024", 1735603200, 0, "local"},
    {"yyyyMMddHHmmss", "20260708203000", 1783542600, 0, "local"},
    {"yyyyMMddHHmmssSSS", "19990228093506700", 920194506, 700000000, "local"},
    {"yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2031-10-25T18:45:00.000-05:30", 1950740100, 0, "-05:30"},
    {"EEE, dd MMM yyyy HH:mm:ss z", "Wed, 15 Jun 2050 22:00:00 AEST", 2538907200, 0,
     "Australia/Sydney"},
    {"EEEE, d MMMM uuuu h:mm a", "Sunday, 4 January 2026 4:04 PM", 1767542640, 0, "local"},
    {"yyyy-MM-dd'T'HH:mm:ss[.SSS][X"
     "XX]",
     "2024-12-31T23:59:59.999Z", 1735689599, 999000000, "Z"},
    {"yyMMdd", "260708", 1783468800, 0, "local"},
    {"YYYY-'W'ww-e", "2031-W43-7", 1950652800, 0, "local"},
    {"yyyy-DDD", "2050-166", 2538864000, 0, "local"},
    {"'Q'Q yyyy", "Q1 2026", 1767225600, 0, "local"},
    {"MM/dd/yy hh:mm:ss a", "12/31/24 11:59:59 PM", 1735689599, 0, "local"},
    {"yyyy-MM-dd HH:mm:ss.SSSSSS Z", "2026-07-08 20:30:00.000000 -0400", 1783557000, 0, "-04:00"},
    {"uuuu-MM-dd'T'HH:mmO", "1999-02-28T09:35GMT+5:30", 920174700, 0, "+05:30"},
    {"yyyy.MM.dd G 'at' HH:mm:ss VV", "2031.10.25 AD at 18:45:00 -05:30", 1950740100, 0, "-05:30"},
    {"HH:mm dd.MM.yyyy x", "22:00 15.06.2050 +10", 2538907200, 0, "+10:00"},
    {"EEE MMM dd HH:mm:ss zzz yyyy", "Sun Jan 04 16:04:05 CET 2026", 1767539045, 0, "Europe/Paris"},
    {"yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnnX", "2024-12-31T23:59:59.999999999Z", 1735689599, 999999999,
     "Z"},
    {"yyyyMMdd'T'HHmmss'Z'", "20260708T203000Z", 1783542600, 0, "local"},
    {"d MMM yyyy", "28 Feb 1999", 920160000, 0, "local"},
    {"yyyy-MM-dd kk:mm:ss", "2031-10-25 18:45:00", 1950720300, 0, "local"},
    {"yyyy-MM-dd KK:mm a", "2050-06-15 10:00 PM", 2538943200, 0, "local"},
    {"dd-MMM-yyyy HH:mm:ss ZZZZZ", "04-Jan-2026 16:04:05 +01:00", 1767539045, 0, "+01:00"},
    {"yyyy-MM-dd A X"
     "XX",
     "2024-12-31 86399999 Z", 1735689599, 999000000, "Z"},
    {"yyyy-MM-dd N X"
     "XX",
     "2026-07-08 73800000000000 -04:00", 1783557000, 0, "-04:00"},
    {"yyyy-MM-dd", "2026-02-30", 1772236800, 0, "local"},
    {"yyyy-MM-dd", "2026-02-32", 0, 0, "none"},
    {"yyyy-MM-dd", "2026-2-03", 0, 0, "none"},
    {"yyyy-M-d", "2026-2-3", 1770076800, 0, "local"},
    {"yyyy-M-d", "2026-12-31", 1798675200, 0, "local"},
    {"y-M-d", "26-2-3", -61343827200, 0, "local"},
    {"yy-M-d", "26-2-3", 1770076800, 0, "local"},
    {"yyyy-MM-dd", "+2026-02-03", 0, 0, "none"},
    {"yyyy-MM-dd", "12026-02-03", 0, 0, "none"},
    {"yyyy-MM-dd HH:mm", "2026-02-03 24:00", 1770163200, 0, "local"},
    {"yyyy-MM-dd HH:mm", "2026-02-03 24:01", 0, 0, "none"},
    {"yyyy-MM-dd HH", "2026-02-03 07", 1770102000, 0, "local"},
    {"yyyy-MM-dd hh a", "2026-02-03 12 AM", 1770076800, 0, "local"},
    {"yyyy-MM-dd hh a", "2026-02-03 12 PM", 1770120000, 0, "local"},
    {"yyyy-MM-dd hh a", "2026-02-03 13 PM", 0, 0, "none"},
    {"yyyy-MM-dd hh", "2026-02-03 07", 1770076800, 0, "local"},
    {"yyyy-MM-dd kk", "2026-02-03 24", 1770076800, 0, "local"},
    {"EEE yyyy-MM-dd", "Tue 2026-02-03", 1770076800, 0, "local"},
    {"EEE yyyy-MM-dd", "Wed 2026-02-03", 0, 0, "none"},
    {"yyyy-MM", "2026-02", 1769904000, 0, "local"},
    {"yyyy", "2026", 1767225600, 0, "local"},
    {"MM-dd", "02-03", 0, 0, "none"},
    {"yyyy-DDD", "2026-366", 0, 0, "none"},
    {"yyyy-DDD", "2024-366", 1735603200, 0, "local"},
    {"yyyy-MM-dd HH:mm:ss VV", "2026-03-29 02:30:00 Europe/Paris", 1774747800, 0, "Europe/Paris"},
    {"yyyy-MM-dd HH:mm:ss VV", "2026-10-25 02:30:00 Europe/Paris", 1792888200, 0, "Europe/Paris"},
    {"yyyy-MM-dd HH:mm:ss z", "2026-10-25 02:30:00 EST", 1792909800, 0, "America/New_York"},
    {"yyyy-MM-dd HH:mm:ss z", "2026-07-25 02:30:00 EST", 1784961000, 0, "America/New_York"},
    {"yyyy-MM-dd HH:mm:ss z", "2026-07-25 02:30:00 GMT", 1784946600, 0, "GMT"},
    {"yyyy-MM-dd HH:mm:ss z", "2026-07-25 02:30:00 +02:00", 1784939400, 0, "+02:00"},
    {"yyyy-MM-dd HH:mm:ss VV", "2026-07-25 02:30:00 Nowhere/City", 0, 0, "none"},
    {"yyyy-MM-dd HH:mm:ssXXX", "2026-07-25 02:30:00+0200", 0, 0, "none"},
    {"yyyy-MM-dd HH:mm:ssX", "2026-07-25 02:30:00+0230", 1784937600, 0, "+02:30"},
    {"yyyy-MM-dd HH:mm:ssX", "2026-07-25 02:30:00Z", 1784946600, 0, "Z"},
    {"yyyy-MM-dd HH:mm:ssx", "2026-07-25 02:30:00Z", 0, 0, "none"},
    {"yyyy-MM-dd X"
     "XX",
     "2026-07-25 +02:00", 1784937600, 0, "local"},
    {"yyyy-MM-dd[ HH:mm]", "2026-07-25", 1784937600, 0, "local"},
    {"yyyy-MM-dd[ HH:mm]", "2026-07-25 10:11", 1784974260, 0, "local"},
    {"yyyy-MM-dd[ HH:mm", "2026-07-25 10:11", 1784974260, 0, "local"},
    {"MMM d yyyy", "feb 3 2026", 0, 0, "none"},
    {"MMM d yyyy", "Sep 3 2026", 1788393600, 0, "local"},
    {"MMMM d yyyy", "May 3 2026", 1777766400, 0, "local"},
    {"yyyy-MM-dd ss", "2026-02-03 07", 1770076800, 0, "local"},
    {"yyyy-MM-dd HH ss", "2026-02-03 07 08", 1770076800, 0, "local"},
    {"yyyy G", "44 BC", 0, 0, "none"},
    {"yyyy-MM-dd G", "0044-03-15 BC", -63517824000, 0, "local"},
    {"HH:mm", "10:11", 0, 0, "none"},
    {"yyyy-MM-dd", "2026-02-03x", 0, 0, "none"},
    {"yyyyMMdd", "20260203", 1770076800, 0, "local"},
    {"yyyyMMdd", "120260203", 0, 0, "none"},
    {"yMMdd", "20260203", 1770076800, 0, "local"},
    {"yyyy-MM-dd'T'HH:mm:ssOOOO", "2026-02-03T04:05:06GMT+02:00", 1770084306, 0, "+02:00"},
    {"yyyy-MM-dd'T'HH:mm:ssO", "2026-02-03T04:05:06GMT+2", 1770084306, 0, "+02:00"},
    {"MMM yyyy", "Feb 2026", 1769904000, 0, "local"},
    {"d/M/yy", "1/2/03", 1044057600, 0, "local"},
    {"QQQ yyyy", "Q1 2026", 1767225600, 0, "local"},
    {"QQQ yyyy-MM-dd", "Q1 2026-05-05", 0, 0, "none"},
    {"YYYY-ww-e", "2026-10-1", 1772323200, 0, "local"},
    {"ppppd/M/yyyy", "   3/4/2026", 1775174400, 0, "local"},
};

std::string Shown(const std::expected<DateTime, std::string>& time) {
  if (!time) return "0 0 none";
  const std::string zone = !time->has_zone ? "local" : FormatDateTime(*time, "VV").value();
  return std::to_string(time->unix_seconds) + " " + std::to_string(time->nanos) + " " + zone;
}

TEST(Pattern, WritesWhatJavaWrites) {
  for (const Row& row : kWhole) {
    EXPECT_EQ(FormatDateTime(At(row.seconds, row.nanos, row.zone), row.pattern), row.text)
        << row.pattern << " of " << row.seconds << " in " << row.zone;
  }
}

TEST(Pattern, ReadsWhatJavaReads) {
  for (const Reading& row : kReadings) {
    const std::string expected =
        std::to_string(row.seconds) + " " + std::to_string(row.nanos) + " " + std::string(row.zone);
    EXPECT_EQ(Shown(ParseDateTime(row.text, row.pattern)), expected)
        << row.pattern << " of " << row.text;
  }
}

TEST(Pattern, ReadsBackWhatItWrites) {
  constexpr std::string_view kExact = "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSXXXXX'['VV']'";
  for (const Row& row : kWhole) {
    const DateTime time = At(row.seconds, row.nanos, row.zone);
    const auto text = FormatDateTime(time, kExact);
    ASSERT_TRUE(text) << text.error();
    EXPECT_EQ(Shown(ParseDateTime(*text, kExact)), Shown(time)) << *text;
  }
}

TEST(Pattern, RefusesWhatJavaRefuses) {
  constexpr struct {
    std::string_view pattern;
    std::string_view message;
  } kRows[] = {
      {"i", "unknown pattern letter: i"},
      {"MMMMMM", "too many pattern letters: M"},
      {"ddd", "too many pattern letters: d"},
      {"SSSSSSSSSS", "too many pattern letters: S"},
      {"V", "pattern letter count must be 2: V"},
      {"OO", "pattern letter count must be 1 or 4: O"},
      {"cc", "invalid pattern \"cc\""},
      {"dd{", "pattern includes reserved character: '{'"},
      {"#", "pattern includes reserved character: '#'"},
      {"'open", "pattern ends with an incomplete string literal"},
      {"dd]", "pattern contains ] without previous ["},
      {"pp", "pad letter 'p' must be followed by valid pad pattern"},
  };
  for (const auto& row : kRows) {
    const auto written = FormatDateTime({}, row.pattern);
    ASSERT_FALSE(written) << row.pattern;
    EXPECT_EQ(written.error(), row.message);
    EXPECT_EQ(ParseDateTime("2026", row.pattern).error(), row.message);
  }
}

TEST(Pattern, LeavesOutSectionsThatALocalTimeLacks) {
  const auto local = ParseDateTime("2026-02-03T04:05:06");
  ASSERT_TRUE(local);
  EXPECT_EQ(FormatDateTime(*local, "HH:mm[ VV[ z]]'.'"), "04:05.");
  EXPECT_EQ(FormatDateTime(*local, "HH:mm VV").error(), "the time has no zone");
}

TEST(Pattern, StaysWithinItsLimits) {
  const std::string deep(60, '[');
  EXPECT_FALSE(FormatDateTime({}, deep));
  EXPECT_FALSE(FormatDateTime({}, std::string(2000, '-')));
  EXPECT_FALSE(ParseDateTime(std::string(100'000, '1'), "yyyy"));
  EXPECT_FALSE(ParseDateTime(std::string(900, '9'), "y"));
}

}  // namespace
}  // namespace wireproof::mock
