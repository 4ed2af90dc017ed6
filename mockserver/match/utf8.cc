#include "mockserver/match/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace wireproof::mock {

DecodedPoint DecodeUtf8(std::string_view text) {
  const auto octet = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = octet(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return {};
  char32_t point = first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((octet(i) & 0xc0) != 0x80) return {};
    point = (point << 6) | (octet(i) & 0x3fU);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  const bool surrogate = (point & 0xfffff800) == 0xd800;
  if (overlong || surrogate || point > 0x10ffff) return {};
  return {point, size, true};
}

void AppendUtf8(char32_t point, std::string& text) {
  const auto add = [&text](char32_t octet) { text += static_cast<char>(octet); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xc0 | (point >> 6));
    add(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    add(0xe0 | (point >> 12));
    add(0x80 | ((point >> 6) & 0x3f));
    add(0x80 | (point & 0x3f));
  } else {
    add(0xf0 | (point >> 18));
    add(0x80 | ((point >> 12) & 0x3f));
    add(0x80 | ((point >> 6) & 0x3f));
    add(0x80 | (point & 0x3f));
  }
}

std::string RepairedUtf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (!text.empty()) {
    const DecodedPoint decoded = DecodeUtf8(text);
    AppendUtf8(decoded.point, repaired);
    text.remove_prefix(decoded.size);
  }
  return repaired;
}

bool IsAscii(std::string_view text) {
  // Eight octets at a time: whole bodies are asked about.
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t octets = 0;
  for (; text.size() >= sizeof octets; text.remove_prefix(sizeof octets)) {
    std::memcpy(&octets, text.data(), sizeof octets);
    if ((octets & kHighBits) != 0) return false;
  }
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const DecodedPoint decoded = DecodeUtf8(text);
    if (!decoded.valid) return false;
    text.remove_prefix(decoded.size);
  }
  return true;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace wireproof::mock
