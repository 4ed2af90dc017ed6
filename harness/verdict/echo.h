// What the echo application says that it understood (docs/shim-protocol.md, "The echo
// application").
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/wire/message.h"

namespace wireproof::harness {

// Members that the text does not have are unset: proofs and foreign applications may tell less.
struct Echo {
  std::optional<std::string> method, target, version, body;
  std::optional<wire::Fields> fields, trailers;
  bool operator==(const Echo&) const = default;
};

// Reads a response's body; the error says what about it is not an echo: not JSON, not an object, a
// member of the wrong type, a character above U+00FF. Further members are ignored.
std::expected<Echo, std::string> ParseEcho(std::string_view body);

}  // namespace wireproof::harness
