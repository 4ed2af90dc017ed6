// Code points and their UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wireproof::mock {

// The first code point of a text that is not empty. Octets that are not UTF-8 (RFC 3629) are one
// U+FFFD each.
struct DecodedPoint {
  char32_t point = 0xfffd;
  std::size_t size = 1;
  bool valid = false;
};
DecodedPoint DecodeUtf8(std::string_view text);

void AppendUtf8(char32_t point, std::string& text);

// The same text with U+FFFD where it is not UTF-8, as Java decodes it.
std::string RepairedUtf8(std::string_view text);

bool IsAscii(std::string_view text);
bool IsUtf8(std::string_view text);

// Of 0-9, a-f, A-F; -1 for all others.
int HexDigit(char c);

}  // namespace wireproof::mock
