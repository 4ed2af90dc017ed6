// Reads escapes and character classes of java.util.regex. Private to this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "mockserver/match/java_class.h"

namespace wireproof::mock {

// What can be said of a code point alone: literally, or by an escape.
struct JavaRegexPiece {
  std::optional<char32_t> point = {};
  JavaClass set = {};
  std::string text = {};  // neither: an anchor, \R
};

// A place in a pattern, and the first thing that is wrong with it. Each Take goes on from there,
// and is not to be used after a failure.
class JavaRegexReader {
 public:
  explicit JavaRegexReader(std::string_view pattern) : pattern_(pattern) {}

  bool AtEnd() const { return at_ >= pattern_.size(); }
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0';
  }
  bool Starts(std::string_view text) const { return pattern_.substr(at_).starts_with(text); }
  bool failed() const { return !error_.empty(); }
  void Fail(std::string_view what);

  char32_t TakePoint();
  // From the backslash on.
  std::optional<JavaRegexPiece> TakeEscape(bool in_class);
  // From "[" to its "]"; `depth` is how many classes it stands in. Whether the whole is negated is
  // left to the caller.
  JavaClass TakeClass(bool& negated, std::size_t depth);

 protected:
  std::string_view pattern_;
  std::size_t at_ = 0;
  std::string error_;

 private:
  std::optional<JavaRegexPiece> TakeAnchor(char letter);
  std::optional<char32_t> TakeCodePointEscape();
  std::optional<char32_t> TakeNumber(std::size_t skip, std::size_t digits, int base);
  std::optional<char32_t> TakeBraced();
  std::optional<char32_t> TakeUtf16();
  std::optional<JavaRegexPiece> TakeProperty(bool negated);
  JavaClass TakeOperand(std::size_t depth);
  void TakeNested(JavaClass& all, std::size_t depth);
  void TakeItem(JavaClass& all);
  std::optional<JavaRegexPiece> TakeClassPiece();
};

// Of ASCII.
bool IsAsciiLetter(char c);
bool IsAsciiDigit(char c);

}  // namespace wireproof::mock
