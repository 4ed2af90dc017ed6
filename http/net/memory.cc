#include "http/net/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <deque>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

#include "http/net/sync.h"

namespace wireproof::net {
namespace {

// One direction of the pair: a queue of pieces.
struct Direction {
  Direction(const Executor& executor, Fragmentation chosen, std::size_t limit)
      : fragmentation(std::move(chosen)), limit_bytes(limit), changed(executor) {}

  // How much of `left` bytes of a Write is the next piece.
  std::size_t NextPiece(std::size_t left) {
    if (fragmentation.sizes.empty()) return left;
    const std::size_t size = fragmentation.sizes[next_size];
    next_size = (next_size + 1) % fragmentation.sizes.size();
    return std::clamp<std::size_t>(size, 1, left);
  }

  // Moves bytes of the first piece to the buffer.
  std::size_t Take(std::span<char> buffer) {
    std::string& piece = pieces.front();
    const std::size_t count = std::min(buffer.size(), piece.size() - taken_of_first);
    piece.copy(buffer.data(), count, taken_of_first);
    taken_of_first += count;
    unread_bytes -= count;
    if (taken_of_first == piece.size()) {
      pieces.pop_front();
      taken_of_first = 0;
    }
    return count;
  }

  Fragmentation fragmentation;
  std::size_t limit_bytes;
  std::size_t next_size = 0;
  std::deque<std::string> pieces;
  std::size_t taken_of_first = 0;
  std::size_t unread_bytes = 0;
  bool fin = false;          // the writer has ended it
  bool reset = false;        // the writer has reset the connection
  bool reader_gone = false;  // nobody will read what comes
  Signal changed;
};

class MemoryStream final : public Stream {
 public:
  MemoryStream(Executor executor, std::shared_ptr<Direction> in, std::shared_ptr<Direction> out,
               std::string peer)
      : executor_(std::move(executor)),
        in_(std::move(in)),
        out_(std::move(out)),
        peer_(std::move(peer)) {}

  ~MemoryStream() override { CloseNow(); }

  Task<std::expected<std::size_t, IoError>> Read(std::span<char> buffer) override {
    assert(!buffer.empty());
    const unsigned round = cancel_round_;
    while (!closed_ && round == cancel_round_) {
      if (!in_->pieces.empty()) {
        const std::size_t count = in_->Take(buffer);
        in_->changed.NotifyAll();
        co_return count;
      }
      if (in_->reset) {
        peer_end_ = PeerEnd::kReset;
        co_return std::unexpected(Failed(IoErrorKind::kReset, "read from"));
      }
      if (in_->fin) {
        peer_end_ = PeerEnd::kFin;
        co_return std::size_t{0};
      }
      co_await in_->changed.Wait();
    }
    co_return std::unexpected(Failed(IoErrorKind::kClosed, "read from"));
  }

  Task<std::expected<void, IoError>> Write(std::string_view bytes) override {
    const unsigned round = cancel_round_;
    while (!closed_ && !out_->fin && round == cancel_round_) {
      if (in_->reset || out_->reader_gone) {
        co_return std::unexpected(Failed(IoErrorKind::kReset, "write to"));
      }
      if (bytes.empty()) co_return std::expected<void, IoError>();
      if (out_->unread_bytes >= out_->limit_bytes) {
        co_await out_->changed.Wait();
        continue;
      }
      const std::size_t size = out_->NextPiece(bytes.size());
      out_->pieces.emplace_back(bytes.substr(0, size));
      out_->unread_bytes += size;
      bytes.remove_prefix(size);
      out_->changed.NotifyAll();
    }
    co_return std::unexpected(Failed(IoErrorKind::kClosed, "write to"));
  }

  Task<std::expected<void, IoError>> HalfClose() override {
    if (closed_) co_return std::unexpected(Failed(IoErrorKind::kClosed, "half-close"));
    if (in_->reset) co_return std::unexpected(Failed(IoErrorKind::kReset, "half-close"));
    out_->fin = true;
    out_->changed.NotifyAll();
    co_return std::expected<void, IoError>();
  }

  Task<void> Close(bool /*close_notify*/) override {
    CloseNow();
    co_return;
  }

  void Reset() override {
    if (!closed_) out_->reset = true;
    CloseNow();
  }

  void Cancel() override {
    ++cancel_round_;
    in_->changed.NotifyAll();
    out_->changed.NotifyAll();
  }

  PeerEnd peer_end() const override { return peer_end_; }
  Executor executor() override { return executor_; }
  std::string peer_name() const override { return peer_; }

 private:
  void CloseNow() {
    if (closed_) return;
    closed_ = true;
    out_->fin = true;
    if (in_->unread_bytes > 0) out_->reset = true;
    in_->reader_gone = true;
    in_->changed.NotifyAll();
    out_->changed.NotifyAll();
  }

  IoError Failed(IoErrorKind kind, std::string_view step) {
    const bool reset = kind == IoErrorKind::kReset;
    if (reset) peer_end_ = PeerEnd::kReset;
    return IoError{kind, fmt::format("{} {}: {}", step, peer_,
                                     reset ? "Connection reset by peer" : "closed or cancelled")};
  }

  Executor executor_;
  std::shared_ptr<Direction> in_;
  std::shared_ptr<Direction> out_;
  std::string peer_;
  PeerEnd peer_end_ = PeerEnd::kOpen;
  bool closed_ = false;
  unsigned cancel_round_ = 0;
};

}  // namespace

StreamPair MakeStreamPair(Executor executor, MemoryOptions options) {
  auto forth = std::make_shared<Direction>(executor, std::move(options.first_to_second),
                                           options.buffer_limit_bytes);
  auto back = std::make_shared<Direction>(executor, std::move(options.second_to_first),
                                          options.buffer_limit_bytes);
  return StreamPair{
      std::make_unique<MemoryStream>(executor, back, forth, std::move(options.first_peer_name)),
      std::make_unique<MemoryStream>(executor, forth, back, std::move(options.second_peer_name))};
}

}  // namespace wireproof::net
