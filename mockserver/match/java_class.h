// Character classes of java.util.regex as sets of code points. Private to this folder.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wireproof::mock {

inline constexpr char32_t kMaxCodePoint = 0x10ffff;

// Ranges of code points, sorted and apart from each other.
class CodePoints {
 public:
  CodePoints() = default;
  CodePoints(std::initializer_list<std::pair<char32_t, char32_t>> ranges);

  void Add(char32_t first, char32_t last);
  void Add(const CodePoints& other);
  CodePoints Complement() const;
  CodePoints Intersection(const CodePoints& other) const;
  bool empty() const { return ranges_.empty(); }
  // As RE2 writes ranges inside brackets: "\x{61}-\x{7a}".
  std::string Text() const;

 private:
  void Normalize();
  std::vector<std::pair<char32_t, char32_t>> ranges_;
};

// A class as it is read: what is known by its code points, and what only RE2 knows, as it writes
// that inside brackets ("\p{Lu}").
struct JavaClass {
  CodePoints points = {};
  std::string unicode = {};
};

// \d \D \s \S \w \W \h \H \v \V.
std::optional<CodePoints> EscapedClass(char letter);

// What stands in \p{..}: POSIX names, "L", "IsLatin", "script=Greek", "javaLowerCase"... The
// error names what is not known.
std::expected<JavaClass, std::string> PropertyClass(std::string_view name, bool negated);

// A class alone, in RE2's brackets.
std::string BracketText(const JavaClass& set, bool negated = false);

}  // namespace wireproof::mock
