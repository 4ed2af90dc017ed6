// A transcript: everything that crossed our side of the connections of one run, as a value.
//
// It is what a verdict rests on and what a person reads when something failed; it says when, in
// microseconds since the run began. Its JSON form is part of recordings and reports.
#pragma once

#include <cstdint>
#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wireproof::script {

enum class EventKind {
  kConnected,
  kConnectFailed,         // detail: why
  kHandshakeDone,         // detail: version and cipher
  kHandshakeRefusedByUs,  // our verification or library refused; detail: why
  // An alert came; detail: which. It stands behind kHandshakeDone where the peer refused after our
  // side was done, which TLS 1.3 and late checks of certificates allow: the later one counts.
  kHandshakeRefusedByPeer,
  kHandshakeCut,     // the connection ended or was reset in the handshake
  kSent,             // bytes given to the system; a kSendFailed behind it: perhaps not all
  kSendFailed,       // detail: why; reading went on
  kReceived,         // bytes
  kPeerFin,          // the peer's direction ended (TCP FIN; over TLS without close_notify)
  kPeerCloseNotify,  // the peer's TLS close_notify
  kPeerReset,        // TCP reset by the peer
  kPeerTlsFailed,    // a TLS error or alert after the handshake; detail: which
  kHalfClosed,       // ours
  kClosed,           // ours
  kReset,            // ours
  kSettled,  // the scenario is over: what follows is the residue probe, or a client's release
  kMissed,   // an awaited thing missed its deadline; detail: what was awaited
};

struct Event {
  std::int64_t at_us = 0;
  EventKind kind = EventKind::kReceived;
  std::string bytes = {};   // kSent, kReceived
  std::string detail = {};  // for people
  bool operator==(const Event&) const = default;
};

struct ConnectionTranscript {
  std::string name = {};         // "main", or the name of a `connect` step; peers: "1", "2", ...
  bool tls = false;              // a handshake was begun
  std::string tls_version = {};  // after kHandshakeDone: "TLSv1.3"
  std::string alpn = {};
  std::vector<Event> events = {};

  // All bytes received, in order; all bytes sent.
  std::string Received() const;
  std::string Sent() const;
  bool Has(EventKind kind) const;
  bool operator==(const ConnectionTranscript&) const = default;
};

struct Transcript {
  std::vector<ConnectionTranscript> connections = {};  // in the order they were made
  // "" : every step was played. Otherwise the step (its number and what it awaited) that was
  // missed.
  std::string missed = {};
  bool operator==(const Transcript&) const = default;
};

std::string_view Name(EventKind kind);  // "handshake-refused-by-peer"
std::optional<EventKind> EventKindFromName(std::string_view name);

// All text in it is octets (octets.h), because peers choose some of it; what is empty or false is
// left out. TranscriptFromJson(TranscriptToJson(t)) == t. The error is "<pointer>: <expectation>".
nlohmann::json TranscriptToJson(const Transcript& transcript);
std::expected<Transcript, std::string> TranscriptFromJson(const nlohmann::json& value);

// As people read it: each event on a line, `  12.3 ms > GET / HTTP/1.1\r\n`, and on more where its
// bytes have several lines. Bytes that do not print are escaped; long runs are shortened in the
// middle to `most_bytes` an event.
std::string TranscriptToText(const Transcript& transcript, std::size_t most_bytes = 2000);

}  // namespace wireproof::script
