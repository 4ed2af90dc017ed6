// POST /__admin/requests/wait: verification that waits for what is still to come.
#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "http/net/deadline.h"
#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/cut_bodies.h"
#include "mockserver/admin/exchange_json.h"
#include "mockserver/admin/near_misses.h"
#include "mockserver/admin/outcome_json.h"

namespace wireproof::mock {
namespace {

constexpr std::chrono::milliseconds kUsualWait{5'000};
// A mistake rather than a wish; the connection would be given up before.
constexpr double kMostWaitMs = 10 * 60 * 1'000;
constexpr std::size_t kMostPatterns = 1'000;
// How many of the requests that were found stand in the reply.
constexpr std::size_t kMostShown = 1'000;

// What is waited for: so many requests of one pattern, or one request of each in this order.
struct Expectation {
  std::vector<RequestPattern> patterns = {};
  bool in_order = false;
  std::uint64_t at_least = 1;
  std::uint64_t at_most = UINT64_MAX;
  std::chrono::milliseconds timeout = kUsualWait;
};

using Failure = std::unexpected<JsonProblem>;

std::expected<std::uint64_t, JsonProblem> ReadCount(const Json& value, std::string_view pointer) {
  if (const auto count = WholeNumber(value)) return *count;
  return Failure({std::string(pointer), "expected a whole number of at least 0"});
}

// A number, or {"atLeast", "atMost"}.
std::optional<JsonProblem> ReadCounts(const Json& value, Expectation& expectation) {
  if (!value.is_object()) {
    const auto count = ReadCount(value, "/count");
    if (!count) return count.error();
    expectation.at_least = expectation.at_most = *count;
    return std::nullopt;
  }
  if (auto unknown = UnknownMember(value, {"atLeast", "atMost"}, "/count")) return unknown;
  expectation.at_least = 0;
  for (const auto& [name, member] : value.items()) {
    const auto count = ReadCount(member, PointerTo("/count", name));
    if (!count) return count.error();
    (name == "atLeast" ? expectation.at_least : expectation.at_most) = *count;
  }
  if (expectation.at_least > expectation.at_most) {
    return JsonProblem{"/count", fmt::format("atLeast ({}) is above atMost ({})",
                                             expectation.at_least, expectation.at_most)};
  }
  return std::nullopt;
}

std::optional<JsonProblem> ReadPatterns(const Json& json, const RequestPatternReading& reading,
                                        Expectation& expectation) {
  const auto add = [&](const Json& value,
                       const std::string& pointer) -> std::optional<JsonProblem> {
    auto pattern = RequestPattern::FromJson(value, pointer, reading);
    if (!pattern) return pattern.error();
    expectation.patterns.push_back(std::move(*pattern));
    return std::nullopt;
  };
  const auto request = json.find("request");
  const auto order = json.find("inOrder");
  if ((request == json.end()) == (order == json.end())) {
    return JsonProblem{"", "expected one of \"request\" and \"inOrder\""};
  }
  if (request != json.end()) return add(*request, "/request");
  expectation.in_order = true;
  if (!order->is_array() || order->empty() || order->size() > kMostPatterns) {
    return JsonProblem{"/inOrder",
                       fmt::format("expected an array of 1 to {} patterns", kMostPatterns)};
  }
  for (std::size_t i = 0; i < order->size(); ++i) {
    if (auto problem = add((*order)[i], PointerTo("/inOrder", i))) return problem;
  }
  if (json.contains("count")) return JsonProblem{"/count", "goes with \"request\" only"};
  return std::nullopt;
}

std::expected<Expectation, JsonProblem> ReadExpectation(const Json& json,
                                                        const RequestPatternReading& reading) {
  if (auto unknown = UnknownMember(json, {"request", "count", "inOrder", "timeout_ms"})) {
    return Failure(std::move(*unknown));
  }
  Expectation expectation;
  if (auto problem = ReadPatterns(json, reading, expectation)) return Failure(std::move(*problem));
  if (const auto count = json.find("count"); count != json.end()) {
    expectation.at_most = UINT64_MAX;
    if (auto problem = ReadCounts(*count, expectation)) return Failure(std::move(*problem));
  }
  if (const auto timeout = json.find("timeout_ms"); timeout != json.end()) {
    if (!IsNumber(*timeout) || !(NumberValue(*timeout) >= 0) ||
        NumberValue(*timeout) > kMostWaitMs) {
      return Failure({"/timeout_ms", "expected milliseconds, of ten minutes at the most"});
    }
    expectation.timeout =
        std::chrono::milliseconds(static_cast<std::int64_t>(NumberValue(*timeout)));
  }
  return expectation;
}

// How far the journal has come to what is expected. Each exchange is looked at once.
class Progress {
 public:
  Progress(Engine& engine, const Expectation& expectation)
      : engine_(engine), expectation_(expectation), cut_(engine, expectation.patterns.front()) {}

  // Looks at what came since the last time.
  void LookOn() {
    Journal& journal = engine_.journal();
    if (seen_ == 0) {
      journal.Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
        Take(exchange);
        return true;
      });
      return;
    }
    std::vector<Exchange> fresh;
    journal.Visit(Journal::Order::kNewestFirst, [&](const Exchange& exchange) {
      if (exchange.number <= seen_) return false;
      fresh.push_back(exchange);
      return true;
    });
    for (auto exchange = fresh.rbegin(); exchange != fresh.rend(); ++exchange) Take(*exchange);
  }

