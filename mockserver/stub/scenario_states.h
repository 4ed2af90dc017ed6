// The states of scenarios. Private to this folder.
//
// A scenario exists as long as a stub names it; its state outlives changes of its stubs. Which
// states it may be in is what its stubs require and set, as in WireMock.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/stub/stub_store.h"
#include "mockserver/stub/template_tree.h"

namespace wireproof::mock {

inline constexpr std::string_view kStarted = "Started";

class ScenarioStates {
 public:
  // A stub came or went.
  void Add(const Stub& stub);
  void Remove(const Stub& stub);
  void Clear() { states_.clear(); }

  // Whether the stub's scenario is in the state it requires. True without a scenario.
  bool Allows(const Stub& stub) const;
  // Moves the scenario to the stub's new state, if it has one.
  void Move(const Stub& stub);

  // "" where there is none of that name.
  std::string StateOf(std::string_view scenario) const;
  // `stubs`: all in the store.
  std::expected<void, StoreError> Set(std::string_view scenario, std::string_view state,
                                      const std::vector<StoredStubPtr>& stubs);
  void Reset();
  // By name; stubs and states in the order of `stubs`, "Started" first where a stub names it.
  std::vector<ScenarioState> List(const std::vector<StoredStubPtr>& stubs) const;

 private:
  struct Scenario {
    std::string state = std::string(kStarted);
    std::size_t stubs = 0;
  };
  TextMap<Scenario> states_;
};

}  // namespace wireproof::mock
