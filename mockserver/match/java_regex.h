// Regular expressions as stubs write them (java.util.regex), run by RE2 in linear time.
//
// What RE2 lacks (look-around, back-references, possessive quantifiers, atomic groups) is refused
// with a message that names it; what is merely spelled differently is translated: \Q..\E,
// \h, \R, \p{Alpha} and other classes, \uXXXX, class intersections where they can be written out.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wireproof::mock {

class JavaRegex {
 public:
  // Memory a compiled pattern may take; RE2 refuses what needs more.
  static constexpr std::size_t kMaxProgramBytes = std::size_t{8} << 20;

  // The error names the construct and its place. Patterns are UTF-8.
  static std::expected<JavaRegex, std::string> Compile(std::string_view pattern);

  // Whole-string match, as String.matches.
  bool Matches(std::string_view text) const;
  // Somewhere in the text, as Matcher.find. The groups from 1, without those that took no part;
  // nothing where it does not match.
  std::optional<std::vector<std::string>> Find(std::string_view text) const;
  // As String.replaceAll, with $1 and \$ in the replacement.
  std::string ReplaceAll(std::string_view text, std::string_view replacement) const;

  // The pattern as written, and as RE2 has it (anchors not added): for sets.
  const std::string& pattern() const;
  const std::string& translated() const;
  // A literal with which each matching text begins; possibly empty. For an index.
  std::string LiteralPrefix() const;

  struct Program;

 private:
  explicit JavaRegex(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const Program> program_;
};

}  // namespace wireproof::mock
