// /__admin/wireproof: what WireMock's API has no place for.
#include <chrono>
#include <nlohmann/json.hpp>

#include "http/script/octets.h"
#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/exchange_json.h"
#include "mockserver/admin/outcome_json.h"
#include "mockserver/admin/stub_schema.h"
#include "mockserver/journal/findings.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {
namespace {

constexpr std::int64_t kMicrosPerMilli = 1'000;
constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kNanosPerMicro = 1'000;
// Ten thousand years either way: what a clock can be set to, and moved by.
constexpr double kMostClockMs = 10'000.0 * 365 * 24 * 3600 * 1'000;
constexpr std::size_t kUsualExchanges = 100;
constexpr std::size_t kUsualFindings = 1'000;

// --- The clock ---

Json ClockJson(Engine& engine) {
  const std::int64_t now = engine.clock().now_us();
  return {{"now", IsoTime(now)},
          {"unix_ms", now / kMicrosPerMilli},
          {"frozen", engine.clock().frozen()}};
}

AdminReply GetClock(const AdminCall& call) {
  return JsonReply(200, ClockJson(call.engine()));
}

using Failure = std::unexpected<JsonProblem>;

// {"at": "2026-11-22T10:00:00Z"} or {"at": milliseconds since 1970}
std::expected<std::int64_t, JsonProblem> ReadTime(const Json& value) {
  if (IsNumber(value) && std::abs(NumberValue(value)) <= kMostClockMs) {
    return static_cast<std::int64_t>(NumberValue(value)) * kMicrosPerMilli;
  }
  if (value.is_string()) {
    const auto time = ParseDateTime(value.get_ref<const std::string&>());
    if (time) return time->unix_seconds * kMicros + time->nanos / kNanosPerMicro;
  }
  return Failure({"/at", "expected a date-time, or milliseconds since 1970"});
}

// {"frozen": true}, {"at": time} (which freezes), {"frozen": false} (the system's time again)
AdminReply PutClock(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  if (auto unknown = UnknownMember(*json, {"at", "frozen"})) return RefusalReply(*unknown);
  const auto frozen = json->find("frozen");
  if (frozen != json->end() && !frozen->is_boolean()) {
    return RefusalReply({"/frozen", "expected a boolean"});
  }
  const bool freeze = frozen == json->end() || frozen->get<bool>();
  const auto at = json->find("at");
  MockClock& clock = call.engine().clock();
  if (at != json->end()) {
    if (!freeze) return RefusalReply({"/at", "does not go with \"frozen\": false"});
    const auto time = ReadTime(*at);
    if (!time) return RefusalReply(time.error());
    clock.FreezeAt(*time);
  } else if (freeze) {
    clock.Freeze();
  } else {
    clock.Resume();
  }
  return GetClock(call);
}

AdminReply AdvanceClock(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  if (auto unknown = UnknownMember(*json, {"ms"})) return RefusalReply(*unknown);
  const auto ms = json->find("ms");
  if (ms == json->end() || !IsNumber(*ms) || !(NumberValue(*ms) >= 0) ||
      NumberValue(*ms) > kMostClockMs) {
    return RefusalReply({"/ms", "expected a number of milliseconds, of at least 0"});
  }
  const double micros = NumberValue(*ms) * static_cast<double>(kMicrosPerMilli);
  call.engine().clock().Advance(std::chrono::microseconds(static_cast<std::int64_t>(micros)));
  return GetClock(call);
}

// --- The journal, octet by octet ---

Json TlsJson(const net::TlsFacts& facts) {
  return {{"version", facts.version},
          {"cipher", facts.cipher},
          {"alpn", facts.alpn},
          {"sni", facts.sni},
          {"peer_certificate", facts.peer_certificate}};
}

Json SubEventJson(const SubEvent& event) {
  auto data = ReadJson(event.json);
  return {{"type", event.type},
          {"offset_ns", event.offset_ns},
          {"data", data ? std::move(*data) : Json(event.json)}};
}

// Octets that were cut say nothing about what they were.
Json FindingsJson(const Exchange& exchange) {
  Findings findings;
  if (!exchange.request_cut) findings = FindingsOfRequest(exchange.request_octets);
  if (!exchange.sent_cut && !exchange.sent.empty()) {
    const Findings of_reply = FindingsOfReply(
        exchange.sent,
        {.request_method = exchange.method, .ended = exchange.end == ExchangeEnd::kClosed});
    findings.insert(findings.end(), of_reply.begin(), of_reply.end());
  }
  Json json = Json::array();
  for (const Finding& finding : findings) {
    json.push_back({{"finding", finding.id},
                    {"rule", finding.rule},
                    {"blame", finding.blame},
                    {"message", finding.message}});
  }
  return json;
}

Json RawExchangeJson(const Exchange& exchange) {
  Json sends = Json::array();
  for (const auto& [offset_ns, octets] : exchange.sends) {
    sends.push_back({{"offset_ns", offset_ns}, {"octets_so_far", octets}});
  }
  Json json = Json::object();
  json["number"] = exchange.number;
  json["id"] = exchange.id;
  json["connection"] = exchange.connection;
  json["request_of_connection"] = exchange.request_of_connection;
  json["received_at"] = IsoTime(exchange.received_at_us);
  json["received_at_us"] = exchange.received_at_us;
  json["client_ip"] = exchange.client_ip;
  json["local_port"] = exchange.local_port;
  json["received"] = script::OctetsToUtf8(exchange.request_octets);
  if (exchange.request_cut) json["received_cut"] = true;
  json["sent"] = script::OctetsToUtf8(exchange.sent);
  if (exchange.sent_cut) json["sent_cut"] = true;
  json["sends"] = std::move(sends);
  json["end"] = EndName(exchange.end);
  json["ended_ns"] = exchange.ended_ns;
  json["added_delay_ns"] = exchange.added_delay_ns;
  if (!exchange.stub_id.empty()) json["stub"] = exchange.stub_id;
  if (exchange.tls_facts) json["tls"] = TlsJson(*exchange.tls_facts);
  Json events = Json::array();
  for (const SubEvent& event : exchange.sub_events) events.push_back(SubEventJson(event));
  json["sub_events"] = std::move(events);
  json["findings"] = FindingsJson(exchange);
  return json;
}

// `after` (a number) and `limit` page through it, oldest first.
AdminReply GetJournal(const AdminCall& call) {
  const auto after = CountParameter(call, "after");
  if (!after) return after.error();
  const auto limit = CountParameter(call, "limit");
  if (!limit) return limit.error();
  const std::size_t most = limit->value_or(kUsualExchanges);
  Json exchanges = Json::array();
  std::size_t bytes = 0;
  bool more = false;
  Journal& journal = call.engine().journal();
  journal.Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
    if (exchange.number <= after->value_or(0)) return true;
    bytes += JsonSize(exchange);
    more = exchanges.size() >= most || bytes > kMaxListBytes;
    if (!more) exchanges.push_back(RawExchangeJson(exchange));
    return !more;
  });
  return JsonReply(200, {{"exchanges", std::move(exchanges)},
                         {"more", more},
                         {"kept", journal.total()},
                         {"dropped", journal.dropped()},
                         {"bytes_used", journal.bytes_used()},
                         {"bytes", journal.options().bytes},
                         {"disabled", !journal.options().enabled}});
}

