// Reads one scenario, its family already expanded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/families.h"
#include "harness/scenario/place.h"
#include "harness/scenario/scenario.h"

namespace wireproof::harness {

using Requirements = std::map<std::string, Requirement>;

// What the file says for all of its scenarios.
struct FileDefaults {
  std::string file;       // as given to the loader
  std::string id_prefix;  // "server/chunked-body/"
  Role role = Role::kServer;
  std::string area;
  std::vector<std::string> needs;
  std::vector<std::string> tags;
  std::optional<Transport> transport;
  std::string since;
  std::optional<script::TlsSettings> tls;
  const Requirements* requirements = nullptr;  // unset: ids of requirements are not looked up
  std::vector<std::string> cases;              // of the family that is being read
};

// Reports all that is wrong with it; what could be read is given all the same. `control` is as the
// file spells it: ResolveControls makes it an id.
Scenario ReadScenario(const Expanded& expanded, const FileDefaults& defaults);

// Shared with the reader of the file's own keys; each reports what is wrong.
std::vector<std::string> ReadNeeds(const Place& place, Role role);
std::vector<std::string> ReadTags(const Place& place);
std::optional<Transport> ReadTransport(const Place& place);
std::optional<script::TlsSettings> ReadTlsSettings(const Place& place);
std::string ReadSince(const Place& place);

}  // namespace wireproof::harness
