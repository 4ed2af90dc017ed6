#include "mockserver/match/java_class.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace wireproof::mock {
namespace {

struct Named {
  std::string_view name;
  CodePoints points;
};

// The POSIX classes (US-ASCII), as java.util.regex.Pattern lists them.
const std::array<Named, 13>& PosixClasses() {
  static const std::array<Named, 13> classes = {{
      {"Lower", {{'a', 'z'}}},
      {"Upper", {{'A', 'Z'}}},
      {"ASCII", {{0, 0x7f}}},
      {"Alpha", {{'a', 'z'}, {'A', 'Z'}}},
      {"Digit", {{'0', '9'}}},
      {"Alnum", {{'a', 'z'}, {'A', 'Z'}, {'0', '9'}}},
      {"Punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
      {"Graph", {{'!', '~'}}},
      {"Print", {{' ', '~'}}},
      {"Blank", {{' ', ' '}, {'\t', '\t'}}},
      {"Cntrl", {{0, 0x1f}, {0x7f, 0x7f}}},
      {"XDigit", {{'0', '9'}, {'a', 'f'}, {'A', 'F'}}},
      {"Space", {{'\t', '\r'}, {' ', ' '}}},
  }};
  return classes;
}

// Names of properties that are something else in RE2.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kProperties = {{
    {"javaLowerCase", "\\p{Ll}"},
    {"javaUpperCase", "\\p{Lu}"},
    {"javaWhitespace", "\\p{Z}\\t-\\r\\x{1c}-\\x{1f}"},
    {"javaLetter", "\\p{L}"},
    {"javaDigit", "\\p{Nd}"},
    {"javaLetterOrDigit", "\\p{L}\\p{Nd}"},
    {"javaAlphabetic", "\\p{L}\\p{Nl}"},
    {"IsAlphabetic", "\\p{L}\\p{Nl}"},
    {"IsLetter", "\\p{L}"},
    {"IsDigit", "\\p{Nd}"},
    {"IsLowercase", "\\p{Ll}"},
    {"IsUppercase", "\\p{Lu}"},
    {"IsPunctuation", "\\p{P}"},
    {"IsControl", "\\p{Cc}"},
    {"IsWhite_Space", "\\p{Z}\\t-\\r\\x{85}"},
}};

// A general category or a script: what RE2 has by the same name.
std::string_view WithoutPrefix(std::string_view name) {
  for (const std::string_view prefix : {"general_category=", "gc=", "script=", "sc=", "Is"}) {
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

}  // namespace

CodePoints::CodePoints(std::initializer_list<std::pair<char32_t, char32_t>> ranges)
    : ranges_(ranges) {
  Normalize();
}

void CodePoints::Add(char32_t first, char32_t last) {
  ranges_.emplace_back(first, last);
  Normalize();
}

void CodePoints::Add(const CodePoints& other) {
  ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
  Normalize();
}

void CodePoints::Normalize() {
  std::ranges::sort(ranges_);
  std::vector<std::pair<char32_t, char32_t>> merged;
  for (const auto& range : ranges_) {
    if (!merged.empty() && range.first <= merged.back().second + 1) {
      merged.back().second = std::max(merged.back().second, range.second);
    } else {
      merged.push_back(range);
    }
  }
  ranges_ = std::move(merged);
}

CodePoints CodePoints::Complement() const {
  CodePoints result;
  char32_t next = 0;
  for (const auto& [first, last] : ranges_) {
    if (first > next) result.ranges_.emplace_back(next, first - 1);
    next = last + 1;
  }
  if (next <= kMaxCodePoint) result.ranges_.emplace_back(next, kMaxCodePoint);
  return result;
}

CodePoints CodePoints::Intersection(const CodePoints& other) const {
  CodePoints neither = Complement();
  neither.Add(other.Complement());
  return neither.Complement();
}

std::string CodePoints::Text() const {
  std::string text;
  for (const auto& [first, last] : ranges_) {
    text += fmt::format("\\x{{{:x}}}", static_cast<std::uint32_t>(first));
    if (last != first) text += fmt::format("-\\x{{{:x}}}", static_cast<std::uint32_t>(last));
  }
  return text;
}

std::optional<CodePoints> EscapedClass(char letter) {
  static const CodePoints digits = {{'0', '9'}};
  static const CodePoints spaces = {{'\t', '\r'}, {' ', ' '}};
  static const CodePoints words = {{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}};
  static const CodePoints horizontal = {{'\t', '\t'},     {' ', ' '},       {0xa0, 0xa0},
                                        {0x1680, 0x1680}, {0x180e, 0x180e}, {0x2000, 0x200a},
                                        {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}};
  static const CodePoints vertical = {{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}};
  switch (letter) {
    case 'd':
      return digits;
    case 'D':
      return digits.Complement();
    case 's':
      return spaces;
    case 'S':
      return spaces.Complement();
    case 'w':
      return words;
    case 'W':
      return words.Complement();
    case 'h':
      return horizontal;
    case 'H':
      return horizontal.Complement();
    case 'v':
      return vertical;
    case 'V':
      return vertical.Complement();
    default:
      return std::nullopt;
  }
}

std::expected<JavaClass, std::string> PropertyClass(std::string_view name, bool negated) {
  for (const Named& posix : PosixClasses()) {
    if (posix.name == name) {
      return JavaClass{negated ? posix.points.Complement() : posix.points, {}};
    }
  }
  for (const auto& [java, ours] : kProperties) {
    if (java != name) continue;
    if (!negated) return JavaClass{{}, std::string(ours)};
    const bool single = ours.find('}') == ours.size() - 1;
    if (!single) return std::unexpected(fmt::format("\\P{{{}}} is not supported", name));
    return JavaClass{{}, "\\P" + std::string(ours.substr(2))};
  }
  if (name.starts_with("In") || name.starts_with("block=") || name.starts_with("blk=")) {
    return std::unexpected(fmt::format("the Unicode block \\p{{{}}} is not supported", name));
  }
  const std::string_view plain = WithoutPrefix(name);
  if (plain.empty() || plain.find_first_of("{}\\") != std::string_view::npos) {
    return std::unexpected(fmt::format("\\p{{{}}} is not known", name));
  }
  return JavaClass{{}, fmt::format("\\{}{{{}}}", negated ? 'P' : 'p', plain)};
}

std::string BracketText(const JavaClass& set, bool negated) {
  if (set.points.empty() && set.unicode.empty()) {
    return BracketText({{{0, kMaxCodePoint}}, {}}, !negated);
  }
  return fmt::format("[{}{}{}]", negated ? "^" : "", set.points.Text(), set.unicode);
}

}  // namespace wireproof::mock
