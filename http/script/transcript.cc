#include "http/script/transcript.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/script/json_object.h"
#include "http/script/json_reader.h"
#include "http/script/octets.h"

namespace wireproof::script {
namespace {

using nlohmann::json;

struct EventName {
  EventKind kind;
  std::string_view name;
};
constexpr std::array kEventNames = {
    EventName{EventKind::kConnected, "connected"},
    EventName{EventKind::kConnectFailed, "connect-failed"},
    EventName{EventKind::kHandshakeDone, "handshake-done"},
    EventName{EventKind::kHandshakeRefusedByUs, "handshake-refused-by-us"},
    EventName{EventKind::kHandshakeRefusedByPeer, "handshake-refused-by-peer"},
    EventName{EventKind::kHandshakeCut, "handshake-cut"},
    EventName{EventKind::kSent, "sent"},
    EventName{EventKind::kSendFailed, "send-failed"},
    EventName{EventKind::kReceived, "received"},
    EventName{EventKind::kPeerFin, "peer-fin"},
    EventName{EventKind::kPeerCloseNotify, "peer-close-notify"},
    EventName{EventKind::kPeerReset, "peer-reset"},
    EventName{EventKind::kPeerTlsFailed, "peer-tls-failed"},
    EventName{EventKind::kHalfClosed, "half-closed"},
    EventName{EventKind::kClosed, "closed"},
    EventName{EventKind::kReset, "reset"},
    EventName{EventKind::kSettled, "settled"},
    EventName{EventKind::kMissed, "missed"},
};

std::string Joined(const std::vector<Event>& events, EventKind kind) {
  std::string bytes;
  for (const Event& event : events) {
    if (event.kind == kind) bytes += event.bytes;
  }
  return bytes;
}

json EventToJson(const Event& event) {
  json value = {{"at_us", event.at_us}, {"kind", Name(event.kind)}};
  if (!event.bytes.empty()) value["bytes"] = OctetsToUtf8(event.bytes);
  if (!event.detail.empty()) value["detail"] = OctetsToUtf8(event.detail);
  return value;
}

json ConnectionToJson(const ConnectionTranscript& connection) {
  json value = {{"name", OctetsToUtf8(connection.name)}, {"events", json::array()}};
  if (connection.tls) value["tls"] = true;
  if (!connection.tls_version.empty()) value["tls_version"] = OctetsToUtf8(connection.tls_version);
  if (!connection.alpn.empty()) value["alpn"] = OctetsToUtf8(connection.alpn);
  for (const Event& event : connection.events) value["events"].push_back(EventToJson(event));
  return value;
}

using Error = std::optional<ScriptError>;

// Reads octets where the key is there.
Error TakeOctets(JsonObject& object, std::string_view key, std::string& out) {
  const json* value = object.Take(key);
  if (value == nullptr) return std::nullopt;
  auto octets =
      value->is_string() ? OctetsFromUtf8(value->get_ref<const std::string&>()) : std::nullopt;
  if (!octets) return Refuse(object.PointerTo(key), "expected octets: a string");
  out = std::move(*octets);
  return std::nullopt;
}

Error ReadEvent(const json& value, const std::string& pointer, Event& out) {
  if (!value.is_object()) return Refuse(pointer, "expected an event: an object");
  JsonObject object(value, pointer);
  const json* at = object.Take("at_us");
  if (at == nullptr || !at->is_number_integer()) {
    return Refuse(object.PointerTo("at_us"), "expected microseconds: a whole number");
  }
  out.at_us = at->get<std::int64_t>();
  const json* name = object.Take("kind");
  const auto kind = name != nullptr && name->is_string()
                        ? EventKindFromName(name->get_ref<const std::string&>())
                        : std::nullopt;
  if (!kind) return Refuse(object.PointerTo("kind"), "expected the name of a kind of event");
  out.kind = *kind;
  if (auto error = TakeOctets(object, "bytes", out.bytes)) return error;
  if (auto error = TakeOctets(object, "detail", out.detail)) return error;
  return object.Unknown("at_us, kind, bytes, detail");
}

Error ReadConnection(const json& value, const std::string& pointer, ConnectionTranscript& out) {
  if (!value.is_object()) return Refuse(pointer, "expected a connection: an object");
  JsonObject object(value, pointer);
  if (auto error = TakeOctets(object, "name", out.name)) return error;
  if (auto error = TakeOctets(object, "tls_version", out.tls_version)) return error;
  if (auto error = TakeOctets(object, "alpn", out.alpn)) return error;
  if (const json* tls = object.Take("tls")) {
    if (!tls->is_boolean()) return Refuse(object.PointerTo("tls"), "expected true or false");
    out.tls = tls->get<bool>();
  }
  const json* events = object.Take("events");
  const std::string here = object.PointerTo("events");
  if (events == nullptr || !events->is_array()) return Refuse(here, "expected an array of events");
  for (std::size_t i = 0; i < events->size(); ++i) {
    if (auto error = ReadEvent((*events)[i], PointerTo(here, i), out.events.emplace_back())) {
      return error;
    }
  }
  return object.Unknown("name, tls, tls_version, alpn, events");
}

Error ReadTranscript(const json& value, Transcript& out) {
  if (!value.is_object()) return Refuse("", "expected a transcript: an object");
  JsonObject object(value, "");
  if (auto error = TakeOctets(object, "missed", out.missed)) return error;
  const json* connections = object.Take("connections");
  if (connections == nullptr || !connections->is_array()) {
    return Refuse("/connections", "expected an array of connections");
  }
  for (std::size_t i = 0; i < connections->size(); ++i) {
    auto& connection = out.connections.emplace_back();
    if (auto error = ReadConnection((*connections)[i], PointerTo("/connections", i), connection)) {
      return error;
    }
  }
  return object.Unknown("connections, missed");
}

}  // namespace

std::string ConnectionTranscript::Received() const {
  return Joined(events, EventKind::kReceived);
}

std::string ConnectionTranscript::Sent() const {
  return Joined(events, EventKind::kSent);
}

bool ConnectionTranscript::Has(EventKind kind) const {
  return std::ranges::find(events, kind, &Event::kind) != events.end();
}

std::string_view Name(EventKind kind) {
  return std::ranges::find(kEventNames, kind, &EventName::kind)->name;
}

std::optional<EventKind> EventKindFromName(std::string_view name) {
  const auto* row = std::ranges::find(kEventNames, name, &EventName::name);
  if (row == kEventNames.end()) return std::nullopt;
  return row->kind;
}

json TranscriptToJson(const Transcript& transcript) {
  json value = {{"connections", json::array()}};
  if (!transcript.missed.empty()) value["missed"] = OctetsToUtf8(transcript.missed);
  for (const ConnectionTranscript& connection : transcript.connections) {
    value["connections"].push_back(ConnectionToJson(connection));
  }
  return value;
}

std::expected<Transcript, std::string> TranscriptFromJson(const json& value) {
  Transcript transcript;
  if (auto error = ReadTranscript(value, transcript)) {
    return std::unexpected(fmt::format("{}: {}", error->pointer, error->message));
  }
  return transcript;
}

}  // namespace wireproof::script
