#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/match/value_pattern.h"

namespace wireproof::mock {
namespace {

// The zone of the machine, for the time of a test.
class SystemZoneSetting {
 public:
  explicit SystemZoneSetting(const char* name) {
    if (const char* set = std::getenv("TZ")) before_ = set;
    setenv("TZ", name, 1);
  }
  ~SystemZoneSetting() {
    if (before_) {
      setenv("TZ", before_->c_str(), 1);
    } else {
      unsetenv("TZ");
    }
  }
  SystemZoneSetting(const SystemZoneSetting&) = delete;
  SystemZoneSetting& operator=(const SystemZoneSetting&) = delete;

 private:
  std::optional<std::string> before_;
};

OperatorResult Read(std::string_view json) {
  return DateOperatorFromJson(ReadJson(json).value(), "/p");
}

double DistanceOf(std::string_view json, std::optional<std::string_view> value,
                  std::string_view now = "2026-02-15T13:14:15Z") {
  const auto op = Read(json);
  if (!op) return -1;
  return (*op)->Distance(value, {.now = ParseDateTime(now).value()});
}

struct Row {
  std::string_view pattern;
  std::string_view value;
  double distance;
};

// Measured on WireMock 3.13.2 in the zone UTC; where a value matches its distance is 0 here.
TEST(DateOperators, CompareAsWireMockDoes) {
  const SystemZoneSetting utc("UTC");
  constexpr std::string_view kBefore = R"({"before":"2021-06-14T15:15:15Z"})";
  constexpr std::string_view kAfter = R"({"after":"2021-06-14T15:15:15"})";
  constexpr std::string_view kDay = R"({"equalToDateTime":"2021-06-14"})";
  constexpr Row kRows[] = {
      {kBefore, "2021-06-14T15:15:14Z", 0},
      {kBefore, "2021-06-14T15:15:15Z", 1e-12},
      {kBefore, "2021-06-14T17:15:14+02:00", 0},
      {kBefore, "2021-06-13", 0},
      {kBefore, "2021-06-15", 4.989423325827409E-4},
      {kBefore, "2021-06", 0},
      {kBefore, "2021", 0},
      {kBefore, "2021-06-14T15:15:14", 0},
      {kBefore, "junk", 1},
      {kBefore, "", 1},
      {kBefore, "Mon, 14 Jun 2021 15:15:14 GMT", 0},
      {kAfter, "2021-06-14T15:15:16", 0},
      {kAfter, "2021-06-14T15:15:16Z", 0},
      {kAfter, "2021-06-14T15:15:16+02:00", 0},
      {kAfter, "2021-06-14T15:15:14-05:00", 1.585489574050457E-8},
      {kAfter, "2021-06-14", 8.69914203790887E-4},
      {kDay, "2021-06-14", 0},
      {kDay, "2021-06-14T00:00:00", 0},
      {kDay, "2021-06-14T00:00:00Z", 0},
      {kDay, "2021-06-14T00:00:00+05:00", 0},
      {kDay, "2022-06-14", 1.0 / 3},
      {kDay, "1900-01-01", 0.9838097983987225},
      {R"({"equalToDateTime":"2021-06-14T00:00:00Z"})", "2021-06-14", 0},
      {R"({"equalToDateTime":"2021-06-14T00:00:00Z"})", "2021-06-14T02:00:00+02:00", 0},
      {R"({"equalToDateTime":"Mon, 14 Jun 2021 15:15:15 GMT"})", "2021-06-14T15:15:15Z", 0},
  };
  for (const Row& row : kRows) {
    EXPECT_DOUBLE_EQ(DistanceOf(row.pattern, row.value), row.distance)
        << row.pattern << " of " << row.value;
  }
  EXPECT_EQ(DistanceOf(kBefore, std::nullopt), 1);
}

TEST(DateOperators, ReadTheActualValueByItsFormat) {
  constexpr std::string_view kDay =
      R"({"equalToDateTime":"2021-06-14","actualFormat":"dd/MM/yyyy"})";
  constexpr Row kRows[] = {
      {kDay, "14/06/2021", 0},
      {kDay, "2021-06-14", 1},
      {R"({"equalToDateTime":"2021-06-14T10:00:00","actualFormat":"dd/MM/yyyy HH:mm xxx"})",
       "14/06/2021 10:00 +05:00", 0},
      {R"({"equalToDateTime":"2021-06-14T10:00:00Z","actualFormat":"unix"})", "1623664800", 0},
      // WireMock answers this with an error 500.
      {R"({"equalToDateTime":"2021-06-14T10:00:00Z","actualFormat":"unix"})", "x", 1},
      {R"({"equalToDateTime":"2021-06-14T10:00:00","actualFormat":"epoch"})", "1623664800000", 0},
  };
  for (const Row& row : kRows) {
    EXPECT_DOUBLE_EQ(DistanceOf(row.pattern, row.value), row.distance)
        << row.pattern << " of " << row.value;
  }
}

TEST(DateOperators, TruncateTheActualValueWhereWireMockDoes) {
  const SystemZoneSetting utc("UTC");
  constexpr std::string_view kZoned =
      R"({"equalToDateTime":"2021-06-01T00:00:00Z","truncateActual":"first day of month"})";
  constexpr std::string_view kLocal =
      R"({"equalToDateTime":"2021-06-01T00:00:00","truncateActual":"first day of month"})";
  constexpr Row kRows[] = {
      {kZoned, "2021-06-14T10:11:12Z", 0},
      {kZoned, "2021-06-14", 0.017496635262449527},
      {kZoned, "2021-06-14T10:11:12", 0.01805757739709034},
      {kZoned, "2021-06-14T00:00:00+05:00", 2.853067047075606E-4},
      {kLocal, "2021-06-14T10:11:12Z", 0},
      {kLocal, "2021-06-14", 0.017496635262449527},
      {R"({"equalToDateTime":"2021-06-01T00:00:00","truncateActual":"first day of month",
           "actualFormat":"yyyy-MM-dd HH:mm X"})",
       "2021-06-14 10:11 Z", 0.01805739394748961},
  };
  for (const Row& row : kRows) {
    EXPECT_DOUBLE_EQ(DistanceOf(row.pattern, row.value), row.distance)
        << row.pattern << " of " << row.value;
  }
}

