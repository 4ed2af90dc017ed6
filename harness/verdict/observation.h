// An observation: what one run of one scenario against one subject showed. One value and one JSON
// Schema (observation.schema.json) for runs, recordings, proofs and reports alike.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/expectation.h"
#include "harness/scenario/scenario.h"
#include "http/script/messages.h"
#include "http/script/transcript.h"

namespace wireproof::harness {

struct ObservedConnection {
  std::string name;
  Handshake handshake = Handshake::kNone;
  std::string tls_version, alpn;
  // What the subject sent on it: responses of a server, requests of a client.
  script::MessageSequence messages;
  std::string received;  // the same as bytes, without the answer to the probe
  Fate fate = Fate::kKept;
  bool close_notify = false;  // the other side's
  Residue residue = Residue::kNotProbed;
  bool operator==(const ObservedConnection&) const = default;
};

// What a client subject reported (docs/shim-protocol.md, exchange).
struct ClientFailure {
  FailureKind kind = FailureKind::kOther;
  int request = 0;     // index of the request that failed
  std::string at;      // connect, send, head, body
  std::string native;  // the subject's own name for it: "http.client.IncompleteRead"
  std::string message;
  std::string partial;  // octets received of the body
  bool operator==(const ClientFailure&) const = default;
};
struct ClientReport {
  std::vector<script::Message> responses;
  std::optional<ClientFailure> failure;
  bool operator==(const ClientReport&) const = default;
};

struct Observation {
  std::vector<ObservedConnection> connections;  // in the order they were made
  std::optional<ClientReport> client;           // role client
  bool crashed = false;                         // the subject's process ended in the scenario
  std::string missed;                           // the step whose deadline passed, or empty

  const ObservedConnection* Connection(std::string_view name) const;
  bool operator==(const Observation&) const = default;
};

// What of a run is not in its transcript.
struct RunFacts {
  Residue residue = Residue::kNotProbed;  // of main
  std::optional<ClientReport> client;
  bool crashed = false;
};

// Pure: reads the transcript as messages, and decides the fates (fate.h).
//
// What stands behind kSettled is a client's release, or the probe's exchange with a server. Of a
// release only a close_notify counts. Of a probe's exchange the answer, the last message, is left
// out, and what came before it is the scenario's; where the probe was not answered, all that came
// is, and an end too: then nothing is left of which a residue could be told. So it makes no
// difference whether an answer too many, or an end, came before or after the probe was sent. A
// residue is left over where more responses came than requests were sent.
Observation Observe(Role role, const script::Transcript& transcript, const RunFacts& facts);

// The observation that a proof stands for, in a run of `scenario`.
Observation Expand(const Scenario& scenario, const PartialObservation& proof);

nlohmann::json ObservationToJson(const Observation& observation);
std::expected<Observation, std::string> ObservationFromJson(const nlohmann::json& value);

// One or two lines for people: "response 200, connection kept".
std::string Summary(const Observation& observation);

}  // namespace wireproof::harness
