// What may follow what on a connection: two small machines, one for each side, as tables.
//
// Theory. A connection carries exchanges one after another. In each, the client side and the
// server side go through states of their own; a Connection keeps both, one moved by what it sends
// and one by what it receives. The tables do not know which of them is ours.
//
//   client  kIdle --Request--> kSendBody --EndOfMessage--> kDone
//   server  kIdle --(the client's Request)--> kSendResponse --Response--> kSendBody
//                 --EndOfMessage--> kDone
//
// When both are kDone and the connection persists, both go back to kIdle (StartNextCycle()); when
// it does not persist, kDone turns into kMustClose at once. A client that offered to leave HTTP
// (CONNECT, Upgrade) stops in kMightSwitch instead of kDone: nothing behind its request may be
// read as HTTP before the server has decided. The server's answer takes both sides to kSwitched,
// or releases the client to kDone.
//
// There are two kinds of moves. An *event* moves the side that sends it (and a Request also wakes
// the server side). A *pair* of states can move one of its sides without any event: when one side
// is gone, the other, once it is done, must close too. Moves that are not in a table are errors:
// of ours, and Send() refuses; of the peer, and its side is in kError, after which nothing more is
// read from it. The other side may still answer (a 400) and then must close.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/wire/role.h"

namespace wireproof::wire {

enum class State : std::uint8_t {
  kIdle,          // nothing of this exchange was sent
  kSendResponse,  // server: a request is there to be answered
  kSendBody,      // the head was sent
  kDone,          // the message is complete
  kMightSwitch,   // client: complete, and the server may now leave HTTP
  kSwitched,      // the connection speaks another protocol
  kMustClose,     // complete, and nothing more may be sent
  kClosed,        // this side sends no more
  kError,         // this side broke the protocol
};

// The events that move a state. kSwitch is a Response after which no HTTP follows.
enum class Move : std::uint8_t {
  kRequest,
  kInterimResponse,
  kResponse,
  kSwitch,
  kData,
  kEndOfMessage,
  kClose,
};

struct EventRow {
  Role side;
  State from;
  Move move;
  State to;
};

inline constexpr std::array kEventTable = {
    EventRow{Role::kClient, State::kIdle, Move::kRequest, State::kSendBody},
    EventRow{Role::kClient, State::kIdle, Move::kClose, State::kClosed},
    EventRow{Role::kClient, State::kSendBody, Move::kData, State::kSendBody},
    EventRow{Role::kClient, State::kSendBody, Move::kEndOfMessage, State::kDone},
    EventRow{Role::kClient, State::kDone, Move::kClose, State::kClosed},
    EventRow{Role::kClient, State::kMightSwitch, Move::kClose, State::kClosed},
    EventRow{Role::kClient, State::kMustClose, Move::kClose, State::kClosed},
    EventRow{Role::kClient, State::kClosed, Move::kClose, State::kClosed},

    // The server side is moved by the client's request, and may answer one that is none.
    EventRow{Role::kServer, State::kIdle, Move::kRequest, State::kSendResponse},
    EventRow{Role::kServer, State::kIdle, Move::kResponse, State::kSendBody},
    EventRow{Role::kServer, State::kIdle, Move::kClose, State::kClosed},
    EventRow{Role::kServer, State::kSendResponse, Move::kInterimResponse, State::kSendResponse},
    EventRow{Role::kServer, State::kSendResponse, Move::kResponse, State::kSendBody},
    EventRow{Role::kServer, State::kSendResponse, Move::kSwitch, State::kSwitched},
    EventRow{Role::kServer, State::kSendResponse, Move::kClose, State::kClosed},
    EventRow{Role::kServer, State::kSendBody, Move::kData, State::kSendBody},
    EventRow{Role::kServer, State::kSendBody, Move::kEndOfMessage, State::kDone},
    EventRow{Role::kServer, State::kDone, Move::kClose, State::kClosed},
    EventRow{Role::kServer, State::kMustClose, Move::kClose, State::kClosed},
    EventRow{Role::kServer, State::kClosed, Move::kClose, State::kClosed},
};

struct PairRow {
  State client;
  State server;
  Role moved;
  State to;
};

inline constexpr std::array kPairTable = {
    // The server has decided about a switch.
    PairRow{State::kMightSwitch, State::kSwitched, Role::kClient, State::kSwitched},
    PairRow{State::kDone, State::kSwitched, Role::kClient, State::kSwitched},
    PairRow{State::kMightSwitch, State::kSendBody, Role::kClient, State::kDone},
    PairRow{State::kMightSwitch, State::kDone, Role::kClient, State::kDone},
    PairRow{State::kMightSwitch, State::kMustClose, Role::kClient, State::kDone},
    PairRow{State::kMightSwitch, State::kClosed, Role::kClient, State::kDone},
    // One side is gone: the other closes when it is done.
    PairRow{State::kClosed, State::kIdle, Role::kServer, State::kMustClose},
    PairRow{State::kClosed, State::kDone, Role::kServer, State::kMustClose},
    PairRow{State::kError, State::kDone, Role::kServer, State::kMustClose},
    PairRow{State::kIdle, State::kClosed, Role::kClient, State::kMustClose},
    PairRow{State::kDone, State::kClosed, Role::kClient, State::kMustClose},
    PairRow{State::kDone, State::kError, Role::kClient, State::kMustClose},
};

// Where an event takes a side; nothing where it is not allowed.
constexpr std::optional<State> After(Role side, State from, Move move) {
  for (const EventRow& row : kEventTable) {
    if (row.side == side && row.from == from && row.move == move) return row.to;
  }
  return std::nullopt;
}

// The states of both sides.
struct States {
  State client = State::kIdle;
  State server = State::kIdle;

  constexpr State& Of(Role side) { return side == Role::kClient ? client : server; }
  constexpr State Of(Role side) const { return side == Role::kClient ? client : server; }
  bool operator==(const States&) const = default;
};

// Applies the moves that need no event until none is left: the pair table, and kDone to
// kMustClose where the connection does not persist.
constexpr States Settle(States states, bool persists) {
  for (bool moved = true; moved;) {
    moved = false;
    for (Role side : {Role::kClient, Role::kServer}) {
      if (!persists && states.Of(side) == State::kDone) {
        states.Of(side) = State::kMustClose;
        moved = true;
      }
    }
    for (const PairRow& row : kPairTable) {
      if (row.client == states.client && row.server == states.server) {
        states.Of(row.moved) = row.to;
        moved = true;
      }
    }
  }
  return states;
}

// "idle", "send-body"...: for messages.
std::string_view ToString(State state);

}  // namespace wireproof::wire
