// The content coding gzip (RFC 9110 section 8.4.1.3): what WireMock does with bodies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace wireproof::mock {

// Whether a Content-Encoding, or a member of Accept-Encoding with a weight above 0, names gzip.
bool NamesGzip(std::string_view codings);

// One member, without a name or a time: the same text gives the same octets.
std::string Gzip(std::string_view content);

enum class GunzipFailure : std::uint8_t { kNotGzip, kTooLarge };

// The content of all members. Stops at `most` octets: a small body may hold a very large one.
std::expected<std::string, GunzipFailure> Gunzip(std::string_view octets, std::size_t most);

}  // namespace wireproof::mock
