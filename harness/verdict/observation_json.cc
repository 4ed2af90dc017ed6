// The JSON form of an observation (observation.schema.json). All text that a subject can influence
// is octets, so that nothing is lost; what is empty or at its default is left out.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/verdict/json_members.h"
#include "harness/verdict/observation.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;
using script::OctetsToUtf8;

void PutOctets(json& object, const char* key, std::string_view bytes) {
  if (!bytes.empty()) object[key] = OctetsToUtf8(bytes);
}

json FieldsToJson(const wire::Fields& fields) {
  json value = json::array();
  for (const wire::Field& field : fields)
    value.push_back({OctetsToUtf8(field.name), OctetsToUtf8(field.value)});
  return value;
}

json MessageToJson(const script::Message& message) {
  json value = json::object();
  PutOctets(value, "version", message.version);
  if (message.status != 0) value["status"] = message.status;
  PutOctets(value, "reason", message.reason);
  PutOctets(value, "method", message.method);
  PutOctets(value, "target", message.target);
  if (!message.fields.empty()) value["fields"] = FieldsToJson(message.fields);
  PutOctets(value, "body", message.body);
  if (!message.trailers.empty()) value["trailers"] = FieldsToJson(message.trailers);
  value["framing"] = Name(message.framing);
  if (!message.complete) value["complete"] = false;
  if (message.announces_close) value["announces_close"] = true;
  return value;
}

json MessagesToJson(const std::vector<script::Message>& messages) {
  json value = json::array();
  for (const script::Message& message : messages) value.push_back(MessageToJson(message));
  return value;
}

json SequenceToJson(const script::MessageSequence& sequence) {
  json value = {{"messages", MessagesToJson(sequence.messages)}, {"heads", sequence.heads}};
  if (!sequence.interim.empty()) value["interim"] = MessagesToJson(sequence.interim);
  PutOctets(value, "surplus", sequence.surplus);
  if (sequence.malformed) {
    json& malformed = value["malformed"] = json::object();
    malformed["defect"] = OctetsToUtf8(sequence.malformed->defect);
    malformed["offset"] = sequence.malformed->offset;
    PutOctets(malformed, "detail", sequence.malformed->detail);
  }
  return value;
}

json ConnectionToJson(const ObservedConnection& connection) {
  json value = {{"name", OctetsToUtf8(connection.name)},
                {"handshake", Name(connection.handshake)},
                {"fate", Name(connection.fate)},
                {"residue", Name(connection.residue)},
                {"messages", SequenceToJson(connection.messages)}};
  PutOctets(value, "tls_version", connection.tls_version);
  PutOctets(value, "alpn", connection.alpn);
  PutOctets(value, "received", connection.received);
  if (connection.close_notify) value["close_notify"] = true;
  return value;
}

json ReportToJson(const ClientReport& report) {
  json value = {{"responses", MessagesToJson(report.responses)}};
  if (!report.failure) return value;
  json& failure = value["failure"] = json::object();
  failure["kind"] = Name(report.failure->kind);
  failure["request"] = report.failure->request;
  PutOctets(failure, "at", report.failure->at);
  PutOctets(failure, "native", report.failure->native);
  PutOctets(failure, "message", report.failure->message);
  PutOctets(failure, "partial", report.failure->partial);
  return value;
}

wire::Field ReadField(const JsonPlace& place) {
  if (!place.value().is_array() || place.value().size() != 2) {
    place.Refuse("expected a pair: name and value");
    return {};
  }
  return {place.At(0).Octets(), place.At(1).Octets()};
}

script::Framing ReadFraming(const JsonPlace& place) {
  using enum script::Framing;
  return place.OneOf<script::Framing>({kNone, kContentLength, kChunked, kClose});
}

script::Message ReadMessage(const JsonPlace& place) {
  place.AllowOnly({"version", "status", "reason", "method", "target", "fields", "body", "trailers",
                   "framing", "complete", "announces_close"});
  script::Message message;
  place.Optional("version", message.version);
  place.Optional("status", message.status);
  place.Optional("reason", message.reason);
  place.Optional("method", message.method);
  place.Optional("target", message.target);
  place.Optional("body", message.body);
  place.Optional("complete", message.complete);
  place.Optional("announces_close", message.announces_close);
  if (const auto at = place.Find("fields")) message.fields = at->Each<wire::Field>(ReadField);
  if (const auto at = place.Find("trailers")) message.trailers = at->Each<wire::Field>(ReadField);
  message.framing = ReadFraming(place.Required("framing"));
  return message;
}

