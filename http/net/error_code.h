// From the system's error codes to IoError. Inside http/net only.
#pragma once

#include <string_view>
#include <system_error>

#include "http/net/io_error.h"

namespace wireproof::net {

// The kind that callers tell apart.
IoErrorKind KindOf(const std::error_code& code);

// "<step> <peer>: <the system's words>", e.g. "read from 127.0.0.1:80: Connection reset by peer".
IoError ToIoError(const std::error_code& code, std::string_view step, std::string_view peer);

// The same for an errno value.
IoError ErrnoToIoError(int number, std::string_view step, std::string_view peer);

}  // namespace wireproof::net
