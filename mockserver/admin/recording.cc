#include "mockserver/admin/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "http/script/messages.h"
#include "http/wire/grammar.h"
#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/exchange_json.h"
#include "mockserver/match/base64.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

bool Contains(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

std::string MediaType(std::optional<std::string_view> field) {
  return LowerCase(field.value_or("").substr(0, field.value_or("").find(';')));
}

// Whether content of that type is text; without a type, if it has no control characters.
bool IsText(const std::string& media_type, std::string_view content) {
  if (media_type.empty()) {
    return std::ranges::none_of(content, [](char c) {
      const auto octet = static_cast<unsigned char>(c);
      return octet >= 0x80 || (octet < 0x20 && c != '\t' && c != '\r' && c != '\n');
    });
  }
  return media_type.starts_with("text/") ||
         Contains(media_type, {"json", "xml", "javascript", "x-www-form-urlencoded"});
}

bool WasProxied(Engine& engine, const Exchange& exchange) {
  if (exchange.stub_id == engine.recording().proxy_stub_id) return !exchange.stub_id.empty();
  const StoredStubPtr stored = engine.stubs().Get(exchange.stub_id);
  return stored != nullptr && stored->stub->answer.response.proxy.has_value();
}

Json BodyPattern(const RecordSpec& spec, const Request& request) {
  const std::string media_type = MediaType(request.Field("Content-Type"));
  BodyMatcher matcher = spec.matcher;
  const bool automatic = matcher == BodyMatcher::kAuto;
  if (automatic) {
    matcher = media_type.contains("json") && request.json() != nullptr ? BodyMatcher::kEqualToJson
              : media_type.contains("xml")                             ? BodyMatcher::kEqualToXml
                                                                       : BodyMatcher::kEqualTo;
    if (matcher == BodyMatcher::kEqualTo && !IsText(media_type, request.body())) {
      return {{"binaryEqualTo", EncodeBase64(request.body())}};
    }
  }
  Json pattern = Json::object();
  const auto option = [&](const char* name, const std::optional<bool>& said, bool usual) {
    if (said || automatic) pattern[name] = said.value_or(usual);
  };
  switch (matcher) {
    case BodyMatcher::kEqualToJson:
      pattern["equalToJson"] = request.body();
      option("ignoreArrayOrder", spec.ignore_array_order, true);
      option("ignoreExtraElements", spec.ignore_extra_elements, true);
      break;
    case BodyMatcher::kEqualToXml:
      pattern["equalToXml"] = request.body();
      break;
    default:
      pattern["equalTo"] = request.body();
      option("caseInsensitive", spec.case_insensitive, false);
  }
  return pattern;
}

Json PatternJson(const RecordSpec& spec, const Request& request) {
  Json pattern = Json::object();
  pattern[request.query() ? "urlPath" : "url"] = request.path();
  pattern["method"] = request.method();
  for (const auto& [name, any_case] : spec.capture_headers) {
    const auto value = request.Field(name);
    if (!value) continue;
    Json& wanted = pattern["headers"][name];
    wanted["equalTo"] = *value;
    if (any_case) wanted["caseInsensitive"] = true;
  }
  for (const Parameter& parameter : request.query_parameters()) {
    Json values = Json::array();
    for (const std::string& value : parameter.values) values.push_back({{"equalTo", value}});
    pattern["queryParameters"][parameter.name] = {{"hasExactly", std::move(values)}};
  }
  if (!request.body().empty()) pattern["bodyPatterns"] = Json::array({BodyPattern(spec, request)});
  return pattern;
}

// The fields that the stub will have: not those of the framing, which is made anew.
Json FieldsOf(const wire::Fields& fields) {
  Json json = Json::object();
  for (const wire::Field& field : fields) {
    const std::string name = LowerCase(field.name);
    if (name == "content-length" || name == "transfer-encoding" || name == "connection" ||
        name == "matched-stub-id" || name == "matched-stub-name") {
      continue;
    }
    Json& value = json[field.name];
    if (value.is_null()) {
      value = field.value;
    } else if (value.is_array()) {
      value.push_back(field.value);
    } else {
      value = Json::array({value, field.value});
    }
  }
  return json;
}

// "/api/Users/7%20b" -> "api_users_7-b"
std::string NameOf(std::string_view path) {
  std::string name;
  for (const char c : DecodePathSegment(path.substr(std::min<std::size_t>(1, path.size())))) {
    const char lower = c == '/' ? '_' : c == ' ' ? '-' : wire::ToLowerAscii(c);
    const bool keep =
        wire::Is(lower, wire::kAlpha | wire::kDigit) || std::string_view("_-.").contains(lower);
    if (keep) name += lower;
  }
  return name.empty() ? "root" : name;
}

std::string Extension(const std::string& media_type) {
  return media_type.contains("json")        ? "json"
         : media_type.contains("xml")       ? "xml"
         : media_type.contains("html")      ? "html"
         : media_type.starts_with("text/")  ? "txt"
         : media_type.starts_with("image/") ? media_type.substr(media_type.find('/') + 1)
                                            : "bin";
}

Json ContentJson(Engine& engine, const RecordSpec& spec, const Exchange& exchange,
                 const script::Message& message, const std::string& name) {
  if (message.body.empty()) return Json::object();
  const std::string media_type = MediaType(wire::FindFirst(message.fields, "Content-Type"));
  const bool coded = wire::FindFirst(message.fields, "Content-Encoding").has_value();
  const bool text = !coded && IsText(media_type, message.body);
  const auto& threshold = text ? spec.text_size_threshold : spec.binary_size_threshold;
  if (threshold && message.body.size() > *threshold && !engine.files().root().empty()) {
    const std::string file = fmt::format("{}-{}.{}", name, exchange.id, Extension(media_type));
    if (engine.files().WriteBody(file, message.body)) return {{"bodyFileName", file}};
  }
  if (text) return {{"body", message.body}};
  return {{"base64Body", EncodeBase64(message.body)}};
}

// The stub of one exchange, as JSON; nothing where no whole response was sent.
std::optional<Json> StubOf(Engine& engine, const RecordSpec& spec, const Exchange& exchange) {
  script::MessageReader reader(script::MessageReader::Kind::kResponses);
  reader.ExpectMethod(exchange.method);
  reader.Feed(exchange.sent);
  reader.End(true);
  if (reader.sequence().Complete() == 0) return std::nullopt;
  const script::Message& message = reader.sequence().messages.front();
  std::vector<FieldView> fields;
  const Request request(exchange.Parts(fields));
  Json stub = Json::object();
  stub["name"] = NameOf(request.path());
  stub["request"] = PatternJson(spec, request);
  Json response = {{"status", message.status}};
  response.update(ContentJson(engine, spec, exchange, message, stub["name"].get<std::string>()));
  const Json response_fields = FieldsOf(message.fields);
  if (!response_fields.empty()) response["headers"] = response_fields;
  if (!spec.transformers.empty()) response["transformers"] = spec.transformers;
  if (spec.transformer_parameters != nullptr) {
    response["transformerParameters"] = *spec.transformer_parameters;
  }
  stub["response"] = std::move(response);
  if (spec.persist && !engine.files().root().empty()) stub["persistent"] = true;
  return stub;
}

bool IsWanted(Engine& engine, const RecordSpec& spec, const Exchange& exchange) {
  if (!spec.allow_non_proxied && !WasProxied(engine, exchange)) return false;
  if (!spec.ids.empty() && std::ranges::find(spec.ids, exchange.id) == spec.ids.end()) return false;
  if (!spec.filter) return true;
  std::vector<FieldView> fields;
  const Request request(exchange.Parts(fields));
  return spec.filter->Matches(request, engine.Context(&request));
}

// "/api/users/7" -> "api-users-7"
std::string PathName(const Json& stub) {
  const Json& request = stub.at("request");
  const Json& path = request.at(request.contains("url") ? "url" : "urlPath");
  std::string name = DecodePathSegment(path.get_ref<const std::string&>());
  if (name.starts_with('/')) name.erase(0, 1);
  std::ranges::replace(name, '/', '-');
  return name;
}

// Repetitions of one request become the states of a scenario: Started, then one a repetition.
void ChainAsScenario(std::vector<Json*>& repeats, std::size_t scenario) {
  const std::string name = fmt::format("scenario-{}-{}", scenario, PathName(*repeats.front()));
  for (std::size_t i = 0; i < repeats.size(); ++i) {
    Json& stub = *repeats[i];
    stub["scenarioName"] = name;
    stub["requiredScenarioState"] = i == 0 ? "Started" : fmt::format("{}-{}", name, i + 1);
    if (i + 1 < repeats.size()) stub["newScenarioState"] = fmt::format("{}-{}", name, i + 2);
  }
}

}  // namespace