script::Malformed ReadMalformed(const JsonPlace& place) {
  place.AllowOnly({"defect", "offset", "detail"});
  script::Malformed malformed;
  malformed.defect = place.Required("defect").Octets();
  malformed.offset = place.Required("offset").Count();
  place.Optional("detail", malformed.detail);
  return malformed;
}

script::MessageSequence ReadSequence(const JsonPlace& place) {
  place.AllowOnly({"messages", "interim", "heads", "surplus", "malformed"});
  script::MessageSequence sequence;
  sequence.messages = place.Required("messages").Each<script::Message>(ReadMessage);
  if (const auto at = place.Find("interim"))
    sequence.interim = at->Each<script::Message>(ReadMessage);
  sequence.heads = place.Required("heads").Count();
  place.Optional("surplus", sequence.surplus);
  if (const auto at = place.Find("malformed")) sequence.malformed = ReadMalformed(*at);
  return sequence;
}

ObservedConnection ReadConnection(const JsonPlace& place) {
  place.AllowOnly({"name", "handshake", "tls_version", "alpn", "messages", "received", "fate",
                   "close_notify", "residue"});
  ObservedConnection connection;
  connection.name = place.Required("name").Octets();
  connection.handshake =
      place.Required("handshake")
          .OneOf<Handshake>({Handshake::kNone, Handshake::kDone, Handshake::kRefusedByPeer,
                             Handshake::kRefusedByUs, Handshake::kCut, Handshake::kHung});
  connection.fate = place.Required("fate").OneOf<Fate>(
      {Fate::kKept, Fate::kClosed, Fate::kReset, Fate::kHalfClosed, Fate::kHung});
  connection.residue = place.Required("residue").OneOf<Residue>(
      {Residue::kNotProbed, Residue::kClean, Residue::kLeftOver, Residue::kPoisoned});
  connection.messages = ReadSequence(place.Required("messages"));
  place.Optional("tls_version", connection.tls_version);
  place.Optional("alpn", connection.alpn);
  place.Optional("received", connection.received);
  place.Optional("close_notify", connection.close_notify);
  return connection;
}

ClientFailure ReadFailure(const JsonPlace& place) {
  using enum FailureKind;
  place.AllowOnly({"kind", "request", "at", "native", "message", "partial"});
  ClientFailure failure;
  failure.kind = place.Required("kind").OneOf<FailureKind>(
      {kConnect, kTls, kTimeout, kClosed, kIncomplete, kProtocol, kRefused, kOther});
  failure.request = place.Required("request").Int();
  place.Optional("at", failure.at);
  place.Optional("native", failure.native);
  place.Optional("message", failure.message);
  place.Optional("partial", failure.partial);
  return failure;
}

ClientReport ReadReport(const JsonPlace& place) {
  place.AllowOnly({"responses", "failure"});
  ClientReport report;
  report.responses = place.Required("responses").Each<script::Message>(ReadMessage);
  if (const auto at = place.Find("failure")) report.failure = ReadFailure(*at);
  return report;
}

}  // namespace

json ObservationToJson(const Observation& observation) {
  json value = {{"connections", json::array()}};
  for (const ObservedConnection& connection : observation.connections)
    value["connections"].push_back(ConnectionToJson(connection));
  if (observation.client) value["client"] = ReportToJson(*observation.client);
  if (observation.crashed) value["crashed"] = true;
  PutOctets(value, "missed", observation.missed);
  return value;
}

std::expected<Observation, std::string> ObservationFromJson(const json& value) {
  std::string error;
  const JsonPlace place(value, "", error);
  place.AllowOnly({"connections", "client", "crashed", "missed"});
  Observation observation;
  observation.connections = place.Required("connections").Each<ObservedConnection>(ReadConnection);
  if (const auto at = place.Find("client")) observation.client = ReadReport(*at);
  place.Optional("crashed", observation.crashed);
  place.Optional("missed", observation.missed);
  if (!error.empty()) return std::unexpected(std::move(error));
  return observation;
}

}  // namespace wireproof::harness
