#include "http/wire/state.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace wireproof::wire {
namespace {

constexpr std::array kMoves = {
    Move::kRequest, Move::kInterimResponse, Move::kResponse, Move::kSwitch,
    Move::kData,    Move::kEndOfMessage,    Move::kClose};

static_assert(After(Role::kClient, State::kIdle, Move::kRequest) == State::kSendBody);
static_assert(After(Role::kServer, State::kIdle, Move::kRequest) == State::kSendResponse);
static_assert(!After(Role::kServer, State::kIdle, Move::kInterimResponse));
static_assert(!After(Role::kClient, State::kDone, Move::kRequest));
static_assert(!After(Role::kClient, State::kError, Move::kClose));

TEST(EventTable, HasOneRowForEachSideStateAndMove) {
  std::set<std::tuple<Role, State, Move>> seen;
  for (const EventRow& row : kEventTable) {
    EXPECT_TRUE(seen.insert({row.side, row.from, row.move}).second)
        << ToString(row.from) << " to " << ToString(row.to);
  }
}

TEST(PairTable, LeavesEachPairForAnotherOne) {
  std::set<std::pair<State, State>> seen;
  for (const PairRow& row : kPairTable) {
    EXPECT_TRUE(seen.insert({row.client, row.server}).second);
    EXPECT_NE(row.moved == Role::kClient ? row.client : row.server, row.to);
  }
}

// Walks every pair of states that any order of events can reach, and settles each.
TEST(Tables, NeverLeadBothSidesAstray) {
  using Pair = std::pair<State, State>;
  for (const bool persists : {true, false}) {
    std::set<Pair> reached;
    std::vector<States> to_visit = {States{}};
    while (!to_visit.empty()) {
      const States states = to_visit.back();
      to_visit.pop_back();
      if (!reached.insert({states.client, states.server}).second) continue;
      for (Role side : {Role::kClient, Role::kServer}) {
        for (Move move : kMoves) {
          if (side == Role::kServer && move == Move::kRequest) continue;  // the client's event
          const auto next = After(side, states.Of(side), move);
          if (!next) continue;
          States after = states;
          after.Of(side) = *next;
          if (move == Move::kRequest) {
            const auto woken = After(Role::kServer, states.server, move);
            if (woken) after.server = *woken;
          }
          to_visit.push_back(Settle(after, persists));
        }
      }
    }
    EXPECT_EQ(reached.contains({State::kDone, State::kDone}), persists);
    EXPECT_EQ(reached.contains({State::kMustClose, State::kMustClose}), !persists);
    EXPECT_TRUE(reached.contains({State::kClosed, State::kClosed}));
  }
}

TEST(Settle, DecidesAboutASwitchAndAboutTheEnd) {
  using enum State;
  EXPECT_EQ(Settle({kMightSwitch, kSwitched}, true), (States{kSwitched, kSwitched}));
  EXPECT_EQ(Settle({kMightSwitch, kSendBody}, true), (States{kDone, kSendBody}));
  EXPECT_EQ(Settle({kMightSwitch, kSendBody}, false), (States{kMustClose, kSendBody}));
  EXPECT_EQ(Settle({kClosed, kDone}, true), (States{kClosed, kMustClose}));
  EXPECT_EQ(Settle({kDone, kClosed}, true), (States{kMustClose, kClosed}));
  EXPECT_EQ(Settle({kError, kDone}, true), (States{kError, kMustClose}));
  EXPECT_EQ(Settle({kDone, kDone}, true), (States{kDone, kDone}));
}

}  // namespace
}  // namespace wireproof::wire
