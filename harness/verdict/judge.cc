#include "harness/verdict/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/verdict/matchers.h"
#include "harness/verdict/words.h"

namespace wireproof::harness {
namespace {

// One alternative against one observation.
struct Question {
  Role role;
  const Observation& observation;
  const Reports& reports;
  const Alternative& alternative;
  const ObservedConnection* connection = nullptr;  // the one it speaks of; a client may have none
};

template <typename Enum>
std::string OneOfNames(const std::vector<Enum>& values) {
  std::vector<std::string> words;
  for (const Enum value : values) words.emplace_back(Name(value));
  return OneOf(words);
}

template <typename T>
bool Contains(const std::vector<T>& values, T value) {
  return std::ranges::find(values, value) != values.end();
}

bool NamesHung(const Alternative& alternative) {
  return Contains(alternative.fates, Fate::kHung) ||
         Contains(alternative.handshakes, Handshake::kHung) ||
         std::ranges::any_of(alternative.all, NamesHung);
}

// The connection that a client used last: what came on one that it only opened says nothing.
const ObservedConnection* LastUsed(const Observation& observation) {
  const ObservedConnection* last = nullptr;
  for (const ObservedConnection& connection : observation.connections)
    if (last == nullptr || last->received.empty() || !connection.received.empty() ||
        !connection.messages.messages.empty())
      last = &connection;
  return last;
}

// Default: done over TLS. A client's failure says by itself how its handshake may have gone.
Mismatch CheckHandshake(const Question& question) {
  const std::vector<Handshake>& wanted = question.alternative.handshakes;
  const Handshake found = question.connection->handshake;
  if (!wanted.empty()) {
    if (Contains(wanted, found)) return std::nullopt;
    return fmt::format("handshake: {}, expected {}", Name(found), OneOfNames(wanted));
  }
  if (question.alternative.failure && found != Handshake::kHung) return std::nullopt;
  if (found == Handshake::kNone || found == Handshake::kDone) return std::nullopt;
  return fmt::format("handshake: {}, expected {}", Name(found), Name(Handshake::kDone));
}

Mismatch CheckTls(const Question& question) {
  const Alternative& alternative = question.alternative;
  const ObservedConnection& connection = *question.connection;
  if (alternative.tls_version && *alternative.tls_version != connection.tls_version)
    return fmt::format("TLS version: {}, expected {}", Quoted(connection.tls_version),
                       Quoted(*alternative.tls_version));
  if (alternative.alpn && *alternative.alpn != connection.alpn)
    return fmt::format("ALPN: {}, expected {}", Quoted(connection.alpn), Quoted(*alternative.alpn));
  return std::nullopt;
}

// Default: any but hung. A half-closed connection is closed too: the other side has ended it, and a
// lingering close (RFC 9112 section 9.6) goes on reading.
Mismatch CheckFate(const Question& question) {
  const std::vector<Fate>& wanted = question.alternative.fates;
  const Fate found = question.connection->fate;
  if (wanted.empty() ? found != Fate::kHung : Contains(wanted, found)) return std::nullopt;
  if (found == Fate::kHalfClosed && Contains(wanted, Fate::kClosed)) return std::nullopt;
  return fmt::format("connection: {}, expected {}", Name(found),
                     wanted.empty() ? "any but hung" : OneOfNames(wanted));
}

Mismatch CheckCloseNotify(const Question& question) {
  const std::optional<bool> wanted = question.alternative.close_notify;
  if (!wanted || *wanted == question.connection->close_notify) return std::nullopt;
  return *wanted ? "close_notify: none came, expected one" : "close_notify: it came, expected none";
}

// Default: clean, or not probed.
Mismatch CheckResidue(const Question& question) {
  static const std::vector<Residue> kDefault{Residue::kClean, Residue::kNotProbed};
  const std::vector<Residue>& named = question.alternative.residues;
  const std::vector<Residue>& wanted = named.empty() ? kDefault : named;
  if (Contains(wanted, question.connection->residue)) return std::nullopt;
  return fmt::format("residue: {}, expected {}", Name(question.connection->residue),
                     OneOfNames(wanted));
}

// The alternative names something that only a connection has.
Mismatch CheckWithoutConnection(const Alternative& alternative) {
  const bool named = !alternative.fates.empty() || !alternative.handshakes.empty() ||
                     alternative.close_notify || alternative.tls_version || alternative.alpn;
  if (!named) return std::nullopt;
  return "connection: there is none";
}

Mismatch CheckMalformed(Alternative::Tolerance tolerance, const script::MessageSequence& came) {
  if (tolerance == Alternative::Tolerance::kNone && came.malformed)
    return fmt::format("malformed: {} at byte {} ({}), expected messages that parse",
                       came.malformed->defect, came.malformed->offset, came.malformed->detail);
  return std::nullopt;
}

Mismatch CheckSurplus(Alternative::Tolerance tolerance, const script::MessageSequence& came) {
  if (tolerance == Alternative::Tolerance::kNone && !came.surplus.empty())
    return fmt::format("surplus: {}, expected none", Quoted(came.surplus));
  return std::nullopt;
}

// What a server sent on the connection, or a client on all of its connections.
Mismatch CheckParses(const Question& question) {
  using Tolerance = Alternative::Tolerance;
  const Alternative& alternative = question.alternative;
  std::vector<const script::MessageSequence*> sequences;
  if (question.role == Role::kServer) {
    sequences.push_back(&question.connection->messages);
  } else {
    for (const ObservedConnection& connection : question.observation.connections)
      sequences.push_back(&connection.messages);
  }
  bool malformed = false;
  bool surplus = false;
  for (const script::MessageSequence* came : sequences) {
    if (Mismatch mismatch = CheckMalformed(alternative.malformed, *came)) return mismatch;
    if (Mismatch mismatch = CheckSurplus(alternative.surplus, *came)) return mismatch;
    malformed = malformed || came->malformed;
    surplus = surplus || !came->surplus.empty();
  }
  if (alternative.malformed == Tolerance::kRequired && !malformed)
    return "malformed: nothing, expected what does not parse";
  if (alternative.surplus == Tolerance::kRequired && !surplus)
    return "surplus: none, expected bytes that belong to no message";
  return std::nullopt;
}

Mismatch CheckServersMessages(const Question& question) {
  const Alternative& alternative = question.alternative;
  const script::MessageSequence& came = question.connection->messages;
  if (alternative.interim)
    if (Mismatch mismatch =
            Check(*alternative.interim, came.interim, Known::All(), "interim response"))
      return mismatch;
  if (!alternative.responses) return std::nullopt;
  // Where the end may be a reset, that cuts a body without a length: no fault of its own. (So does
  // TLS without close_notify, which has scenarios of its own.)
  Known known = Known::All();
  known.refusal_end = !alternative.fates.empty() && !Contains(alternative.fates, Fate::kReset);
  return Check(*alternative.responses, came.messages, known, "response");
}

// What the client reported. One that never did can match only what says so: hung, and no more.
Mismatch CheckReport(const Question& question) {
  const Alternative& alternative = question.alternative;
  const std::optional<ClientReport>& report = question.observation.client;
  if (!report) {
    if (NamesHung(alternative) && !alternative.responses && !alternative.failure)
      return std::nullopt;
    return "report: the client reported nothing";
  }
  if (Mismatch mismatch =
          Check(alternative.failure, report->failure, question.reports.contains("partial")))
    return mismatch;
  if (!alternative.responses) return std::nullopt;
  return Check(*alternative.responses, report->responses, Known::Reported(question.reports),
               "response");
}

Mismatch CheckRequests(const Question& question) {
  const Alternative& alternative = question.alternative;
  const std::vector<ObservedConnection>& connections = question.observation.connections;
  std::vector<script::Message> requests;
  for (const ObservedConnection& connection : connections)
    requests.insert(requests.end(), connection.messages.messages.begin(),
                    connection.messages.messages.end());
  if (alternative.sent && *alternative.sent != requests.size())
    return fmt::format("sent: {}, expected {}", Counted(requests.size(), "request"),
                       *alternative.sent);
  if (alternative.requests)
    if (Mismatch mismatch = Check(*alternative.requests, requests, Known::All(), "request"))
      return mismatch;
  if (alternative.connections && *alternative.connections != connections.size())
    return fmt::format("connections: {}, expected {}", connections.size(),
                       *alternative.connections);
  return std::nullopt;
}

// The order decides which difference is told: the earliest cause first.
Mismatch CheckOne(const Question& question) {
  const bool server = question.role == Role::kServer;
  const bool connected = question.connection != nullptr;
  if (!connected)
    if (Mismatch mismatch = CheckWithoutConnection(question.alternative)) return mismatch;
  if (connected) {
    if (Mismatch mismatch = CheckHandshake(question)) return mismatch;
    if (Mismatch mismatch = CheckTls(question)) return mismatch;
  }
  if (Mismatch mismatch = CheckParses(question)) return mismatch;
  if (Mismatch mismatch = server ? CheckServersMessages(question) : CheckReport(question))
    return mismatch;
  if (!server)
    if (Mismatch mismatch = CheckRequests(question)) return mismatch;
  if (!connected) return std::nullopt;
  if (Mismatch mismatch = CheckFate(question)) return mismatch;
  if (Mismatch mismatch = CheckCloseNotify(question)) return mismatch;
  return CheckResidue(question);
}

Mismatch CheckAlternative(Question question) {
  const Alternative& alternative = question.alternative;
  if (question.role == Role::kClient) {
    question.connection = LastUsed(question.observation);
    return CheckOne(question);
  }
  if (alternative.all.empty()) {
    const std::string name = alternative.on.empty() ? "main" : alternative.on;
    question.connection = question.observation.Connection(name);
    if (question.connection == nullptr) return fmt::format("connection {}: there is none", name);
    const Mismatch mismatch = CheckOne(question);
    if (!mismatch || alternative.on.empty()) return mismatch;
    return fmt::format("on {}: {}", name, *mismatch);
  }
  for (const Alternative& part : alternative.all)
    if (Mismatch mismatch =
            CheckAlternative({question.role, question.observation, question.reports, part}))
      return mismatch;
  return std::nullopt;
}

}  // namespace

std::string_view Name(Grade grade) {
  switch (grade) {
    case Grade::kPass:
      return "pass";
    case Grade::kWarn:
      return "warn";
    case Grade::kFail:
      break;
  }
  return "fail";
}

Judgement Judge(const Scenario& scenario, const Observation& observation, const Reports& reports) {
  if (observation.crashed) return {Grade::kFail, {"the subject's process ended"}};
  Judgement judgement;
  const auto try_all = [&](const std::vector<Alternative>& alternatives, Grade grade) {
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      const Alternative& alternative = alternatives[i];
      const std::string name = fmt::format("{} {}", Name(grade), i + 1);
      const Mismatch mismatch =
          !observation.missed.empty() && !NamesHung(alternative)
              ? Mismatch("hung: " + observation.missed)
              : CheckAlternative({scenario.role, observation, reports, alternative});
      if (!mismatch) {
        judgement = {grade, {name}};
        return true;
      }
      judgement.reasons.push_back(fmt::format("{}: {}", name, *mismatch));
    }
    return false;
  };
  if (try_all(scenario.expect.pass, Grade::kPass)) return judgement;
  if (try_all(scenario.expect.warn, Grade::kWarn)) return judgement;
  if (judgement.reasons.empty()) judgement.reasons.push_back("no outcome is allowed");
  return judgement;
}

}  // namespace wireproof::harness
