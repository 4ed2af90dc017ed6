#include "harness/verdict/fate.h"

#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

using script::ConnectionTranscript;
using script::Event;
using enum script::EventKind;

// The kinds, one millisecond apart.
ConnectionTranscript Kinds(std::initializer_list<script::EventKind> kinds, bool tls = false) {
  ConnectionTranscript connection;
  connection.name = "main";
  connection.tls = tls;
  for (const script::EventKind kind : kinds)
    connection.events.push_back(
        {static_cast<std::int64_t>(connection.events.size()) * 1000, kind, "x", ""});
  return connection;
}

TEST(Fate, IsDecidedByTheFirstEndOfTheOtherSide) {
  struct Row {
    std::initializer_list<script::EventKind> kinds;
    Fate fate;
  };
  const Row rows[] = {
      {{}, Fate::kKept},
      {{kConnected, kSent, kReceived}, Fate::kKept},
      {{kConnected, kSent, kPeerFin}, Fate::kClosed},
      {{kConnected, kSent, kPeerReset}, Fate::kReset},
      {{kConnected, kPeerFin, kSent, kPeerReset}, Fate::kClosed},
      {{kConnected, kPeerFin, kSent, kSendFailed}, Fate::kClosed},
      {{kConnected, kSent, kSendFailed, kPeerReset}, Fate::kReset},
      {{kConnected, kHalfClosed, kReceived, kPeerFin}, Fate::kClosed},
      {{kConnected, kHalfClosed}, Fate::kKept},
      {{kConnected, kSent, kMissed}, Fate::kHung},
      {{kConnected, kSent, kMissed, kClosed}, Fate::kHung},
      {{kConnected, kSent, kMissed, kPeerFin}, Fate::kHung},
      {{kConnected, kPeerFin, kMissed}, Fate::kClosed},
      {{kConnected, kPeerReset, kMissed}, Fate::kReset},
      {{kConnected, kClosed}, Fate::kKept},
      {{kConnected, kClosed, kPeerFin}, Fate::kKept},
      {{kConnected, kReset, kPeerReset}, Fate::kKept},
      {{kConnected, kPeerFin, kClosed}, Fate::kClosed},
      {{kConnectFailed}, Fate::kClosed},
  };
  for (const Row& row : rows) {
    std::string story;
    for (const auto kind : row.kinds) story += std::string(Name(kind)) + " ";
    EXPECT_EQ(DecideFate(Kinds(row.kinds)), row.fate) << story;
  }
}

TEST(Fate, OverTls) {
  struct Row {
    std::initializer_list<script::EventKind> kinds;
    Fate fate;
    Handshake handshake;
  };
  const Row rows[] = {
      {{kHandshakeDone, kReceived}, Fate::kKept, Handshake::kDone},
      {{kHandshakeDone, kPeerCloseNotify}, Fate::kClosed, Handshake::kDone},
      {{kHandshakeDone, kPeerCloseNotify, kPeerFin}, Fate::kClosed, Handshake::kDone},
      {{kHandshakeDone, kPeerFin}, Fate::kClosed, Handshake::kDone},
      {{kHandshakeDone, kPeerTlsFailed, kPeerFin}, Fate::kReset, Handshake::kDone},
      {{kHandshakeDone, kMissed}, Fate::kHung, Handshake::kDone},
      {{kHandshakeRefusedByPeer, kPeerFin}, Fate::kClosed, Handshake::kRefusedByPeer},
      {{kHandshakeRefusedByPeer, kPeerReset}, Fate::kReset, Handshake::kRefusedByPeer},
      {{kHandshakeRefusedByPeer}, Fate::kClosed, Handshake::kRefusedByPeer},
      {{kHandshakeRefusedByPeer, kClosed}, Fate::kClosed, Handshake::kRefusedByPeer},
      {{kHandshakeDone, kHandshakeRefusedByPeer, kPeerTlsFailed},
       Fate::kClosed,
       Handshake::kRefusedByPeer},
      {{kHandshakeCut, kPeerReset}, Fate::kReset, Handshake::kCut},
      {{kHandshakeRefusedByUs}, Fate::kClosed, Handshake::kRefusedByUs},
      {{kHandshakeCut}, Fate::kClosed, Handshake::kCut},
      {{kConnected, kMissed}, Fate::kHung, Handshake::kHung},
      {{kConnected}, Fate::kKept, Handshake::kHung},
  };
  for (const Row& row : rows) {
    const ConnectionTranscript connection = Kinds(row.kinds, true);
    EXPECT_EQ(DecideFate(connection), row.fate);
    EXPECT_EQ(DecideHandshake(connection), row.handshake);
  }
  EXPECT_EQ(DecideHandshake(Kinds({kConnected, kSent})), Handshake::kNone);
}

// FIN at 0, our writes at these times, then perhaps one more event.
Fate AfterFin(std::initializer_list<std::int64_t> writes,
              std::optional<script::EventKind> then = std::nullopt) {
  ConnectionTranscript connection = Kinds({kPeerFin});
  for (const std::int64_t at_us : writes) connection.events.push_back({at_us, kSent, "x", ""});
  if (then) connection.events.push_back({1'000'000, *then, "", ""});
  return DecideFate(connection);
}

TEST(Fate, HalfClosedNeedsWritesThatWereAccepted) {
  EXPECT_EQ(AfterFin({}), Fate::kClosed);
  EXPECT_EQ(AfterFin({100}), Fate::kClosed);
  EXPECT_EQ(AfterFin({100, 100 + kHalfClosedProofUs - 1}), Fate::kClosed);
  EXPECT_EQ(AfterFin({100, 100 + kHalfClosedProofUs}), Fate::kHalfClosed);
  EXPECT_EQ(AfterFin({100, 200, 50'000}, kClosed), Fate::kHalfClosed);
  EXPECT_EQ(AfterFin({100, 50'000}, kSendFailed), Fate::kClosed);
  EXPECT_EQ(AfterFin({100, 50'000}, kPeerReset), Fate::kClosed);
}

TEST(Fate, WritesAfterCloseNotifyProveNothing) {
  ConnectionTranscript connection = Kinds({kHandshakeDone, kPeerCloseNotify}, true);
  connection.events.push_back({5'000, kSent, "x", ""});
  connection.events.push_back({500'000, kSent, "x", ""});
  EXPECT_EQ(DecideFate(connection), Fate::kClosed);
}

TEST(Fate, AnOrderlyEndIsFinOrOverTlsCloseNotify) {
  EXPECT_FALSE(EndedInOrder(Kinds({kConnected, kReceived})));
  EXPECT_TRUE(EndedInOrder(Kinds({kConnected, kPeerFin})));
  EXPECT_TRUE(EndedInOrder(Kinds({kHalfClosed, kPeerFin})));
  EXPECT_FALSE(EndedInOrder(Kinds({kConnected, kPeerReset, kPeerFin})));
  EXPECT_FALSE(EndedInOrder(Kinds({kConnected, kClosed, kPeerFin})));
  EXPECT_TRUE(EndedInOrder(Kinds({kHandshakeDone, kPeerCloseNotify, kPeerFin}, true)));
  EXPECT_FALSE(EndedInOrder(Kinds({kHandshakeDone, kPeerFin}, true)));
  EXPECT_FALSE(EndedInOrder(Kinds({kHandshakeDone, kPeerTlsFailed, kPeerFin}, true)));
}

}  // namespace
}  // namespace wireproof::harness
