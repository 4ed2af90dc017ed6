#include "http/net/read_all.h"

#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

namespace wireproof::net {

Task<std::expected<std::string, IoError>> ReadExactly(Stream& stream, std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    auto got = co_await stream.Read(std::span<char>(bytes).subspan(filled));
    if (!got) co_return std::unexpected(std::move(got.error()));
    if (*got == 0) break;
    filled += *got;
  }
  bytes.resize(filled);
  co_return std::move(bytes);
}

Task<std::expected<std::string, IoError>> ReadToEnd(Stream& stream, std::size_t limit_bytes) {
  std::string bytes;
  std::vector<char> buffer(16384);
  while (true) {
    auto got = co_await stream.Read(buffer);
    if (!got) co_return std::unexpected(std::move(got.error()));
    if (*got == 0) co_return std::move(bytes);
    bytes.append(buffer.data(), *got);
    if (bytes.size() > limit_bytes) {
      co_return std::unexpected(IoError{
          IoErrorKind::kOther,
          fmt::format("read from {}: more than {} bytes came", stream.peer_name(), limit_bytes)});
    }
  }
}

}  // namespace wireproof::net
