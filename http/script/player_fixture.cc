#include "http/script/player_fixture.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "http/script/json_reader.h"

namespace wireproof::script {

std::string StepList(std::initializer_list<std::string_view> steps) {
  return fmt::format("[{}]", fmt::join(steps, ", "));
}

Script Steps(const std::string& json) {
  const auto value = ParseJson(json);
  EXPECT_TRUE(value.has_value()) << json;
  auto script = ScriptFromJson(value.value_or(nlohmann::json()));
  EXPECT_TRUE(script.has_value()) << script.error().pointer << ": " << script.error().message;
  return script.value_or(Script());
}

TlsSettings TlsOf(const std::string& json) {
  return TlsSettingsFromJson(*ParseJson(json)).value();
}

std::string Kinds(const ConnectionTranscript& connection) {
  std::string text;
  std::optional<EventKind> last;
  for (const Event& event : connection.events) {
    if (event.kind == last) continue;
    last = event.kind;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", Name(event.kind));
  }
  return text;
}

std::string Kinds(const Transcript& transcript) {
  std::vector<std::string> all;
  for (const auto& connection : transcript.connections) all.push_back(Kinds(connection));
  return fmt::format("{}", fmt::join(all, " | "));
}

std::string DetailOf(const ConnectionTranscript& connection, EventKind kind) {
  for (const Event& event : connection.events) {
    if (event.kind == kind) return event.detail;
  }
  return "no such event";
}

MessageSequence MessagesOf(const ConnectionTranscript& connection, MessageReader::Kind kind) {
  MessageReader reader(kind);
  if (kind == MessageReader::Kind::kResponses) reader.ExpectMethods(MethodsIn(connection.Sent()));
  reader.Feed(connection.Received());
  const bool orderly = connection.tls ? connection.Has(EventKind::kPeerCloseNotify)
                                      : connection.Has(EventKind::kPeerFin);
  reader.End(orderly);
  return reader.sequence();
}

}  // namespace wireproof::script
