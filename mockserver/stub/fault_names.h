// The names of WireMock's faults, in the order of the enum. Private to this folder.
#pragma once

#include <array>
#include <string_view>

namespace wireproof::mock {

inline constexpr std::array<std::string_view, 4> kFaultNames = {
    "EMPTY_RESPONSE", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE",
    "CONNECTION_RESET_BY_PEER"};

}  // namespace wireproof::mock