// Now is 2026-02-15T13:14:15Z.
TEST(DateOperators, ReckonFromNow) {
  const SystemZoneSetting utc("UTC");
  constexpr struct {
    std::string_view pattern, equal;
  } kRows[] = {
      {R"({"equalToDateTime":"now"})", "2026-02-15T13:14:15Z"},
      {R"({"equalToDateTime":"Now"})", "2026-02-15T13:14:15Z"},
      {R"({"equalToDateTime":"now +3 days"})", "2026-02-18T13:14:15Z"},
      {R"({"equalToDateTime":"now -24 SECONDS"})", "2026-02-15T13:13:51Z"},
      {R"({"equalToDateTime":"3 months"})", "2026-05-15T13:14:15Z"},
      {R"({"equalToDateTime":"-1 year"})", "2025-02-15T13:14:15Z"},
      {R"({"equalToDateTime":"now","expectedOffset":-2,"expectedOffsetUnit":"hours"})",
       "2026-02-15T11:14:15Z"},
      {R"({"equalToDateTime":"now","truncateExpected":"first day of next month"})",
       "2026-03-01T00:00:00Z"},
      {R"({"equalToDateTime":"now -15 days","truncateExpected":"first day of month"})",
       "2026-01-17T00:00:00Z"},
      {R"({"equalToDateTime":"now -15 days","truncateExpected":"first day of month",
           "applyTruncationLast":true})",
       "2026-01-01T00:00:00Z"},
  };
  for (const auto& row : kRows) EXPECT_EQ(DistanceOf(row.pattern, row.equal), 0) << row.pattern;
  EXPECT_EQ(DistanceOf(R"({"before":"now"})", "2021-06-14"), 0);
  EXPECT_GT(DistanceOf(R"({"before":"now"})", "2121-06-14"), 0.9);
}

