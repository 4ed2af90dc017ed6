// `wireproof shim check`: tries what docs/shim-protocol.md says on a shim, so that its author sees
// what is wrong before any scenario does.
#pragma once

#include <string>
#include <vector>

#include "harness/subject/manifest.h"
#include "http/net/task.h"

namespace wireproof::harness {

struct ShimCheck {
  std::string what;     // "answers an unknown op with unsupported"
  std::string problem;  // empty: it does
};

// All checks that apply to the roles the shim offers, in order. Ends early where it cannot go on.
net::Task<std::vector<ShimCheck>> CheckShim(net::Executor executor, Manifest manifest);

}  // namespace wireproof::harness
