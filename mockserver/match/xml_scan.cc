#include "mockserver/match/xml_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace wireproof::mock {
namespace {

constexpr std::size_t kEnd = std::string_view::npos;

// Constructs whose inside is not looked at for entities.
struct Opaque {
  std::string_view open, close;
};
constexpr std::array<Opaque, 3> kOpaque = {{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}};

// "&amp;", "&#10;", "&#x1f600;": its size, or 0.
std::size_t ReferenceSize(std::string_view text) {
  constexpr std::size_t kMostDigits = 10;
  for (const std::string_view known : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"}) {
    if (text.starts_with(known)) return known.size();
  }
  if (!text.starts_with("&#")) return 0;
  const bool hex = text.substr(2).starts_with('x');
  const std::string_view digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
  const std::size_t start = hex ? 3 : 2;
  const std::size_t end = text.find_first_not_of(digits, start);
  if (end == kEnd || end == start || end - start > kMostDigits || text[end] != ';') return 0;
  return end + 1;
}

// The end of a DOCTYPE without declarations, or nothing.
std::size_t DoctypeEnd(std::string_view text, std::size_t at) {
  char quote = '\0';
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[') {
      return kEnd;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return kEnd;
}

}  // namespace

std::optional<std::string> XmlTextProblem(std::string_view text) {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
  };
  if (const auto at = std::ranges::find_if(text, is_control); at != text.end()) {
    return fmt::format("control character \\x{:02x} in XML", static_cast<unsigned char>(*at));
  }
  for (std::size_t at = text.find_first_of("<&"); at < text.size();
       at = text.find_first_of("<&", at)) {
    const std::string_view rest = text.substr(at);
    if (rest.front() == '&') {
      const std::size_t size = ReferenceSize(rest);
      if (size == 0) return "an entity that XML does not define";
      at += size;
      continue;
    }
    const auto opaque = std::ranges::find_if(
        kOpaque, [&](const Opaque& construct) { return rest.starts_with(construct.open); });
    if (opaque != kOpaque.end()) {
      const std::size_t end = text.find(opaque->close, at + opaque->open.size());
      if (end == kEnd) return fmt::format("\"{}\" is not closed", opaque->open);
      at = end + opaque->close.size();
    } else if (rest.starts_with("<!DOCTYPE")) {
      at = DoctypeEnd(text, at);
      if (at == kEnd) return "a DOCTYPE with declarations is not supported";
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

}  // namespace wireproof::mock