TEST(DateOperators, TakeLocalTimesForThoseOfTheSystemsZone) {
  const SystemZoneSetting sydney("Australia/Sydney");
  EXPECT_EQ(DistanceOf(R"({"equalToDateTime":"2026-02-15T00:00:00Z"})", "2026-02-15T11:00:00"), 0);
  EXPECT_EQ(DistanceOf(R"({"equalToDateTime":"2026-06-15T00:00:00Z"})", "2026-06-15T10:00:00"), 0);
  // The day of now begins there.
  EXPECT_EQ(DistanceOf(R"({"equalToDateTime":"now","truncateExpected":"first hour of day"})",
                       "2026-02-15T13:00:00Z"),
            0);
}

// As WireMock 3.13.2 writes them.
TEST(DateOperators, AreWrittenAsWireMockDoes) {
  constexpr struct {
    std::string_view read, written, described;
  } kRows[] = {
      {R"({"before":"2021-06-14"})", R"({"before":"2021-06-14"})", "[before] 2021-06-14"},
      {R"({"before":"now"})", R"({"before":"now +0 seconds"})", "[before] now +0 seconds"},
      {R"({"before":"NOW"})", R"({"before":"NOW"})", "[before] NOW"},
      {R"({"after":"now 3 days"})", R"({"after":"now 3 days"})", "[after] now 3 days"},
      {R"({"before":"now","expectedOffset":-3,"expectedOffsetUnit":"days",
           "truncateExpected":"FIRST_DAY_OF_MONTH","applyTruncationLast":true,
           "truncateActual":"last day of year","actualFormat":"yyyy"})",
       R"({"before":"now -3 days","actualFormat":"yyyy","truncateExpected":"first day of month",)"
       R"("truncateActual":"last day of year","applyTruncationLast":true})",
       "[before] now -3 days"},
      {R"({"after":"2021-06-14","applyTruncationLast":false})", R"({"after":"2021-06-14"})",
       "[after] 2021-06-14"},
  };
  for (const auto& row : kRows) {
    const auto op = Read(row.read);
    ASSERT_TRUE(op) << row.read << op.error().message;
    EXPECT_EQ(WriteJson((*op)->ToJson()), row.written);
    EXPECT_EQ((*op)->Describe(), row.described);
  }
}

TEST(DateOperators, RefuseWhatTheyCannotUse) {
  constexpr struct {
    std::string_view pattern, pointer, message;
  } kRows[] = {
      {R"({"before":3})", "/p/before", "before must be a string"},
      {R"({"before":null})", "/p/before", "before must be a string"},
      {R"({"before":"garbage"})", "/p/before", "expected a date"},
      {R"({"before":"3 fortnights"})", "/p/before", "unknown unit of time"},
      {R"({"before":"now +99999999999 days"})", "/p/before", "too large"},
      {R"({"before":"now","truncateExpected":"first day of week"})", "/p/truncateExpected",
       "unknown truncation"},
      {R"({"before":"now","actualFormat":"qqqqqqqq"})", "/p/actualFormat", "too many pattern"},
      {R"({"before":"now","actualFormat":3})", "/p/actualFormat", "must be a string"},
      {R"({"before":"now","applyTruncationLast":"yes"})", "/p/applyTruncationLast", "true or"},
      {R"({"before":"now","expectedOffset":3})", "/p/expectedOffset", "need each other"},
      {R"({"before":"now","expectedOffset":"3","expectedOffsetUnit":"days"})", "/p/expectedOffset",
       "whole number"},
      {R"({"before":"now","expectedOffset":3,"expectedOffsetUnit":"x"})", "/p/expectedOffsetUnit",
       "unknown unit"},
      {R"({"before":"2021-06-14","expectedOffset":3,"expectedOffsetUnit":"days"})",
       "/p/expectedOffset", "\"now\" only"},
  };
  for (const auto& row : kRows) {
    const auto op = Read(row.pattern);
    ASSERT_FALSE(op) << row.pattern;
    EXPECT_EQ(op.error().pointer, row.pointer) << row.pattern;
    EXPECT_NE(op.error().message.find(row.message), std::string::npos) << op.error().message;
  }
}

TEST(DateOperators, LeaveOtherPatternsAlone) {
  EXPECT_EQ(Read(R"({"equalTo":"now"})").value(), nullptr);
  EXPECT_EQ(Read(R"([])").value(), nullptr);
}

}  // namespace
}  // namespace wireproof::mock
