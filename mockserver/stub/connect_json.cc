#include "mockserver/stub/connect_json.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "mockserver/stub/octets_json.h"

namespace wireproof::mock {
namespace {

// In the order of ConnectRule::TlsFault, without kNone.
constexpr std::array<std::string_view, 4> kTlsFaults = {"close_in_handshake", "reset_in_handshake",
                                                        "garbage", "stall"};

std::optional<script::TlsSettings> ReadTls(StubReader& reader, const Json& value,
                                           const std::string& pointer) {
  const auto plain = PlainJson(value);
  if (!plain) {
    reader.Refuse(pointer, "nested too deep; expected TLS settings");
    return std::nullopt;
  }
  auto settings = script::TlsSettingsFromJson(*plain);
  if (!settings) {
    reader.Refuse(pointer + settings.error().pointer, settings.error().message);
    return std::nullopt;
  }
  if (settings->server_name) {
    reader.Refuse(PointerTo(pointer, "server_name"), "this is for the client to say");
  }
  if (OffersBelowTls12(*settings) && settings->security_level.value_or(0) > 0) {
    reader.Refuse(PointerTo(pointer, "security_level"),
                  fmt::format("found {}; TLS below 1.2 needs 0, which it is where nothing is said",
                              *settings->security_level));
  }
  return std::move(*settings);
}

}  // namespace

ConnectRule ReadConnectRule(StubReader& reader, const Json& value, const std::string& pointer) {
  ObjectReader object(reader, value, pointer, ObjectReader::Nulls::kValues);
  ConnectRule rule;
  if (const Json* tls = object.Take("tls")) rule.tls = ReadTls(reader, *tls, object.At("tls"));
  if (const Json* fault = object.Take("tls_fault")) {
    const auto at =
        ReadName(reader, *fault, object.At("tls_fault"), {kTlsFaults.begin(), kTlsFaults.end()});
    if (at) rule.tls_fault = static_cast<ConnectRule::TlsFault>(*at + 1);
  }
  if (const Json* script = object.Take("script")) {
    rule.script = ReadScript(reader, *script, object.At("script"), ScriptPlace::kConnection);
    if (rule.tls_fault != ConnectRule::TlsFault::kNone) {
      reader.Refuse(object.At("script"), "the connection has ended with tls_fault");
    }
  }
  object.End();
  if (value.is_object() && value.empty()) {
    reader.Refuse(pointer, "expected one of tls, tls_fault, script");
  }
  return rule;
}

Json ConnectRuleToJson(const ConnectRule& rule) {
  Json value = Json::object();
  if (rule.tls) value["tls"] = OrderedJson(script::TlsSettingsToJson(*rule.tls));
  if (rule.tls_fault != ConnectRule::TlsFault::kNone) {
    value["tls_fault"] = kTlsFaults[static_cast<std::size_t>(rule.tls_fault) - 1];
  }
  if (rule.script) value["script"] = ScriptToJson(*rule.script);
  return value;
}

void CheckConnectStub(StubReader& reader, const WireExtension& extension, const Answer& answer,
                      const StubMembers& members, const std::string& pointer) {
  const std::string here = PointerTo(pointer, "connect");
  if (!members.beside_connect.empty()) {
    return reader.Refuse(here,
                         fmt::format("\"{}\" has no place beside it", members.beside_connect));
  }
  if (answer.wire != WireReply{} || !extension.sequence.empty() || extension.strict) {
    return reader.Refuse(here, "a rule for connections has nothing beside it but \"when\"");
  }
  if (extension.when.request) {
    reader.Refuse(PointerTo(PointerTo(pointer, "when"), "request"),
                  "a rule for connections has no requests");
  }
}

}  // namespace wireproof::mock
