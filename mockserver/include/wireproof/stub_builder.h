// Stubs: which requests, under which conditions, and what is answered. Plain C++17.
//
//   When(Post("/job")).Times(2).Reply(Status(503))
//   When(Get("/door")).InScenario("door").WhenState("Started").ThenState("open").Reply(Ok())
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wireproof/reply_builder.h"
#include "wireproof/request_matcher.h"

namespace wireproof::mock {

namespace detail {
// The stub with one member more; the pointer is a JSON pointer, the value a JSON text.
std::string WithMember(const std::string& stub, std::string_view pointer, std::string_view value);
std::string WithText(const std::string& stub, std::string_view pointer, std::string_view text);
std::string WithNumber(const std::string& stub, std::string_view pointer, double value);
std::string WithReply(const std::string& stub, const ReplyBuilder& reply);
std::string WithReplies(const std::string& stub, const std::vector<ReplyBuilder>& replies);
}  // namespace detail

// What may be said between When and Reply. All of it must hold.
template <typename Derived>
class StubConditions {
 public:
  // A UUID; else the server makes one.
  [[nodiscard]] Derived WithId(std::string_view uuid) const { return Text("/id", uuid); }
  [[nodiscard]] Derived Named(std::string_view name) const { return Text("/name", name); }
  // 1 is the highest; the default is 5. Among equals the newest stub counts.
  [[nodiscard]] Derived Priority(int priority) const { return Number("/priority", priority); }
  [[nodiscard]] Derived InScenario(std::string_view name) const {
    return Text("/scenarioName", name);
  }
  // The scenario is in that state; "Started" at first.
  [[nodiscard]] Derived WhenState(std::string_view state) const {
    return Text("/requiredScenarioState", state);
  }
  // Puts the scenario into that state.
  [[nodiscard]] Derived ThenState(std::string_view state) const {
    return Text("/newScenarioState", state);
  }
  // Matches at most so often; then it is as if it were not there.
  [[nodiscard]] Derived Times(std::uint32_t times) const {
    return Number("/wireproof/when/times", times);
  }
  // The nth connection, the nth request of a connection; from 1.
  [[nodiscard]] Derived OnConnection(std::uint32_t connection) const {
    return Number("/wireproof/when/connection", connection);
  }
  [[nodiscard]] Derived OnRequest(std::uint32_t request) const {
    return Number("/wireproof/when/request", request);
  }
  // In that share of the cases, by the server's seed.
  [[nodiscard]] Derived WithProbability(double share) const {
    return Number("/wireproof/when/probability", share);
  }
  // A request that breaks RFC 9110 or 9112 gets 400 and the reasons instead of the reply.
  [[nodiscard]] Derived Strict() const {
    return derived(detail::WithMember(json_, "/wireproof/strict", "true"));
  }
  // A JSON object of the user's own.
  [[nodiscard]] Derived WithMetadata(std::string_view json) const {
    return derived(detail::WithMember(json_, "/metadata", json));
  }

  // The stub in WireMock's JSON, as far as it was said.
  const std::string& json() const { return json_; }

 protected:
  explicit StubConditions(std::string json) : json_(std::move(json)) {}
  Derived derived(std::string json) const {
    Derived copy = static_cast<const Derived&>(*this);
    copy.json_ = std::move(json);
    return copy;
  }

 private:
  Derived Text(std::string_view pointer, std::string_view text) const {
    return derived(detail::WithText(json_, pointer, text));
  }
  Derived Number(std::string_view pointer, double value) const {
    return derived(detail::WithNumber(json_, pointer, value));
  }
  std::string json_;
};

// A stub that belongs to no server yet: MockServer::AddStub takes it, as often as it is wanted.
class StubBuilder : public StubConditions<StubBuilder> {
 public:
  explicit StubBuilder(const RequestMatcher& request);

  [[nodiscard]] StubBuilder Reply(const ReplyBuilder& reply) const;
  // The first match gets the first reply, the second the second; the last one repeats.
  [[nodiscard]] StubBuilder ReplyInTurn(const std::vector<ReplyBuilder>& replies) const;
  // The same, and after the last comes the first.
  [[nodiscard]] StubBuilder ReplyInCycle(const std::vector<ReplyBuilder>& replies) const;
};

StubBuilder When(const RequestMatcher& request);

}  // namespace wireproof::mock
