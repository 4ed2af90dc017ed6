// What is wrong with a scenario or requirement file, where, and what was expected instead.
#pragma once

#include <string>

namespace wireproof::harness {

struct LoadError {
  std::string file;     // as given to the loader
  std::string pointer;  // RFC 6901, into the file as it stands (not into an expanded family)
  // "\"gone\" is no fate; expected one of kept, closed, ..."; line and column where it is no JSON
  std::string message;
  bool operator==(const LoadError&) const = default;
};

// "scenarios/server/chunked-body.json#/scenarios/1/expect/pass/0/connection: \"gone\" is ..."
std::string Describe(const LoadError& error);

}  // namespace wireproof::harness
