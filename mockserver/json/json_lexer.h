// The tokens of a JSON text. Private to this folder.
//
// Why not nlohmann's lexer: it refuses 1e400, knows no single quotes, and does not say where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wireproof::mock {

enum class JsonToken : std::uint8_t {
  kEnd,
  kOpenObject,
  kCloseObject,
  kOpenArray,
  kCloseArray,
  kColon,
  kComma,
  kString,
  kNumber,
  kTrue,
  kFalse,
  kNull,
  kStray,  // an octet that begins no token
  kBad,    // message() says what is wrong
};

class JsonLexer {
 public:
  // The text must outlive the lexer. `relaxed`: comments and 'single quoted' strings.
  JsonLexer(std::string_view text, bool relaxed) : text_(text), relaxed_(relaxed) {}

  // The next token. After kEnd, kStray and kBad the lexer stays where it is.
  JsonToken Next();

  // Of the last token: its first octet; of kBad, the octet that is wrong.
  std::size_t offset() const { return offset_; }
  // Of kNumber, its text.
  std::string_view number() const { return text_.substr(offset_, at_ - offset_); }
  // Of kString, its decoded text (UTF-8). May be moved from.
  std::string& string() { return string_; }
  const std::string& message() const { return message_; }

  // "line 3, column 17", both from 1, in octets.
  static std::string Place(std::string_view text, std::size_t offset);

 private:
  JsonToken Bad(std::size_t offset, std::string message);
  bool SkipSpace();
  bool SkipComment();
  JsonToken Word(std::string_view word, JsonToken token);
  JsonToken Number();
  bool Digits();
  JsonToken String(char quote);
  bool Escape();
  bool UnicodeEscape();
  bool Hex4(std::uint32_t& unit);
  bool Octets();

  std::string_view text_;
  bool relaxed_;
  std::size_t at_ = 0;
  std::size_t offset_ = 0;
  std::string string_;
  std::string message_;
};

// An octet as messages name it: 'x', or "octet 0x1f".
std::string ShownOctet(char c);

// The length of the well-formed UTF-8 sequence at the start of `text`; 0 if there is none.
std::size_t Utf8SequenceLength(std::string_view text);
void AppendUtf8(std::string& text, std::uint32_t code_point);
// The code point at the start of `text`, which must begin with a well-formed sequence.
std::uint32_t Utf8CodePoint(std::string_view text);

}  // namespace wireproof::mock
