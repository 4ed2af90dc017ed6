// The features that a scenario may need and a manifest may offer (scenarios/README.md, "Features";
// docs/shim-protocol.md, "hello"). A misspelt need would skip its scenario silently for ever.
#pragma once

#include <span>
#include <string_view>

#include "harness/scenario/scenario.h"

namespace wireproof::harness {

// All features of the role, in the order of the documentation.
std::span<const std::string_view> FeaturesOf(Role role);

bool IsFeature(Role role, std::string_view name);

}  // namespace wireproof::harness
