#include <nlohmann/json.hpp>

#include "http/wire/status.h"
#include "mockserver/stub/connect_json.h"
#include "mockserver/stub/delay_json.h"
#include "mockserver/stub/octets_json.h"
#include "mockserver/stub/wire_json.h"

namespace wireproof::mock {
namespace {

Json OrdinalsToJson(const Ordinals& ordinals) {
  if (ordinals.at.size() == 1) return ordinals.at.front();
  if (!ordinals.at.empty()) return {{"at", ordinals.at}};
  Json value = {{"from", ordinals.from}};
  if (ordinals.to != UINT64_MAX) value["to"] = ordinals.to;
  if (ordinals.every != 1) value["every"] = ordinals.every;
  return value;
}

Json ConditionsToJson(const Conditions& when) {
  Json value = Json::object();
  if (when.connection) value["connection"] = OrdinalsToJson(*when.connection);
  if (when.request) value["request"] = OrdinalsToJson(*when.request);
  if (when.times) value["times"] = *when.times;
  if (when.probability != 1) value["probability"] = NumberToJson(when.probability);
  return value;
}

Json InterimToJson(const std::vector<wire::ResponseHead>& heads) {
  Json value = Json::array();
  for (const wire::ResponseHead& head : heads) {
    Json item = {{"status", head.status}};
    if (head.reason != wire::ReasonPhrase(head.status)) {
      item["reason"] = script::OctetsToUtf8(head.reason);
    }
    if (!head.fields.empty()) item["fields"] = FieldListToJson(head.fields);
    value.push_back(std::move(item));
  }
  return value;
}

Json ChunksToJson(const ChunkLayout& layout) {
  Json value = Json::object();
  if (!layout.sizes.empty()) value["sizes"] = layout.sizes;
  if (!layout.extensions.empty()) value["extensions"] = LinesToJson(layout.extensions);
  if (!layout.trailers.empty()) value["trailers"] = FieldListToJson(layout.trailers);
  if (!layout.last_chunk) value["last_chunk"] = false;
  if (layout.upper_case_size) value["upper_case_size"] = true;
  return value;
}

Json FramingToJson(const FramingRules& framing) {
  Json value = Json::object();
  if (framing.version) value["version"] = script::OctetsToUtf8(*framing.version);
  if (!framing.content_length.empty()) {
    value["content_length"] = LinesToJson(framing.content_length);
  }
  if (framing.chunked) value["chunked"] = ChunksToJson(*framing.chunked);
  if (framing.until_close) value["until_close"] = true;
  if (framing.close) value["close"] = true;
  return value;
}

void PutWireReply(Json& value, const WireReply& reply) {
  if (!reply.interim.empty()) value["interim"] = InterimToJson(reply.interim);
  if (reply.fields) value["fields"] = FieldListToJson(*reply.fields);
  if (reply.framing != FramingRules{}) value["framing"] = FramingToJson(reply.framing);
  if (reply.on_continue != ContinuePolicy::kSend) {
    value["on_continue"] = reply.on_continue == ContinuePolicy::kNever ? "never" : "refuse";
  }
  if (reply.script) value["script"] = ScriptToJson(*reply.script);
}

// A step as an object of one key.
struct StepWriter {
  static Json One(const char* key, Json value) {
    Json step = Json::object();
    step[key] = std::move(value);
    return step;
  }
  Json operator()(const script::Send& send) const {
    return One("send", OrderedJson(send.octets.ToJson()));
  }
  Json operator()(const ScriptStep::SendReply&) const { return One("reply", true); }
  Json operator()(const ScriptStep::SendRaw& send) const {
    return One("send_raw", OrderedJson(send.octets.ToJson()));
  }
  Json operator()(const ScriptStep::PauseFor& pause) const {
    if (const auto* fixed = std::get_if<FixedDelay>(&pause.delay)) {
      return One("pause_ms", NumberToJson(fixed->ms));
    }
    return One("pause", DelayToJson(pause.delay));
  }
  Json operator()(const ScriptStep::AwaitBody&) const { return One("await", "body"); }
  Json operator()(const ScriptStep::AwaitBytes& await) const {
    return One("await", One("bytes", await.count));
  }
  Json operator()(const ScriptStep::AwaitEnd&) const { return One("await", "end"); }
  Json operator()(const script::HalfClose&) const { return One("half_close", true); }
  Json operator()(const script::Close& close) const {
    return One("close", close.close_notify ? Json(true) : One("close_notify", false));
  }
  Json operator()(const script::Reset&) const { return One("reset", true); }
  Json operator()(const ScriptStep::Stall&) const { return One("stall", true); }
};

Json SequenceToJson(const std::vector<Answer>& sequence) {
  Json value = Json::array();
  for (const Answer& answer : sequence) {
    Json item = Json::object();
    item["response"] = ResponseToJson(answer.response);
    Json wire = Json::object();
    PutWireReply(wire, answer.wire);
    if (!wire.empty()) item["wireproof"] = std::move(wire);
    value.push_back(std::move(item));
  }
  return value;
}

}  // namespace

Json ScriptToJson(const StubScript& script) {
  Json value = Json::array();
  for (const ScriptStep& step : script) value.push_back(std::visit(StepWriter{}, step.action));
  return value;
}

Json ExtensionToJson(const WireExtension& extension, const WireReply& reply) {
  Json value = Json::object();
  if (extension.when != Conditions{}) value["when"] = ConditionsToJson(extension.when);
  PutWireReply(value, reply);
  if (extension.strict) value["strict"] = true;
  if (!extension.sequence.empty()) value["sequence"] = SequenceToJson(extension.sequence);
  if (extension.cycle) value["cycle"] = true;
  if (extension.connect) value["connect"] = ConnectRuleToJson(*extension.connect);
  return value;
}

}  // namespace wireproof::mock
