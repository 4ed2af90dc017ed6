#include "http/script/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/script/json_object.h"
#include "http/script/json_reader.h"
#include "http/script/tls_settings.h"

namespace wireproof::script {
namespace {

using nlohmann::json;
using ActionResult = std::expected<Action, ScriptError>;

struct AwaitName {
  Await::What what;
  std::string_view name;
  bool counts;  // whether "count" may stand beside it
};
constexpr std::array kAwaitNames = {
    AwaitName{Await::What::kHead, "head", true},
    AwaitName{Await::What::kRequest, "request", false},
    AwaitName{Await::What::kResponse, "response", true},
    AwaitName{Await::What::kClose, "close", false},
    AwaitName{Await::What::kBytes, "bytes", true},
    AwaitName{Await::What::kQuiet, "quiet", false},
};

ActionResult ReadSend(const json& value, JsonObject& step) {
  auto octets = OctetsTemplate::FromJson(value);
  if (!octets) {
    return ErrorAt(step.PointerTo("send") + octets.error().pointer, octets.error().message);
  }
  return Send{.octets = std::move(*octets)};
}

ActionResult ReadPause(const json& value, JsonObject& step) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > Pause::kMaxMs) {
    return ErrorAt(step.PointerTo("pause_ms"),
                   fmt::format("expected milliseconds, 0 to {}", Pause::kMaxMs));
  }
  return Pause{.ms = value.get<int>()};
}

ActionResult ReadAwait(const json& value, JsonObject& step) {
  const auto* row = std::ranges::find_if(
      kAwaitNames, [&](const AwaitName& known) { return value == known.name; });
  if (row == kAwaitNames.end()) {
    return ErrorAt(step.PointerTo("await"),
                   "expected head, request, response, close, bytes or quiet");
  }
  Await await{.what = row->what};
  const json* count = row->counts ? step.Take("count") : nullptr;
  if (count == nullptr) return await;
  if (!count->is_number_unsigned() || *count == 0u) {
    return ErrorAt(step.PointerTo("count"), "expected a whole number, 1 or more");
  }
  await.count = count->get<std::size_t>();
  return await;
}

// For the steps that say nothing but that they are to be made.
template <typename Made>
ActionResult ReadTrue(const json& value, JsonObject& step, std::string_view key) {
  if (value != true) return ErrorAt(step.PointerTo(key), "expected true");
  return Made{};
}

ActionResult ReadHalfClose(const json& value, JsonObject& step) {
  return ReadTrue<HalfClose>(value, step, "half_close");
}

ActionResult ReadReset(const json& value, JsonObject& step) {
  return ReadTrue<Reset>(value, step, "reset");
}

ActionResult ReadClose(const json& value, JsonObject& step) {
  if (value == true) return Close{};
  const std::string here = step.PointerTo("close");
  if (!value.is_object()) return ErrorAt(here, "expected true or {\"close_notify\": false}");
  JsonObject object(value, here);
  const json* close_notify = object.Take("close_notify");
  if (auto unknown = object.Unknown("close_notify")) return std::unexpected(*unknown);
  if (close_notify == nullptr || !close_notify->is_boolean()) {
    return ErrorAt(object.PointerTo("close_notify"), "expected true or false");
  }
  return Close{.close_notify = close_notify->get<bool>()};
}

ActionResult ReadConnect(const json& value, JsonObject& step) {
  if (!value.is_string() || !IsConnectionName(value.get_ref<const std::string&>())) {
    return ErrorAt(step.PointerTo("connect"), std::string(kConnectionNameExpected));
  }
  Connect connect{.name = value.get<std::string>(), .tls = {}};
  const json* tls = step.Take("tls");
  if (tls == nullptr) return connect;
  if (tls->is_null()) {
    connect.plain = true;
    return connect;
  }
  auto settings = ReadTlsSettings(*tls, step.PointerTo("tls"));
  if (!settings) return std::unexpected(settings.error());
  connect.tls = std::move(*settings);
  return connect;
}

ActionResult ReadStartTls(const json& value, JsonObject& step) {
  auto settings = ReadTlsSettings(value, step.PointerTo("start_tls"));
  if (!settings) return std::unexpected(settings.error());
  return StartTls{.settings = std::move(*settings)};
}

