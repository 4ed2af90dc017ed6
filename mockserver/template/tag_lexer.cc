#include "mockserver/template/tag_lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace wireproof::mock::handlebars {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// What may stand in a name besides [bracketed segments].
bool IsNameCharacter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("_$@:./-").find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::optional<TokenKind> SignOf(char c) {
  switch (c) {
    case '=':
      return TokenKind::kEquals;
    case '(':
      return TokenKind::kOpenParenthesis;
    case ')':
      return TokenKind::kCloseParenthesis;
    case '|':
      return TokenKind::kPipe;
    case '*':
      return TokenKind::kStar;
    default:
      return std::nullopt;
  }
}

class TagLexer {
 public:
  TagLexer(TagReading& reading, Tag& tag) : reading_(reading), tag_(tag) {}

  bool Run() {
    while (true) {
      SkipSpace();
      if (AtClose()) return true;
      if (Rest().empty()) return Fail(fmt::format("expected {}", reading_.close));
      // handlebars.java reads the longer sign first, so {{x}}} is no {{x}} with a brace behind.
      if (reading_.close == "}}" && Rest().starts_with("}}}")) {
        return Fail("found }}}, expected }}: write a space before the brace");
      }
      if (!ReadToken()) return false;
    }
  }

 private:
  std::string_view Rest() const { return reading_.source.substr(reading_.at); }

  void Advance(std::size_t count) {
    for (const char c : Rest().substr(0, count)) {
      if (c == '\n') {
        ++reading_.place.line;
        reading_.place.column = 1;
      } else {
        ++reading_.place.column;
      }
    }
    reading_.at += count;
  }

  void SkipSpace() {
    while (!Rest().empty() && IsSpace(Rest()[0])) Advance(1);
  }

  bool AtClose() {
    const bool tilde = Rest().starts_with('~');
    if (!Rest().substr(tilde ? 1 : 0).starts_with(reading_.close)) {
      // Within {{{ }}}, "~" may stand before the inner brace: }~}}
      if (reading_.close != "}}}" || !Rest().starts_with("}~}}")) return false;
      tag_.trims_after = true;
      Advance(4);
      return true;
    }
    if (!tilde && reading_.close == "}}" && Rest().starts_with("}}}")) return false;
    tag_.trims_after = tilde;
    Advance(reading_.close.size() + (tilde ? 1 : 0));
    return true;
  }

  bool Fail(std::string message) {
    reading_.error = std::move(message);
    reading_.error_place = reading_.place;
    return false;
  }

  void Add(TokenKind kind, std::string text, std::size_t size) {
    tag_.tokens.push_back({.kind = kind, .text = std::move(text), .place = reading_.place});
    Advance(size);
  }

  bool ReadToken() {
    const char c = Rest()[0];
    if (c == '"' || c == '\'') return ReadString(c);
    if (const auto sign = SignOf(c)) {
      Add(*sign, std::string(1, c), 1);
      return true;
    }
    if (const std::size_t size = NumberSize(); size > 0) {
      Add(TokenKind::kNumber, std::string(Rest().substr(0, size)), size);
      return true;
    }
    return ReadName();
  }

  // A quote in the string is written \" or \'; no other escapes.
  bool ReadString(char quote) {
    std::string text;
    std::size_t at = 1;
    const std::string_view rest = Rest();
    for (; at < rest.size() && rest[at] != quote; ++at) {
      if (rest[at] == '\\' && at + 1 < rest.size() && rest[at + 1] == quote) ++at;
      text += rest[at];
    }
    if (at == rest.size()) return Fail("a string without end");
    Add(TokenKind::kString, std::move(text), at + 1);
    return true;
  }

  // -12, 1.5, .5; 0 where none stands here.
  std::size_t NumberSize() const {
    const std::string_view rest = Rest();
    std::size_t at = rest[0] == '-' ? 1 : 0;
    const std::size_t digits = at;
    while (at < rest.size() && IsDigit(rest[at])) ++at;
    std::size_t count = at - digits;
    if (at + 1 < rest.size() && rest[at] == '.' && IsDigit(rest[at + 1])) {
      for (++at; at < rest.size() && IsDigit(rest[at]); ++at) ++count;
    }
    const bool ends = at == rest.size() || !IsNameCharacter(rest[at]);
    return count > 0 && ends ? at : 0;
  }

  bool ReadName() {
    const std::string_view rest = Rest();
    std::size_t at = 0;
    while (at < rest.size()) {
      if (rest[at] == '[') {
        if (at > 0 && rest[at - 1] != '.' && rest[at - 1] != '/' && rest[at - 1] != '@') break;
        const std::size_t end = rest.find(']', at);
        if (end == std::string_view::npos) return Fail("a [ without ]");
        at = end + 1;
      } else if (IsNameCharacter(rest[at])) {
        ++at;
      } else {
        break;
      }
    }
    if (at == 0) return Fail(fmt::format("found {:?}", std::string(rest.substr(0, 1))));
    const std::string_view text = rest.substr(0, at);
    TokenKind kind = TokenKind::kName;
    if (text == "true" || text == "false") kind = TokenKind::kBoolean;
    if (text == "as") kind = TokenKind::kAs;
    Add(kind, std::string(text), at);
    return true;
  }

  TagReading& reading_;
  Tag& tag_;
};

}  // namespace

bool ReadTokens(TagReading& reading, Tag& tag) {
  return TagLexer(reading, tag).Run();
}

}  // namespace wireproof::mock::handlebars
