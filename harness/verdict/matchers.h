// The matchers of scenarios/README.md, "What is observed": each compares one thing and, where it
// does not match, says in words what was found and what was expected. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/expectation.h"
#include "harness/verdict/judge.h"
#include "http/script/messages.h"

namespace wireproof::harness {

// Unset: it matches. Otherwise why not: "status: 200, expected 4xx".
using Mismatch = std::optional<std::string>;

// What is known of a message. What is not known is not judged.
struct Known {
  bool version = true, reason = true, fields = true, duplicates = true, body = true;
  bool trailers = true, framing = true;
  // A refusal whose body lasts to the end of the connection: whether the end cut it short.
  bool refusal_end = true;

  // Read from the wire: everything.
  static Known All() { return {}; }
  // Reported by a client: what its `reports` lists. It cannot tell the framing.
  static Known Reported(const Reports& reports);
};

Mismatch Check(const StatusMatcher& matcher, int status);
Mismatch Check(const BodyMatcher& matcher, std::string_view body);

// One name's field lines. With `duplicates` false, several lines may have been joined or dropped:
// their number is not judged.
Mismatch Check(const FieldMatcher& matcher, std::string_view name, const wire::Fields& fields,
               bool duplicates = true);

Mismatch Check(const EchoMatcher& matcher, std::string_view body);
Mismatch Check(const MessageMatcher& matcher, const script::Message& message, const Known& known);

// Exactly these, in order. `what` names one: "response", "interim response", "request".
Mismatch Check(const std::vector<MessageMatcher>& matchers,
               const std::vector<script::Message>& messages, const Known& known,
               std::string_view what);

// Unset: the request was performed without a failure. `knows_partial`: the client reports it.
Mismatch Check(const std::optional<FailureMatcher>& matcher,
               const std::optional<ClientFailure>& failure, bool knows_partial);

}  // namespace wireproof::harness
