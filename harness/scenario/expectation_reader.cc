#include "harness/scenario/expectation_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/scenario/matcher_reader.h"
#include "harness/scenario/names.h"

namespace wireproof::harness {
namespace {

constexpr std::int64_t kMostCount = 1'000'000;

constexpr std::string_view kServerKeys[] = {"response",  "responses",  "interim",      "surplus",
                                            "malformed", "connection", "residue",      "handshake",
                                            "tls",       "on",         "close_notify", "all"};
constexpr std::string_view kClientKeys[] = {
    "response", "responses", "surplus", "malformed", "connection", "handshake",  "close_notify",
    "tls",      "failure",   "sent",    "request",   "requests",   "connections"};

std::span<const std::string_view> KeysOf(Role role) {
  if (role == Role::kServer) return kServerKeys;
  return kClientKeys;
}

// `one` and `many` name the same thing in two ways.
void CheckNotBoth(const Place& place, std::string_view one, std::string_view many) {
  if (place.Has(one) && place.Has(many)) {
    place.Fail(fmt::format("\"{}\" and \"{}\"; expected one of them", one, many));
  }
}

Alternative::Tolerance ReadTolerance(const Place& place) {
  if (place.value() == true) return Alternative::Tolerance::kRequired;
  if (place.value() == "any") return Alternative::Tolerance::kAny;
  place.FailExpected("true or \"any\"");
  return Alternative::Tolerance::kNone;
}

// The fates that a name stands for: `ended` and `any` stand for several.
std::optional<std::vector<Fate>> ReadFateNames(const Place& place) {
  if (place.value() == "ended") return std::vector{Fate::kClosed, Fate::kReset};
  if (place.value() == "any") {
    return std::vector{Fate::kKept, Fate::kClosed, Fate::kReset, Fate::kHalfClosed};
  }
  const auto name = place.IsString() ? place.Text() : std::nullopt;
  if (name) {
    if (const auto fate = FateFromName(*name)) return std::vector{*fate};
  }
  return place.Fail(Found(place.value()) +
                    " is no fate; expected one of kept, closed, reset, half-closed, hung, ended, "
                    "any");
}

std::vector<Fate> ReadFates(const Place& place) {
  std::vector<Fate> fates;
  for (const auto& some : OneOrMore(place, ReadFateNames)) {
    for (const Fate fate : some) {
      if (std::ranges::find(fates, fate) == fates.end()) fates.push_back(fate);
    }
  }
  return fates;
}

std::optional<Residue> ReadResidue(const Place& place) {
  return OneOf<Residue>(place, "residue", std::span(kResidueNames).subspan(1));
}

std::vector<Residue> ReadResidues(const Place& place) {
  if (place.value() == "any") {
    return {Residue::kNotProbed, Residue::kClean, Residue::kLeftOver, Residue::kPoisoned};
  }
  return OneOrMore(place, ReadResidue);
}

std::optional<Handshake> ReadHandshake(const Place& place) {
  return OneOf<Handshake>(place, "handshake", std::span(kHandshakeNames).subspan(1));
}

void ReadTls(const Place& place, Alternative& alternative) {
  if (!place.CheckObject({"version", "alpn"})) return;
  if (place.Has("version")) {
    const auto version = place["version"].Text();
    if (version && !version->starts_with("TLSv1")) {
      place["version"].FailExpected("a version as \"TLSv1.3\"");
    }
    alternative.tls_version = version;
  }
  if (place.Has("alpn")) alternative.alpn = place["alpn"].Text();
}

std::optional<FailureMatcher> ReadFailure(const Place& place, std::size_t requests) {
  if (place.IsNull()) return std::nullopt;
  FailureMatcher matcher;
  const bool detailed = place.IsObject();
  if (detailed && !place.CheckObject({"kind", "request", "partial"})) return matcher;
  if (!detailed || place.Has("kind")) {
    const Place kind = detailed ? place["kind"] : place;
    if (kind.value() != "any") matcher.kinds = OneOrMore(kind, ReadFailureKind);
  }
  if (detailed && place.Has("request") && requests > 0) {
    const auto request = place["request"].Integer(0, static_cast<std::int64_t>(requests) - 1);
    if (request) matcher.request = static_cast<int>(*request);
  }
  if (detailed && place.Has("partial")) matcher.partial = place["partial"].Octets();
  return matcher;
}

std::optional<std::size_t> ReadCount(const Place& place) {
  const auto count = place.Integer(0, kMostCount);
  if (!count) return std::nullopt;
  return static_cast<std::size_t>(*count);
}

// `one`: exactly one message or, for null, none; `many`: exactly these.
std::optional<std::vector<MessageMatcher>> ReadMessages(const Place& place, std::string_view one,
                                                        std::string_view many, Matched matched) {
  CheckNotBoth(place, one, many);
  if (place.Has(many)) return ReadMessageMatchers(place[many], matched);
  if (!place.Has(one)) return std::nullopt;
  std::vector<MessageMatcher> messages;
  if (place[one].IsNull()) return messages;
  if (auto matcher = ReadMessageMatcher(place[one], matched)) {
    messages.push_back(*std::move(matcher));
  }
  return messages;
}

Alternative ReadAlternative(const Place& place, const ExpectationScope& scope, bool inner);

void ReadAll(const Place& place, const ExpectationScope& scope, Alternative& alternative) {
  if (place.size() != 1) place.Fail("\"all\" among other keys; expected it alone");
  const Place all = place["all"];
  alternative.all = Each(all, "an array of alternatives", [&](const Place& item) {
    return std::optional(ReadAlternative(item, scope, true));
  });
  if (all.IsArray() && all.size() == 0) all.FailExpected("at least one alternative");
}

void ReadClientKeys(const Place& place, const ExpectationScope& scope, Alternative& alternative) {
  alternative.requests = ReadMessages(place, "request", "requests", Matched::kRequest);
  if (place.Has("failure")) alternative.failure = ReadFailure(place["failure"], scope.requests);
  if (place.Has("sent")) alternative.sent = ReadCount(place["sent"]);
  if (place.Has("connections")) alternative.connections = ReadCount(place["connections"]);
}

// `inner`: a member of `all`, which does not nest.
Alternative ReadAlternative(const Place& place, const ExpectationScope& scope, bool inner) {
  Alternative alternative;
  if (!place.CheckObject(KeysOf(scope.role))) return alternative;
  if (scope.role == Role::kServer && place.Has("all")) {
    if (inner) {
      place["all"].Fail("\"all\" inside \"all\"; expected alternatives that name what is observed");
    } else {
      ReadAll(place, scope, alternative);
    }
    return alternative;
  }
  const bool server = scope.role == Role::kServer;
  const Matched response = server ? Matched::kServerResponse : Matched::kClientResponse;
  alternative.responses = ReadMessages(place, "response", "responses", response);
  if (place.Has("surplus")) alternative.surplus = ReadTolerance(place["surplus"]);
  if (place.Has("malformed")) alternative.malformed = ReadTolerance(place["malformed"]);
  if (place.Has("connection") && place["connection"].value() != "any") {
    alternative.fates = ReadFates(place["connection"]);
  }
  if (place.Has("handshake")) alternative.handshakes = OneOrMore(place["handshake"], ReadHandshake);
  if (place.Has("close_notify")) alternative.close_notify = place["close_notify"].Bool();
  if (place.Has("tls")) ReadTls(place["tls"], alternative);
  if (!server) {
    ReadClientKeys(place, scope, alternative);
    return alternative;
  }
  if (place.Has("interim")) alternative.interim = ReadMessageMatchers(place["interim"], response);
  if (place.Has("residue")) alternative.residues = ReadResidues(place["residue"]);
  if (place.Has("on")) alternative.on = ReadConnectionName(place["on"], scope).value_or("");
  return alternative;
}

std::vector<Alternative> ReadAlternatives(const Place& place, const ExpectationScope& scope) {
  return Each(place, "an array of alternatives", [&](const Place& item) {
    return std::optional(ReadAlternative(item, scope, false));
  });
}

}  // namespace

Expectation ReadExpectation(const Place& place, const ExpectationScope& scope) {
  Expectation expectation;
  if (!place.CheckObject({"pass", "warn"})) return expectation;
  if (place.Require("pass")) {
    expectation.pass = ReadAlternatives(place["pass"], scope);
    if (place["pass"].IsArray() && place["pass"].size() == 0) {
      place["pass"].FailExpected("at least one alternative");
    }
  }
  if (place.Has("warn")) expectation.warn = ReadAlternatives(place["warn"], scope);
  return expectation;
}

std::optional<FailureKind> ReadFailureKind(const Place& place) {
  return OneOf<FailureKind>(place, "failure kind", kFailureKindNames);
}

std::optional<std::string> ReadConnectionName(const Place& place, const ExpectationScope& scope) {
  const auto name = place.Text();
  if (!name || scope.connections.empty()) return name;
  if (std::ranges::find(scope.connections, *name) != scope.connections.end()) return name;
  return place.Fail(fmt::format("{} is no connection of this scenario; expected one of {}",
                                Found(place.value()), fmt::join(scope.connections, ", ")));
}

}  // namespace wireproof::harness
