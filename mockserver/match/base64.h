// Base64 (RFC 4648 section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wireproof::mock {

std::string EncodeBase64(std::string_view octets);

// Nothing where there is anything but the alphabet and its padding, which may be left out.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace wireproof::mock
