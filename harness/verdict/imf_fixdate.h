// IMF-fixdate, the one form in which dates are sent (RFC 9110 section 5.6.7).
#pragma once

#include <string_view>

namespace wireproof::harness {

// In full: the form, the calendar, the name of the day. False for the two obsolete forms.
bool IsImfFixdate(std::string_view value);

}  // namespace wireproof::harness
