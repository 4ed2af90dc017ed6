// Reads lines from a stream, for protocols of one message a line.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "http/net/io_error.h"
#include "http/net/stream.h"
#include "http/net/task.h"

namespace wireproof::net {

class LineReader {
 public:
  // `line_limit_bytes`: a longer line is an error, so that a peer cannot fill our memory.
  LineReader(Stream& stream, std::size_t line_limit_bytes)
      : stream_(stream), line_limit_bytes_(line_limit_bytes), chunk_(kChunkBytes) {}

  // The next line without its '\n' (a '\r' before it stays); nothing at the end of the stream. A
  // last line without '\n' is an error, as is one that is too long: kOther, and the words say
  // which. If it is cancelled, what came is kept for the next call.
  Task<std::expected<std::optional<std::string>, IoError>> ReadLine();

  // What came since the last line; for messages.
  const std::string& pending() const { return buffer_; }

 private:
  static constexpr std::size_t kChunkBytes = 16384;

  Stream& stream_;
  std::size_t line_limit_bytes_;
  std::string buffer_;        // what came and was not given out yet
  std::size_t searched_ = 0;  // of it, how much is known to have no '\n'
  std::vector<char> chunk_;   // what Read fills
};

}  // namespace wireproof::net