std::vector<Stub> StubsFromJournal(Engine& engine, const RecordSpec& spec,
                                   std::uint64_t first_exchange) {
  std::vector<Json> recorded;
  std::map<std::string, std::vector<std::size_t>> by_request;
  engine.journal().Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
    if (exchange.number < first_exchange || !IsWanted(engine, spec, exchange)) return true;
    auto stub = StubOf(engine, spec, exchange);
    if (!stub) return true;
    by_request[WriteJson(stub->at("request"))].push_back(recorded.size());
    recorded.push_back(std::move(*stub));
    return true;
  });
  std::vector<bool> superseded(recorded.size(), false);
  std::size_t scenarios = 0;
  for (const auto& [request, places] : by_request) {
    if (places.size() < 2) continue;
    if (!spec.repeats_as_scenarios) {
      for (std::size_t i = 0; i + 1 < places.size(); ++i) superseded[places[i]] = true;
      continue;
    }
    std::vector<Json*> repeats;
    for (const std::size_t place : places) repeats.push_back(&recorded[place]);
    ChainAsScenario(repeats, ++scenarios);
  }
  std::vector<Stub> stubs;
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    if (superseded[i]) continue;
    // What was received may be what no stub can say: an odd field name.
    if (auto stub = StubFromJson(recorded[i], engine.Reading())) stubs.push_back(std::move(*stub));
  }
  return stubs;
}

}  // namespace wireproof::mock
