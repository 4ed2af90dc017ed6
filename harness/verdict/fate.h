// How a connection ended, decided from the events of one connection's transcript. Pure.
#pragma once

#include "harness/scenario/expectation.h"
#include "http/script/transcript.h"

namespace wireproof::harness {

// After the other side's FIN, our writes must go out over this time without being refused before
// the connection counts as half-closed: a side that closed both directions answers the first write
// with a reset.
inline constexpr std::int64_t kHalfClosedProofUs = 10'000;

// The fate, by the first of these that the events show:
//   hung         an awaited thing missed its deadline before the other side ended
//   reset        the first end of the other side is a TCP reset; or a TLS failure, where the
//                handshake was done
//   half-closed  it is a FIN, and our side then wrote twice, kHalfClosedProofUs apart or more,
//                without a failed write or a reset. A script that wants to tell writes, pauses and
//                writes again; without that a FIN is `closed`
//   closed       it is a FIN or a close_notify; or the handshake was refused or cut; or we could
//                not connect
//   kept         none of these: the other side had not ended it when our side did
// Ends that come after our own close or reset are answers to it and do not count.
Fate DecideFate(const script::ConnectionTranscript& connection);

// How the handshake went: the last that the events say, because a refusal may come when our side
// was done; `hung` also where one was begun and nothing became of it.
Handshake DecideHandshake(const script::ConnectionTranscript& connection);

// Whether the other side's direction ended so that a body which lasts to the end is whole: FIN,
// and over TLS close_notify (RFC 9112 section 9.8).
bool EndedInOrder(const script::ConnectionTranscript& connection);

}  // namespace wireproof::harness
