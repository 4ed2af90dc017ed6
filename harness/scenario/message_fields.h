// Fields as scenario files and the shim protocol write them where order and duplicates matter.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/place.h"

namespace wireproof::harness {

// [["Name", "value"], ...], both octets; reports what is not.
std::vector<std::pair<std::string, std::string>> ReadFieldPairs(const Place& place);

}  // namespace wireproof::harness
