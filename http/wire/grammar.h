// The character classes and small productions of RFC 9110 section 5.6 and RFC 9112, as tables.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wireproof::wire {

// Character classes; an octet can be in several.
enum CharClass : std::uint16_t {
  kTchar = 1 << 0,       // token (RFC 9110 section 5.6.2)
  kFieldVchar = 1 << 1,  // VCHAR / obs-text (RFC 9110 section 5.5)
  kFieldText = 1 << 2,   // field-vchar / SP / HTAB: field values and reason phrases
  kDigit = 1 << 3,
  kHexdig = 1 << 4,
  kQdtext = 1 << 5,       // in a quoted-string (RFC 9110 section 5.6.4)
  kTargetChar = 1 << 6,   // VCHAR that a URI may hold (RFC 3986 section 2), '%' included
  kPchar = 1 << 7,        // pchar without pct-encoded (RFC 3986 section 3.3)
  kRegName = 1 << 8,      // unreserved / sub-delims (RFC 3986 section 3.2.2)
  kPythonSpace = 1 << 9,  // what str.split() splits on in Latin-1 text
  kSchemeChar = 1 << 10,  // ALPHA / DIGIT / "+" / "-" / "."
  kAlpha = 1 << 11,
};

// The classes of every octet.
extern const std::array<std::uint16_t, 256> kCharClasses;

inline bool Is(char c, std::uint16_t classes) {
  return (kCharClasses[static_cast<unsigned char>(c)] & classes) != 0;
}

// Whether all octets are in one of the classes; true for "".
bool AllOf(std::string_view text, std::uint16_t classes);

// 1*tchar.
bool IsToken(std::string_view text);

// Compares ASCII letters without case, all other octets exactly.
bool EqualsIgnoreCase(std::string_view a, std::string_view b);

char ToLowerAscii(char c);

// Without SP and HTAB at both ends, the start, or the end (OWS, RFC 9110 section 5.6.3).
std::string_view TrimOws(std::string_view text);
std::string_view TrimOwsLeft(std::string_view text);
std::string_view TrimOwsRight(std::string_view text);

// 1*DIGIT or 1*HEXDIG with any number of leading zeros. Nothing where the text is anything else;
// `overflow` is set where it is a number that does not fit.
struct Number {
  std::uint64_t value = 0;
  bool overflow = false;
};
std::optional<Number> ParseDecimal(std::string_view text);
std::optional<Number> ParseHex(std::string_view text);

// The length of the quoted-string at the start of text, 0 if there is none (RFC 9110 5.6.4).
std::size_t QuotedStringLength(std::string_view text);

// Whether text is *( chunk-ext ) with bad whitespace allowed (RFC 9112 section 7.1.1).
bool IsChunkExtensions(std::string_view text);

}  // namespace wireproof::wire
