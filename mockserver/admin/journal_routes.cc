// /__admin/requests: what the journal holds.
#include <fmt/format.h>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/cut_bodies.h"
#include "mockserver/admin/exchange_json.h"
#include "mockserver/admin/outcome_json.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {
namespace {

// What GET /requests asks for.
struct Wanted {
  std::optional<std::size_t> limit = {};
  std::optional<std::int64_t> since_us = {};
  bool unmatched = false;
  std::string stub_id = {};
};

// A point in time with its zone: "2026-11-22T10:00:00Z".
std::expected<std::optional<std::int64_t>, AdminReply> SinceParameter(const AdminCall& call) {
  constexpr std::int64_t kMicros = 1'000'000;
  constexpr std::int64_t kNanosPerMicro = 1'000;
  const std::string_view text = call.Parameter("since");
  if (text.empty()) return std::nullopt;
  const auto time = ParseDateTime(text);
  if (!time || !time->has_zone || text.find('T') == std::string_view::npos) {
    return std::unexpected(PointedErrorReply(400, kBadInput, "since",
                                             fmt::format("{} is not a valid ISO8601 date", text)));
  }
  return time->unix_seconds * kMicros + time->nanos / kNanosPerMicro;
}

std::expected<Wanted, AdminReply> ReadWanted(const AdminCall& call) {
  Wanted wanted;
  auto limit = CountParameter(call, "limit");
  if (!limit) return std::unexpected(std::move(limit.error()));
  wanted.limit = *limit;
  auto since = SinceParameter(call);
  if (!since) return std::unexpected(std::move(since.error()));
  wanted.since_us = *since;
  wanted.unmatched = call.Parameter("unmatched") == "true";
  const std::string_view stub = call.Parameter("matchingStub");
  if (!stub.empty() && !IsUuid(stub)) {
    return std::unexpected(ErrorReply(
        400, kBadMatchingStub,
        fmt::format("Query parameter matchingStub value '{}' is not a valid UUID", stub)));
  }
  wanted.stub_id = LowerCase(stub);
  return wanted;
}

bool WantsOutcomes(const AdminCall& call) {
  return call.Parameter(kOutcome) == "true";
}

AdminReply ListRequests(const AdminCall& call) {
  const auto wanted = ReadWanted(call);
  if (!wanted) return wanted.error();
  ServeEventList events(call.engine(), WantsOutcomes(call));
  std::size_t total = 0;
  const auto take = [&](const Exchange& exchange) {
    if (wanted->unmatched && !IsUnmatched(exchange)) return true;
    if (!wanted->stub_id.empty() && exchange.stub_id != wanted->stub_id) return true;
    ++total;
    if (wanted->limit && events.size() >= *wanted->limit) return true;
    if (wanted->since_us && exchange.received_at_us <= *wanted->since_us) return true;
    events.Add(exchange);
    return true;
  };
  call.engine().journal().Visit(Journal::Order::kNewestFirst, take);
  Json reply = Json::object();
  reply["requests"] = events.Take();
  reply["meta"] = {{"total", total}};
  if (events.cut()) reply["meta"]["cut"] = true;
  reply["requestJournalDisabled"] = !call.engine().journal().options().enabled;
  return JsonReply(200, reply);
}

AdminReply RemoveAll(const AdminCall& call) {
  call.engine().journal().Clear();
  return DoneReply();
}

// The number of the exchange that the path names; 0 where there is none.
std::expected<std::uint64_t, AdminReply> NumberOfPath(const AdminCall& call) {
  auto id = UuidOfPath(call);
  if (!id) return std::unexpected(std::move(id.error()));
  return call.engine().journal().NumberOf(*id);
}

AdminReply GetRequest(const AdminCall& call) {
  const auto number = NumberOfPath(call);
  if (!number) return number.error();
  const auto exchange = call.engine().journal().Get(*number);
  if (*number == 0 || !exchange) return EmptyReply(404);
  RenderCost cost;
  return JsonReply(200, ServeEventJson(*exchange, call.engine(), cost));
}

AdminReply RemoveRequest(const AdminCall& call) {
  const auto number = NumberOfPath(call);
  if (!number) return number.error();
  if (*number != 0) call.engine().journal().Remove(*number);
  return DoneReply();
}

std::expected<RequestPattern, AdminReply> ReadPattern(const AdminCall& call) {
  auto json = ReadBody(call);
  if (!json) return std::unexpected(std::move(json.error()));
  auto pattern = RequestPattern::FromJson(*json, "", call.engine().Reading().request);
  if (!pattern) return std::unexpected(RefusalReply(pattern.error()));
  return std::move(*pattern);
}

bool Fits(const AdminCall& call, const RequestPattern& pattern, const Exchange& exchange) {
  std::vector<FieldView> fields;
  const Request request(exchange.Parts(fields));
  return pattern.Matches(request, call.engine().Context(&request));
}

CutBodies CutOf(const AdminCall& call, const RequestPattern& pattern) {
  CutBodies cut(call.engine(), pattern);
  if (!cut.idle()) {
    call.engine().journal().Visit(Journal::Order::kOldestFirst, [&cut](const Exchange& exchange) {
      cut.See(exchange);
      return true;
    });
  }
  return cut;
}

AdminReply CountRequests(const AdminCall& call) {
  const auto pattern = ReadPattern(call);
  if (!pattern) return pattern.error();
  const bool enabled = call.engine().journal().options().enabled;
  Json reply = Json::object();
  reply["count"] = -1;
  if (enabled) {
    reply["count"] = call.engine().journal().Count(*pattern, call.engine().Context(nullptr));
    CutOf(call, *pattern).Tell(reply);
  }
  reply["requestJournalDisabled"] = !enabled;
  return JsonReply(200, reply);
}

// {"requests": [LoggedRequest...]} of those that `fits`, oldest first.
AdminReply LoggedRequests(const AdminCall& call, const std::function<bool(const Exchange&)>& fits) {
  Json requests = Json::array();
  std::size_t bytes = 0;
  const bool outcomes = WantsOutcomes(call);
  call.engine().journal().Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
    if (!fits(exchange)) return true;
    bytes += JsonSize(exchange);
    if (bytes > kMaxListBytes) return false;
    requests.push_back(LoggedRequestJson(exchange));
    if (outcomes) requests.back()[kOutcome] = OutcomeJson(exchange, call.engine());
    return true;
  });
  Json reply = Json::object();
  reply["requests"] = std::move(requests);
  if (bytes > kMaxListBytes) reply["meta"]["cut"] = true;
  reply["requestJournalDisabled"] = !call.engine().journal().options().enabled;
  return JsonReply(200, reply);
}

