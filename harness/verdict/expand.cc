// Expand: what a proof stands for, as the observation that such a run would have given.
#include <fmt/format.h>

#include <algorithm>

#include "harness/verdict/observation.h"

namespace wireproof::harness {
namespace {

using script::Message;

constexpr std::string_view kPlaceholder = "localhost";

// What our side did on one connection of a server scenario, as far as a proof depends on it.
struct OurSide {
  std::string name;
  std::string sent;
  std::optional<script::TlsSettings> tls;  // unset: plain TCP
};

bool OverTls(const Scenario& scenario) {
  return scenario.tls.has_value() || scenario.transport == Transport::kTls;
}

// Variables that are known only in a run: which methods were sent does not depend on them.
std::optional<std::string> Placeholder(std::string_view name) {
  if (name.starts_with("target")) return "/";
  return std::string(kPlaceholder);
}

OurSide& SideNamed(std::vector<OurSide>& sides, std::string_view name) {
  return *std::ranges::find(sides, name, &OurSide::name);
}

std::vector<OurSide> OurSides(const Scenario& scenario) {
  std::optional<script::TlsSettings> main_tls = scenario.tls;
  if (!main_tls && OverTls(scenario)) main_tls.emplace();
  std::vector<OurSide> sides{{"main", "", main_tls}};
  std::string current = "main";
  for (const script::Step& step : scenario.steps) {
    if (const auto* connect = std::get_if<script::Connect>(&step.action)) {
      current = connect->name;
      if (connect->plain)
        sides.push_back({current, "", std::nullopt});
      else
        sides.push_back({current, "", connect->tls ? connect->tls : main_tls});
      continue;
    }
    if (!step.on.empty() && std::ranges::find(sides, step.on, &OurSide::name) != sides.end())
      current = step.on;
    OurSide& side = SideNamed(sides, current);
    if (const auto* send = std::get_if<script::Send>(&step.action))
      side.sent += send->octets.Expand(Placeholder).value_or("");
    if (const auto* start = std::get_if<script::StartTls>(&step.action)) side.tls = start->settings;
  }
  return sides;
}

bool Ended(Fate fate) {
  return fate == Fate::kClosed || fate == Fate::kReset || fate == Fate::kHalfClosed;
}

// The best that was offered: a proof does not name what was negotiated.
std::string Negotiated(const script::TlsSettings& settings) {
  if (settings.versions.empty()) return "TLSv1.3";
  return "TLSv" + *std::ranges::max_element(settings.versions);
}

// The facts that both roles have. Reads `received` as messages, too.
ObservedConnection ExpandConnection(std::string name, const PartialObservation& proof,
                                    const std::optional<script::TlsSettings>& tls,
                                    script::MessageReader reader) {
  ObservedConnection connection;
  connection.name = std::move(name);
  connection.handshake = proof.handshake.value_or(tls ? Handshake::kDone : Handshake::kNone);
  if (tls && connection.handshake == Handshake::kDone) {
    connection.tls_version = Negotiated(*tls);
    if (!tls->alpn.empty()) connection.alpn = tls->alpn.front();
  }
  connection.received = proof.received.value_or("");
  connection.fate = proof.end;
  connection.close_notify = proof.close_notify.value_or(tls && proof.end == Fate::kClosed);
  reader.Feed(connection.received);
  if (Ended(proof.end)) reader.End(proof.end != Fate::kReset && (!tls || connection.close_notify));
  connection.messages = reader.sequence();
  return connection;
}

ObservedConnection ExpandServers(const Scenario& scenario, const PartialObservation& proof,
                                 const OurSide& side) {
  script::MessageReader reader(script::MessageReader::Kind::kResponses);
  for (std::string& method : script::MethodsIn(side.sent)) reader.ExpectMethod(std::move(method));
  ObservedConnection connection = ExpandConnection(side.name, proof, side.tls, std::move(reader));
  const bool usable =
      connection.handshake == Handshake::kNone || connection.handshake == Handshake::kDone;
  const bool probed =
      side.name == "main" && scenario.probe && usable && connection.fate == Fate::kKept;
  connection.residue = proof.residue.value_or(probed ? Residue::kClean : Residue::kNotProbed);
  return connection;
}

void ExpandServer(const Scenario& scenario, const PartialObservation& proof,
                  Observation& observation) {
  static const PartialObservation kNothingSaid;
  for (const OurSide& side : OurSides(scenario)) {
    const auto named = std::ranges::find(proof.connections, side.name,
                                         [](const auto& entry) { return entry.first; });
    const PartialObservation* facts = side.name == "main" ? &proof : &kNothingSaid;
    if (named != proof.connections.end()) facts = &named->second;
    observation.connections.push_back(ExpandServers(scenario, *facts, side));
  }
}

wire::Fields ToFields(const std::vector<std::pair<std::string, std::string>>& pairs) {
  wire::Fields fields;
  for (const auto& [name, value] : pairs) fields.push_back({name, value});
  return fields;
}

Message ExpandResponse(const PartialMessage& partial) {
  Message message;
  message.version = partial.version;
  message.status = partial.status;
  message.reason = partial.reason;
  message.fields = ToFields(partial.fields);
  message.trailers = ToFields(partial.trailers);
  message.body = partial.body;
  return message;
}

// A request as any client would send it; a proof about its details gives `received`.
Message PlainRequest(const ClientRequest& wanted) {
  Message message;
  message.version = "HTTP/1.1";
  message.method = wanted.method;
  message.target = wanted.target;
  message.fields.push_back({"Host", wanted.host.value_or(std::string(kPlaceholder))});
  for (const wire::Field& field : ToFields(wanted.fields)) message.fields.push_back(field);
  if (wanted.chunks) {
    for (const std::string& chunk : *wanted.chunks) message.body += chunk;
    message.fields.push_back({"Transfer-Encoding", "chunked"});
    message.framing = script::Framing::kChunked;
  } else if (wanted.body) {
    message.body = *wanted.body;
    message.fields.push_back({"Content-Length", std::to_string(message.body.size())});
    message.framing = script::Framing::kContentLength;
  }
  return message;
}

// All that the client sent stands on its last connection, the one that expectations speak of.
void ExpandClient(const Scenario& scenario, const PartialObservation& proof,
                  Observation& observation) {
  std::optional<script::TlsSettings> tls = scenario.tls;
  if (!tls && OverTls(scenario)) tls.emplace();
  const std::size_t count = proof.connection_count.value_or(1);
  for (std::size_t i = 0; i < count; ++i) {
    const bool last = i + 1 == count;
    ObservedConnection connection =
        ExpandConnection(std::to_string(i + 1), last ? proof : PartialObservation{}, tls,
                         script::MessageReader(script::MessageReader::Kind::kRequests));
    if (last && !proof.received && !scenario.requests.empty()) {
      const std::size_t sent = proof.sent.value_or(scenario.requests.size());
      for (std::size_t n = 0; n < sent; ++n)
        connection.messages.messages.push_back(
            PlainRequest(scenario.requests[n % scenario.requests.size()]));
      connection.messages.heads = sent;
    }
    observation.connections.push_back(std::move(connection));
  }
  observation.client.emplace();
  for (const PartialMessage& response : proof.responses.value_or(std::vector<PartialMessage>{}))
    observation.client->responses.push_back(ExpandResponse(response));
  if (!proof.failure) return;
  observation.client->failure.emplace();
  observation.client->failure->kind = proof.failure->kind;
  observation.client->failure->request = proof.failure->request;
  observation.client->failure->partial = proof.failure->partial;
}

}  // namespace

Observation Expand(const Scenario& scenario, const PartialObservation& proof) {
  Observation observation;
  if (scenario.role == Role::kServer)
    ExpandServer(scenario, proof, observation);
  else
    ExpandClient(scenario, proof, observation);
  for (const ObservedConnection& connection : observation.connections)
    if (connection.fate == Fate::kHung)
      observation.missed = "connection " + connection.name + " of the proof";
  return observation;
}

}  // namespace wireproof::harness
