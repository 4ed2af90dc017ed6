#include "mockserver/stub/listener_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mockserver/stub/base_url.h"

namespace wireproof::mock {
namespace {

constexpr const char* kOldKey = "postServeActions";
constexpr const char* kKey = "serveEventListeners";
constexpr const char* kWebhook = "webhook";

SharedJson Parameters(ObjectReader& object) {
  const Json* parameters = object.TakeObject("parameters");
  return parameters == nullptr ? nullptr : std::make_shared<const Json>(*parameters);
}

void ReadPhases(ObjectReader& object, ServeEventListener& listener) {
  static const std::vector<std::string_view> kPhases = {"BEFORE_MATCH", "AFTER_MATCH",
                                                        "BEFORE_RESPONSE_SENT", "AFTER_COMPLETE"};
  const Json* phases = object.TakeArray("requestPhases");
  if (phases == nullptr) return;
  for (std::size_t i = 0; i < phases->size(); ++i) {
    const auto at =
        ReadName(object.reader(), (*phases)[i], PointerTo(object.At("requestPhases"), i), kPhases);
    if (at) listener.phases.emplace_back(kPhases[*at]);
  }
}

// A webhook that could never be called. What is a template is known only then.
void CheckWebhook(StubReader& reader, const ServeEventListener& listener,
                  const std::string& pointer) {
  if (listener.name != kWebhook || reader.reading().take_any_webhook) return;
  const Json none = Json::object();
  ObjectReader parameters(reader, listener.parameters ? *listener.parameters : none, pointer);
  parameters.Require("url");
  const Json* url = parameters.Take("url");
  if (url == nullptr) return;
  const std::string text = url->is_string() ? url->get<std::string>() : "";
  if (text.contains("{{") || SplitUrl(text)) return;
  reader.Refuse(parameters.At("url"),
                fmt::format("found {}; expected an http or https URL", Shown(*url)));
}

ServeEventListener ReadListener(StubReader& reader, const Json& value, const std::string& pointer,
                                bool old) {
  ObjectReader object(reader, value, pointer);
  ServeEventListener listener{.post_serve_action = old};
  object.Require("name");
  listener.name = object.Text("name").value_or("");
  if (!old) ReadPhases(object, listener);
  listener.parameters = Parameters(object);
  object.End();
  CheckWebhook(reader, listener, object.At("parameters"));
  return listener;
}

void ReadList(StubReader& reader, const Json& value, const std::string& pointer, bool old,
              std::vector<ServeEventListener>& listeners) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    listeners.push_back(ReadListener(reader, value[i], PointerTo(pointer, i), old));
  }
}

// The oldest form: {"name": {parameters}}.
void ReadMap(StubReader& reader, const Json& value, const std::string& pointer,
             std::vector<ServeEventListener>& listeners) {
  for (const auto& [name, parameters] : value.get_ref<const Json::object_t&>()) {
    if (!parameters.is_object()) {
      reader.Refuse(PointerTo(pointer, name),
                    fmt::format("found {}; expected an object of parameters", Shown(parameters)));
      return;
    }
    listeners.push_back({.name = name,
                         .parameters = std::make_shared<const Json>(parameters),
                         .post_serve_action = true});
    CheckWebhook(reader, listeners.back(), PointerTo(pointer, name));
  }
}

}  // namespace

std::vector<ServeEventListener> ReadListeners(ObjectReader& stub) {
  std::vector<ServeEventListener> listeners;
  StubReader& reader = stub.reader();
  if (const Json* old = stub.Take(kOldKey)) {
    if (old->is_array()) {
      ReadList(reader, *old, stub.At(kOldKey), true, listeners);
    } else if (old->is_object()) {
      ReadMap(reader, *old, stub.At(kOldKey), listeners);
    } else {
      reader.Refuse(stub.At(kOldKey), fmt::format("found {}; expected an array", Shown(*old)));
    }
  }
  if (const Json* list = stub.TakeArray(kKey)) {
    ReadList(reader, *list, stub.At(kKey), false, listeners);
  }
  return listeners;
}

void PutListeners(Json& stub, const std::vector<ServeEventListener>& listeners) {
  for (const bool old : {true, false}) {
    Json list = Json::array();
    for (const ServeEventListener& listener : listeners) {
      if (listener.post_serve_action != old) continue;
      Json item = Json::object();
      item["name"] = listener.name;
      if (!listener.phases.empty()) item["requestPhases"] = listener.phases;
      if (listener.parameters) item["parameters"] = *listener.parameters;
      list.push_back(std::move(item));
    }
    if (!list.empty()) stub[old ? kOldKey : kKey] = std::move(list);
  }
}

}  // namespace wireproof::mock
