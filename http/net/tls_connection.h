// The TlsStream: an engine and the stream below it. Inside http/net only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/net/sync.h"
#include "http/net/tls.h"
#include "http/net/tls_engine.h"

namespace wireproof::net {

class TlsConnection final : public TlsStream {
 public:
  TlsConnection(std::unique_ptr<Stream> below, TlsContext context);

  TlsEngine& engine() { return engine_; }
  // Bytes from below so far; for messages.
  std::size_t received_bytes() const { return received_bytes_; }

  // One handshake. The error is one of the stream below (kClosed: it ended), or kTls: then the
  // engine knows more.
  Task<std::expected<void, IoError>> Handshake();

  Task<std::expected<std::size_t, IoError>> Read(std::span<char> buffer) override;
  Task<std::expected<void, IoError>> Write(std::string_view bytes) override;
  Task<std::expected<void, IoError>> HalfClose() override;
  Task<void> Close(bool close_notify) override;
  bool PeerIsGone() override { return peer_end_ != PeerEnd::kOpen || below_->PeerIsGone(); }
  void Reset() override { below_->Reset(); }
  void Cancel() override { below_->Cancel(); }
  PeerEnd peer_end() const override { return peer_end_; }
  std::optional<TlsFacts> tls() const override { return facts_; }
  Executor executor() override { return below_->executor(); }
  std::string peer_name() const override { return below_->peer_name(); }

  Task<std::expected<void, IoError>> WriteRaw(std::string_view bytes) override;
  bool RequestKeyUpdate() override { return engine_.RequestKeyUpdate(); }
  const std::vector<TlsAlert>& alerts() const override { return engine_.alerts(); }
  Stream& below() override { return *below_; }
  std::string peer_certificate_pem() const override { return engine_.PeerCertificatePem(); }

 private:
  // Sends the engine's output; returns when none is left, also of another coroutine's.
  Task<std::expected<void, IoError>> Flush();
  // Gets input for the engine; false if the stream below has ended.
  Task<std::expected<bool, IoError>> Fill();
  IoError TlsError(std::string_view step) const;

  std::unique_ptr<Stream> below_;
  TlsContext context_;  // keeps alive what the engine's callbacks use
  TlsEngine engine_;
  std::optional<TlsFacts> facts_;
  PeerEnd peer_end_ = PeerEnd::kOpen;
  bool half_closed_ = false;
  std::size_t received_bytes_ = 0;

  // One coroutine may read and one may write; either may have to do both below.
  bool filling_ = false;
  bool flushing_ = false;
  bool output_cut_ = false;  // a record was sent in part: nothing can follow
  Signal changed_;
  std::string sending_;
};

}  // namespace wireproof::net
