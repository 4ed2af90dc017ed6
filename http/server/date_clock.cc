#include "http/server/date_clock.h"

#include <chrono>
#include <utility>

#include "http/wire/date.h"

namespace wireproof::server {
namespace {

std::int64_t SystemSeconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace

DateClock::DateClock(std::function<std::int64_t()> seconds) : seconds_(std::move(seconds)) {
  if (!seconds_) seconds_ = SystemSeconds;
}

const std::string& DateClock::Now() {
  const std::int64_t now = seconds_();
  if (now != shown_) {
    text_ = wire::FormatHttpDate(now);
    shown_ = now;
  }
  return text_;
}

}  // namespace wireproof::server
