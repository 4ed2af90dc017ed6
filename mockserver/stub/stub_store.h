// The stubs that are in force, their order, their index, and the states of their scenarios.
//
// Reading goes by an immutable snapshot: Find costs the same with one stub and with ten thousand,
// and whoever holds a snapshot is not disturbed by changes. Changes make a new snapshot lazily, at
// the next Find, and without doing everything anew (adding n stubs one by one is not quadratic).
// All of it belongs to the mock's loop: no locks.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/match/request.h"
#include "mockserver/stub/reply.h"
#include "mockserver/stub/stub.h"

namespace wireproof::mock {

// A stub in the store: the stub, what it compiles to, and what is counted about it.
struct StoredStub {
  std::shared_ptr<const Stub> stub;
  // Of its sequence, or the one of its answer where it has none.
  std::vector<std::shared_ptr<const Reply>> replies;
  std::uint64_t insertion_index = 0;  // newer is larger; PUT keeps it
  // Counters of the conditions; they change while snapshots read them (one thread).
  mutable std::uint64_t hits = 0;

  // The reply of the next hit: what Find would be answered with.
  const std::shared_ptr<const Reply>& NextReply() const { return replies[ReplyOf(hits)]; }
  // The reply of the hit that Take has just counted, and the answer it was compiled from.
  const std::shared_ptr<const Reply>& TakenReply() const { return replies[TakenIndex()]; }
  const Answer& TakenAnswer() const;

  // The index of the reply of a hit, which is counted from 0.
  std::size_t ReplyOf(std::uint64_t hit) const;
  std::size_t TakenIndex() const { return ReplyOf(hits == 0 ? 0 : hits - 1); }
};
using StoredStubPtr = std::shared_ptr<const StoredStub>;

struct ScenarioState {
  std::string name;
  std::string state;  // "Started" at first
  std::vector<std::string> possible_states;
  std::vector<StoredStubPtr> stubs;
};

enum class StoreError : std::uint8_t { kDuplicateId, kNotFound, kUnknownScenario, kUnknownState };

class StubStore {
 public:
  // `compile` turns answers into replies; a failure is a problem of the stub (a bad template).
  using Compile = std::function<std::expected<std::shared_ptr<const Reply>, JsonProblem>(
      const Stub&, const Answer&)>;
  // `random` decides probabilities and makes ids; it must outlive the store.
  StubStore(Compile compile, std::mt19937_64& random);
  ~StubStore();
  StubStore(const StubStore&) = delete;
  StubStore& operator=(const StubStore&) = delete;

  // --- Changes ---
  struct Refusal {
    StoreError error = StoreError::kNotFound;
    JsonProblem problem = {};  // where compiling failed; else empty
    bool compile_failed = false;
  };
  // Adds in front of its equals. Gives an id to a stub that has none. Problems of compiling point
  // into the stub ("/response/...", "/wireproof/sequence/0/...").
  std::expected<StoredStubPtr, Refusal> Add(Stub stub);
  // Replaces the stub of that id (which wins over the stub's own), keeping its place.
  std::expected<StoredStubPtr, Refusal> Replace(std::string_view id, Stub stub);
  bool Remove(std::string_view id);
  // By id where it is known, else all whose request pattern is equal (as JSON). How many.
  std::size_t RemoveLike(const Stub& stub);
  void Clear();

  // --- Reading ---
  StoredStubPtr Get(std::string_view id) const;
  // As WireMock lists them: by priority, and the newest first among equals.
  std::vector<StoredStubPtr> NewestFirst() const;
  std::size_t size() const;

  // The stub that answers: by priority, newest first, scenario state, conditions. Counts a hit and
  // moves the scenario on. Null where none does.
  StoredStubPtr Take(const Request& request, const MatchContext& context);
  // The same without counting, drawing (any probability but 0 is enough) or moving on.
  StoredStubPtr Find(const Request& request, const MatchContext& context) const;

  // Rules for connections (WireExtension::connect), by priority, newest first; null where none
  // fits. Counts a hit.
  StoredStubPtr TakeConnectRule(std::uint64_t connection);

  // --- Scenarios ---
  std::vector<ScenarioState> Scenarios() const;
  std::string StateOf(std::string_view scenario) const;  // "" where there is none of that name
  // "Started", or a state that some stub of the scenario names.
  std::expected<void, StoreError> SetState(std::string_view scenario, std::string_view state);
  void ResetScenarios();
  // Hits of all stubs to 0: with a reset of the journal.
  void ResetHits();

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace wireproof::mock
