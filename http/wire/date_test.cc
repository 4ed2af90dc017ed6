#include "http/wire/date.h"

#include <gtest/gtest.h>

#include <string>

namespace wireproof::wire {
namespace {

constexpr std::int64_t kExample = 784111777;  // the date that RFC 9110 section 5.6.7 uses
constexpr std::int64_t kNow = 1700000000;     // in 2023

TEST(HttpDate, IsWrittenAsImfFixdate) {
  EXPECT_EQ(FormatHttpDate(kExample), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(FormatHttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(FormatHttpDate(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(FormatHttpDate(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
  EXPECT_EQ(FormatHttpDate(INT64_MAX), "Fri, 31 Dec 9999 23:59:59 GMT");
  EXPECT_EQ(FormatHttpDate(INT64_MIN).substr(5, 11), "01 Jan 0000");
}

TEST(HttpDate, IsReadInThreeForms) {
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", kNow), kExample);
  EXPECT_EQ(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT", kNow), kExample);
  EXPECT_EQ(ParseHttpDate("Sun Nov  6 08:49:37 1994", kNow), kExample);
  EXPECT_EQ(ParseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT", kNow), 1483228800);
}

TEST(HttpDate, RoundTrips) {
  for (std::int64_t t = -2000000000; t < 5000000000; t += 12345678) {
    EXPECT_EQ(ParseHttpDate(FormatHttpDate(t), kNow), t);
  }
}

TEST(HttpDate, PutsTwoDigitYearsAtMostFiftyYearsAhead) {
  auto year = [](std::string digits) {
    const auto time = ParseHttpDate("Sunday, 06-Nov-" + digits + " 08:49:37 GMT", kNow);
    return FormatHttpDate(time.value()).substr(12, 4);
  };
  EXPECT_EQ(year("73"), "2073");
  EXPECT_EQ(year("74"), "1974");
  EXPECT_EQ(year("00"), "2000");
}

TEST(HttpDate, IsRefusedInAnyOtherSpelling) {
  for (const char* bad : {"", "Sun, 06 Nov 1994 08:49:37", "Sun, 6 Nov 1994 08:49:37 GMT",
                          "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
                          "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                          "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
                          "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
                          "Sunday, 06 Nov 1994 08:49:37 GMT", "784111777",
                          "Sun Nov 06 08:49:37 1994 GMT", "Sun, 0\xd9\xa0 Nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(ParseHttpDate(bad, kNow)) << bad;
  }
}

}  // namespace
}  // namespace wireproof::wire
