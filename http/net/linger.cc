#include "http/net/linger.h"

#include <expected>
#include <utility>
#include <vector>

#include "http/net/io_error.h"

namespace wireproof::net {
namespace {

Task<std::expected<LingerEnd, IoError>> Drain(Stream& stream, std::size_t limit_bytes) {
  auto ended = co_await stream.HalfClose();
  if (!ended) co_return std::unexpected(std::move(ended.error()));
  std::vector<char> buffer(16384);
  std::size_t drained = 0;
  while (drained < limit_bytes) {
    auto count = co_await stream.Read(buffer);
    if (!count) co_return std::unexpected(std::move(count.error()));
    if (*count == 0) co_return LingerEnd::kPeerEnded;
    drained += *count;
  }
  co_return LingerEnd::kLimit;
}

}  // namespace

Task<LingerEnd> CloseLingering(Stream& stream, LingerOptions options) {
  Waiting waiting("close the connection", stream.peer_name());
  auto end = co_await WithDeadline(options.deadline, std::move(waiting),
                                   Drain(stream, options.drain_limit_bytes));
  // Our direction has ended, or can't be ended in order any more: nothing is sent here.
  co_await stream.Close(/*close_notify=*/false);
  if (end) co_return *end;
  co_return end.error().kind == IoErrorKind::kTimeout ? LingerEnd::kDeadline : LingerEnd::kFailed;
}

}  // namespace wireproof::net
