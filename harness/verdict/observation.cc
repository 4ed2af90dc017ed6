#include "harness/verdict/observation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "harness/verdict/fate.h"
#include "harness/verdict/words.h"

namespace wireproof::harness {
namespace {

using script::ConnectionTranscript;
using script::Event;
using script::EventKind;

bool IsPeerEnd(EventKind kind) {
  return kind == EventKind::kPeerFin || kind == EventKind::kPeerCloseNotify ||
         kind == EventKind::kPeerReset || kind == EventKind::kPeerTlsFailed;
}

bool Answered(Residue residue) {
  return residue == Residue::kClean || residue == Residue::kLeftOver;
}

// The scenario's part of a connection. What belongs to it must not depend on when the probe was
// sent: an answer too many, or an end, may come a moment before or after.
struct Scene {
  ConnectionTranscript connection;
  bool ended_at_probe = false;
  std::string after_settled;  // where the probe was answered: what came, its answer the last of it
};

// The probe was not answered: all that came behind it, ends included, is the scenario's.
void FoldIn(std::vector<Event>& events, std::vector<Event>::iterator settled, Scene& scene) {
  bool ours = false;
  const auto probes = [&](const Event& event) {
    ours = ours || event.kind == EventKind::kClosed || event.kind == EventKind::kReset;
    scene.ended_at_probe = scene.ended_at_probe || (!ours && IsPeerEnd(event.kind));
    return event.kind == EventKind::kSent || event.kind == EventKind::kSendFailed ||
           event.kind == EventKind::kSettled;
  };
  events.erase(std::remove_if(settled, events.end(), probes), events.end());
}

Scene BeforeSettled(Role role, const ConnectionTranscript& whole, Residue residue) {
  Scene scene{whole, false, {}};
  std::vector<Event>& events = scene.connection.events;
  const auto settled = std::ranges::find(events, EventKind::kSettled, &Event::kind);
  if (settled == events.end()) return scene;
  if (role == Role::kServer && !Answered(residue)) {
    FoldIn(events, settled, scene);
    return scene;
  }
  for (auto event = settled; event != events.end(); ++event) {
    if (event->kind == EventKind::kReceived) scene.after_settled += event->bytes;
  }
  events.erase(settled, events.end());
  return scene;
}

// What of the bytes that came after kSettled answers the scenario's requests and not the probe: all
// but the last message. Whether an answer too many comes before or after the probe is sent is a
// matter of time, and must not be seen.
std::string BeforeTheProbesAnswer(const ConnectionTranscript& scene, std::string_view tail) {
  const std::string sent = scene.Sent();
  const auto reader_at_tail = [&] {
    script::MessageReader reader(script::MessageReader::Kind::kResponses);
    for (std::string& method : script::MethodsIn(sent)) reader.ExpectMethod(std::move(method));
    reader.Feed(scene.Received());
    return reader;
  };
  script::MessageReader whole = reader_at_tail();
  const std::size_t before = whole.sequence().messages.size();
  whole.Feed(tail);
  const std::size_t total = whole.sequence().messages.size();
  if (total <= before + 1) return {};
  script::MessageReader part = reader_at_tail();
  const auto complete = [&] {
    const auto& messages = part.sequence().messages;
    return messages.size() + 1 == total && messages.back().complete;
  };
  std::size_t size = 0;
  while (size < tail.size() && !complete()) part.Feed(tail.substr(size++, 1));
  return std::string(tail.substr(0, size));
}

// How many answers our bytes call for. Where they don't parse, nobody can tell: a lenient server
// may find any number of requests in them, and what the scenario expects names its answers.
std::size_t MostAnswers(std::string_view sent) {
  script::MessageReader reader(script::MessageReader::Kind::kRequests);
  reader.Feed(sent);
  if (reader.sequence().malformed) return std::numeric_limits<std::size_t>::max();
  return script::MethodsIn(sent).size();
}

// `sent`: our bytes, which tell the methods that the responses answer.
script::MessageSequence ReadMessages(Role role, std::string_view sent, std::string_view received,
                                     Fate fate, bool in_order) {
  using script::MessageReader;
  MessageReader reader(role == Role::kServer ? MessageReader::Kind::kResponses
                                             : MessageReader::Kind::kRequests);
  if (role == Role::kServer)
    for (std::string& method : script::MethodsIn(sent)) reader.ExpectMethod(std::move(method));
  reader.Feed(received);
  if (in_order)
    reader.End(true);
  else if (fate == Fate::kClosed || fate == Fate::kReset || fate == Fate::kHalfClosed)
    reader.End(false);
  return reader.sequence();
}

ObservedConnection ObserveConnection(Role role, const ConnectionTranscript& connection) {
  ObservedConnection observed;
  observed.name = connection.name;
  observed.handshake = DecideHandshake(connection);
  observed.tls_version = connection.tls_version;
  observed.alpn = connection.alpn;
  observed.received = connection.Received();
  observed.fate = DecideFate(connection);
  observed.messages = ReadMessages(role, connection.Sent(), observed.received, observed.fate,
                                   EndedInOrder(connection));
  return observed;
}

std::string Statuses(const std::vector<script::Message>& responses) {
  std::string text;
  for (const script::Message& response : responses) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{}{}", response.status, response.complete ? "" : " (cut short)");
  }
  if (text.empty()) return "no response";
  return fmt::format("response{} {}", responses.size() == 1 ? "" : "s", text);
}

std::string SummaryOf(const ObservedConnection& connection, Role role) {
  const script::MessageSequence& came = connection.messages;
  std::string text =
      role == Role::kServer ? Statuses(came.messages) : Counted(came.messages.size(), "request");
  if (connection.handshake != Handshake::kNone && connection.handshake != Handshake::kDone)
    text = fmt::format("handshake {}", Name(connection.handshake));
  if (!came.interim.empty()) text = fmt::format("{} interim, {}", Statuses(came.interim), text);
  if (came.malformed) text += fmt::format(", malformed ({})", came.malformed->defect);
  if (!came.surplus.empty())
    text += fmt::format(", {} too many", Counted(came.surplus.size(), "byte"));
  text += fmt::format(", connection {}", Name(connection.fate));
  if (connection.residue == Residue::kLeftOver || connection.residue == Residue::kPoisoned)
    text += fmt::format(", residue {}", Name(connection.residue));
  return text;
}

std::string SummaryOf(const ClientReport& report) {
  std::string text = "reported " + Statuses(report.responses);
  if (!report.failure) return text;
  if (report.responses.empty()) text = "reported";
  text += fmt::format("{} failure {} ({}) of request {}", report.responses.empty() ? "" : " and",
                      Name(report.failure->kind), report.failure->native, report.failure->request);
  return text;
}

}  // namespace

