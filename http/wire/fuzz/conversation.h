// One fuzzed conversation: what every input must satisfy.
#pragma once

#include <string>
#include <string_view>

#include "http/wire/role.h"

namespace wireproof::wire {

// Reads the octets whole and cut at `cut`, in both dialects, and aborts where the two readings
// differ, where a connection goes on for ever, or where it reads more than it was given.
void CheckConversation(Role role, std::string_view octets, std::size_t cut);

}  // namespace wireproof::wire
