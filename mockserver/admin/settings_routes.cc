// /__admin/settings, and what else is about the server as a whole.
#include <cmath>

#include "mockserver/admin/admin_call.h"
#include "mockserver/admin/exchange_json.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

// The release of WireMock whose API this is: clients look at it to know what they may ask for.
constexpr char kApiVersion[] = "3.13.2";

// Milliseconds without a fraction where there is none.
Json Milliseconds(double ms) {
  if (std::floor(ms) == ms) return static_cast<std::int64_t>(ms);
  return ms;
}

AdminReply GetSettings(const AdminCall& call) {
  const LiveSettings& settings = call.engine().settings();
  Json json = Json::object();
  if (settings.fixed_delay_ms) json["fixedDelay"] = Milliseconds(*settings.fixed_delay_ms);
  if (settings.delay) json["delayDistribution"] = DelayToJson(*settings.delay);
  if (settings.extended != nullptr) json["extended"] = *settings.extended;
  json["proxyPassThrough"] = settings.proxy_pass_through;
  Json reply = Json::object();
  reply["settings"] = std::move(json);
  return JsonReply(200, reply);
}

using Failure = std::unexpected<JsonProblem>;

std::expected<void, JsonProblem> ReadMember(const std::string& name, const Json& value,
                                            LiveSettings& settings) {
  const std::string pointer = PointerTo("", name);
  if (value.is_null()) return {};
  if (name == "fixedDelay") {
    if (!IsNumber(value) || !(NumberValue(value) >= 0 && NumberValue(value) <= kMaxDelayMs)) {
      return Failure({pointer, "expected milliseconds, of a day at the most"});
    }
    settings.fixed_delay_ms = NumberValue(value);
  } else if (name == "delayDistribution") {
    auto delay = DelayFromJson(value, pointer);
    if (!delay) return Failure(std::move(delay.error()));
    settings.delay = *delay;
  } else if (name == "extended") {
    if (!value.is_object()) return Failure({pointer, "expected an object"});
    settings.extended = std::make_shared<const Json>(value);
  } else if (name == "proxyPassThrough") {
    if (!value.is_boolean()) return Failure({pointer, "expected a boolean"});
    settings.proxy_pass_through = value.get<bool>();
  }
  return {};
}

// All settings anew: what is not given is unset, proxyPassThrough then false, as in WireMock.
AdminReply SetSettings(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  if (auto unknown = UnknownMember(
          *json, {"fixedDelay", "delayDistribution", "extended", "proxyPassThrough"})) {
    return RefusalReply(*unknown);
  }
  LiveSettings settings;
  settings.proxy_pass_through = false;
  for (const auto& [name, value] : json->items()) {
    if (auto read = ReadMember(name, value, settings); !read) {
      // A delay has its pointer from where it begins to be wrong; WireMock's is that of the whole.
      return RefusalReply(read.error());
    }
  }
  call.engine().settings() = std::move(settings);
  return EmptyReply(200);
}

AdminReply Extend(const AdminCall& call) {
  const auto json = ReadBody(call);
  if (!json) return json.error();
  if (auto unknown = UnknownMember(*json, {"extended"})) return RefusalReply(*unknown);
  const auto added = json->find("extended");
  if (added == json->end()) return DoneReply();
  if (!added->is_object()) return RefusalReply({"/extended", "expected an object"});
  SharedJson& extended = call.engine().settings().extended;
  Json merged = extended == nullptr ? Json::object() : *extended;
  for (const auto& [name, value] : added->items()) merged[name] = value;
  extended = std::make_shared<const Json>(std::move(merged));
  return DoneReply();
}

AdminReply Health(const AdminCall& call) {
  constexpr std::int64_t kMicrosPerSecond = 1'000'000;
  const std::int64_t now = call.engine().clock().now_us();
  return JsonReply(200, {{"status", "healthy"},
                         {"message", "Wiremock is ok"},
                         {"version", kApiVersion},
                         {"uptimeInSeconds", (now - call.engine().started_us()) / kMicrosPerSecond},
                         {"timestamp", IsoTime(now)}});
}

AdminReply Version(const AdminCall& call) {
  const std::string_view accept = call.request.Field("Accept").value_or("");
  if (accept.starts_with("text/plain")) {
    return {.status = 200, .fields = {{"Content-Type", "text/plain"}}, .content = kApiVersion};
  }
  return JsonReply(200, {{"version", kApiVersion}});
}

AdminReply Shutdown(const AdminCall& call) {
  call.engine().RequestShutdown();
  return EmptyReply(200);
}

constexpr Route kSettingsRoutes[] = {
    {"GET", "/settings", GetSettings},  {"PUT", "/settings", SetSettings},
    {"POST", "/settings", SetSettings}, {"PATCH", "/settings/extended", Extend},
    {"POST", "/shutdown", Shutdown},    {"GET", "/health", Health},
    {"GET", "/version", Version},
};

}  // namespace

std::span<const Route> SettingsRoutes() {
  return kSettingsRoutes;
}

}  // namespace wireproof::mock
