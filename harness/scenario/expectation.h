// What a scenario allows: alternatives by grade, made of matchers (scenarios/README.md, "What is
// observed"). Plain values; harness/verdict/judge.h decides whether one holds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace wireproof::harness {

// The fate of a connection, as our side saw it.
enum class Fate { kKept, kClosed, kReset, kHalfClosed, kHung };
std::string_view Name(Fate fate);  // "half-closed"
std::optional<Fate> FateFromName(std::string_view name);

enum class Residue { kNotProbed, kClean, kLeftOver, kPoisoned };
std::string_view Name(Residue residue);  // "left over"
std::optional<Residue> ResidueFromName(std::string_view name);

enum class Handshake { kNone, kDone, kRefusedByPeer, kRefusedByUs, kCut, kHung };
std::string_view Name(Handshake handshake);  // "refused by the other side"
std::optional<Handshake> HandshakeFromName(std::string_view name);

// Why a client failed; the kinds of the shim protocol (docs/shim-protocol.md).
enum class FailureKind {
  kConnect,
  kTls,
  kTimeout,
  kClosed,
  kIncomplete,
  kProtocol,
  kRefused,
  kOther
};
std::string_view Name(FailureKind kind);
std::optional<FailureKind> FailureKindFromName(std::string_view name);

struct StatusMatcher {
  // Each entry: an exact status, or the first digit of a class. Empty: any.
  std::vector<int> exact;
  std::vector<int> classes;
};

struct FieldMatcher;
using FieldMatcherPtr = std::shared_ptr<const FieldMatcher>;
struct FieldMatcher {
  struct Absent {};
  struct Present {};
  struct Exactly {
    std::string value;
  };
  struct Token {
    std::string token;
  };
  struct Contains {
    std::string part;
  };
  struct Count {
    std::size_t lines;
  };
  struct Date {};
  struct Any {
    std::vector<FieldMatcherPtr> of;
  };
  struct Not {
    FieldMatcherPtr matcher;
  };
  std::variant<Absent, Present, Exactly, Token, Contains, Count, Date, Any, Not> rule;
};

struct BodyMatcher;
using BodyMatcherPtr = std::shared_ptr<const BodyMatcher>;
struct BodyMatcher {
  struct Exactly {
    std::string bytes;
  };
  struct Contains {
    std::string part;
  };
  struct Length {
    std::size_t bytes;
  };
  struct Not {
    BodyMatcherPtr matcher;
  };
  std::variant<Exactly, Contains, Length, Not> rule;
};

using FieldMatchers = std::vector<std::pair<std::string, FieldMatcher>>;

// What the echo application must have understood; unset: not looked at.
struct EchoMatcher {
  std::optional<std::string> method, target, version, body;
  FieldMatchers fields, trailers;
};

struct MessageMatcher {
  std::optional<StatusMatcher> status;
  std::vector<std::string> versions;  // empty: any
  std::optional<std::string> reason, method, target;
  FieldMatchers fields, trailers;
  std::optional<BodyMatcher> body;
  std::vector<std::string> framings;    // names; empty: any
  std::optional<bool> complete = true;  // unset: either
  std::optional<EchoMatcher> echo;
};

struct FailureMatcher {
  std::vector<FailureKind> kinds;  // empty: any kind
  std::optional<int> request;
  std::optional<std::string> partial;
};

// One allowed outcome. Unset means the default of the table in scenarios/README.md.
struct Alternative {
  std::string on;  // connection; empty: main (server), the last one used (client)
  std::optional<std::vector<MessageMatcher>> responses;  // exactly these; `response: null` is {}
  std::optional<std::vector<MessageMatcher>> interim;
  std::optional<std::vector<MessageMatcher>> requests;
  enum class Tolerance { kNone, kRequired, kAny };
  Tolerance surplus = Tolerance::kNone;
  Tolerance malformed = Tolerance::kNone;
  std::vector<Fate> fates;            // empty: any but hung
  std::vector<Residue> residues;      // empty: clean or not probed
  std::vector<Handshake> handshakes;  // empty: done over TLS
  std::optional<bool> close_notify;
  std::optional<std::string> tls_version, alpn;
  std::optional<FailureMatcher> failure;  // unset: no failure
  std::optional<std::size_t> sent, connections;
  std::vector<Alternative> all;  // `all`: each of these must hold, and nothing else is named
};

struct Expectation {
  std::vector<Alternative> pass;
  std::vector<Alternative> warn;
};

// A proof: the facts of one observation, the rest at their defaults (scenarios/README.md,
// "Proofs").
struct PartialMessage {
  std::string version = "HTTP/1.1";
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> fields, trailers;
  std::string body;
};
struct PartialFailure {
  FailureKind kind = FailureKind::kOther;
  int request = 0;
  std::string partial;
};
struct PartialObservation {
  std::optional<std::string> received;  // what the subject sent
  Fate end = Fate::kKept;
  std::optional<Residue> residue;
  std::optional<bool> close_notify;
  std::optional<Handshake> handshake;
  std::optional<std::vector<PartialMessage>> responses;                 // client
  std::optional<PartialFailure> failure;                                // client
  std::optional<std::size_t> sent, connection_count;                    // client
  std::vector<std::pair<std::string, PartialObservation>> connections;  // server, by name
};

}  // namespace wireproof::harness
