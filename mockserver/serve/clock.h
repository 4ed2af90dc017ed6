// The mock's clock: the system's, or frozen and moved by hand. Delays run by it.
#pragma once

#include <chrono>
#include <cstdint>

#include "http/net/sync.h"
#include "http/net/task.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {

// All on the mock's loop.
class MockClock {
 public:
  explicit MockClock(net::Executor executor);

  // Microseconds since 1970.
  std::int64_t now_us() const;
  DateTime now() const { return TimeOf(now_us()); }
  static DateTime TimeOf(std::int64_t unix_us);
  bool frozen() const { return frozen_; }

  // Stops at that time (or now). Delays under way then wait to be advanced.
  void FreezeAt(std::int64_t unix_us);
  void Freeze();
  // Moves on; wakes the delays whose time has come. Moves a running clock too.
  void Advance(std::chrono::microseconds by);
  // Back to the system's time.
  void Resume();

  // Waits until that much of this clock's time has passed.
  net::Task<void> SleepFor(std::chrono::microseconds duration);

 private:
  net::Executor executor_;
  net::Signal changed_;
  bool frozen_ = false;
  std::int64_t frozen_at_us_ = 0;
  std::int64_t shift_us_ = 0;  // of a running clock, from the system's
};

}  // namespace wireproof::mock
