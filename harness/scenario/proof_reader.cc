#include <nlohmann/json.hpp>

#include "harness/scenario/expectation_reader.h"
#include "harness/scenario/message_fields.h"
#include "harness/scenario/names.h"

namespace wireproof::harness {
namespace {

constexpr std::int64_t kMostCount = 1'000'000;

constexpr std::string_view kServerKeys[] = {"received",     "end",       "residue",
                                            "close_notify", "handshake", "connections"};
// A connection of `connections`.
constexpr std::string_view kConnectionKeys[] = {"received", "end", "residue", "close_notify",
                                                "handshake"};
constexpr std::string_view kClientKeys[] = {"response",  "responses",    "failure",
                                            "sent",      "received",     "end",
                                            "handshake", "close_notify", "connections"};

std::optional<std::size_t> ReadCount(const Place& place) {
  const auto count = place.Integer(0, kMostCount);
  if (!count) return std::nullopt;
  return static_cast<std::size_t>(*count);
}

std::optional<PartialMessage> ReadMessage(const Place& place) {
  if (!place.CheckObject({"version", "status", "reason", "fields", "body", "trailers"})) {
    return std::nullopt;
  }
  if (!place.Require("status")) return std::nullopt;
  PartialMessage message;
  const auto status = place["status"].Integer(0, 999);
  if (status) message.status = static_cast<int>(*status);
  if (place.Has("version")) message.version = place["version"].Text().value_or("");
  if (place.Has("reason")) message.reason = place["reason"].Octets().value_or("");
  if (place.Has("fields")) message.fields = ReadFieldPairs(place["fields"]);
  if (place.Has("body")) message.body = place["body"].Octets().value_or("");
  if (place.Has("trailers")) message.trailers = ReadFieldPairs(place["trailers"]);
  return message;
}

std::optional<PartialFailure> ReadFailure(const Place& place) {
  if (!place.CheckObject({"kind", "request", "partial"}) || !place.Require("kind")) {
    return std::nullopt;
  }
  PartialFailure failure;
  const auto kind = ReadFailureKind(place["kind"]);
  if (kind) failure.kind = *kind;
  if (place.Has("request")) {
    const auto request = place["request"].Integer(0, kMostCount);
    if (request) failure.request = static_cast<int>(*request);
  }
  if (place.Has("partial")) failure.partial = place["partial"].Octets().value_or("");
  return failure;
}

// The keys that both roles and the members of `connections` have.
void ReadCommon(const Place& place, PartialObservation& proof) {
  if (place.Has("received")) proof.received = place["received"].Octets();
  if (place.Has("end")) {
    const auto end = OneOf<Fate>(place["end"], "fate", kFateNames);
    if (end) proof.end = *end;
  }
  if (place.Has("residue")) {
    proof.residue =
        OneOf<Residue>(place["residue"], "residue", std::span(kResidueNames).subspan(1));
  }
  if (place.Has("close_notify")) proof.close_notify = place["close_notify"].Bool();
  if (place.Has("handshake")) {
    proof.handshake =
        OneOf<Handshake>(place["handshake"], "handshake", std::span(kHandshakeNames).subspan(1));
  }
}

void ReadClientKeys(const Place& place, PartialObservation& proof) {
  if (place.Has("response") && place.Has("responses")) {
    place.Fail("\"response\" and \"responses\"; expected one of them");
  }
  if (place.Has("responses")) {
    proof.responses = Each(place["responses"], "an array of responses", ReadMessage);
  } else if (place.Has("response")) {
    proof.responses.emplace();
    const Place response = place["response"];
    if (!response.IsNull()) {
      if (auto message = ReadMessage(response)) proof.responses->push_back(*std::move(message));
    }
  }
  if (place.Has("failure")) proof.failure = ReadFailure(place["failure"]);
  if (place.Has("sent")) proof.sent = ReadCount(place["sent"]);
  if (place.Has("connections")) proof.connection_count = ReadCount(place["connections"]);
}

void ReadConnections(const Place& place, const ExpectationScope& scope, PartialObservation& proof) {
  if (!place.IsObject()) {
    place.FailExpected("an object: connection names and what was observed there");
    return;
  }
  for (const auto& [name, value] : place.value().items()) {
    const nlohmann::json key(name);
    if (!ReadConnectionName(Place(key, place[name].pointer(), place.source()), scope)) continue;
    PartialObservation connection;
    if (place[name].CheckObject(kConnectionKeys)) ReadCommon(place[name], connection);
    proof.connections.emplace_back(name, std::move(connection));
  }
}

std::optional<PartialObservation> ReadProof(const Place& place, const ExpectationScope& scope) {
  const bool server = scope.role == Role::kServer;
  PartialObservation proof;
  const auto keys = server ? std::span<const std::string_view>(kServerKeys) : kClientKeys;
  if (!place.CheckObject(keys)) return std::nullopt;
  ReadCommon(place, proof);
  if (!server) {
    ReadClientKeys(place, proof);
  } else if (place.Has("connections")) {
    ReadConnections(place["connections"], scope, proof);
  }
  return proof;
}

std::vector<PartialObservation> ReadList(const Place& place, const ExpectationScope& scope) {
  if (place.IsArray() && place.size() == 0) {
    place.FailExpected("at least one partial observation");
  }
  return Each(place, "an array of partial observations",
              [&](const Place& item) { return ReadProof(item, scope); });
}

}  // namespace

Proofs ReadProofs(const Place& place, const ExpectationScope& scope) {
  Proofs proofs;
  if (!place.CheckObject({"pass", "fail"})) return proofs;
  if (place.Require("pass")) proofs.pass = ReadList(place["pass"], scope);
  if (place.Require("fail")) proofs.fail = ReadList(place["fail"], scope);
  return proofs;
}

}  // namespace wireproof::harness
