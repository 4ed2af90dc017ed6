#include "harness/verdict/matchers.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/verdict/echo.h"
#include "harness/verdict/words.h"

namespace wireproof::harness {
namespace {

std::string Describe(const StatusMatcher& matcher) {
  std::vector<std::string> words;
  for (const int status : matcher.exact) words.push_back(std::to_string(status));
  for (const int digit : matcher.classes) words.push_back(fmt::format("{}xx", digit));
  return OneOf(words);
}

bool Holds(const BodyMatcher& matcher, std::string_view body) {
  struct Visitor {
    std::string_view body;
    bool operator()(const BodyMatcher::Exactly& rule) const { return body == rule.bytes; }
    bool operator()(const BodyMatcher::Contains& rule) const {
      return body.find(rule.part) != std::string_view::npos;
    }
    bool operator()(const BodyMatcher::Length& rule) const { return body.size() == rule.bytes; }
    bool operator()(const BodyMatcher::Not& rule) const { return !Holds(*rule.matcher, body); }
  };
  return std::visit(Visitor{body}, matcher.rule);
}

std::string Describe(const BodyMatcher& matcher) {
  struct Visitor {
    std::string operator()(const BodyMatcher::Exactly& rule) const { return Quoted(rule.bytes); }
    std::string operator()(const BodyMatcher::Contains& rule) const {
      return "one with " + Quoted(rule.part);
    }
    std::string operator()(const BodyMatcher::Length& rule) const {
      return Counted(rule.bytes, "byte");
    }
    std::string operator()(const BodyMatcher::Not& rule) const {
      return "not " + Describe(*rule.matcher);
    }
  };
  return std::visit(Visitor{}, matcher.rule);
}

// Text that must be exactly what the matcher says, where it says anything.
Mismatch CheckText(std::string_view what, const std::optional<std::string>& wanted,
                   std::string_view found) {
  if (!wanted || *wanted == found) return std::nullopt;
  return fmt::format("{}: {}, expected {}", what, Quoted(found), Quoted(*wanted));
}

Mismatch CheckNames(std::string_view what, const std::vector<std::string>& wanted,
                    std::string_view found) {
  if (wanted.empty() || std::ranges::find(wanted, found) != wanted.end()) return std::nullopt;
  return fmt::format("{}: {}, expected {}", what, found.empty() ? "none" : found, OneOf(wanted));
}

Mismatch CheckFields(std::string_view what, const FieldMatchers& matchers,
                     const wire::Fields& fields, bool duplicates) {
  for (const auto& [name, matcher] : matchers)
    if (const Mismatch mismatch = Check(matcher, name, fields, duplicates))
      return fmt::format("{} {}", what, *mismatch);
  return std::nullopt;
}

// A member of the echo: it must be there where the matcher looks at it.
Mismatch CheckMember(std::string_view what, const std::optional<std::string>& wanted,
                     const std::optional<std::string>& found) {
  if (!wanted) return std::nullopt;
  if (!found) return fmt::format("{}: none, expected {}", what, Quoted(*wanted));
  return CheckText(what, wanted, *found);
}

Mismatch CheckMember(std::string_view what, const FieldMatchers& wanted,
                     const std::optional<wire::Fields>& found) {
  if (wanted.empty()) return std::nullopt;
  if (!found) return fmt::format("{}s: the echo does not tell them", what);
  return CheckFields(what, wanted, *found, true);
}

Mismatch CheckStartLine(const MessageMatcher& matcher, const script::Message& message,
                        const Known& known) {
  if (matcher.status)
    if (Mismatch mismatch = Check(*matcher.status, message.status)) return mismatch;
  if (Mismatch mismatch = CheckText("method", matcher.method, message.method)) return mismatch;
  if (Mismatch mismatch = CheckText("target", matcher.target, message.target)) return mismatch;
  if (known.version)
    if (Mismatch mismatch = CheckNames("version", matcher.versions, message.version))
      return mismatch;
  if (known.reason) return CheckText("reason", matcher.reason, message.reason);
  return std::nullopt;
}

std::string Found(const std::vector<script::Message>& messages) {
  if (messages.empty()) return "none";
  std::string words;
  for (const script::Message& message : messages) {
    if (!words.empty()) words += ", ";
    words += message.status != 0 ? std::to_string(message.status)
                                 : message.method + " " + Quoted(message.target);
    if (!message.complete) words += " incomplete";
  }
  return fmt::format("{} ({})", messages.size(), words);
}

// Whether it can be told that the message is cut short.
bool KnowsEnd(const script::Message& message, const Known& known) {
  const bool refusal = message.status >= 400;
  return known.refusal_end || !refusal || message.framing != script::Framing::kClose;
}

}  // namespace

Known Known::Reported(const Reports& reports) {
  return {.version = reports.contains("version"),
          .reason = reports.contains("reason"),
          .fields = reports.contains("fields"),
          .duplicates = reports.contains("fields.duplicates"),
          .body = reports.contains("body"),
          .trailers = reports.contains("trailers"),
          .framing = false};
}

Mismatch Check(const StatusMatcher& matcher, int status) {
  if (matcher.exact.empty() && matcher.classes.empty()) return std::nullopt;
  if (std::ranges::find(matcher.exact, status) != matcher.exact.end()) return std::nullopt;
  if (std::ranges::find(matcher.classes, status / 100) != matcher.classes.end())
    return std::nullopt;
  return fmt::format("status: {}, expected {}", status, Describe(matcher));
}

Mismatch Check(const BodyMatcher& matcher, std::string_view body) {
  if (Holds(matcher, body)) return std::nullopt;
  return fmt::format("body: {}, expected {}",
                     std::holds_alternative<BodyMatcher::Length>(matcher.rule)
                         ? Counted(body.size(), "byte")
                         : Quoted(body),
                     Describe(matcher));
}

Mismatch Check(const EchoMatcher& matcher, std::string_view body) {
  const auto echo = ParseEcho(body);
  if (!echo) return "echo: the body is no echo: " + echo.error();
  if (Mismatch mismatch = CheckMember("echo method", matcher.method, echo->method)) return mismatch;
  if (Mismatch mismatch = CheckMember("echo target", matcher.target, echo->target)) return mismatch;
  if (Mismatch mismatch = CheckMember("echo version", matcher.version, echo->version))
    return mismatch;
  if (Mismatch mismatch = CheckMember("echo body", matcher.body, echo->body)) return mismatch;
  if (Mismatch mismatch = CheckMember("echo field", matcher.fields, echo->fields)) return mismatch;
  return CheckMember("echo trailer", matcher.trailers, echo->trailers);
}

Mismatch Check(const MessageMatcher& matcher, const script::Message& message, const Known& known) {
  if (Mismatch mismatch = CheckStartLine(matcher, message, known)) return mismatch;
  if (known.fields)
    if (Mismatch mismatch = CheckFields("field", matcher.fields, message.fields, known.duplicates))
      return mismatch;
  if (known.framing)
    if (Mismatch mismatch = CheckNames("framing", matcher.framings, Name(message.framing)))
      return mismatch;
  if (matcher.complete && *matcher.complete != message.complete && KnowsEnd(message, known))
    return message.complete ? "complete: whole, expected cut short"
                            : "complete: cut short, expected whole";
  if (matcher.body && known.body)
    if (Mismatch mismatch = Check(*matcher.body, message.body)) return mismatch;
  if (matcher.echo && known.body)
    if (Mismatch mismatch = Check(*matcher.echo, message.body)) return mismatch;
  if (known.trailers)
    return CheckFields("trailer", matcher.trailers, message.trailers, known.duplicates);
  return std::nullopt;
}

Mismatch Check(const std::vector<MessageMatcher>& matchers,
               const std::vector<script::Message>& messages, const Known& known,
               std::string_view what) {
  if (matchers.size() != messages.size())
    return fmt::format("{}s: {}, expected {}", what, Found(messages),
                       matchers.empty() ? "none" : std::to_string(matchers.size()));
  for (std::size_t i = 0; i < matchers.size(); ++i) {
    const Mismatch mismatch = Check(matchers[i], messages[i], known);
    if (!mismatch) continue;
    if (matchers.size() == 1) return fmt::format("{} {}", what, *mismatch);
    return fmt::format("{} {} {}", what, i + 1, *mismatch);
  }
  return std::nullopt;
}

Mismatch Check(const std::optional<FailureMatcher>& matcher,
               const std::optional<ClientFailure>& failure, bool knows_partial) {
  if (!matcher && !failure) return std::nullopt;
  std::vector<std::string> kinds;
  if (matcher)
    for (const FailureKind kind : matcher->kinds) kinds.emplace_back(Name(kind));
  const std::string wanted = !matcher ? "none" : kinds.empty() ? "any" : OneOf(kinds);
  if (!failure) return fmt::format("failure: none, expected {}", wanted);
  if (!matcher ||
      (!kinds.empty() && std::ranges::find(matcher->kinds, failure->kind) == matcher->kinds.end()))
    return fmt::format("failure: {} ({}) of request {}, expected {}", Name(failure->kind),
                       failure->native, failure->request, wanted);
  if (matcher->request && *matcher->request != failure->request)
    return fmt::format("failure request: {}, expected {}", failure->request, *matcher->request);
  if (knows_partial) return CheckText("failure partial", matcher->partial, failure->partial);
  return std::nullopt;
}

}  // namespace wireproof::harness
