#include "mockserver/time/zone.h"

#include <gtest/gtest.h>

#include "mockserver/time/date_time.h"

namespace wireproof::mock {
namespace {

TEST(Zone, ReadsOffsets) {
  constexpr struct {
    std::string_view text;
    std::optional<std::int32_t> seconds;
  } kRows[] = {
      {"Z", 0},
      {"+2", 7200},
      {"-02", -7200},
      {"+0230", 9000},
      {"+02:30", 9000},
      {"+02:30:15", 9015},
      {"-18:00", -64800},
      {"+18:01", std::nullopt},
      {"", std::nullopt},
      {"+", std::nullopt},
      {"2", std::nullopt},
      {"+2:30", std::nullopt},
      {"+02:60", std::nullopt},
      {"+02:3", std::nullopt},
      {"+0230:15", std::nullopt},
      {"+02:30:15:00", std::nullopt},
      {"z", std::nullopt},
  };
  for (const auto& row : kRows) EXPECT_EQ(ParseZoneOffset(row.text), row.seconds) << row.text;
  EXPECT_EQ(ZoneOffsetId(-34215), "-09:30:15");
  EXPECT_EQ(ZoneOffsetId(0), "Z");
}

TEST(Zone, NamesWhatItDoesNotKnow) {
  EXPECT_EQ(Zone::Load("Nowhere/City").error(), "unknown time zone \"Nowhere/City\"");
  for (const auto* name : {"", "../../etc/passwd", "/etc/localtime", "Europe/../UTC", "Europe",
                           "zone.tab", "a b", "+25:00"}) {
    EXPECT_FALSE(Zone::Load(name)) << name;
  }
}

struct Moment {
  std::string_view zone;
  std::int64_t seconds;
  std::int32_t offset;
  std::string_view abbreviation;
};

// Moments before, among and after the transitions that the files list (they end in 2037).
TEST(Zone, KnowsOffsetsOfAllTimes) {
  constexpr Moment kRows[] = {
      {"Europe/Paris", -3'000'000'000, 561, "LMT"},
      {"Europe/Paris", 1774746000 - 1, 3600, "CET"},
      {"Europe/Paris", 1774746000, 7200, "CEST"},
      {"Europe/Paris", 4089632400 - 1, 7200, "CEST"},
      {"Europe/Paris", 4089632400 + 30 * 86'400, 7200, "CEST"},
      {"Europe/Paris", 4102444800, 3600, "CET"},
      {"Australia/Sydney", 4102444800, 39600, "AEDT"},
      {"Australia/Sydney", 4102444800 + 180 * 86'400, 36000, "AEST"},
      {"America/New_York", 253'402'300'799, -18000, "EST"},
      {"Asia/Kolkata", 1770091506, 19800, "IST"},
      {"UTC", 0, 0, "UTC"},
      {"GMT+2", 0, 7200, "GMT+02:00"},
  };
  for (const Moment& row : kRows) {
    const auto zone = Zone::Load(row.zone);
    ASSERT_TRUE(zone) << zone.error();
    EXPECT_EQ(zone->At(row.seconds).offset_seconds, row.offset) << row.zone << row.seconds;
    EXPECT_EQ(zone->At(row.seconds).abbreviation, row.abbreviation) << row.zone << row.seconds;
  }
}

TEST(Zone, PutsLocalTimesOfGapsAndOverlapsWhereJavaDoes) {
  const Zone paris = Zone::Load("Europe/Paris").value();
  const auto local = [](std::string_view text) { return ParseDateTime(text)->unix_seconds; };
  EXPECT_EQ(paris.ToUnix(local("2026-03-29T02:30:00")), 1774747800);
  EXPECT_EQ(paris.ToUnix(local("2026-10-25T02:30:00")), 1792888200);
  EXPECT_EQ(paris.ToUnix(local("2026-10-25T02:30:00"), 3600), 1792888200 + 3600);
  EXPECT_EQ(paris.ToUnix(local("2026-10-25T02:30:00"), 0), 1792888200);
  EXPECT_EQ(paris.ToUnix(local("2026-06-01T00:00:00")), 1780264800);
}

TEST(Zone, ReadsPosixRules) {
  constexpr std::int64_t kJanuary = 1767225600;
  constexpr std::int64_t kJuly = 1782864000;
  constexpr struct {
    std::string_view rule;
    std::int32_t january, july;
  } kRows[] = {
      {"EST5", -18000, -18000},
      {"EST5EDT,M3.2.0,M11.1.0", -18000, -14400},
      {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 39600, 37800},
      {"IST-2IDT,M3.4.4/26,M10.5.0", 7200, 10800},
      {"AAA0BBB,J60/0,J300/0", 0, 3600},
      {"AAA0BBB-3,0/0,364/23", 10800, 10800},
  };
  for (const auto& row : kRows) {
    const auto rule = PosixRule::Parse(row.rule);
    ASSERT_TRUE(rule) << row.rule;
    EXPECT_EQ(rule->At(kJanuary).offset_seconds, row.january) << row.rule;
    EXPECT_EQ(rule->At(kJuly).offset_seconds, row.july) << row.rule;
  }
  for (const auto* text : {"", "E", "<+1", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.1.0,M1.1.0",
                           "EST5EDT,M3.2.0,M11.1.0x", "EST5EDT,J0,J1"}) {
    EXPECT_FALSE(PosixRule::Parse(text)) << text;
  }
}

TEST(Zone, RefusesFilesThatAreNotWhole) {
  std::string header = "TZif2" + std::string(15, '\0');
  const auto count = [](unsigned char n) { return std::string(3, '\0') + static_cast<char>(n); };
  const std::string counts = count(0) + count(0) + count(0) + count(0) + count(1) + count(4);
  const std::string block = std::string("\0\0\x0e\x10\0\0", 6) + std::string("ABC\0", 4);
  const std::string file = header + counts + block + header + counts + block + "\nABC-1\n";
  const auto zone = Zone::FromTzif(file);
  ASSERT_TRUE(zone);
  EXPECT_EQ(zone->At(0).offset_seconds, 3600);
  EXPECT_EQ(zone->At(0).abbreviation, "ABC");
  const std::size_t needed = file.size() - 7;
  for (std::size_t size = 0; size < needed; ++size) {
    EXPECT_FALSE(Zone::FromTzif(std::string_view(file).substr(0, size))) << size;
  }
  std::string huge = file;
  for (std::size_t i = 20; i < 44; ++i) huge[i] = '\x7f';
  EXPECT_FALSE(Zone::FromTzif(huge));
}

}  // namespace
}  // namespace wireproof::mock
