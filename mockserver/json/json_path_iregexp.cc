#include "mockserver/json/json_path_iregexp.h"

#include <cstdint>
#include <string>

namespace wireproof::mock {

// RE2's syntax holds I-Regexp's; only "." means something else: all but line feed and carriage
// return (RFC 9485 section 5.3).
std::shared_ptr<const re2::RE2> CompileIRegexp(std::string_view pattern) {
  constexpr std::int64_t kMaxBytes = std::int64_t{8} << 20;
  std::string translated;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      translated += c;
      translated += pattern[++i];
      continue;
    }
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (c == '.' && !in_class) {
      translated += "[^\\n\\r]";
    } else {
      translated += c;
    }
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxBytes);
  auto regex = std::make_shared<const re2::RE2>(translated, options);
  return regex->ok() ? regex : nullptr;
}

}  // namespace wireproof::mock
