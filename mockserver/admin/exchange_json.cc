#include "mockserver/admin/exchange_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "http/script/messages.h"
#include "mockserver/admin/admin_call.h"
#include "mockserver/match/base64.h"
#include "mockserver/match/body_text.h"
#include "mockserver/stub/fault_names.h"
#include "mockserver/stub/stub_json.h"
#include "mockserver/time/date_time.h"

namespace wireproof::mock {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerMilli = 1'000;
constexpr std::int64_t kNanosPerMilli = 1'000'000;

// A value, or the array of them where there are several.
Json OneOrMany(const std::vector<std::string>& values) {
  if (values.size() == 1) return values.front();
  return values;
}

// {"Name": "value" | ["v1", "v2"]}: names by their first spelling, whatever their case later.
template <typename FieldList>
Json FieldsJson(const FieldList& fields) {
  std::vector<std::pair<std::string, std::vector<std::string>>> grouped;
  for (const auto& field : fields) {
    const auto same = [&](const auto& group) {
      return LowerCase(group.first) == LowerCase(field.name);
    };
    auto at = std::ranges::find_if(grouped, same);
    if (at == grouped.end()) {
      at = grouped.insert(grouped.end(), {std::string(field.name), {}});
    }
    at->second.emplace_back(field.value);
  }
  Json object = Json::object();
  for (const auto& [name, values] : grouped) object[name] = OneOrMany(values);
  return object;
}

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

script::MessageSequence ReadSent(const Exchange& exchange) {
  script::MessageReader reader(script::MessageReader::Kind::kResponses);
  reader.ExpectMethod(exchange.method);
  reader.Feed(exchange.sent);
  reader.End(exchange.end == ExchangeEnd::kClosed || exchange.end == ExchangeEnd::kSent);
  return reader.sequence();
}

// What was sent, read back from its octets. The page of an unmatched request counts as a remark on
// it (its sub-event), not as content: that is how WireMock tells it.
Json ResponseJson(const Exchange& exchange, const ResponseDefinition* definition) {
  const script::MessageSequence sent = ReadSent(exchange);
  Json response = Json::object();
  if (sent.messages.empty()) {
    response["status"] = definition == nullptr ? 0 : definition->status;
  } else {
    const script::Message& message = sent.messages.front();
    response["status"] = message.status;
    if (!IsUnmatched(exchange)) {
      if (!message.fields.empty()) response["headers"] = FieldsJson(message.fields);
    }
    const std::string content = IsUnmatched(exchange) ? "" : message.body;
    response["bodyAsBase64"] = EncodeBase64(content);
    response["body"] = content;
  }
  if (definition != nullptr && definition->fault) {
    response["fault"] = kFaultNames[static_cast<std::size_t>(*definition->fault)];
  }
  return response;
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

Json SubEventsJson(const Exchange& exchange) {
  Json events = Json::array();
  bool explained = false;
  for (const SubEvent& event : exchange.sub_events) {
    explained = explained || event.type == kNotMatched;
    auto data = ReadJson(event.json);
    events.push_back({{"type", event.type},
                      {"timeOffsetNanos", event.offset_ns},
                      {"data", data ? std::move(*data) : Json(event.json)}});
  }
  if (IsUnmatched(exchange) && !explained) {
    events.push_back(
        {{"type", kNotMatched},
         {"timeOffsetNanos", exchange.ended_ns},
         {"data",
          {{"status", 404}, {"contentType", "text/plain"}, {"report", SentContent(exchange)}}}});
  }
  return events;
}

// What WireMock shows where no stub answered.
Json NoResponse() {
  return {{"status", 404}, {"fromConfiguredStub", false}};
}

Json NoStub(const std::string& id) {
  return {{"id", id}, {"request", {{"method", "ANY"}}}, {"response", NoResponse()}, {"uuid", id}};
}

}  // namespace

std::string IsoTime(std::int64_t unix_us) {
  DateTime time;
  time.unix_seconds = unix_us / kMicrosPerSecond;
  const std::int64_t micros = unix_us % kMicrosPerSecond;
  const auto seconds = FormatDateTime(time, "yyyy-MM-dd'T'HH:mm:ss");
  return fmt::format("{}.{:03}Z", seconds.value_or(""), micros / kMicrosPerMilli);
}

std::string SentContent(const Exchange& exchange) {
  const script::MessageSequence sent = ReadSent(exchange);
  return sent.messages.empty() ? std::string() : sent.messages.front().body;
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

Json ServeEventJson(const Exchange& exchange, Engine& engine) {
  const StoredStubPtr stored =
      IsUnmatched(exchange) ? nullptr : engine.stubs().Get(exchange.stub_id);
  const Stub* stub = stored == nullptr ? nullptr : stored->stub.get();
  const ResponseDefinition* definition = stub == nullptr ? nullptr : &stub->answer.response;
  Json event = Json::object();
  event["id"] = exchange.id;
  event["request"] = LoggedRequestJson(exchange);
  event["responseDefinition"] = definition == nullptr ? NoResponse() : ResponseToJson(*definition);
  event["response"] = ResponseJson(exchange, definition);
  event["wasMatched"] = !IsUnmatched(exchange);
  event["timing"] = TimingJson(exchange);
  event["subEvents"] = SubEventsJson(exchange);
  event["stubMapping"] = stub != nullptr
                             ? StubToJson(*stub)
                             : NoStub(IsUnmatched(exchange) ? exchange.id : exchange.stub_id);
  return event;
}

}  // namespace wireproof::mock
