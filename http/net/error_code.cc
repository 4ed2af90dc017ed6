#include "http/net/error_code.h"

#include <fmt/format.h>

#include <asio/error.hpp>

namespace wireproof::net {

IoErrorKind KindOf(const std::error_code& code) {
  if (code == asio::error::connection_refused) return IoErrorKind::kRefused;
  if (code == asio::error::connection_reset || code == asio::error::broken_pipe ||
      code == asio::error::connection_aborted) {
    return IoErrorKind::kReset;
  }
  if (code == asio::error::timed_out) return IoErrorKind::kTimeout;
  if (code == asio::error::operation_aborted || code == asio::error::bad_descriptor) {
    return IoErrorKind::kClosed;
  }
  return IoErrorKind::kOther;
}

IoError ToIoError(const std::error_code& code, std::string_view step, std::string_view peer) {
  return IoError{KindOf(code), fmt::format("{} {}: {}", step, peer, code.message())};
}

IoError ErrnoToIoError(int number, std::string_view step, std::string_view peer) {
  return ToIoError(std::error_code(number, asio::error::get_system_category()), step, peer);
}

}  // namespace wireproof::net
