#include "mockserver/json/json_lexer.h"

#include <fmt/format.h>

#include <utility>

namespace wireproof::mock {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string ShownOctet(char c) {
  const auto octet = static_cast<unsigned char>(c);
  if (octet > 0x20 && octet < 0x7f) return fmt::format("'{}'", c);
  return fmt::format("octet 0x{:02x}", octet);
}

std::size_t Utf8SequenceLength(std::string_view text) {
  if (text.empty()) return 0;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what is beyond U+10FFFF (Unicode table 3-7).
  if (first == 0xE0 && at(1) < 0xA0) return 0;
  if (first == 0xED && at(1) > 0x9F) return 0;
  if (first == 0xF0 && at(1) < 0x90) return 0;
  if (first == 0xF4 && at(1) > 0x8F) return 0;
  return length;
}

void AppendUtf8(std::string& text, std::uint32_t code_point) {
  const auto put = [&](std::uint32_t octet) { text += static_cast<char>(octet); };
  const auto tail = [&](unsigned shift) { put(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    tail(0);
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    tail(6);
    tail(0);
  } else {
    put(0xF0 | (code_point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::uint32_t Utf8CodePoint(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return first;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  std::uint32_t code_point = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    code_point = (code_point << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  return code_point;
}

JsonToken JsonLexer::Next() {
  if (!message_.empty() || !SkipSpace()) return JsonToken::kBad;
  offset_ = at_;
  if (at_ == text_.size()) return JsonToken::kEnd;
  const auto mark = [&](JsonToken token) {
    ++at_;
    return token;
  };
  switch (const char c = text_[at_]; c) {
    case '{':
      return mark(JsonToken::kOpenObject);
    case '}':
      return mark(JsonToken::kCloseObject);
    case '[':
      return mark(JsonToken::kOpenArray);
    case ']':
      return mark(JsonToken::kCloseArray);
    case ':':
      return mark(JsonToken::kColon);
    case ',':
      return mark(JsonToken::kComma);
    case '"':
      return String('"');
    case 't':
      return Word("true", JsonToken::kTrue);
    case 'f':
      return Word("false", JsonToken::kFalse);
    case 'n':
      return Word("null", JsonToken::kNull);
    default:
      if (c == '\'' && relaxed_) return String('\'');
      if (c == '-' || IsDigit(c)) return Number();
      return JsonToken::kStray;
  }
}

std::string JsonLexer::Place(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, offset)) {
    ++column;
    if (c == '\n') {
      ++line;
      column = 1;
    }
  }
  return fmt::format("line {}, column {}", line, column);
}

JsonToken JsonLexer::Bad(std::size_t offset, std::string message) {
  offset_ = offset;
  message_ = std::move(message);
  return JsonToken::kBad;
}

bool JsonLexer::SkipSpace() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      ++at_;
    } else if (c == '/' && relaxed_) {
      if (!SkipComment()) return false;
    } else {
      break;
    }
  }
  return true;
}

bool JsonLexer::SkipComment() {
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("//")) {
    const auto end = rest.find_first_of("\r\n");
    at_ = end == rest.npos ? text_.size() : at_ + end;
    return true;
  }
  if (!rest.starts_with("/*")) {
    Bad(at_, "found '/', which begins no comment");
    return false;
  }
  const auto end = rest.find("*/", 2);
  if (end == rest.npos) {
    Bad(at_, "a comment that is not closed");
    return false;
  }
  at_ += end + 2;
  return true;
}

JsonToken JsonLexer::Word(std::string_view word, JsonToken token) {
  if (!text_.substr(at_).starts_with(word)) return JsonToken::kStray;
  at_ += word.size();
  return token;
}

// number = [ "-" ] int [ "." 1*DIGIT ] [ ("e" / "E") [ "-" / "+" ] 1*DIGIT ]    RFC 8259, 6
JsonToken JsonLexer::Number() {
  if (text_[at_] == '-') ++at_;
  const bool zero = at_ < text_.size() && text_[at_] == '0';
  if (!Digits()) return JsonToken::kBad;
  if (zero && at_ - offset_ > (text_[offset_] == '-' ? 2U : 1U)) {
    return Bad(offset_, "a number with a leading zero");
  }
  if (at_ < text_.size() && text_[at_] == '.') {
    ++at_;
    if (!Digits()) return JsonToken::kBad;
  }
  if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    if (!Digits()) return JsonToken::kBad;
  }
  return JsonToken::kNumber;
}