AdminReply FindRequests(const AdminCall& call) {
  const auto pattern = ReadPattern(call);
  if (!pattern) return pattern.error();
  return LoggedRequests(call,
                        [&](const Exchange& exchange) { return Fits(call, *pattern, exchange); });
}

AdminReply Unmatched(const AdminCall& call) {
  return LoggedRequests(call, IsUnmatched);
}

// Removes those that `fits` and shows them, oldest first.
AdminReply RemoveThose(const AdminCall& call, const std::function<bool(const Exchange&)>& fits) {
  ServeEventList events(call.engine());
  std::vector<std::uint64_t> numbers;
  call.engine().journal().Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
    if (!fits(exchange)) return true;
    numbers.push_back(exchange.number);
    events.Add(exchange);
    return true;
  });
  for (const std::uint64_t number : numbers) call.engine().journal().Remove(number);
  Json reply = Json::object();
  reply["serveEvents"] = events.Take();
  if (events.cut()) reply["meta"]["cut"] = true;
  return JsonReply(200, reply);
}

AdminReply RemoveMatching(const AdminCall& call) {
  const auto pattern = ReadPattern(call);
  if (!pattern) return pattern.error();
  return RemoveThose(call,
                     [&](const Exchange& exchange) { return Fits(call, *pattern, exchange); });
}

AdminReply RemoveByMetadata(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  const auto pattern = ValuePattern::FromJson(*json, "", call.engine().Reading().request.values);
  if (!pattern) return RefusalReply(pattern.error());
  const MatchContext context = call.engine().Context(nullptr);
  return RemoveThose(call, [&](const Exchange& exchange) {
    const StoredStubPtr stored = call.engine().stubs().Get(exchange.stub_id);
    return stored != nullptr && stored->stub->metadata != nullptr &&
           pattern->Matches(WriteJson(*stored->stub->metadata), context);
  });
}

constexpr Route kJournalRoutes[] = {
    {"GET", "/requests", ListRequests},
    {"DELETE", "/requests", RemoveAll},
    {"POST", "/requests/reset", RemoveAll},
    {"POST", "/requests/count", CountRequests},
    {"POST", "/requests/find", FindRequests},
    {"POST", "/requests/remove", RemoveMatching},
    {"POST", "/requests/remove-by-metadata", RemoveByMetadata},
    {"GET", "/requests/unmatched", Unmatched},
    {"GET", "/requests/{id}", GetRequest},
    {"DELETE", "/requests/{id}", RemoveRequest},
};

}  // namespace

std::span<const Route> JournalRoutes() {
  return kJournalRoutes;
}

}  // namespace wireproof::mock
