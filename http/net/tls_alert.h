// The names of TLS alerts. Inside http/net only.
#pragma once

#include <string>

namespace wireproof::net {

// The name in the registry of RFC 8446 section 6 (and its ancestors'), e.g. 48 -> "unknown_ca";
// "alert 200" for a number without one.
std::string AlertName(int number);

}  // namespace wireproof::net