bool JsonLexer::Digits() {
  const std::size_t first = at_;
  while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
  if (at_ > first) return true;
  Bad(at_, at_ == text_.size()
               ? "the text ends in a number"
               : fmt::format("found {} where a digit must be", ShownOctet(text_[at_])));
  return false;
}

JsonToken JsonLexer::String(char quote) {
  string_.clear();
  ++at_;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == quote) {
      ++at_;
      return JsonToken::kString;
    }
    if (!(c == '\\' ? Escape() : Octets())) return JsonToken::kBad;
  }
  return Bad(at_, "the text ends in a string");
}

// Copies what needs no decoding.
bool JsonLexer::Octets() {
  const std::size_t first = at_;
  while (at_ < text_.size()) {
    const auto octet = static_cast<unsigned char>(text_[at_]);
    if (octet < 0x20) {
      Bad(at_,
          fmt::format("found {} in a string, where it must be escaped", ShownOctet(text_[at_])));
      return false;
    }
    if (octet == '"' || octet == '\'' || octet == '\\') {
      if (at_ == first) ++at_;  // the quote that does not end this string
      break;
    }
    const std::size_t length = octet < 0x80 ? 1 : Utf8SequenceLength(text_.substr(at_));
    if (length == 0) {
      Bad(at_, fmt::format("found {} in a string, which is not UTF-8", ShownOctet(text_[at_])));
      return false;
    }
    at_ += length;
  }
  string_.append(text_, first, at_ - first);
  return true;
}

bool JsonLexer::Escape() {
  const std::size_t start = at_++;
  if (at_ == text_.size()) return true;  // String says that the text ends
  const char c = text_[at_++];
  switch (c) {
    case '"':
    case '\\':
    case '/':
      string_ += c;
      return true;
    case 'b':
      string_ += '\b';
      return true;
    case 'f':
      string_ += '\f';
      return true;
    case 'n':
      string_ += '\n';
      return true;
    case 'r':
      string_ += '\r';
      return true;
    case 't':
      string_ += '\t';
      return true;
    case 'u':
      return UnicodeEscape();
    case '\'':
      if (relaxed_) {
        string_ += c;
        return true;
      }
      [[fallthrough]];
    default:
      Bad(start, fmt::format("a backslash before {}, which is no escape", ShownOctet(c)));
  }
  return false;
}

// A surrogate without its other half stands for no character: U+FFFD.
bool JsonLexer::UnicodeEscape() {
  std::uint32_t unit = 0;
  if (!Hex4(unit)) return false;
  if (unit >= 0xD800 && unit < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
    const std::size_t second = at_;
    at_ += 2;
    std::uint32_t low = 0;
    if (!Hex4(low)) return false;
    if (low >= 0xDC00 && low < 0xE000) {
      AppendUtf8(string_, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
      return true;
    }
    at_ = second;  // an escape of its own
  }
  AppendUtf8(string_, unit >= 0xD800 && unit < 0xE000 ? kReplacement : unit);
  return true;
}

bool JsonLexer::Hex4(std::uint32_t& unit) {
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    const char lower = static_cast<char>(c | 0x20);
    if (!IsDigit(c) && !(lower >= 'a' && lower <= 'f')) {
      Bad(at_, at_ == text_.size() ? "the text ends in a string"
                                   : fmt::format("found {} in \\u", ShownOctet(c)));
      return false;
    }
    unit = unit * 16 + static_cast<std::uint32_t>(IsDigit(c) ? c - '0' : lower - 'a' + 10);
  }
  return true;
}

}  // namespace wireproof::mock
