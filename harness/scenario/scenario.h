// A scenario as a value: one stimulus, what may follow, and the sentences it stands on.
// scenarios/README.md is the format; loader.h reads it.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/expectation.h"
#include "http/script/script.h"

namespace wireproof::harness {

enum class Role { kServer, kClient };
enum class Transport { kAny, kPlain, kTls };
enum class Basis { kRfc, kSecurity, kRobustness };
// In order of strength. kGrammar binds by definition and is judged like kMust.
enum class Level { kOurs, kMay, kShould, kGrammar, kMust };

std::string_view Name(Role role);  // "server"
std::optional<Role> RoleFromName(std::string_view name);
std::string_view Name(Transport transport);  // "plain"
std::string_view Name(Level level);          // "MUST"
std::string_view Name(Basis basis);

// One requirement of scenarios/spec/.
struct Requirement {
  std::string id;            // "rfc9112/7.1/chunk-size"
  std::string section = {};  // "7.1"
  Level level = Level::kMust;
  std::string role = {};  // who is bound: "recipient", "server", "client", "sender", ...
  std::string text = {};  // in our own words
  bool judged = true;
  std::string why = {};  // where no scenario can tell: why
};

// One request that a client subject is asked to perform.
struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::optional<std::string> host;                          // the name it believes to talk to
  std::vector<std::pair<std::string, std::string>> fields;  // octets
  std::optional<std::string> body;                          // octets
  std::optional<std::vector<std::string>> chunks;           // sent chunked, one each
  bool operator==(const ClientRequest&) const = default;
};

// What is declared about the reference: strict rightly differs from CPython.
struct DeclaredDifference {
  std::string reason;
};

struct Scenario {
  std::string id;       // "server/chunked-body/bad-size/plus-sign"
  std::string file;     // as given to the loader, for messages
  std::string pointer;  // of the scenario in its file
  Role role = Role::kServer;
  std::string area;
  std::string title;
  std::vector<std::string> spec;
  Level level = Level::kMust;  // of the strongest requirement
  Basis basis = Basis::kRfc;
  std::vector<std::string> tags;
  std::vector<std::string> needs;
  std::vector<std::string> covers;
  std::string control;          // full id, or empty
  std::string control_pointer;  // where the file names it
  bool exact_delivery = false;
  Transport transport = Transport::kAny;
  bool exclusive = false;
  bool probe = true;
  std::string since;
  std::string note;
  std::optional<script::TlsSettings> tls;

  script::Script steps;                 // role server: ours as its client
  std::vector<ClientRequest> requests;  // role client
  bool reuse = true;                    // role client: one connection object for all of them
  script::Script peer;                  // role client: ours as its server

  Expectation expect;
  std::optional<DeclaredDifference> reference;
  std::vector<PartialObservation> proof_pass;
  std::vector<PartialObservation> proof_fail;

  // SHA-256, in hex, of everything that decides what is done to the subject (not of what is
  // expected): a recorded outcome belongs to one stimulus.
  std::string stimulus_digest;
  // The same of `expect`, as the file spells it: part of the digest of the corpus.
  std::string expectation_digest;
};

// All scenarios and requirements, loaded and checked as a whole.
struct Corpus {
  std::string version;              // the latest `since`: the version that it is complete for
  std::string digest;               // of all stimuli and expectations
  std::vector<Scenario> scenarios;  // sorted by id
  std::map<std::string, Requirement> requirements;

  const Scenario* Find(std::string_view id) const;
};

}  // namespace wireproof::harness
