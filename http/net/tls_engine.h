// One TLS connection without its stream: OpenSSL, with what came in and what shall go out in
// buffers. Inside http/net only; TlsConnection moves the bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/net/openssl_handle.h"
#include "http/net/tls.h"

namespace wireproof::net {

class TlsEngine {
 public:
  enum class Step {
    kDone,
    kWantInput,    // nothing goes on before AddInput
    kCloseNotify,  // the peer has ended its direction
    kFailed,       // for good; Words() says why, and an alert may lie in the output
  };

  // The context must outlive the engine.
  explicit TlsEngine(const TlsContext::State& context);
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;

  // Client only: SNI, and, where the context verifies it, the name that the certificate must have.
  // False if OpenSSL refuses the name.
  bool SetServerName(const std::string& name, bool send_sni);

  // Each may leave output, whatever it returns.
  Step Handshake();
  Step Read(std::span<char> buffer, std::size_t& count);
  Step Write(std::string_view bytes);  // all of it, or nothing yet (kWantInput: repeat it)
  void SendCloseNotify();
  bool RequestKeyUpdate();

  // Where bytes from below go; only when the engine wants input.
  std::span<char> InputSpace();
  void AddInput(std::size_t count) { input_end_ += count; }

  bool has_output() const { return !output_.empty(); }
  // Exchanges the output with an emptied buffer, so that neither is allocated anew.
  void TakeOutput(std::string& into);

  const std::vector<TlsAlert>& alerts() const { return alerts_; }
  // The last fatal alert in that direction, or close_notify if `any`; null if none.
  const TlsAlert* LastAlert(bool sent, bool any = false) const;
  // OpenSSL's words for the failure.
  const std::string& words() const { return words_; }
  long verify_code() const { return SSL_get_verify_result(ssl_.get()); }
  TlsFacts Facts() const;
  std::string PeerCertificatePem() const;

  // For OpenSSL's callbacks.
  int ReadInput(char* buffer, std::size_t size);
  void AppendOutput(std::string_view bytes) { output_ += bytes; }
  void NoteAlert(int value, bool sent);

 private:
  Step Judge(int result);

  const TlsContext::State& context_;
  SslHandle ssl_;
  bool failed_ = false;
  std::vector<char> input_;
  std::size_t input_begin_ = 0;
  std::size_t input_end_ = 0;
  std::string output_;
  std::string words_;
  std::vector<TlsAlert> alerts_;
};

}  // namespace wireproof::net
