#include "mockserver/match/java_regex_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "mockserver/match/java_regex_translator.h"
#include "mockserver/match/utf8.h"

namespace wireproof::mock {

bool IsAsciiLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsAsciiDigit(char c) {
  return c >= '0' && c <= '9';
}

void JavaRegexReader::Fail(std::string_view what) {
  if (!failed()) error_ = fmt::format("the regular expression {} at octet {}", what, at_);
}

char32_t JavaRegexReader::TakePoint() {
  const DecodedPoint decoded = DecodeUtf8(pattern_.substr(at_));
  if (!decoded.valid) Fail("is not UTF-8");
  at_ += decoded.size;
  return decoded.point;
}

// From the backslash on.
std::optional<JavaRegexPiece> JavaRegexReader::TakeEscape(bool in_class) {
  const char letter = Peek(1);
  if (at_ + 1 >= pattern_.size()) {
    Fail("ends with a backslash");
    return std::nullopt;
  }
  if (const auto set = EscapedClass(letter)) {
    at_ += 2;
    return JavaRegexPiece{.set = {*set, {}}};
  }
  if (letter == 'p' || letter == 'P') return TakeProperty(letter == 'P');
  if (auto point = TakeCodePointEscape()) return JavaRegexPiece{.point = point};
  if (failed()) return std::nullopt;
  if (!in_class) return TakeAnchor(letter);
  Fail(fmt::format("has an illegal escape \\{} in a class", letter));
  return std::nullopt;
}

std::optional<JavaRegexPiece> JavaRegexReader::TakeAnchor(char letter) {
  std::optional<JavaRegexPiece> piece;
  switch (letter) {
    case 'b':
    case 'B':
    case 'A':
    case 'z':
      piece = JavaRegexPiece{.text = {'\\', letter}};
      break;
    case 'R':
      piece = JavaRegexPiece{.text = "(?:\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])"};
      break;
    case 'Z':
      Fail("has \\Z, which is not supported: use \\z,");
      break;
    case 'G':
    case 'X':
    case 'N':
      Fail(fmt::format("has \\{}, which is not supported,", letter));
      break;
    case 'k':
      Fail("has a back-reference \\k, which is not supported,");
      break;
    default:
      Fail(IsAsciiDigit(letter)
               ? fmt::format("has a back-reference \\{}, which is not supported,", letter)
               : fmt::format("has an illegal escape \\{}", letter));
  }
  if (piece) at_ += 2;
  return piece;
}

// \t \n \r \f \a \e \cX \0ooo \xhh \x{h..} \uhhhh, or an octet that is no letter and no digit.
std::optional<char32_t> JavaRegexReader::TakeCodePointEscape() {
  constexpr std::string_view kNames = "tnrfae";
  constexpr std::string_view kPoints = "\t\n\r\f\a\x1b";
  const char letter = Peek(1);
  if (const auto at = kNames.find(letter); at != std::string_view::npos) {
    at_ += 2;
    return static_cast<char32_t>(kPoints[at]);
  }
  if (letter == 'c' && at_ + 2 < pattern_.size()) {
    const auto point = static_cast<char32_t>(static_cast<unsigned char>(Peek(2)) ^ 64U);
    at_ += 3;
    return point;
  }
  if (letter == '0') return TakeNumber(2, 3, 8);
  if (letter == 'u') return TakeUtf16();
  if (letter == 'x' && Peek(2) == '{') return TakeBraced();
  if (letter == 'x') return TakeNumber(2, 2, 16);
  if (IsAsciiLetter(letter) || IsAsciiDigit(letter)) return std::nullopt;
  ++at_;
  return TakePoint();
}

// Digits from `skip` octets on: \0 takes one to three, the others exactly as many as they say.
std::optional<char32_t> JavaRegexReader::TakeNumber(std::size_t skip, std::size_t digits,
                                                    int base) {
  char32_t point = 0;
  std::size_t taken = 0;
  for (; taken < digits; ++taken) {
    const int digit = HexDigit(Peek(skip + taken));
    const bool fits = digit >= 0 && digit < base && point * 8 + 7 <= 0xffffff;
    if (!fits || (base == 8 && point * 8 + static_cast<char32_t>(digit) > 0377)) break;
    point = point * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
  }
  if (taken == 0 || (base == 16 && taken < digits)) {
    Fail("has an illegal number in an escape");
    return std::nullopt;
  }
  at_ += skip + taken;
  return point;
}

std::optional<char32_t> JavaRegexReader::TakeBraced() {
  const std::size_t close = pattern_.find('}', at_);
  constexpr std::size_t kMostDigits = 6;
  const std::size_t digits = close == std::string_view::npos ? 0 : close - at_ - 3;
  if (digits == 0 || digits > kMostDigits) {
    Fail("has an illegal \\x{}");
    return std::nullopt;
  }
  const auto point = TakeNumber(3, digits, 16);
  if (point) ++at_;
  if (!point || *point <= kMaxCodePoint) return point;
  Fail("has a code point over 10FFFF");
  return std::nullopt;
}

// A pair of surrogates is one code point.
std::optional<char32_t> JavaRegexReader::TakeUtf16() {
  const auto first = TakeNumber(2, 4, 16);
  if (!first || (*first & 0xf800) != 0xd800) return first;
  if (*first < 0xdc00 && Starts("\\u")) {
    const auto second = TakeNumber(2, 4, 16);
    if (second && (*second & 0xfc00) == 0xdc00) {
      return 0x10000 + ((*first & 0x3ff) << 10) + (*second & 0x3ff);
    }
  }
  Fail("has half a surrogate pair");
  return std::nullopt;
}

std::optional<JavaRegexPiece> JavaRegexReader::TakeProperty(bool negated) {
  std::string_view name = pattern_.substr(std::min(at_ + 2, pattern_.size()), 1);
  std::size_t size = 3;
  if (name == "{") {
    const std::size_t close = pattern_.find('}', at_);
    if (close == std::string_view::npos) {
      Fail("has an unclosed \\p{");
      return std::nullopt;
    }
    name = pattern_.substr(at_ + 3, close - at_ - 3);
    size = close + 1 - at_;
  }
  auto set = PropertyClass(name, negated);
  if (!set) {
    Fail("is not supported: " + set.error() + ",");
    return std::nullopt;
  }
  at_ += size;
  return JavaRegexPiece{.set = std::move(*set)};
}

// "[", items, classes in it, "&&" and what it is cut with, "]". The whole may be negated.
JavaClass JavaRegexReader::TakeClass(bool& negated, std::size_t depth) {
  if (depth > kMaxRegexDepth) {
    Fail("has too many classes in one another");
    return {};
  }
  ++at_;
  negated = Peek() == '^';
  if (negated) ++at_;
  JavaClass all;
  bool cut = false;
  for (bool more = true; more && !failed();) {
    JavaClass operand = TakeOperand(depth);
    more = Starts("&&");
    if (more) at_ += 2;
    if ((cut || more) && !operand.unicode.empty())
      Fail("cuts a \\p class with &&, which is not supported,");
    all = cut ? JavaClass{all.points.Intersection(operand.points), {}} : std::move(operand);
    cut = true;
  }
  if (!failed() && Peek() != ']') Fail("has an unclosed class");
  if (!failed()) ++at_;
  return all;
}

// A union, up to "&&" or "]".
JavaClass JavaRegexReader::TakeOperand(std::size_t depth) {
  JavaClass all;
  for (bool first = true; !AtEnd() && !failed(); first = false) {
    if (Starts("&&") || (Peek() == ']' && !first)) return all;
    if (Peek() == ']' && pattern_[at_ - 1] == '&') return all;
    if (Peek() == '[') {
      TakeNested(all, depth);
    } else {
      TakeItem(all);
    }
  }
  return all;
}

void JavaRegexReader::TakeNested(JavaClass& all, std::size_t depth) {
  bool negated = false;
  JavaClass inner = TakeClass(negated, depth + 1);
  if (negated && !inner.unicode.empty())
    Fail("negates a \\p class inside another class, which is not supported,");
  all.points.Add(negated ? inner.points.Complement() : inner.points);
  all.unicode += inner.unicode;
}

void JavaRegexReader::TakeItem(JavaClass& all) {
  if (Starts("\\Q")) {
    for (at_ += 2; !AtEnd() && !Starts("\\E") && !failed();) {
      const char32_t point = TakePoint();
      all.points.Add(point, point);
    }
    at_ = std::min(at_ + 2, pattern_.size());
    return;
  }
  const auto piece = TakeClassPiece();
  if (!piece) return;
  if (!piece->point) {
    all.points.Add(piece->set.points);
    all.unicode += piece->set.unicode;
    return;
  }
  char32_t last = *piece->point;
  const bool range = Peek() == '-' && Peek(1) != ']' && Peek(1) != '[' && at_ + 1 < pattern_.size();
  if (range) {
    ++at_;
    const auto end = TakeClassPiece();
    if (!end) return;
    if (!end->point || *end->point < *piece->point) return Fail("has an illegal range in a class");
    last = *end->point;
  }
  all.points.Add(*piece->point, last);
}

std::optional<JavaRegexPiece> JavaRegexReader::TakeClassPiece() {
  if (Peek() == '\\') return TakeEscape(true);
  return JavaRegexPiece{.point = TakePoint()};
}

}  // namespace wireproof::mock
