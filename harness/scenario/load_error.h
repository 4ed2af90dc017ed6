// What is wrong with a scenario or requirement file, where, and what was expected instead.
#pragma once

#include <string>

namespace wireproof::harness {

struct LoadError {
  std::string file;     // as given to the loader, or "line:column" appended where it is no JSON
  std::string pointer;  // RFC 6901, into the file as it stands (not into an expanded family)
  std::string message;  // "\"gone\" is no fate; expected one of kept, closed, ..."
  bool operator==(const LoadError&) const = default;
};

// "scenarios/server/chunked-body.json#/scenarios/1/expect/pass/0/connection: \"gone\" is ..."
std::string Describe(const LoadError& error);

}  // namespace wireproof::harness
