// How Python's built-in types read and write text: what the CPython dialect rests on.
//
// Text is Latin-1: one octet a character, as http.client and http.server decode it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wireproof::wire {

// int(text) of a str (base 10) or int(line, 16) of bytes. Nothing where Python raises ValueError.
struct PythonInteger {
  bool negative = false;
  std::uint64_t magnitude = 0;  // UINT64_MAX where it does not fit: Python's have no bound
  bool operator==(const PythonInteger&) const = default;
};
// Whitespace around, one sign, single underscores between digits; at most 4300 digits.
std::optional<PythonInteger> PythonInt(std::string_view text);
// The same for bytes in base 16: ASCII whitespace only, an optional 0x, no bound on digits.
std::optional<PythonInteger> PythonIntHex(std::string_view bytes);

// 09 to 0D and SP: bytes.isspace().
bool IsAsciiSpace(char c);

// str.split(): words between runs of whitespace.
std::vector<std::string_view> PythonSplit(std::string_view text);

// str.split(None, max_splits): the last word keeps its inner and trailing whitespace.
std::vector<std::string_view> PythonSplit(std::string_view text, std::size_t max_splits);

// str.strip() without arguments.
std::string_view PythonStrip(std::string_view text);

// repr() of a str that was decoded from Latin-1, encoded to Latin-1 again: what %r puts into the
// messages of http.server.
std::string PythonRepr(std::string_view text);

// str.lower() of Latin-1 text.
std::string PythonLower(std::string_view text);

}  // namespace wireproof::wire
