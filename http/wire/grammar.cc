#include "http/wire/grammar.h"

#include <algorithm>

namespace wireproof::wire {
namespace {

constexpr bool Contains(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

constexpr std::uint16_t ClassesOf(unsigned octet) {
  const char c = static_cast<char>(octet);
  const bool ascii = octet < 0x80;
  const bool alpha = (c >= 'a' && c <= 'z' && ascii) || (c >= 'A' && c <= 'Z' && ascii);
  const bool digit = c >= '0' && c <= '9' && ascii;
  const bool vchar = octet > 0x20 && octet < 0x7f;
  const bool obs_text = !ascii;
  const bool unreserved = alpha || digit || (ascii && Contains("-._~", c));
  const bool sub_delim = ascii && Contains("!$&'()*+,;=", c);
  unsigned classes = 0;
  auto add = [&classes](bool in, unsigned which) { classes |= in ? which : 0U; };
  add(alpha || digit || (ascii && Contains("!#$%&'*+-.^_`|~", c)), kTchar);
  add(vchar || obs_text, kFieldVchar);
  add(vchar || obs_text || c == ' ' || c == '\t', kFieldText);
  add(digit, kDigit);
  add(digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'), kHexdig);
  // qdtext = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
  add((vchar || obs_text || c == ' ' || c == '\t') && c != '"' && c != '\\', kQdtext);
  add(unreserved || sub_delim || (ascii && Contains(":/?#[]@%", c)), kTargetChar);
  add(unreserved || sub_delim || (ascii && Contains(":@", c)), kPchar);
  add(unreserved || sub_delim, kRegName);
  add((octet >= 0x09 && octet <= 0x0d) || (octet >= 0x1c && octet <= 0x20) || octet == 0x85 ||
          octet == 0xa0,
      kPythonSpace);
  add(alpha || digit || (ascii && Contains("+-.", c)), kSchemeChar);
  add(alpha, kAlpha);
  return static_cast<std::uint16_t>(classes);
}

constexpr std::array<std::uint16_t, 256> MakeTable() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned octet = 0; octet < table.size(); ++octet) table[octet] = ClassesOf(octet);
  return table;
}

bool IsOws(char c) {
  return c == ' ' || c == '\t';
}

// Leading zeros never overflow: the value is checked, not the number of digits.
std::optional<Number> ParseNumber(std::string_view text, std::uint16_t digits, std::uint64_t base) {
  if (text.empty() || !AllOf(text, digits)) return std::nullopt;
  Number number;
  for (char c : text) {
    const char lower = ToLowerAscii(c);
    const auto digit = static_cast<std::uint64_t>(Is(c, kDigit) ? c - '0' : lower - 'a' + 10);
    if (number.value > (UINT64_MAX - digit) / base) return Number{UINT64_MAX, true};
    number.value = number.value * base + digit;
  }
  return number;
}

// The length of BWS, or of a token, at the start of text.
std::size_t OwsLength(std::string_view text) {
  return text.size() - TrimOwsLeft(text).size();
}

std::size_t TokenLength(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && Is(text[n], kTchar)) ++n;
  return n;
}

}  // namespace

constinit const std::array<std::uint16_t, 256> kCharClasses = MakeTable();

bool AllOf(std::string_view text, std::uint16_t classes) {
  return std::all_of(text.begin(), text.end(), [classes](char c) { return Is(c, classes); });
}

bool IsToken(std::string_view text) {
  return !text.empty() && AllOf(text, kTchar);
}

char ToLowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return ToLowerAscii(x) == ToLowerAscii(y);
         });
}

std::string_view TrimOws(std::string_view text) {
  return TrimOwsLeft(TrimOwsRight(text));
}

std::string_view TrimOwsLeft(std::string_view text) {
  while (!text.empty() && IsOws(text.front())) text.remove_prefix(1);
  return text;
}

std::string_view TrimOwsRight(std::string_view text) {
  while (!text.empty() && IsOws(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<Number> ParseDecimal(std::string_view text) {
  return ParseNumber(text, kDigit, 10);
}

std::optional<Number> ParseHex(std::string_view text) {
  return ParseNumber(text, kHexdig, 16);
}

// quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
// quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )
std::size_t QuotedStringLength(std::string_view text) {
  if (text.empty() || text[0] != '"') return 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') {
      ++i;
      if (i == text.size() || !Is(text[i], kFieldText)) return 0;
    } else if (!Is(text[i], kQdtext)) {
      return 0;
    }
  }
  return 0;
}

// chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
// chunk-ext-name = token
// chunk-ext-val  = token / quoted-string
bool IsChunkExtensions(std::string_view text) {
  while (!text.empty()) {
    text.remove_prefix(OwsLength(text));
    if (text.empty() || text[0] != ';') return false;
    text.remove_prefix(1);
    text.remove_prefix(OwsLength(text));
    const std::size_t name = TokenLength(text);
    if (name == 0) return false;
    text.remove_prefix(name);
    const std::string_view rest = TrimOwsLeft(text);
    if (rest.empty() || rest[0] != '=') continue;
    text = TrimOwsLeft(rest.substr(1));
    const std::size_t value = std::max(TokenLength(text), QuotedStringLength(text));
    if (value == 0) return false;
    text.remove_prefix(value);
  }
  return true;
}

}  // namespace wireproof::wire
