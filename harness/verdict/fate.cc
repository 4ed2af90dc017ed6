#include "harness/verdict/fate.h"

#include <optional>

namespace wireproof::harness {
namespace {

using script::ConnectionTranscript;
using script::Event;
using script::EventKind;

bool IsOurEnd(EventKind kind) {
  return kind == EventKind::kClosed || kind == EventKind::kReset;
}

// What the other side's end was, and whether our side could write after it.
struct PeerEnd {
  std::optional<EventKind> first;
  bool fin = false;
  bool refused_afterwards = false;
  std::optional<std::int64_t> first_write_us, last_write_us;

  bool StillReads() const {
    return fin && !refused_afterwards && first_write_us &&
           *last_write_us - *first_write_us >= kHalfClosedProofUs;
  }
};

PeerEnd FindPeerEnd(const ConnectionTranscript& connection) {
  PeerEnd end;
  for (const Event& event : connection.events) {
    if (IsOurEnd(event.kind)) break;
    switch (event.kind) {
      case EventKind::kPeerFin:
        end.fin = true;
        [[fallthrough]];
      case EventKind::kPeerCloseNotify:
        if (!end.first) end.first = event.kind;
        break;
      case EventKind::kPeerReset:
      case EventKind::kPeerTlsFailed:
        if (end.first) end.refused_afterwards = true;
        if (!end.first) end.first = event.kind;
        break;
      case EventKind::kSendFailed:
        if (end.first) end.refused_afterwards = true;
        break;
      case EventKind::kSent:
        if (!end.fin) break;
        if (!end.first_write_us) end.first_write_us = event.at_us;
        end.last_write_us = event.at_us;
        break;
      default:
        break;
    }
  }
  return end;
}

bool MissedBeforeTheEnd(const ConnectionTranscript& connection) {
  for (const Event& event : connection.events) {
    if (event.kind == EventKind::kMissed) return true;
    if (event.kind == EventKind::kPeerFin || event.kind == EventKind::kPeerCloseNotify ||
        event.kind == EventKind::kPeerReset || event.kind == EventKind::kPeerTlsFailed ||
        IsOurEnd(event.kind))
      return false;
  }
  return false;
}

}  // namespace

Fate DecideFate(const ConnectionTranscript& connection) {
  if (MissedBeforeTheEnd(connection)) return Fate::kHung;
  const Handshake handshake = DecideHandshake(connection);
  const bool refused = handshake == Handshake::kRefusedByPeer ||
                       handshake == Handshake::kRefusedByUs || handshake == Handshake::kCut;
  const PeerEnd end = FindPeerEnd(connection);
  if (end.first == EventKind::kPeerReset) return Fate::kReset;
  if (refused || connection.Has(EventKind::kConnectFailed)) return Fate::kClosed;
  if (end.first == EventKind::kPeerTlsFailed) return Fate::kReset;
  if (!end.first) return Fate::kKept;
  return end.StillReads() ? Fate::kHalfClosed : Fate::kClosed;
}

Handshake DecideHandshake(const ConnectionTranscript& connection) {
  if (!connection.tls) return Handshake::kNone;
  Handshake handshake = Handshake::kHung;
  for (const Event& event : connection.events) {
    switch (event.kind) {
      case EventKind::kHandshakeDone:
        handshake = Handshake::kDone;
        break;
      case EventKind::kHandshakeRefusedByUs:
        handshake = Handshake::kRefusedByUs;
        break;
      case EventKind::kHandshakeRefusedByPeer:  // also behind kHandshakeDone
        handshake = Handshake::kRefusedByPeer;
        break;
      case EventKind::kHandshakeCut:
        handshake = Handshake::kCut;
        break;
      default:
        break;
    }
  }
  return handshake;
}

bool EndedInOrder(const ConnectionTranscript& connection) {
  for (const Event& event : connection.events) {
    if (IsOurEnd(event.kind) || event.kind == EventKind::kPeerReset ||
        event.kind == EventKind::kPeerTlsFailed)
      return false;
    if (event.kind == (connection.tls ? EventKind::kPeerCloseNotify : EventKind::kPeerFin))
      return true;
    if (event.kind == EventKind::kPeerFin) return false;  // TLS cut off without close_notify
  }
  return false;
}

}  // namespace wireproof::harness
