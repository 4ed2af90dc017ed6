// How reasons and differences spell what was observed: short, printable, one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wireproof::harness {

// In double quotes, bytes outside printable ASCII escaped as in C ("\r\n", "\x00"). What is longer
// than `most` bytes is cut, and its length told: "\"abc\"... (5000 bytes)".
std::string Quoted(std::string_view bytes, std::size_t most = 80);

// "a", "a or b", "a, b or c".
std::string OneOf(const std::vector<std::string>& words);

// "1 request", "2 requests", "no requests".
std::string Counted(std::size_t count, std::string_view singular);

}  // namespace wireproof::harness