// What breaks the rules of HTTP in what came and in what was sent; pages as the journal does.
AdminReply GetFindings(const AdminCall& call) {
  const auto after = CountParameter(call, "after");
  if (!after) return after.error();
  const auto limit = CountParameter(call, "limit");
  if (!limit) return limit.error();
  const std::size_t most = limit->value_or(kUsualFindings);
  Json findings = Json::array();
  call.engine().journal().Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
    if (exchange.number <= after->value_or(0)) return true;
    for (Json& finding : FindingsJson(exchange)) {
      Json json = {{"number", exchange.number},
                   {"exchange", exchange.id},
                   {"method", exchange.method},
                   {"target", exchange.target}};
      json.update(finding);
      findings.push_back(std::move(json));
    }
    return findings.size() < most;
  });
  return JsonReply(200, {{"findings", std::move(findings)}});
}

// --- What else there is to know ---

AdminReply GetCa(const AdminCall& call) {
  const std::string pem = call.engine().ca_pem();
  if (pem.empty()) {
    return TextReply(404,
                     "There is no certificate authority: the server has no HTTPS port "
                     "(--https-port)\n");
  }
  return {.status = 200, .fields = {{"Content-Type", "application/x-pem-file"}}, .content = pem};
}

AdminReply GetSchema(const AdminCall&) {
  if (StubSchema().empty()) return EmptyReply(404);
  return {.status = 200,
          .fields = {{"Content-Type", "application/schema+json"}},
          .content = std::string(StubSchema())};
}

AdminReply GetSeed(const AdminCall& call) {
  Json seed = nullptr;
  if (call.engine().options().seed) seed = *call.engine().options().seed;
  return JsonReply(200, {{"seed", seed}});
}

// {"seed": n}: what is drawn from here on is drawn as in every server so seeded.
AdminReply PutSeed(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  if (auto unknown = UnknownMember(*json, {"seed"})) return RefusalReply(*unknown);
  const auto seed = json->find("seed");
  const auto number = seed == json->end() ? std::nullopt : WholeNumber(*seed);
  if (!number) return RefusalReply({"/seed", "expected a whole number of at least 0"});
  call.engine().random().seed(*number);
  return JsonReply(200, *json);
}

constexpr Route kWireproofRoutes[] = {
    {"GET", "/wireproof/clock", GetClock},
    {"PUT", "/wireproof/clock", PutClock},
    {"POST", "/wireproof/clock/advance", AdvanceClock},
    {"GET", "/wireproof/journal", GetJournal},
    {"GET", "/wireproof/findings", GetFindings},
    {"GET", "/wireproof/ca.pem", GetCa},
    {"GET", "/certs/wiremock-ca.crt", GetCa},
    {"GET", "/wireproof/schema", GetSchema},
    {"GET", "/wireproof/seed", GetSeed},
    {"PUT", "/wireproof/seed", PutSeed},
};

}  // namespace

std::span<const Route> WireproofRoutes() {
  return kWireproofRoutes;
}

}  // namespace wireproof::mock
