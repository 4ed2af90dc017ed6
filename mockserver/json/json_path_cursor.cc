#include "mockserver/json/json_path_cursor.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "mockserver/json/json_lexer.h"

namespace wireproof::mock {
namespace {

constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1;  // I-JSON's

}  // namespace

bool IsDigitOctet(char c) {
  return c >= '0' && c <= '9';
}

bool PathCursor::Take(std::string_view wanted) {
  if (!rest().starts_with(wanted)) return false;
  at_ += wanted.size();
  return true;
}

bool PathCursor::Expect(std::string_view wanted) {
  if (Take(wanted)) return true;
  Fail(fmt::format("'{}'", wanted));
  return false;
}

void PathCursor::SkipBlanks() {
  while (Peek() == ' ' || Peek() == '\t' || Peek() == '\n' || Peek() == '\r') ++at_;
}

void PathCursor::Fail(std::string_view expected) {
  if (failed()) return;
  error_ = fmt::format("expected {} at octet {}, found {}", expected, at_ + 1,
                       at_end() ? "the end" : ShownOctet(Peek()));
  at_ = text_.size();
}

std::string PathCursor::QuotedString(bool lenient) {
  const char quote = Peek();
  Skip();
  std::string out;
  while (!failed()) {
    const char c = Peek();
    if (at_end()) {
      Fail(fmt::format("the closing {}", quote));
    } else if (c == quote) {
      Skip();
      break;
    } else if (c == '\\') {
      Escape(out, quote, lenient);
    } else if (static_cast<unsigned char>(c) < 0x20 && !lenient) {
      Fail("no control characters in a string");
    } else if (const std::size_t length = Utf8SequenceLength(rest()); length > 0) {
      out += rest().substr(0, length);
      Skip(length);
    } else {
      Fail("UTF-8");
    }
  }
  return out;
}

bool PathCursor::Escape(std::string& out, char quote, bool lenient) {
  Skip();
  const char c = Peek();
  constexpr std::string_view kLetters = "bfnrt/\\";
  constexpr std::string_view kMeanings = "\b\f\n\r\t/\\";
  if (const auto at = kLetters.find(c); at != kLetters.npos && !at_end()) {
    out += kMeanings[at];
    Skip();
    return true;
  }
  if (c == quote || (lenient && c != 'u' && !at_end())) {
    out += c;
    Skip();
    return true;
  }
  if (c != 'u') {
    Fail("an escape");
    return false;
  }
  Skip();
  auto unit = Hex4();
  if (unit && *unit >= 0xD800 && *unit < 0xDC00 && Take("\\u")) {
    const auto low = Hex4();
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      AppendUtf8(out, 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00));
      return true;
    }
  }
  if (!unit || (*unit >= 0xD800 && *unit < 0xE000)) {
    Fail("four hexadecimal digits of a character");
    return false;
  }
  AppendUtf8(out, *unit);
  return true;
}

std::optional<std::uint32_t> PathCursor::Hex4() {
  const std::string_view digits = rest().substr(0, 4);
  std::uint32_t unit = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
  if (error != std::errc() || digits.size() < 4 || end != digits.data() + 4) return std::nullopt;
  Skip(4);
  return unit;
}

std::optional<std::int64_t> PathCursor::Integer(bool lenient) {
  const std::size_t start = at_;
  if (Peek() == '-') Skip();
  const std::size_t digits = at_;
  while (IsDigitOctet(Peek())) Skip();
  const std::string_view text = text_.substr(start, at_ - start);
  const bool zero = text_.substr(digits, 1) == "0";
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool beyond = value > kMaxInteger || value < -kMaxInteger;
  if (at_ == digits || error != std::errc() || beyond ||
      (!lenient && zero && (at_ - digits > 1 || digits > start))) {
    at_ = start;
    Fail("an integer");
    return std::nullopt;
  }
  return value;
}

std::string_view PathCursor::Number() {
  JsonLexer lexer(rest(), false);
  if (Peek() != '-' && !IsDigitOctet(Peek())) {
    Fail("a number");
    return {};
  }
  if (lexer.Next() != JsonToken::kNumber) {
    Fail("a number");
    return {};
  }
  Skip(lexer.number().size());
  return lexer.number();
}

}  // namespace wireproof::mock
