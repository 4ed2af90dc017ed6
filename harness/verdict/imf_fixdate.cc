#include "harness/verdict/imf_fixdate.h"

#include "http/wire/date.h"

namespace wireproof::harness {

bool IsImfFixdate(std::string_view value) {
  // The obsolete forms and a wrong name of the day do not survive being written again; so the time
  // at which two-digit years are settled does not matter.
  const auto seconds = wire::ParseHttpDate(value, 0);
  return seconds && wire::FormatHttpDate(*seconds) == value;
}

}  // namespace wireproof::harness
