// The value of Date, made once a second.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace wireproof::server {

class DateClock {
 public:
  // `seconds` gives the time since 1970 in UTC; the system's clock if there is none.
  explicit DateClock(std::function<std::int64_t()> seconds = {});

  // IMF-fixdate (RFC 9110 section 5.6.7). Valid until the next call.
  const std::string& Now();

 private:
  std::function<std::int64_t()> seconds_;
  std::int64_t shown_ = -1;
  std::string text_;
};

}  // namespace wireproof::server
