// Java's regular expressions as the template helpers use them. Private to this folder.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wireproof::mock::handlebars {

class Regex {
 public:
  // Translated as JavaRegex has it; the error says what RE2 cannot do.
  static std::expected<std::shared_ptr<const Regex>, std::string> Compile(std::string_view pattern);

  bool Matches(std::string_view text) const;
  // The first place that matches.
  std::optional<std::string> FindText(std::string_view text) const;
  // The groups of all matches one after another, at most so many; nothing for a group that took
  // no part.
  std::vector<std::optional<std::string>> FindGroups(std::string_view text, std::size_t most) const;

  struct Program;
  explicit Regex(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

 private:
  std::shared_ptr<const Program> program_;
};

}  // namespace wireproof::mock::handlebars
