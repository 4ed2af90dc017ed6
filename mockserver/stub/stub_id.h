// Ids of stubs. Private to this folder.
#pragma once

#include <fmt/format.h>

#include <random>
#include <string>
#include <string_view>

#include "http/wire/grammar.h"

namespace wireproof::mock {

// A random UUID (RFC 9562 section 5.4).
inline std::string MakeStubId(std::mt19937_64& random) {
  const std::uint64_t high = (random() & ~std::uint64_t{0xf000}) | 0x4000;
  const std::uint64_t low = (random() & ~(std::uint64_t{3} << 62)) | (std::uint64_t{2} << 62);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                     high & 0xffff, low >> 48, low & 0xffff'ffff'ffff);
}

// Ids are compared without case.
inline std::string LowerCaseId(std::string_view id) {
  std::string lower(id);
  for (char& c : lower) c = wire::ToLowerAscii(c);
  return lower;
}

}  // namespace wireproof::mock
