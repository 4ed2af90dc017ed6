#include "mockserver/match/java_regex.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <map>

#include "mockserver/match/java_regex_translator.h"
#include "mockserver/match/utf8.h"

namespace wireproof::mock {

struct JavaRegex::Program {
  Program(std::string_view as_written, TranslatedRegex regex, const re2::RE2::Options& options)
      : pattern(as_written),
        translated(std::move(regex.text)),
        prefix(std::move(regex.literal_prefix)),
        re2(translated, options) {}

  std::string pattern;
  std::string translated;
  std::string prefix;
  re2::RE2 re2;
};

namespace {

re2::RE2::Options Options() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(JavaRegex::kMaxProgramBytes));
  return options;
}

std::string_view View(const re2::StringPiece& piece) {
  return {piece.data(), piece.size()};
}

// What a replacement puts in: "$1", "${name}", "\$", and all else as it is.
void AppendReplacement(std::string_view replacement, const std::vector<re2::StringPiece>& groups,
                       const std::map<std::string, int>& names, std::string& out) {
  const auto group = [&](std::size_t number) {
    if (number < groups.size() && groups[number].data() != nullptr) out += View(groups[number]);
  };
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const std::string_view rest = replacement.substr(i + 1);
    if (replacement[i] == '\\' && !rest.empty()) {
      out += replacement[++i];
    } else if (replacement[i] == '$' && rest.starts_with('{') && rest.contains('}')) {
      const auto name = names.find(std::string(rest.substr(1, rest.find('}') - 1)));
      if (name != names.end()) group(static_cast<std::size_t>(name->second));
      i += rest.find('}') + 1;
    } else if (replacement[i] == '$' && !rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
      // As many digits as still name a group.
      std::size_t number = static_cast<std::size_t>(rest[0] - '0');
      for (++i; i + 1 < replacement.size(); ++i) {
        const char next = replacement[i + 1];
        const std::size_t longer = number * 10 + static_cast<std::size_t>(next - '0');
        if (next < '0' || next > '9' || longer >= groups.size()) break;
        number = longer;
      }
      group(number);
    } else {
      out += replacement[i];
    }
  }
}

}  // namespace

std::expected<JavaRegex, std::string> JavaRegex::Compile(std::string_view pattern) {
  auto translated = TranslateJavaRegex(pattern);
  if (!translated) return std::unexpected(std::move(translated.error()));
  auto program = std::make_shared<const Program>(pattern, std::move(*translated), Options());
  if (!program->re2.ok()) {
    return std::unexpected(
        fmt::format("the regular expression cannot be used: {}", program->re2.error()));
  }
  return JavaRegex(std::move(program));
}

// Octets that are not UTF-8 are U+FFFD for Java, and nothing at all for RE2.
bool JavaRegex::Matches(std::string_view text) const {
  if (re2::RE2::FullMatch({text.data(), text.size()}, program_->re2)) return true;
  if (IsAscii(text)) return false;
  return re2::RE2::FullMatch(RepairedUtf8(text), program_->re2);
}

std::optional<std::vector<std::string>> JavaRegex::Find(std::string_view text) const {
  const std::string repaired = IsAscii(text) ? std::string() : RepairedUtf8(text);
  if (!repaired.empty()) text = repaired;
  const int count = program_->re2.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(count));
  const re2::StringPiece piece(text.data(), text.size());
  if (!program_->re2.Match(piece, 0, text.size(), re2::RE2::UNANCHORED, groups.data(), count)) {
    return std::nullopt;
  }
  std::vector<std::string> found;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (groups[i].data() != nullptr) found.emplace_back(View(groups[i]));
  }
  return found;
}

std::string JavaRegex::ReplaceAll(std::string_view text, std::string_view replacement) const {
  const std::string repaired = IsAscii(text) ? std::string() : RepairedUtf8(text);
  if (!repaired.empty()) text = repaired;
  const int count = program_->re2.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(count));
  const re2::StringPiece piece(text.data(), text.size());
  std::string out;
  std::size_t at = 0;
  while (at <= text.size() &&
         program_->re2.Match(piece, at, text.size(), re2::RE2::UNANCHORED, groups.data(), count)) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    out += text.substr(at, begin - at);
    AppendReplacement(replacement, groups, program_->re2.NamedCapturingGroups(), out);
    at = begin + groups[0].size();
    if (!groups[0].empty()) continue;
    if (at >= text.size()) return out;
    const std::size_t step = DecodeUtf8(text.substr(at)).size;
    out += text.substr(at, step);
    at += step;
  }
  if (at < text.size()) out += text.substr(at);
  return out;
}

const std::string& JavaRegex::pattern() const {
  return program_->pattern;
}

const std::string& JavaRegex::translated() const {
  return program_->translated;
}

std::string JavaRegex::LiteralPrefix() const {
  return program_->prefix;
}

}  // namespace wireproof::mock
