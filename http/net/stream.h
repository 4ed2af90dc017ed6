// A byte stream with one peer: TCP (tcp.h), TLS over any stream (tls.h), or memory (memory.h).
//
// Ownership: a Stream belongs to one owner and closes in its destructor. One read and one write
// may be under way together; two reads, or two writes, may not. Cancel() ends both with kClosed.
// While an operation is under way the stream must live: Cancel and await it before destroying.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/net/io_error.h"
#include "http/net/task.h"

namespace wireproof::net {

// How the peer's direction ended. TLS tells an orderly end from a cut (RFC 9112 section 9.8).
enum class PeerEnd {
  kOpen,         // it has not
  kFin,          // the TCP stream ended; under TLS: without close_notify, so truncation is possible
  kCloseNotify,  // TLS close_notify came
  kReset,        // the connection was reset
};

// What the TLS handshake settled.
struct TlsFacts {
  std::string version;            // "TLSv1.3"
  std::string cipher;             // OpenSSL's name
  std::string alpn;               // the protocol chosen, empty if none
  std::string sni;                // server side: the name the client asked for, empty if none
  bool peer_certificate = false;  // whether the peer showed one
  bool operator==(const TlsFacts&) const = default;
};

class Stream {
 public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  // Reads 1 to buffer.size() bytes; 0 means that the peer's direction ended in order (peer_end()
  // says how). A reset is the error kReset.
  virtual Task<std::expected<std::size_t, IoError>> Read(std::span<char> buffer) = 0;

  // Writes all of it. `bytes` must stay valid until the task is done. Over TLS each call makes at
  // least one record of its own.
  virtual Task<std::expected<void, IoError>> Write(std::string_view bytes) = 0;

  // Sends what can be sent at once, without waiting: how many of the octets. 0 also where a stream
  // cannot tell or has failed: Write then says which. Not while a Write is under way.
  virtual std::size_t WriteNow(std::string_view /*bytes*/) { return 0; }

  // Looks, without reading, whether the peer has ended its direction or reset the connection.
  virtual bool PeerIsGone() { return peer_end() != PeerEnd::kOpen; }

  // Ends our direction; reading goes on. TCP: FIN. TLS: close_notify, then FIN below it.
  virtual Task<std::expected<void, IoError>> HalfClose() = 0;

  // Ends both directions in order: what HalfClose sends unless it was sent, then the descriptor is
  // closed. TLS with close_notify=false sends no alert: a truncation, on purpose.
  virtual Task<void> Close(bool close_notify = true) = 0;

  // Ends both directions at once by a TCP reset (RST).
  virtual void Reset() = 0;

  // Makes a read or write under way fail with kClosed; the stream stays usable.
  virtual void Cancel() = 0;

  virtual PeerEnd peer_end() const = 0;
  virtual std::optional<TlsFacts> tls() const { return std::nullopt; }

  // Where this stream's operations complete.
  virtual Executor executor() = 0;

  // "127.0.0.1:8080" or what the kind of stream has instead; for messages.
  virtual std::string peer_name() const = 0;
};

}  // namespace wireproof::net
