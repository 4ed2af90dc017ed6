#include "http/script/player_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "http/net/deadline.h"
#include "http/net/loop.h"
#include "http/script/player_tls.h"

namespace wireproof::script {
namespace {

// The size of the piece that begins at `at`.
std::size_t PieceSize(Delivery delivery, std::size_t at, std::size_t size) {
  constexpr std::size_t kFirstSplit = 3;
  constexpr std::size_t kSplit = 7;
  const std::size_t rest = size - at;
  if (at >= kMaxBytewise) return rest;
  switch (delivery) {
    case Delivery::kBytewise:
      return 1;
    case Delivery::kSplit:
      return std::min(rest, at == 0 ? kFirstSplit : kSplit);
    case Delivery::kWhole:
    case Delivery::kCoalesced:
      return rest;
  }
  return rest;
}

// RFC 8446 section 6.
constexpr int kCloseNotify = 0;

// bad_certificate to certificate_unknown, unknown_ca, access_denied, certificate_required.
bool SpeaksOfCertificates(const net::TlsAlert& alert) {
  constexpr std::array kNumbers = {42, 43, 44, 45, 46, 48, 49, 116};
  return std::ranges::find(kNumbers, alert.number) != kNumbers.end();
}

}  // namespace

PlayerConnection::PlayerConnection(std::shared_ptr<Stage> stage, std::string name,
                                   std::size_t index, MessageReader::Kind reads)
    : stage_(std::move(stage)), index_(index), reads_(reads), reader_(reads) {
  transcript_.name = std::move(name);
}

void PlayerConnection::Record(EventKind kind, std::string bytes, std::string detail) {
  if (stage_->finished) return;
  const auto since = std::chrono::steady_clock::now() - stage_->begun;
  transcript_.events.push_back(
      {.at_us = std::chrono::duration_cast<std::chrono::microseconds>(since).count(),
       .kind = kind,
       .bytes = std::move(bytes),
       .detail = std::move(detail)});
}

ConnectionTranscript PlayerConnection::TakeTranscript() {
  return std::move(transcript_);
}

void PlayerConnection::Adopt(std::unique_ptr<net::Stream> stream) {
  stream_ = std::move(stream);
  Record(EventKind::kConnected);
}

void PlayerConnection::Fail(EventKind kind, std::string detail) {
  Record(kind, {}, std::move(detail));
  reader_.End(false);
  ended_ = true;
  ++activity_;
  stage_->changed.NotifyAll();
}

// --- The handshake ---

net::Task<HandshakeEnd> PlayerConnection::HandshakeAsClient(const TlsSettings& settings,
                                                            std::string host) {
  transcript_.tls = true;
  auto context = ClientContext(settings, stage_->options.credentials.get());
  if (!context) {
    stream_.reset();
    Fail(EventKind::kHandshakeRefusedByUs, "our TLS settings: " + context.error());
    co_return HandshakeEnd::kFailed;
  }
  net::TlsClientOptions options{.server_name = settings.server_name.value_or(host),
                                .send_sni = settings.server_name != "",
                                .deadline = net::Deadline::After(stage_->options.deadline)};
  auto made =
      co_await net::HandshakeClient(std::move(stream_), std::move(*context), std::move(options));
  co_return TakeHandshake(std::move(made));
}

net::Task<HandshakeEnd> PlayerConnection::HandshakeAsServer(const TlsSettings& settings) {
  transcript_.tls = true;
  auto context = ServerContext(settings, stage_->options.credentials.get());
  if (!context) {
    stream_.reset();
    Fail(EventKind::kHandshakeRefusedByUs, "our TLS settings: " + context.error());
    co_return HandshakeEnd::kFailed;
  }
  net::TlsServerOptions options{.deadline = net::Deadline::After(stage_->options.deadline)};
  auto made =
      co_await net::HandshakeServer(std::move(stream_), std::move(*context), std::move(options));
  co_return TakeHandshake(std::move(made));
}

HandshakeEnd PlayerConnection::TakeHandshake(
    std::expected<std::unique_ptr<net::TlsStream>, net::TlsFailure> made) {
  if (made) {
    tls_ = made->get();
    stream_ = std::move(*made);
    const net::TlsFacts facts = stream_->tls().value_or(net::TlsFacts{});
    transcript_.tls_version = facts.version;
    transcript_.alpn = facts.alpn;
    Record(EventKind::kHandshakeDone, {}, fmt::format("{}, {}", facts.version, facts.cipher));
    ++activity_;
    stage_->changed.NotifyAll();
    return HandshakeEnd::kDone;
  }
  const EventKind kind = EventOf(made.error());
  if (kind == EventKind::kMissed) {
    Fail(kind, "handshake");
    return HandshakeEnd::kMissed;
  }
  Record(kind, {}, net::ToString(made.error()));
  // The stream was ours to close where it did not end by itself.
  if (kind != EventKind::kHandshakeCut) {
    Fail(EventKind::kClosed, {});
  } else {
    Fail(made.error().reset ? EventKind::kPeerReset : EventKind::kPeerFin, {});
  }
  return HandshakeEnd::kFailed;
}

// --- Reading ---

net::Task<void> PlayerConnection::ReadToEnd(std::shared_ptr<PlayerConnection> self) {
  constexpr std::size_t kBufferBytes = 64u << 10;
  std::vector<char> buffer(kBufferBytes);
  // However it ends, by an exception too: who waits for it must see that.
  struct Reading {
    explicit Reading(PlayerConnection& of) : connection(of) { connection.reading_ = true; }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    ~Reading() {
      connection.reading_ = false;
      connection.stage_->changed.NotifyAll();
    }
    PlayerConnection& connection;
  };
  const Reading reading(*self);
  while (!self->stop_reading_ && !self->closed_) {
    const auto got = co_await self->stream_->Read(buffer);
    if (!got) {
      self->TakeReadError(got.error());
      break;
    }
    if (*got == 0) {
      self->TakePeerEnd();
      break;
    }
    self->TakeBytes(std::string_view(buffer.data(), *got));
  }
}

net::Task<void> PlayerConnection::StopReading() {
  stop_reading_ = true;
  stream_->Cancel();
  while (reading_) co_await stage_->changed.Wait();
  stop_reading_ = false;
}

void PlayerConnection::TakeBytes(std::string_view bytes) {
  Record(EventKind::kReceived, std::string(bytes));
  received_ += bytes.size();
  ++activity_;
  const MessageSequence& sequence = reader_.sequence();
  const std::size_t heads = sequence.heads;
  const std::size_t wholes = sequence.Complete();
  const bool malformed = sequence.malformed.has_value();
  reader_.Feed(bytes);
  if (reads_ == MessageReader::Kind::kRequests) {
    stage_->heads.insert(stage_->heads.end(), sequence.heads - heads, index_);
    stage_->wholes.insert(stage_->wholes.end(), sequence.Complete() - wholes, index_);
    if (sequence.malformed && !malformed) {
      // What does not parse is answered too: a peer that fell silent would look like a hang.
      const bool has_head = sequence.messages.size() > sequence.Complete();
      if (!has_head) stage_->heads.push_back(index_);
      stage_->wholes.push_back(index_);
    }
  }
  if (received_ > kMaxReceived) {
    Record(EventKind::kReset, {}, fmt::format("more than {} bytes received", kMaxReceived));
    closed_ = true;
    stream_->Reset();
  }
  stage_->changed.NotifyAll();
}

void PlayerConnection::TakePeerEnd() {
  const bool close_notify = stream_->peer_end() == net::PeerEnd::kCloseNotify;
  Record(close_notify ? EventKind::kPeerCloseNotify : EventKind::kPeerFin);
  // Over TLS, FIN alone may be a truncation (RFC 9112 section 9.8).
  reader_.End(close_notify || tls_ == nullptr);
  ended_ = true;
  ++activity_;
}

void PlayerConnection::TakeReadError(const net::IoError& error) {
  if (closed_ || stop_reading_ || error.kind == net::IoErrorKind::kClosed) return;
  if (error.kind == net::IoErrorKind::kTls) {
    NoteLateRefusal();
    Fail(EventKind::kPeerTlsFailed, error.message);
    return;
  }
  Fail(EventKind::kPeerReset, error.message);
}

// In TLS 1.3, and with libraries that check certificates late in any version, a peer refuses when
// our side of the handshake is done: the alert is then the first thing that we read. A server that
// does so may have been sent a request by then; that it speaks of certificates tells.
void PlayerConnection::NoteLateRefusal() {
  if (tls_ == nullptr || messages().heads > 0) return;
  const bool we_spoke = reads_ == MessageReader::Kind::kResponses &&
                        (received_ > 0 || transcript_.Has(EventKind::kSent));
  for (const net::TlsAlert& alert : tls_->alerts()) {
    if (alert.sent || alert.number == kCloseNotify) continue;
    if (we_spoke && !SpeaksOfCertificates(alert)) continue;
    Record(EventKind::kHandshakeRefusedByPeer, {},
           fmt::format("alert {}, after our side of the handshake was done", alert.name));
    return;
  }
}

// --- Writing ---

net::Task<std::optional<std::string>> PlayerConnection::Send(std::string bytes, Delivery delivery) {
  if (!ready()) {
    Record(EventKind::kSendFailed, {}, "the connection is not open");
    co_return std::nullopt;
  }
  if (reads_ == MessageReader::Kind::kResponses) {
    sent_methods_.Feed(bytes);
    reader_.ExpectMethods(sent_methods_.methods());
  }
  const net::Deadline deadline = net::Deadline::After(stage_->options.deadline);
  net::Waiting waiting("send", stream_->peer_name());
  written_ = 0;
  writing_ = true;
  const auto sent =
      co_await net::WithDeadline(deadline, std::move(waiting), WritePieces(bytes, delivery));
  if (!sent && sent.error().kind == net::IoErrorKind::kTimeout) {
    co_return fmt::format("send (the peer stopped reading: {} of {} bytes are known to have gone)",
                          written_, bytes.size());
  }
  writing_ = false;
  if (!sent) Record(EventKind::kSendFailed, {}, sent.error().message);
  co_return std::nullopt;
}

net::Task<std::expected<void, net::IoError>> PlayerConnection::WritePieces(std::string_view bytes,
                                                                           Delivery delivery) {
  while (written_ < bytes.size()) {
    const std::string_view piece =
        bytes.substr(written_, PieceSize(delivery, written_, bytes.size()));
    RecordSent(piece, written_ > 0);
    auto sent = co_await stream_->Write(piece);
    if (!sent) co_return sent;
    written_ += piece.size();
    // So that the reader keeps up, and the pieces do not all leave at once.
    if (written_ < bytes.size()) co_await net::Yield();
  }
  co_return std::expected<void, net::IoError>();
}

// Pieces of one Send with nothing in between are one event: thousands would tell no more.
void PlayerConnection::RecordSent(std::string_view piece, bool goes_on) {
  auto& events = transcript_.events;
  if (goes_on && !stage_->finished && events.back().kind == EventKind::kSent) {
    events.back().bytes += piece;
  } else {
    Record(EventKind::kSent, std::string(piece));
  }
}

net::Task<std::optional<std::string>> PlayerConnection::HalfClose() {
  if (!ready()) {
    Record(EventKind::kSendFailed, {}, "half-close: the connection is not open");
    co_return std::nullopt;
  }
  Record(EventKind::kHalfClosed);
  half_closed_ = true;
  writing_ = true;
  const net::Deadline deadline = net::Deadline::After(stage_->options.deadline);
  net::Waiting waiting("half-close", stream_->peer_name());
  const auto done = co_await net::WithDeadline(deadline, std::move(waiting), stream_->HalfClose());
  if (!done && done.error().kind == net::IoErrorKind::kTimeout) co_return "half_close";
  writing_ = false;
  if (!done) Record(EventKind::kSendFailed, {}, done.error().message);
  co_return std::nullopt;
}

net::Task<std::optional<std::string>> PlayerConnection::Close(bool close_notify) {
  if (!ready()) co_return std::nullopt;
  if (writing_) {  // a part of a record may be on its way: nothing orderly can follow
    Reset();
    co_return std::nullopt;
  }
  Record(EventKind::kClosed);
  closed_ = true;
  stage_->changed.NotifyAll();
  const net::Deadline deadline = net::Deadline::After(stage_->options.deadline);
  net::Waiting waiting("close", stream_->peer_name());
  const auto done =
      co_await net::WithDeadline(deadline, std::move(waiting), stream_->Close(close_notify));
  if (done) co_return std::nullopt;
  stream_->Reset();
  co_return "close";
}

void PlayerConnection::Reset() {
  if (!ready()) return;
  Record(EventKind::kReset);
  closed_ = true;
  stream_->Reset();
  stage_->changed.NotifyAll();
}

}  // namespace wireproof::script
