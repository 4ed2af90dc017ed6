// Reads more than one piece.
#pragma once

#include <cstddef>
#include <expected>
#include <string>

#include "http/net/io_error.h"
#include "http/net/stream.h"
#include "http/net/task.h"

namespace wireproof::net {

// Exactly `count` bytes; fewer only if the peer's direction ended before.
Task<std::expected<std::string, IoError>> ReadExactly(Stream& stream, std::size_t count);

// Everything until the peer's direction ends. More than `limit_bytes` is the error kOther.
Task<std::expected<std::string, IoError>> ReadToEnd(Stream& stream, std::size_t limit_bytes);

}  // namespace wireproof::net
