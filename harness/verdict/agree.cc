#include "harness/verdict/agree.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/verdict/echo.h"
#include "harness/verdict/words.h"
#include "http/wire/grammar.h"

namespace wireproof::harness {
namespace {

using Differences = std::vector<std::string>;

// Notes one difference, unless both are the same.
void Compare(Differences& into, const std::string& what, const std::string& subject,
             const std::string& reference) {
  if (subject != reference)
    into.push_back(fmt::format("{}: {}, reference {}", what, subject, reference));
}

void CompareBytes(Differences& into, const std::string& what, std::string_view subject,
                  std::string_view reference) {
  if (subject == reference) return;
  // Long values differ late: begin a little before the place.
  constexpr std::size_t kBefore = 20;
  const auto [at, ignored] = std::ranges::mismatch(subject, reference);
  const auto same = static_cast<std::size_t>(at - subject.begin());
  const std::size_t begin = same > 2 * kBefore ? same - kBefore : 0;
  const std::string where = begin > 0 ? fmt::format(" from byte {}", begin) : "";
  into.push_back(fmt::format("{}{}: {}, reference {}", what, where, Quoted(subject.substr(begin)),
                             Quoted(reference.substr(begin))));
}

std::string YesNo(bool value) {
  return value ? "yes" : "no";
}

std::string Lower(std::string_view text) {
  std::string lower;
  for (const char c : text) lower += wire::ToLowerAscii(c);
  return lower;
}

// RFC 9110 section 7.6.1: fields of the connection, not of the message.
bool IsHopField(std::string_view lower_name) {
  static constexpr std::string_view kHop[] = {"connection", "keep-alive", "proxy-connection", "te",
                                              "trailer",    "upgrade",    "transfer-encoding"};
  return std::ranges::find(kHop, lower_name) != std::end(kHop);
}

std::map<std::string, std::string> EndToEnd(const wire::Fields& fields) {
  std::map<std::string, std::string> joined;
  for (const wire::Field& field : fields) {
    const std::string name = Lower(field.name);
    if (IsHopField(name)) continue;
    const auto [at, fresh] = joined.emplace(name, HidePorts(field.value));
    if (!fresh) at->second += ", " + HidePorts(field.value);
  }
  return joined;
}

void CompareEchoFields(Differences& into, const std::string& what, const wire::Fields& subject,
                       const wire::Fields& reference) {
  const auto ours = EndToEnd(subject);
  const auto theirs = EndToEnd(reference);
  const auto value = [](const auto& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string("none") : Quoted(found->second);
  };
  for (const auto& [name, ignored] : ours)
    Compare(into, what + " field " + name, value(ours, name), value(theirs, name));
  for (const auto& [name, ignored] : theirs)
    if (!ours.contains(name)) Compare(into, what + " field " + name, "none", value(theirs, name));
}

// Whether the body tells at least which request was understood.
std::optional<Echo> EchoOf(const script::Message& response) {
  auto echo = ParseEcho(response.body);
  if (!echo || !echo->method || !echo->target) return std::nullopt;
  return *std::move(echo);
}

void CompareEcho(Differences& into, const std::string& what, const script::Message& subject,
                 const script::Message& reference) {
  const std::optional<Echo> ours = EchoOf(subject);
  const std::optional<Echo> theirs = EchoOf(reference);
  if (!ours || !theirs) return;
  Compare(into, what + " echo method", Quoted(*ours->method), Quoted(*theirs->method));
  Compare(into, what + " echo target", Quoted(HidePorts(*ours->target)),
          Quoted(HidePorts(*theirs->target)));
  CompareBytes(into, what + " echo body", ours->body.value_or(""), theirs->body.value_or(""));
  CompareEchoFields(into, what + " echo", ours->fields.value_or(wire::Fields{}),
                    theirs->fields.value_or(wire::Fields{}));
}

std::string Statuses(const std::vector<script::Message>& responses) {
  std::string text;
  for (const script::Message& response : responses)
    text += (text.empty() ? "" : ", ") + std::to_string(response.status);
  return text.empty() ? "none" : text;
}

std::string Starts(const std::vector<script::Message>& messages, bool responses) {
  if (responses) return Statuses(messages);
  return Counted(messages.size(), "request");
}

// Two messages off the wire, by their outcome.
void CompareMessage(Differences& into, const std::string& what, const script::Message& subject,
                    const script::Message& reference) {
  Compare(into, what + " status", std::to_string(subject.status), std::to_string(reference.status));
  Compare(into, what + " method", Quoted(subject.method), Quoted(reference.method));
  Compare(into, what + " target", Quoted(HidePorts(subject.target)),
          Quoted(HidePorts(reference.target)));
  Compare(into, what + " framing", std::string(Name(subject.framing)),
          std::string(Name(reference.framing)));
  Compare(into, what + " complete", YesNo(subject.complete), YesNo(reference.complete));
  const bool response = subject.status != 0 || reference.status != 0;
  if (response)
    CompareEcho(into, what, subject, reference);
  else
    CompareBytes(into, what + " body", subject.body, reference.body);
}

void CompareMessages(Differences& into, const std::string& where, const ObservedConnection& subject,
                     const ObservedConnection& reference, bool responses) {
  const std::vector<script::Message>& ours = subject.messages.messages;
  const std::vector<script::Message>& theirs = reference.messages.messages;
  const std::string what = where + (responses ? "response" : "request");
  if (ours.size() != theirs.size()) {
    Compare(into, what + "s", Starts(ours, responses), Starts(theirs, responses));
  } else {
    for (std::size_t i = 0; i < ours.size(); ++i)
      CompareMessage(into, fmt::format("{} {}", what, i + 1), ours[i], theirs[i]);
  }
  Compare(into, where + "interim responses", Statuses(subject.messages.interim),
          Statuses(reference.messages.interim));
  Compare(into, where + "surplus", YesNo(!subject.messages.surplus.empty()),
          YesNo(!reference.messages.surplus.empty()));
  Compare(into, where + "malformed", YesNo(subject.messages.malformed.has_value()),
          YesNo(reference.messages.malformed.has_value()));
}

// Whether a closed connection was still read from, half-closed, is a matter of time: it is closed.
std::string FateName(Fate fate, bool separate_ends) {
  if (fate == Fate::kHalfClosed) fate = Fate::kClosed;
  const bool ended = fate == Fate::kClosed || fate == Fate::kReset;
  return ended && !separate_ends ? "ended" : std::string(Name(fate));
}

void CompareConnection(Differences& into, const std::string& where,
                       const ObservedConnection& subject, const ObservedConnection& reference,
                       Comparison comparison, bool separate_ends, bool responses) {
  Compare(into, where + "handshake", std::string(Name(subject.handshake)),
          std::string(Name(reference.handshake)));
  if (comparison == Comparison::kOutcome)
    CompareMessages(into, where, subject, reference, responses);
  else
    CompareBytes(into, where + "bytes", NormaliseWire(subject.received),
                 NormaliseWire(reference.received));
  Compare(into, where + "connection", FateName(subject.fate, separate_ends),
          FateName(reference.fate, separate_ends));
  // A reset may overtake a close_notify, so that only closes can be compared.
  const bool both_closed = subject.fate == Fate::kClosed && reference.fate == Fate::kClosed;
  if (both_closed && (separate_ends || comparison == Comparison::kWire))
    Compare(into, where + "close_notify", YesNo(subject.close_notify),
            YesNo(reference.close_notify));
  if (subject.residue != Residue::kNotProbed && reference.residue != Residue::kNotProbed)
    Compare(into, where + "residue", std::string(Name(subject.residue)),
            std::string(Name(reference.residue)));
}

std::string FailureName(const std::optional<ClientFailure>& failure) {
  if (!failure) return "none";
  return fmt::format("{} of request {}", Name(failure->kind), failure->request);
}

std::string FieldsText(const wire::Fields& fields) {
  std::string text;
  for (const wire::Field& field : fields) text += field.name + ": " + field.value + "\n";
  return text;
}

void CompareReported(Differences& into, const std::string& what, const script::Message& subject,
                     const script::Message& reference, bool everything, bool body) {
  Compare(into, what + " status", std::to_string(subject.status), std::to_string(reference.status));
  if (body) CompareBytes(into, what + " body", subject.body, reference.body);
  if (!everything) return;
  Compare(into, what + " version", Quoted(subject.version), Quoted(reference.version));
  Compare(into, what + " reason", Quoted(subject.reason), Quoted(reference.reason));
  CompareBytes(into, what + " fields", FieldsText(subject.fields), FieldsText(reference.fields));
  CompareBytes(into, what + " trailers", FieldsText(subject.trailers),
               FieldsText(reference.trailers));
}

void CompareReports(Differences& into, const Observation& subject, const Observation& reference,
                    bool everything, const Reports* reports) {
  if (!subject.client || !reference.client) {
    Compare(into, "reported anything", YesNo(subject.client.has_value()),
            YesNo(reference.client.has_value()));
    return;
  }
  const ClientReport& ours = *subject.client;
  const ClientReport& theirs = *reference.client;
  const auto tells = [&](const char* what) {
    return reports == nullptr || reports->contains(what);
  };
  Compare(into, "failure", FailureName(ours.failure), FailureName(theirs.failure));
  if (everything && ours.failure && theirs.failure && tells("partial"))
    CompareBytes(into, "failure partial", ours.failure->partial, theirs.failure->partial);
  if (ours.responses.size() != theirs.responses.size()) {
    Compare(into, "reported responses", Statuses(ours.responses), Statuses(theirs.responses));
    return;
  }
  for (std::size_t i = 0; i < ours.responses.size(); ++i)
    CompareReported(into, fmt::format("reported response {}", i + 1), ours.responses[i],
                    theirs.responses[i], everything, tells("body"));
}

bool TellsEndsApart(const Alternative& alternative) {
  const auto allows = [&](Fate fate) {
    return std::ranges::find(alternative.fates, fate) != alternative.fates.end();
  };
  return alternative.close_notify || allows(Fate::kClosed) != allows(Fate::kReset) ||
         std::ranges::any_of(alternative.all, TellsEndsApart);
}

}  // namespace

AgreeResult Agree(const Observation& subject, const Observation& reference, Comparison comparison,
                  bool separate_ends, const Reports* subject_reports) {
  const bool responses = !subject.client && !reference.client;
  Differences found;
  Compare(found, "the subject's process ended", YesNo(subject.crashed), YesNo(reference.crashed));
  Compare(found, "a deadline passed", YesNo(!subject.missed.empty()),
          YesNo(!reference.missed.empty()));
  if (!responses)
    CompareReports(found, subject, reference, comparison == Comparison::kWire, subject_reports);
  Compare(found, "connections", std::to_string(subject.connections.size()),
          std::to_string(reference.connections.size()));
  const std::size_t both = std::min(subject.connections.size(), reference.connections.size());
  for (std::size_t i = 0; i < both; ++i) {
    const ObservedConnection& ours = subject.connections[i];
    const std::string where = both > 1 ? ours.name + ": " : "";
    CompareConnection(found, where, ours, reference.connections[i], comparison, separate_ends,
                      responses);
  }
  return {found.empty(), std::move(found)};
}

bool SeparatesEnds(const Expectation& expectation) {
  return std::ranges::any_of(expectation.pass, TellsEndsApart) ||
         std::ranges::any_of(expectation.warn, TellsEndsApart);
}

}  // namespace wireproof::harness
