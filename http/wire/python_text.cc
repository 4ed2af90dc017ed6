#include "http/wire/python_text.h"

#include <fmt/format.h>

#include <cstddef>

#include "http/wire/grammar.h"

namespace wireproof::wire {
namespace {

// int() refuses longer decimal texts (sys.get_int_max_str_digits()).
constexpr std::size_t kMaxDecimalDigits = 4300;

// What int() skips in a str: not 1C-1F, which str.split() takes for whitespace.
bool IsIntSpace(char c) {
  return IsAsciiSpace(c) || c == '\x85' || c == '\xa0';
}

template <typename Predicate>
std::string_view TrimWhere(std::string_view text, Predicate is_space) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool TakeSign(std::string_view& text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
  const bool negative = text[0] == '-';
  text.remove_prefix(1);
  return negative;
}

// Digits with single underscores between them, without a bound on their number.
std::optional<std::string> WithoutUnderscores(std::string_view text, std::uint16_t digits) {
  std::string out;
  out.reserve(text.size());
  char before = '_';  // none may stand first
  for (char c : text) {
    if (c == '_') {
      if (before == '_') return std::nullopt;
    } else if (Is(c, digits)) {
      out.push_back(c);
    } else {
      return std::nullopt;
    }
    before = c;
  }
  if (before == '_') return std::nullopt;
  return out;
}

bool IsPrintable(unsigned char c) {
  return c >= 0x20 && c != 0x7f && (c < 0x80 || c > 0xa0) && c != 0xad;
}

}  // namespace

bool IsAsciiSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::optional<PythonInteger> PythonInt(std::string_view text) {
  text = TrimWhere(text, IsIntSpace);
  PythonInteger integer{.negative = TakeSign(text)};
  const auto digits = WithoutUnderscores(text, kDigit);
  if (!digits || digits->size() > kMaxDecimalDigits) return std::nullopt;
  integer.magnitude = ParseDecimal(*digits)->value;
  if (integer.magnitude == 0) integer.negative = false;
  return integer;
}

std::optional<PythonInteger> PythonIntHex(std::string_view bytes) {
  bytes = TrimWhere(bytes, IsAsciiSpace);
  PythonInteger integer{.negative = TakeSign(bytes)};
  if (bytes.starts_with("0x") || bytes.starts_with("0X")) {
    bytes.remove_prefix(2);
    if (bytes.starts_with("_")) bytes.remove_prefix(1);
  }
  const auto digits = WithoutUnderscores(bytes, kHexdig);
  if (!digits) return std::nullopt;
  integer.magnitude = ParseHex(*digits)->value;
  if (integer.magnitude == 0) integer.negative = false;
  return integer;
}

std::vector<std::string_view> PythonSplit(std::string_view text) {
  return PythonSplit(text, text.size());
}

std::vector<std::string_view> PythonSplit(std::string_view text, std::size_t max_splits) {
  std::vector<std::string_view> words;
  for (;;) {
    while (!text.empty() && Is(text.front(), kPythonSpace)) text.remove_prefix(1);
    if (text.empty()) return words;
    if (words.size() == max_splits) {
      words.push_back(text);
      return words;
    }
    std::size_t end = 0;
    while (end < text.size() && !Is(text[end], kPythonSpace)) ++end;
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::string_view PythonStrip(std::string_view text) {
  return TrimWhere(text, [](char c) { return Is(c, kPythonSpace); });
}

std::string PythonRepr(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const bool has_double = text.find('"') != std::string_view::npos;
  const char quote = has_single && !has_double ? '"' : '\'';
  std::string out(1, quote);
  for (char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (IsPrintable(octet)) {
      out.push_back(c);
    } else {
      out += fmt::format("\\x{:02x}", octet);
    }
  }
  out.push_back(quote);
  return out;
}

std::string PythonLower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const auto octet = static_cast<unsigned char>(c);
    const bool upper = octet >= 0xc0 && octet <= 0xde && octet != 0xd7;
    c = upper ? static_cast<char>(octet + 0x20) : ToLowerAscii(c);
  }
  return out;
}

}  // namespace wireproof::wire
