#include "mockserver/serve/clock.h"

#include <algorithm>
#include <utility>

namespace wireproof::mock {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

std::int64_t SystemNowUs() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace

MockClock::MockClock(net::Executor executor)
    : executor_(std::move(executor)), changed_(executor_) {}

std::int64_t MockClock::now_us() const {
  return frozen_ ? frozen_at_us_ : SystemNowUs() + shift_us_;
}

DateTime MockClock::TimeOf(std::int64_t unix_us) {
  std::int64_t seconds = unix_us / kMicrosPerSecond;
  std::int64_t rest = unix_us % kMicrosPerSecond;
  if (rest < 0) {
    rest += kMicrosPerSecond;
    --seconds;
  }
  DateTime time;
  time.unix_seconds = seconds;
  time.nanos = static_cast<std::int32_t>(rest * 1000);
  return time;
}

void MockClock::FreezeAt(std::int64_t unix_us) {
  frozen_ = true;
  frozen_at_us_ = unix_us;
  changed_.NotifyAll();
}

void MockClock::Freeze() {
  FreezeAt(now_us());
}

void MockClock::Advance(std::chrono::microseconds by) {
  (frozen_ ? frozen_at_us_ : shift_us_) += by.count();
  changed_.NotifyAll();
}

void MockClock::Resume() {
  frozen_ = false;
  shift_us_ = 0;
  changed_.NotifyAll();
}

net::Task<void> MockClock::SleepFor(std::chrono::microseconds duration) {
  // A clock that jumps must not make the rest longer than what was asked for: what has passed is
  // counted, step by step, as far as it went forward.
  std::int64_t left_us = duration.count();
  std::int64_t seen_us = now_us();
  while (left_us > 0) {
    if (frozen_) {
      co_await changed_.Wait();
    } else {
      const auto whole =
          std::chrono::ceil<std::chrono::milliseconds>(std::chrono::microseconds(left_us));
      (void)co_await changed_.WaitUntil(net::Deadline::After(whole));
    }
    const std::int64_t now = now_us();
    left_us -= std::max<std::int64_t>(now - seen_us, 0);
    seen_us = now;
  }
}

}  // namespace wireproof::mock