struct ActionKey {
  std::string_view key;
  ActionResult (*read)(const json& value, JsonObject& step);
  std::string_view beside;  // the keys that may stand beside it, for messages
};
constexpr std::array kActionKeys = {
    ActionKey{"send", ReadSend, "send, on"},
    ActionKey{"pause_ms", ReadPause, "pause_ms, on"},
    ActionKey{"await", ReadAwait, "await, on, and count for head, response and bytes"},
    ActionKey{"half_close", ReadHalfClose, "half_close, on"},
    ActionKey{"close", ReadClose, "close, on"},
    ActionKey{"reset", ReadReset, "reset, on"},
    ActionKey{"connect", ReadConnect, "connect, tls"},
    ActionKey{"start_tls", ReadStartTls, "start_tls, on"},
};

constexpr std::string_view kStepExpected =
    "expected a step: one of send, pause_ms, await, half_close, close, reset, connect, start_tls";

std::expected<Step, ScriptError> ReadStep(const json& value, const std::string& pointer) {
  if (!value.is_object()) return ErrorAt(pointer, std::string(kStepExpected));
  const auto* row = std::ranges::find_if(
      kActionKeys, [&](const ActionKey& known) { return value.contains(known.key); });
  if (row == kActionKeys.end()) return ErrorAt(pointer, std::string(kStepExpected));

  JsonObject object(value, pointer);
  Step step;
  ActionResult action = row->read(*object.Take(row->key), object);
  if (!action) return std::unexpected(action.error());
  step.action = std::move(*action);
  const bool connects = std::holds_alternative<Connect>(step.action);
  if (const json* on = connects ? nullptr : object.Take("on")) {
    if (!on->is_string() || !IsConnectionName(on->get_ref<const std::string&>())) {
      return ErrorAt(object.PointerTo("on"), std::string(kConnectionNameExpected));
    }
    step.on = on->get<std::string>();
  }
  if (auto unknown = object.Unknown(row->beside)) return std::unexpected(*unknown);
  return step;
}

struct ActionWriter {
  json operator()(const Send& send) const { return {{"send", send.octets.ToJson()}}; }
  json operator()(const Pause& pause) const { return {{"pause_ms", pause.ms}}; }
  json operator()(const Await& await) const {
    const auto* row = std::ranges::find(kAwaitNames, await.what, &AwaitName::what);
    json value = {{"await", row->name}};
    if (row->counts && await.count != 1) value["count"] = await.count;
    return value;
  }
  json operator()(const HalfClose&) const { return {{"half_close", true}}; }
  json operator()(const Close& close) const {
    if (close.close_notify) return {{"close", true}};
    return {{"close", {{"close_notify", false}}}};
  }
  json operator()(const Reset&) const { return {{"reset", true}}; }
  json operator()(const Connect& connect) const {
    json value = {{"connect", connect.name}};
    if (connect.plain) value["tls"] = nullptr;
    if (connect.tls) value["tls"] = TlsSettingsToJson(*connect.tls);
    return value;
  }
  json operator()(const StartTls& start) const {
    return {{"start_tls", TlsSettingsToJson(start.settings)}};
  }
};

}  // namespace

bool IsConnectionName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxConnectionName &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

std::string_view Name(Await::What what) {
  return std::ranges::find(kAwaitNames, what, &AwaitName::what)->name;
}

std::expected<Script, ScriptError> ScriptFromJson(const json& steps) {
  if (!steps.is_array()) return ErrorAt("", "expected an array of steps");
  Script script;
  script.reserve(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto step = ReadStep(steps[i], PointerTo("", i));
    if (!step) return std::unexpected(step.error());
    script.push_back(std::move(*step));
  }
  return script;
}

json ScriptToJson(const Script& script) {
  json steps = json::array();
  for (const Step& step : script) {
    json value = std::visit(ActionWriter{}, step.action);
    if (!step.on.empty()) value["on"] = step.on;
    steps.push_back(std::move(value));
  }
  return steps;
}

}  // namespace wireproof::script
