// TLS as a Stream over any Stream, with its faults within reach.
//
//   auto context = net::TlsContext::ForClient({.common = {.ca_pem = authority.ca_pem()}});
//   net::TlsClientOptions options{.server_name = "localhost"};
//   auto tls = co_await net::HandshakeClient(std::move(tcp), *context, std::move(options));
//   if (!tls) fmt::print("{}", net::ToString(tls.error()));    // who refused, and why
//
// Unlike a TLS socket of most libraries it can half-close: HalfClose sends close_notify and FIN
// (RFC 8446 section 6.1: each direction closes on its own), and reading goes on. A Read that meets
// FIN without close_notify gives 0 with peer_end() == kFin: truncation is possible (RFC 9112
// section 9.8). Handshake messages after the handshake (tickets, KeyUpdate, renegotiation) are
// answered inside Read and Write.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/net/deadline.h"
#include "http/net/io_error.h"
#include "http/net/stream.h"
#include "http/net/task.h"
#include "http/net/tls_context.h"

namespace wireproof::net {

// An alert that crossed the connection (RFC 8446 section 6).
struct TlsAlert {
  int number = 0;      // 0 is close_notify
  std::string name;    // "unknown_ca": the RFC's name; "alert 200" if it has none
  bool fatal = false;  // by its level
  bool sent = false;   // by us; else received
  bool operator==(const TlsAlert&) const = default;
};

// Who ended a handshake.
enum class TlsBlame {
  kBySelf,   // we refused: our verification or our library; an alert was sent if there is one
  kByPeer,   // the peer refused: its alert came
  kCut,      // the stream ended or was reset, without an alert
  kTimeout,  // the deadline passed
};

// Why there is no TLS stream.
struct TlsFailure {
  TlsBlame blame = TlsBlame::kCut;
  int alert = -1;             // the number of the alert that was sent (kBySelf) or came (kByPeer)
  std::string alert_name;     // "protocol_version"; empty if there was none
  int verify_code = 0;        // X509_V_ERR_... if our verification failed, else 0
  std::string verify_reason;  // "certificate has expired": OpenSSL's words for it
  bool reset = false;         // kCut: by RST rather than FIN
  std::string message;        // for people: with whom, and OpenSSL's or the system's words
  bool operator==(const TlsFailure&) const = default;
};

// "refused by the peer: alert unknown_ca (127.0.0.1:4433: ...)".
std::string ToString(const TlsFailure& failure);

// As the error of an operation that includes the handshake: kTimeout, kReset or kTls.
IoError ToIoError(const TlsFailure& failure);

// What a TLS stream can do beyond any other.
//
// A fatal alert that comes later (in TLS 1.3 a server refuses a client's certificate only after the
// client's handshake is done, RFC 8446 section 4.4.2.4) makes Read fail with kTls and its name in
// the message; alerts() has it too.
class TlsStream : public Stream {
 public:
  // Sends bytes on the stream below, past TLS: garbage between records, a forged record, a half
  // one. Not while a Write is under way.
  virtual Task<std::expected<void, IoError>> WriteRaw(std::string_view bytes) = 0;

  // TLS 1.3: changes our sending keys with the next Write, and asks the peer to change its own.
  // False if the version does not have it.
  virtual bool RequestKeyUpdate() = 0;

  // All alerts so far, in order.
  virtual const std::vector<TlsAlert>& alerts() const = 0;

  // The stream below. To end a connection without a word of TLS: below().HalfClose() or Reset().
  virtual Stream& below() = 0;

  // The peer's certificate as PEM; empty if it showed none.
  virtual std::string peer_certificate_pem() const = 0;
};

struct TlsClientOptions {
  // What is asked for (SNI; not sent for an IP address, RFC 6066 section 3) and what the
  // certificate is checked against.
  std::string server_name = {};
  bool send_sni = true;
  Deadline deadline = Deadline::Never();
};

struct TlsServerOptions {
  Deadline deadline = Deadline::Never();
};

// Performs the handshake. The stream is taken in each case; when the handshake fails, an alert that
// OpenSSL made is sent, and the stream is closed so that the peer can read it. `context` is kept
// alive by the stream. Options are named variables of the caller, moved in.
Task<std::expected<std::unique_ptr<TlsStream>, TlsFailure>> HandshakeClient(
    std::unique_ptr<Stream> below, TlsContext context, TlsClientOptions options);
Task<std::expected<std::unique_ptr<TlsStream>, TlsFailure>> HandshakeServer(
    std::unique_ptr<Stream> below, TlsContext context,
    TlsServerOptions options = TlsServerOptions());

}  // namespace wireproof::net
