#include "mockserver/stub/response_octets.h"

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <utility>

#include "http/wire/grammar.h"
#include "http/wire/status.h"

namespace wireproof::mock {
namespace {

void AppendField(std::string& out, const wire::Field& field) {
  out.append(field.name).append(": ").append(field.value).append("\r\n");
}

// status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 section 4)
void AppendStatusLine(std::string& out, std::string_view version, int status,
                      std::string_view reason) {
  fmt::format_to(std::back_inserter(out), "{} {:03} {}\r\n", version, status, reason);
}

std::string Reason(const ResponseMaterial& material) {
  const int status = material.response.status;
  if (material.response.reason) return *material.response.reason;
  const std::string_view usual = wire::ReasonPhrase(status);
  if (usual.empty() && material.number_as_reason) return fmt::format("{:03}", status);
  return std::string(usual);
}

std::string InterimOctets(const std::vector<wire::ResponseHead>& heads) {
  std::string out;
  for (const wire::ResponseHead& head : heads) {
    AppendStatusLine(out, wire::ToString(head.version), head.status, head.reason);
    for (const wire::Field& field : head.fields) AppendField(out, field);
    out += "\r\n";
  }
  return out;
}

// In their order. Where fields are added, as by Jetty, those that frame come behind these.
void AppendOwnFields(const ResponseMaterial& material, bool omit_length, std::string& out) {
  std::string framing;
  for (const wire::Field& field : material.fields) {
    const bool length = wire::EqualsIgnoreCase(field.name, "Content-Length");
    if (omit_length && length) continue;
    const bool frames = length || wire::EqualsIgnoreCase(field.name, "Transfer-Encoding");
    AppendField(frames && !material.added.empty() ? framing : out, field);
  }
  for (const wire::Field& field : material.added) AppendField(out, field);
  out += framing;
}

}  // namespace

bool SaysClose(const wire::Fields& fields) {
  return wire::HasToken(fields, "Connection", "close");
}

ResponseOctets ComposeResponse(const ResponseMaterial& material) {
  const ResponseDefinition& response = material.response;
  const FramingTask task{
      .status = response.status,
      .fields = material.fields,
      .exact_fields = material.wire.fields.has_value(),
      .content = material.content,
      .rules = material.wire.framing,
      .pieces = response.dribble ? std::optional(response.dribble->pieces) : std::nullopt,
      .usual = material.usual};
  FramedContent framed = FrameContent(task);

  ResponseOctets octets;
  octets.interim = InterimOctets(material.wire.interim);
  AppendStatusLine(octets.head, material.wire.framing.version.value_or("HTTP/1.1"), response.status,
                   Reason(material));
  AppendOwnFields(material, framed.omit_content_length, octets.head);
  for (const wire::Field& field : framed.fields) AppendField(octets.head, field);
  octets.head += "\r\n";
  octets.content = std::move(framed.content);
  octets.content_size = HasNoContent(response.status) ? 0 : material.content.size();
  octets.cuts = std::move(framed.cuts);
  octets.ends_connection = framed.ends_connection;
  octets.only_short = framed.only_short;
  return octets;
}

DefaultFraming UsualFraming(const ReplyHabits& habits, bool from_file, bool keep_alive) {
  using enum ReplyHabits::Chunked;
  const bool chunked = habits.wiremock_wire &&
                       (habits.chunked == kAlways || (habits.chunked == kBodyFile && from_file));
  if (!chunked) return DefaultFraming::kLength;
  return keep_alive ? DefaultFraming::kChunked : DefaultFraming::kUntilClose;
}

ResponseOctets MakeResponse(const ResponseDefinition& response, std::string_view content,
                            const WireReply& wire, const ReplyHabits& habits) {
  return ComposeResponse(
      {.response = response,
       .wire = wire,
       .fields = FieldsOf(response, wire),
       .content = content,
       .usual = UsualFraming(habits, std::holds_alternative<FileContent>(response.content), true),
       .number_as_reason = habits.wiremock_wire});
}

}  // namespace wireproof::mock
