#include "mockserver/admin/exchange_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mockserver/admin/field_json.h"
#include "mockserver/admin/outcome_json.h"
#include "mockserver/admin/served_response.h"
#include "mockserver/admin/unmatched_page.h"
#include "mockserver/match/base64.h"
#include "mockserver/match/body_text.h"
#include "mockserver/stub/stub_json.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {
namespace {

constexpr std::int64_t kMicrosPerMilli = 1'000;
constexpr std::int64_t kNanosPerMilli = 1'000'000;

Json CookiesJson(const Parameters& cookies) {
  Json object = Json::object();
  for (const Parameter& cookie : cookies) object[cookie.name] = OneOrMany(cookie.values);
  return object;
}

Json ParametersJson(const Parameters& parameters) {
  Json object = Json::object();
  for (const Parameter& parameter : parameters) {
    object[parameter.name] = {{"key", parameter.name}, {"values", parameter.values}};
  }
  return object;
}

Json TimingJson(const Exchange& exchange) {
  const auto ms = [](std::int64_t ns) { return std::max<std::int64_t>(0, ns / kNanosPerMilli); };
  const std::int64_t total = exchange.ended_ns;
  const std::int64_t first = exchange.sends.empty() ? total : exchange.sends.front().first;
  return {{"addedDelay", ms(exchange.added_delay_ns)},
          {"processTime", ms(first - exchange.added_delay_ns)},
          {"responseSendTime", ms(total - first)},
          {"serveTime", ms(total - exchange.added_delay_ns)},
          {"totalTime", ms(total)}};
}

constexpr char kNotMatched[] = "REQUEST_NOT_MATCHED";
// What it counts as to compare a request with a stub: a microsecond each, so that all pages of one
// reply take some tenths of a second.
constexpr std::size_t kStepsOfStub = 4;

// The page that was sent; for HEAD none was, so it is made now. It compares all stubs.
std::string Report(const Exchange& exchange, Engine& engine, RenderCost& cost) {
  if (exchange.method != "HEAD") return SentContent(exchange);
  if (IsSpent(cost)) return kLeftOut;
  cost.steps += kStepsOfStub * engine.stubs().size();
  std::vector<FieldView> fields;
  return UnmatchedPage(engine, Request(exchange.Parts(fields))).content;
}

// WireMock gives no time to what went wrong while matching.
bool IsRemark(const SubEvent& event) {
  return event.type == kWarningRemark || event.type == kJsonErrorRemark;
}

Json SubEventsJson(const Exchange& exchange, const ServedResponse& served, Engine& engine,
                   RenderCost& cost) {
  Json events = Json::array();
  if (served.left_out()) events.push_back({{"type", "WARNING"}, {"data", {{"message", kLeftOut}}}});
  if (const auto& error = served.unsent_error()) {
    events.push_back({{"type", kTemplateError}, {"data", {{"message", *error}}}});
  }
  bool explained = false;
  for (const SubEvent& event : exchange.sub_events) {
    explained = explained || event.type == kNotMatched;
    Json told = {{"type", event.type}};
    if (!IsRemark(event) && !served.IsTemplateError(event)) {
      told["timeOffsetNanos"] = event.offset_ns;
    }
    auto data = ReadJson(event.json);
    told["data"] = data ? std::move(*data) : Json(event.json);
    events.push_back(std::move(told));
  }
  if (IsUnmatched(exchange) && !explained) {
    events.push_back({{"type", kNotMatched},
                      {"timeOffsetNanos", exchange.ended_ns},
                      {"data",
                       {{"status", 404},
                        {"contentType", "text/plain"},
                        {"report", Report(exchange, engine, cost)}}}});
  }
  return events;
}

// About how long a value is as text. It is not deeper than what is read may be.
std::size_t TextSize(const Json& value) {
  constexpr std::size_t kMarks = 4;  // quotes, commas, colons
  if (value.is_string()) return value.get_ref<const std::string&>().size() + kMarks;
  std::size_t size = 2 * kMarks;
  if (value.is_array()) {
    for (const Json& item : value) size += TextSize(item);
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.items()) size += key.size() + kMarks + TextSize(member);
  }
  return size;
}

Json NoStub(const std::string& id) {
  return {{"id", id}, {"request", {{"method", "ANY"}}}, {"response", NoDefinition()}, {"uuid", id}};
}

}  // namespace

std::string IsoTime(std::int64_t unix_us) {
  const DateTime time = MockClock::TimeOf(unix_us);
  const auto seconds = FormatDateTime(time, "yyyy-MM-dd'T'HH:mm:ss");
  return fmt::format("{}.{:03}Z", seconds.value_or(""), time.nanos / kNanosPerMilli);
}

void ServeEventList::Add(const Exchange& exchange) {
  if (cut_) return;
  Json event = ServeEventJson(exchange, engine_, cost_);
  if (outcomes_) event[kOutcome] = OutcomeJson(exchange, engine_);
  bytes_ += TextSize(event);
  cut_ = bytes_ > kMaxListBytes;
  if (!cut_) events_.push_back(std::move(event));
}

std::size_t JsonSize(const Exchange& exchange) {
  // Octets stand there as text and as base64, those of a response too; and the head in words.
  constexpr std::size_t kRest = 1'000;
  return 3 * (exchange.request_octets.size() + exchange.body.size() + exchange.sent.size()) + kRest;
}

Json LoggedRequestJson(const Request& request, std::int64_t received_at_us) {
  Json json = Json::object();
  json["url"] = request.url();
  json["absoluteUrl"] = request.absolute_url();
  json["method"] = request.method();
  json["clientIp"] = request.origin().client_ip;
  json["headers"] = FieldsJson(request.fields());
  json["cookies"] = CookiesJson(request.cookies());
  json["browserProxyRequest"] = false;
  json["loggedDate"] = received_at_us / kMicrosPerMilli;
  json["bodyAsBase64"] = EncodeBase64(request.body());
  std::string room;
  json["body"] = BodyText(request, room);
  json["protocol"] = request.version();
  json["scheme"] = request.scheme();
  json["host"] = request.host();
  json["port"] = request.port();
  json["loggedDateString"] = IsoTime(received_at_us);
  json["queryParams"] = ParametersJson(request.query_parameters());
  json["formParams"] = ParametersJson(request.form_parameters());
  return json;
}

Json LoggedRequestJson(const Exchange& exchange) {
  std::vector<FieldView> fields;
  return LoggedRequestJson(Request(exchange.Parts(fields)), exchange.received_at_us);
}

Json ServeEventJson(const Exchange& exchange, Engine& engine, RenderCost& cost) {
  const StoredStubPtr stored =
      IsUnmatched(exchange) ? nullptr : engine.stubs().Get(exchange.stub_id);
  const ServedResponse served(exchange, stored.get(), engine, cost);
  Json event = Json::object();
  event["id"] = exchange.id;
  event["request"] = LoggedRequestJson(exchange);
  event["responseDefinition"] = served.DefinitionJson();
  event["response"] = served.ResponseJson();
  event["wasMatched"] = !IsUnmatched(exchange);
  event["timing"] = TimingJson(exchange);
  event["subEvents"] = SubEventsJson(exchange, served, engine, cost);
  event["stubMapping"] = stored != nullptr
                             ? StubToJson(*stored->stub)
                             : NoStub(IsUnmatched(exchange) ? exchange.id : exchange.stub_id);
  return event;
}

}  // namespace wireproof::mock