  bool satisfied() const {
    if (expectation_.in_order) return found_ == expectation_.patterns.size();
    return found_ >= expectation_.at_least && found_ <= expectation_.at_most;
  }
  // More than there may be: no further request can help.
  bool hopeless() const { return !expectation_.in_order && found_ > expectation_.at_most; }

  Json ToJson() {
    Json reply = Json::object();
    reply["satisfied"] = satisfied();
    reply["count"] = found_;
    reply["requests"] = requests_;
    Json near_misses = Json::array();
    if (!satisfied() && !hopeless()) {
      const RequestPattern& missing = Missing();
      reply["missing"] = missing.ToJson();
      near_misses = NearestRequests(engine_, missing);
    }
    reply["nearMisses"] = std::move(near_misses);
    reply["requestJournalDisabled"] = !engine_.journal().options().enabled;
    if (!expectation_.in_order) cut_.Tell(reply);
    return reply;
  }

 private:
  const RequestPattern& Missing() const {
    return expectation_.patterns[expectation_.in_order ? found_ : 0];
  }

  void Take(const Exchange& exchange) {
    seen_ = exchange.number;
    if (expectation_.in_order && satisfied()) return;
    cut_.See(exchange);
    std::vector<FieldView> fields;
    const Request request(exchange.Parts(fields));
    if (!Missing().Matches(request, engine_.Context(&request))) return;
    ++found_;
    if (requests_.size() < kMostShown) {
      requests_.push_back(LoggedRequestJson(request, exchange.received_at_us));
      requests_.back()[kOutcome] = OutcomeJson(exchange, engine_);
    }
  }

  Engine& engine_;
  const Expectation& expectation_;
  std::uint64_t seen_ = 0;   // number of the newest exchange that was looked at
  std::uint64_t found_ = 0;  // matching requests, or patterns met
  Json requests_ = Json::array();
  CutBodies cut_;
};

// Counts a wait as long as it lives; it can be cancelled.
class CountedWait {
 public:
  explicit CountedWait(const AdminState& state) : waits_(state.waits) { ++*waits_; }
  ~CountedWait() { --*waits_; }
  CountedWait(const CountedWait&) = delete;
  CountedWait& operator=(const CountedWait&) = delete;

 private:
  std::shared_ptr<std::size_t> waits_;
};

AdminReply StoppingReply() {
  return ErrorReply(503, kBadInput, "The server stops",
                    "it was told to end before what is waited for came");
}

net::Task<AdminReply> Wait(const AdminCall& call) {
  auto json = ReadBody(call);
  if (!json) co_return std::move(json.error());
  auto expectation = ReadExpectation(*json, call.engine().Reading().request);
  if (!expectation) co_return RefusalReply(expectation.error());
  const CountedWait counted(call.state);
  const net::Deadline deadline = net::Deadline::After(expectation->timeout);
  Progress progress(call.engine(), *expectation);
  progress.LookOn();
  const bool possible = call.engine().journal().options().enabled;
  while (possible && !progress.satisfied() && !progress.hopeless()) {
    if (call.state.stopping) co_return StoppingReply();
    const bool changed = co_await call.state.journal_changed.WaitUntil(deadline);
    progress.LookOn();
    if (!changed) break;
  }
  co_return JsonReply(200, progress.ToJson());
}

constexpr Route kWaitRoutes[] = {
    {"POST", "/requests/wait", nullptr, Wait},
};

}  // namespace

std::span<const Route> WaitRoutes() {
  return kWaitRoutes;
}

}  // namespace wireproof::mock
