// Reading a JSONPath expression octet by octet. Private to this folder.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wireproof::mock {

// The first error counts; after it the cursor is at its end, so that readers stop by themselves.
class PathCursor {
 public:
  explicit PathCursor(std::string_view text) : text_(text) {}

  std::string_view text() const { return text_; }
  std::size_t offset() const { return at_; }
  void MoveTo(std::size_t offset) { at_ = failed() ? text_.size() : offset; }
  bool at_end() const { return at_ == text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }
  // '\0' beyond the end.
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void Skip(std::size_t octets = 1) { at_ = std::min(at_ + octets, text_.size()); }
  // Skips what follows if it is this.
  bool Take(std::string_view wanted);
  // Fails unless this follows.
  bool Expect(std::string_view wanted);
  void SkipBlanks();

  // A quoted string, of which the opening quote follows: decoded. RFC 9535 section 2.3.1.1; where
  // `lenient`, a backslash before any other character stands for that character.
  std::string QuotedString(bool lenient);
  // -0 and leading zeros are refused unless `lenient`, as is what is beyond 2^53.
  std::optional<std::int64_t> Integer(bool lenient);
  // The text of a JSON number; empty, with a failure, where there is none.
  std::string_view Number();

  void Fail(std::string_view expected);
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }

 private:
  bool Escape(std::string& out, char quote, bool lenient);
  std::optional<std::uint32_t> Hex4();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string error_;
};

bool IsDigitOctet(char c);

}  // namespace wireproof::mock
