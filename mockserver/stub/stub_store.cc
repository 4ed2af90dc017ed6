#include "mockserver/stub/stub_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>
#include <utility>

#include "mockserver/json/json.h"
#include "mockserver/stub/scenario_states.h"
#include "mockserver/stub/stub_id.h"
#include "mockserver/stub/stub_snapshot.h"

namespace wireproof::mock {

std::size_t StoredStub::ReplyOf(std::uint64_t hit) const {
  const std::size_t count = replies.size();
  if (stub->wireproof.cycle) return static_cast<std::size_t>(hit % count);
  return static_cast<std::size_t>(std::min<std::uint64_t>(hit, count - 1));
}

const Answer& StoredStub::TakenAnswer() const {
  const std::vector<Answer>& sequence = stub->wireproof.sequence;
  return sequence.empty() ? stub->answer : sequence[TakenIndex()];
}

struct StubStore::State {
  Compile compile;
  std::mt19937_64& random;
  std::uint64_t next_place = 1;
  TextMap<StoredStubPtr> by_id = {};
  std::map<std::uint64_t, StoredStubPtr> by_place = {};
  std::vector<StoredStubPtr> connect_rules = {};  // by precedence
  StubLayers layers = {};
  ScenarioStates scenarios = {};

  std::expected<StoredStubPtr, Refusal> Make(Stub stub, std::uint64_t place);
  void Insert(const StoredStubPtr& stored);
  void Erase(const StoredStubPtr& stored);
  bool ConditionsHold(const StoredStub& stored, std::uint64_t connection,
                      std::optional<std::uint64_t> request) const;
  bool Draw(const StoredStub& stored) const;
  bool Matches(const IndexEntry& entry, const Request& request, const MatchContext& context) const;
  std::vector<StoredStubPtr> OldestFirst() const;
};

namespace {

bool GoesBefore(const StoredStubPtr& a, const StoredStubPtr& b) {
  if (a->stub->rank() != b->stub->rank()) return a->stub->rank() < b->stub->rank();
  return a->insertion_index > b->insertion_index;
}

}  // namespace

// --- State ---

std::expected<StoredStubPtr, StubStore::Refusal> StubStore::State::Make(Stub stub,
                                                                        std::uint64_t place) {
  auto stored = std::make_shared<StoredStub>();
  stored->insertion_index = place;
  const bool single = stub.wireproof.sequence.empty();
  const std::size_t count = single ? 1 : stub.wireproof.sequence.size();
  for (std::size_t n = 0; n < count; ++n) {
    auto reply = compile(stub, single ? stub.answer : stub.wireproof.sequence[n]);
    if (!reply) {
      JsonProblem problem = std::move(reply.error());
      if (!single) problem.pointer.insert(0, fmt::format("/wireproof/sequence/{}", n));
      return std::unexpected(Refusal{.problem = std::move(problem), .compile_failed = true});
    }
    stored->replies.push_back(*std::move(reply));
  }
  stored->stub = std::make_shared<const Stub>(std::move(stub));
  return stored;
}

void StubStore::State::Insert(const StoredStubPtr& stored) {
  by_id.insert_or_assign(stored->stub->id, stored);
  by_place.insert_or_assign(stored->insertion_index, stored);
  scenarios.Add(*stored->stub);
  if (stored->stub->wireproof.connect.has_value()) {
    connect_rules.insert(std::ranges::upper_bound(connect_rules, stored, GoesBefore), stored);
  } else {
    layers.Add(stored);
  }
}

void StubStore::State::Erase(const StoredStubPtr& stored) {
  by_id.erase(stored->stub->id);
  by_place.erase(stored->insertion_index);
  scenarios.Remove(*stored->stub);
  std::erase(connect_rules, stored);
  layers.Remove(*stored);
}

bool StubStore::State::ConditionsHold(const StoredStub& stored, std::uint64_t connection,
                                      std::optional<std::uint64_t> request) const {
  const Conditions& when = stored.stub->wireproof.when;
  if (when.connection && !when.connection->Contains(connection)) return false;
  if (when.request && request && !when.request->Contains(*request)) return false;
  if (when.times && stored.hits >= *when.times) return false;
  return when.probability > 0;
}

// Only for what matches in all other respects: so a seed gives the same run whatever else there is.
bool StubStore::State::Draw(const StoredStub& stored) const {
  const double probability = stored.stub->wireproof.when.probability;
  return probability >= 1 || std::generate_canonical<double, 53>(random) < probability;
}

bool StubStore::State::Matches(const IndexEntry& entry, const Request& request,
                               const MatchContext& context) const {
  const Stub& stub = *entry.stub->stub;
  const RequestPattern& pattern = stub.request;
  if (!pattern.MatchesMethod(request.method())) return false;
  if (!entry.url_matches && !pattern.url().Matches(request)) return false;
  if (!scenarios.Allows(stub)) return false;
  const RequestOrigin& origin = request.origin();
  if (!ConditionsHold(*entry.stub, origin.connection, origin.request_of_connection)) return false;
  return pattern.only_method_and_url() || pattern.MatchesBeyondUrl(request, context);
}

std::vector<StoredStubPtr> StubStore::State::OldestFirst() const {
  const auto values = by_place | std::views::values;
  return {values.begin(), values.end()};
}

// --- Changes ---

StubStore::StubStore(Compile compile, std::mt19937_64& random)
    : state_(new State{.compile = std::move(compile), .random = random}) {}

StubStore::~StubStore() = default;

std::expected<StoredStubPtr, StubStore::Refusal> StubStore::Add(Stub stub) {
  stub.id = stub.id.empty() ? MakeStubId(state_->random) : LowerCaseId(stub.id);
  if (state_->by_id.contains(stub.id)) {
    return std::unexpected(Refusal{.error = StoreError::kDuplicateId});
  }
  auto stored = state_->Make(std::move(stub), state_->next_place);
  if (!stored) return stored;
  ++state_->next_place;
  state_->Insert(*stored);
  return stored;
}

std::expected<StoredStubPtr, StubStore::Refusal> StubStore::Replace(std::string_view id,
                                                                    Stub stub) {
  const StoredStubPtr old = Get(id);
  if (old == nullptr) return std::unexpected(Refusal{.error = StoreError::kNotFound});
  stub.id = old->stub->id;
  auto stored = state_->Make(std::move(stub), old->insertion_index);
  if (!stored) return stored;
  // Counted before the old one goes, so that a scenario of both keeps its state.
  state_->scenarios.Add(*(*stored)->stub);
  state_->Erase(old);
  state_->Insert(*stored);
  state_->scenarios.Remove(*(*stored)->stub);
  return stored;
}

bool StubStore::Remove(std::string_view id) {
  const StoredStubPtr stored = Get(id);
  if (stored == nullptr) return false;
  state_->Erase(stored);
  return true;
}

std::size_t StubStore::RemoveLike(const Stub& stub) {
  if (!stub.id.empty() && Remove(stub.id)) return 1;
  const Json wanted = stub.request.ToJson();
  std::size_t removed = 0;
  for (const StoredStubPtr& stored : state_->OldestFirst()) {
    const RequestPattern& pattern = stored->stub->request;
    if (pattern.url().text != stub.request.url().text) continue;  // spares the dearer look
    if (!EqualJson(pattern.ToJson(), wanted)) continue;
    state_->Erase(stored);
    ++removed;
  }
  return removed;
}

void StubStore::Clear() {
  state_->by_id.clear();
  state_->by_place.clear();
  state_->connect_rules.clear();
  state_->layers.Clear();
  state_->scenarios.Clear();
}

// --- Reading ---

StoredStubPtr StubStore::Get(std::string_view id) const {
  const auto found = state_->by_id.find(LowerCaseId(id));
  return found == state_->by_id.end() ? nullptr : found->second;
}

std::vector<StoredStubPtr> StubStore::NewestFirst() const {
  std::vector<StoredStubPtr> stubs = state_->OldestFirst();
  std::ranges::sort(stubs, GoesBefore);
  return stubs;
}

std::size_t StubStore::size() const {
  return state_->by_id.size();
}

StoredStubPtr StubStore::Take(const Request& request, const MatchContext& context) {
  const std::shared_ptr<const StubSnapshot> snapshot = state_->layers.Current();
  const IndexEntry* entry = snapshot->Find(request, [&](const IndexEntry& candidate) {
    return state_->Matches(candidate, request, context) && state_->Draw(*candidate.stub);
  });
  if (entry == nullptr) return nullptr;
  ++entry->stub->hits;
  state_->scenarios.Move(*entry->stub->stub);
  return *entry->owner;
}

StoredStubPtr StubStore::Find(const Request& request, const MatchContext& context) const {
  const std::shared_ptr<const StubSnapshot> snapshot = state_->layers.Current();
  const IndexEntry* entry = snapshot->Find(request, [&](const IndexEntry& candidate) {
    return state_->Matches(candidate, request, context);
  });
  return entry == nullptr ? nullptr : *entry->owner;
}

StoredStubPtr StubStore::TakeConnectRule(std::uint64_t connection) {
  for (const StoredStubPtr& rule : state_->connect_rules) {
    if (!state_->ConditionsHold(*rule, connection, std::nullopt) || !state_->Draw(*rule)) continue;
    ++rule->hits;
    return rule;
  }
  return nullptr;
}

// --- Scenarios ---

std::vector<ScenarioState> StubStore::Scenarios() const {
  return state_->scenarios.List(state_->OldestFirst());
}

std::string StubStore::StateOf(std::string_view scenario) const {
  return state_->scenarios.StateOf(scenario);
}

std::expected<void, StoreError> StubStore::SetState(std::string_view scenario,
                                                    std::string_view state) {
  return state_->scenarios.Set(scenario, state, state_->OldestFirst());
}

void StubStore::ResetScenarios() {
  state_->scenarios.Reset();
}

void StubStore::ResetHits() {
  for (const auto& [place, stored] : state_->by_place) stored->hits = 0;
}

}  // namespace wireproof::mock
