#include "harness/run/bench.h"

#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(PaceFrom, FollowsFromTheSlowestExchangeAndItsCompany) {
  struct Row {
    long slowest_us;
    std::size_t in_flight;
    long slowest_ms, deadline_ms, quiet_ms;
  };
  const Row rows[] = {
      {0, 0, 0, 0, 5},
      {0, 32, 0, 0, 5},
      {1, 1, 1, 20, 5},
      {1000, 1, 1, 20, 5},
      {1001, 1, 2, 40, 8},
      {10000, 1, 10, 200, 40},
      {10000, 5, 10, 200, 40},
      {10000, 32, 10, 1280, 40},
      {60000, 1, 60, 1200, 240},
      {100000, 1, 100, 2000, 250},
      {900000, 1, 900, 10000, 250},
      {10000000, 512, 10000, 10000, 250},
  };
  for (const Row& row : rows) {
    const Pace pace = PaceFrom(microseconds(row.slowest_us), row.in_flight);
    EXPECT_EQ(pace.slowest_exchange, milliseconds(row.slowest_ms)) << row.slowest_us;
    EXPECT_EQ(pace.deadline, milliseconds(row.deadline_ms)) << row.slowest_us;
    EXPECT_EQ(pace.quiet, milliseconds(row.quiet_ms)) << row.slowest_us;
  }
}

}  // namespace
}  // namespace wireproof::harness
