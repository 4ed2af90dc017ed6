#include "http/net/tls_connection.h"

#include <fmt/format.h>

#include <cassert>
#include <expected>
#include <span>
#include <string_view>
#include <utility>

#include "http/net/tls_context_state.h"

namespace wireproof::net {
namespace {

// What one step below sends at most; so a large Write needs no buffer of its size.
constexpr std::size_t kWriteBytes = 65536;

// Marks that a coroutine is at work, and wakes those who wait for it whichever way it ends.
class Busy {
 public:
  Busy(bool& flag, Signal& changed) : flag_(flag), changed_(changed) { flag_ = true; }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;
  ~Busy() {
    flag_ = false;
    changed_.NotifyAll();
  }

 private:
  bool& flag_;
  Signal& changed_;
};

}  // namespace

TlsConnection::TlsConnection(std::unique_ptr<Stream> below, TlsContext context)
    : below_(std::move(below)),
      context_(std::move(context)),
      engine_(context_.state()),
      changed_(below_->executor()) {}

Task<std::expected<void, IoError>> TlsConnection::Handshake() {
  while (true) {
    const TlsEngine::Step step = engine_.Handshake();
    // Where sending fails, the peer's alert may still be there to read.
    (void)co_await Flush();
    if (step == TlsEngine::Step::kDone) {
      facts_ = engine_.Facts();
      co_return std::expected<void, IoError>();
    }
    if (step != TlsEngine::Step::kWantInput) {
      co_return std::unexpected(TlsError("perform the TLS handshake with"));
    }
    auto filled = co_await Fill();
    if (!filled) co_return std::unexpected(std::move(filled.error()));
    if (!*filled) {
      co_return std::unexpected(
          IoError{IoErrorKind::kClosed,
                  fmt::format("perform the TLS handshake with {}: the stream ended", peer_name())});
    }
  }
}

Task<std::expected<std::size_t, IoError>> TlsConnection::Read(std::span<char> buffer) {
  assert(!buffer.empty());
  while (true) {
    std::size_t count = 0;
    const TlsEngine::Step step = engine_.Read(buffer, count);
    // An answer to a message of TLS itself, or an alert. Where another coroutine sends already, it
    // takes this along; where sending fails, the next Write tells.
    if (engine_.has_output() && !flushing_) (void)co_await Flush();
    switch (step) {
      case TlsEngine::Step::kDone:
        co_return count;
      case TlsEngine::Step::kCloseNotify:
        peer_end_ = PeerEnd::kCloseNotify;
        co_return std::size_t{0};
      case TlsEngine::Step::kFailed:
        co_return std::unexpected(TlsError("read from"));
      case TlsEngine::Step::kWantInput:
        break;
    }
    auto filled = co_await Fill();
    if (!filled) {
      if (filled.error().kind == IoErrorKind::kReset) peer_end_ = PeerEnd::kReset;
      co_return std::unexpected(std::move(filled.error()));
    }
    if (!*filled) {
      peer_end_ = PeerEnd::kFin;
      co_return std::size_t{0};
    }
  }
}

Task<std::expected<void, IoError>> TlsConnection::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (half_closed_) {
      co_return std::unexpected(
          IoError{IoErrorKind::kClosed,
                  fmt::format("write to {}: this side has ended its direction", peer_name())});
    }
    const std::string_view part = bytes.substr(0, kWriteBytes);
    const TlsEngine::Step step = engine_.Write(part);
    auto flushed = co_await Flush();
    if (!flushed) co_return std::unexpected(std::move(flushed.error()));
    if (step == TlsEngine::Step::kDone) {
      bytes.remove_prefix(part.size());
      continue;
    }
    if (step != TlsEngine::Step::kWantInput) co_return std::unexpected(TlsError("write to"));
    auto filled = co_await Fill();  // a renegotiation goes first
    if (!filled) co_return std::unexpected(std::move(filled.error()));
    if (!*filled) {
      co_return std::unexpected(
          IoError{IoErrorKind::kReset,
                  fmt::format("write to {}: it ended within a handshake", peer_name())});
    }
  }
  co_return std::expected<void, IoError>();
}

Task<std::expected<void, IoError>> TlsConnection::HalfClose() {
  if (!half_closed_) {
    half_closed_ = true;
    engine_.SendCloseNotify();
    auto flushed = co_await Flush();
    if (!flushed) co_return std::unexpected(std::move(flushed.error()));
  }
  co_return co_await below_->HalfClose();
}

Task<void> TlsConnection::Close(bool close_notify) {
  if (close_notify && !half_closed_) {
    half_closed_ = true;
    engine_.SendCloseNotify();
    (void)co_await Flush();
  }
  co_await below_->Close();
}

Task<std::expected<void, IoError>> TlsConnection::WriteRaw(std::string_view bytes) {
  auto flushed = co_await Flush();
  if (!flushed) co_return std::unexpected(std::move(flushed.error()));
  co_return co_await below_->Write(bytes);
}

Task<std::expected<void, IoError>> TlsConnection::Flush() {
  while (flushing_) co_await changed_.Wait();
  const Busy busy(flushing_, changed_);
  while (engine_.has_output()) {
    if (output_cut_) {
      co_return std::unexpected(IoError{
          IoErrorKind::kClosed, fmt::format("write to {}: an earlier write failed", peer_name())});
    }
    engine_.TakeOutput(sending_);
    output_cut_ = true;  // unless it goes well: a cancellation may unwind us here
    auto sent = co_await below_->Write(sending_);
    if (!sent) co_return std::unexpected(std::move(sent.error()));
    output_cut_ = false;
  }
  co_return std::expected<void, IoError>();
}

Task<std::expected<bool, IoError>> TlsConnection::Fill() {
  if (filling_) {
    co_await changed_.Wait();
    co_return true;
  }
  const Busy busy(filling_, changed_);
  auto count = co_await below_->Read(engine_.InputSpace());
  if (!count) co_return std::unexpected(std::move(count.error()));
  engine_.AddInput(*count);
  received_bytes_ += *count;
  co_return *count > 0;
}

IoError TlsConnection::TlsError(std::string_view step) const {
  std::string message = fmt::format("{} {}: ", step, below_->peer_name());
  if (const TlsAlert* alert = engine_.LastAlert(/*sent=*/false)) {
    message += fmt::format("the peer sent the TLS alert {} ({})", alert->name, engine_.words());
  } else {
    message += fmt::format("TLS: {}", engine_.words());
  }
  return IoError{IoErrorKind::kTls, std::move(message)};
}

}  // namespace wireproof::net
