#include "mockserver/template/regex.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cstdint>

#include "mockserver/match/java_regex.h"
#include "mockserver/template/utf16.h"

namespace wireproof::mock::handlebars {

struct Regex::Program {
  Program(const std::string& pattern, const re2::RE2::Options& options) : re2(pattern, options) {}
  re2::RE2 re2;
};

namespace {

re2::StringPiece Piece(std::string_view text) {
  return {text.data(), text.size()};
}

std::string Copy(const re2::StringPiece& piece) {
  return std::string(piece.data(), piece.size());
}

}  // namespace

std::expected<std::shared_ptr<const Regex>, std::string> Regex::Compile(std::string_view pattern) {
  const auto java = JavaRegex::Compile(pattern);
  if (!java) return std::unexpected(java.error());
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(JavaRegex::kMaxProgramBytes));
  auto program = std::make_shared<const Program>(java->translated(), options);
  if (!program->re2.ok()) return std::unexpected(program->re2.error());
  return std::make_shared<const Regex>(std::move(program));
}

bool Regex::Matches(std::string_view text) const {
  return re2::RE2::FullMatch(Piece(text), program_->re2);
}

std::optional<std::string> Regex::FindText(std::string_view text) const {
  re2::StringPiece whole;
  if (!program_->re2.Match(Piece(text), 0, text.size(), re2::RE2::UNANCHORED, &whole, 1)) {
    return std::nullopt;
  }
  return Copy(whole);
}

std::vector<std::optional<std::string>> Regex::FindGroups(std::string_view text,
                                                          std::size_t most) const {
  std::vector<std::optional<std::string>> found;
  const int count = program_->re2.NumberOfCapturingGroups() + 1;
  if (count == 1) return found;
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(count));
  std::size_t at = 0;
  while (at <= text.size() && found.size() < most &&
         program_->re2.Match(Piece(text), at, text.size(), re2::RE2::UNANCHORED, groups.data(),
                             count)) {
    for (std::size_t i = 1; i < groups.size(); ++i) {
      found.push_back(groups[i].data() == nullptr ? std::nullopt : std::optional(Copy(groups[i])));
    }
    at = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
    if (groups[0].empty()) at += at < text.size() ? CharacterSize(text, at) : 1;
  }
  return found;
}

}  // namespace wireproof::mock::handlebars
