#include "harness/verdict/words.h"

#include <fmt/format.h>

#include <iterator>

namespace wireproof::harness {

std::string Quoted(std::string_view bytes, std::size_t most) {
  std::string text = "\"";
  for (const char c : bytes.substr(0, most)) {
    if (c == '\r') {
      text += "\\r";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '\t') {
      text += "\\t";
    } else if (c == '"' || c == '\\') {
      text += {'\\', c};
    } else if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 || byte > 0x7e) {
      fmt::format_to(std::back_inserter(text), "\\x{:02x}", byte);
    } else {
      text += c;
    }
  }
  text += '"';
  if (bytes.size() > most) text += fmt::format("... ({} bytes)", bytes.size());
  return text;
}

std::string OneOf(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::string Counted(std::size_t count, std::string_view singular) {
  if (count == 0) return fmt::format("no {}s", singular);
  return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

}  // namespace wireproof::harness
