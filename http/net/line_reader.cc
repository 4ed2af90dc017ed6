#include "http/net/line_reader.h"

#include <fmt/format.h>

#include <utility>

namespace wireproof::net {

Task<std::expected<std::optional<std::string>, IoError>> LineReader::ReadLine() {
  while (true) {
    const std::size_t end = buffer_.find('\n', searched_);
    if (end != std::string::npos && end <= line_limit_bytes_) {
      std::optional<std::string> line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      searched_ = 0;
      co_return std::move(line);
    }
    searched_ = buffer_.size();
    if (end != std::string::npos || buffer_.size() > line_limit_bytes_) {
      co_return std::unexpected(IoError{
          IoErrorKind::kOther, fmt::format("read a line from {}: it is longer than {} bytes",
                                           stream_.peer_name(), line_limit_bytes_)});
    }
    auto count = co_await stream_.Read(chunk_);
    if (!count) co_return std::unexpected(std::move(count.error()));
    if (*count > 0) {
      buffer_.append(chunk_.data(), *count);
    } else if (buffer_.empty()) {
      co_return std::optional<std::string>();
    } else {
      co_return std::unexpected(
          IoError{IoErrorKind::kOther,
                  fmt::format("read a line from {}: it ended within a line", stream_.peer_name())});
    }
  }
}

}  // namespace wireproof::net
