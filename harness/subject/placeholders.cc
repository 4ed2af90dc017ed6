#include "harness/subject/placeholders.h"

namespace wireproof::harness {

std::string Fill(std::string_view text, const Placeholders& values) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const std::size_t close = text.find('}');
    const auto value =
        close == std::string_view::npos ? values.end() : values.find(text.substr(1, close - 1));
    if (value == values.end()) {
      filled += '{';
      text.remove_prefix(1);
    } else {
      filled += value->second;
      text.remove_prefix(close + 1);
    }
  }
  return filled;
}

}  // namespace wireproof::harness
