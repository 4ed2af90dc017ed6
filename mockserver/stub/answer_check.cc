// What of an answer contradicts itself, or would have no effect.
#include <fmt/format.h>

#include "mockserver/stub/wire_json.h"

namespace wireproof::mock {
namespace {

bool HasField(const wire::Fields& fields, std::string_view name) {
  return wire::FindFirst(fields, name).has_value();
}

// The first member that is about how a response of our own goes on the wire; empty if none.
std::string_view WireMember(const WireReply& wire) {
  if (!wire.interim.empty()) return "interim";
  if (wire.fields) return "fields";
  if (wire.framing != FramingRules{}) return "framing";
  if (wire.script) return "script";
  return "";
}

void CheckFraming(StubReader& reader, const Answer& answer, const std::string& wire_pointer) {
  const wire::Fields& fields = answer.wire.fields ? *answer.wire.fields : answer.response.fields;
  const FramingRules& framing = answer.wire.framing;
  const std::string here = PointerTo(wire_pointer, "framing");
  if (!framing.content_length.empty() && HasField(fields, "Content-Length")) {
    reader.Refuse(PointerTo(here, "content_length"),
                  "the response has a Content-Length field too; expected it in one place");
  }
  if (framing.until_close &&
      (HasField(fields, "Content-Length") || HasField(fields, "Transfer-Encoding"))) {
    reader.Refuse(PointerTo(here, "until_close"), "the response has a field that frames it");
  }
}

}  // namespace

void CheckAnswer(StubReader& reader, const Answer& answer, const std::string& response_pointer,
                 const std::string& wire_pointer) {
  const WireReply& wire = answer.wire;
  if (const auto member = WireMember(wire); !member.empty()) {
    if (answer.response.fault) {
      reader.Refuse(PointerTo(wire_pointer, member), "there is a fault in place of the response");
    }
    if (answer.response.proxy) {
      reader.Refuse(PointerTo(wire_pointer, member), "the response is that of proxyBaseUrl");
    }
  }
  if (wire.fields && !answer.response.fields.empty()) {
    reader.Refuse(PointerTo(wire_pointer, "fields"),
                  "the response has headers too; expected its fields in one place");
  }
  CheckFraming(reader, answer, wire_pointer);
  if (!wire.script || SendsReply(*wire.script)) return;
  if (answer.response != ResponseDefinition{}) {
    reader.Refuse(response_pointer, "not sent: the script has no {\"reply\": true}");
  }
  WireReply rest = wire;
  rest.script.reset();
  if (const auto member = WireMember(rest); !member.empty()) {
    reader.Refuse(PointerTo(wire_pointer, member), "not sent: the script has no {\"reply\": true}");
  }
}

}  // namespace wireproof::mock