const ObservedConnection* Observation::Connection(std::string_view name) const {
  const auto found = std::ranges::find(connections, name, &ObservedConnection::name);
  return found == connections.end() ? nullptr : &*found;
}

Observation Observe(Role role, const script::Transcript& transcript, const RunFacts& facts) {
  Observation observation;
  for (const ConnectionTranscript& connection : transcript.connections) {
    Scene scene = BeforeSettled(role, connection, facts.residue);
    const bool probed = connection.name == "main" && !scene.ended_at_probe;
    if (probed && Answered(facts.residue)) {
      std::string late = BeforeTheProbesAnswer(scene.connection, scene.after_settled);
      if (!late.empty()) {
        scene.connection.events.push_back(
            {.kind = EventKind::kReceived, .bytes = std::move(late), .detail = ""});
      }
    }
    ObservedConnection observed = ObserveConnection(role, scene.connection);
    if (probed) observed.residue = facts.residue;
    if (probed && Answered(facts.residue)) {
      const std::size_t most = MostAnswers(scene.connection.Sent());
      observed.residue =
          observed.messages.messages.size() > most ? Residue::kLeftOver : Residue::kClean;
    }
    observed.close_notify = connection.Has(EventKind::kPeerCloseNotify);
    observation.connections.push_back(std::move(observed));
  }
  observation.client = facts.client;
  observation.crashed = facts.crashed;
  observation.missed = transcript.missed;
  return observation;
}

std::string Summary(const Observation& observation) {
  const Role role = observation.client ? Role::kClient : Role::kServer;
  std::string text;
  if (observation.crashed) text = "the subject's process ended";
  if (observation.client) text += (text.empty() ? "" : "; ") + SummaryOf(*observation.client);
  for (const ObservedConnection& connection : observation.connections) {
    if (!text.empty()) text += "; ";
    if (observation.connections.size() > 1) text += connection.name + ": ";
    text += SummaryOf(connection, role);
  }
  if (observation.connections.empty()) text += (text.empty() ? "no connection" : "; no connection");
  if (!observation.missed.empty()) text += "\nmissed: " + observation.missed;
  return text;
}

}  // namespace wireproof::harness
