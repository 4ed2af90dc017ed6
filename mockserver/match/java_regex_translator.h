// From the syntax of java.util.regex to RE2's. Private to this folder.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace wireproof::mock {

// Groups in one another: the translator is recursive only in classes, but RE2 is in groups.
inline constexpr std::size_t kMaxRegexDepth = 200;
inline constexpr std::size_t kMaxRegexBytes = 64 * 1024;

struct TranslatedRegex {
  std::string text = {};
  std::string literal_prefix = {};
};

// The error names the construct that is wrong or that RE2 lacks, and the octet where it stands.
std::expected<TranslatedRegex, std::string> TranslateJavaRegex(std::string_view pattern);

}  // namespace wireproof::mock
