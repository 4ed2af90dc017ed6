#include "mockserver/match/text_distance.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "mockserver/match/utf8.h"

namespace wireproof::mock {
namespace {

std::u32string CodePointsOf(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  while (!text.empty()) {
    const DecodedPoint decoded = DecodeUtf8(text);
    points += decoded.point;
    text.remove_prefix(decoded.size);
  }
  return points;
}

// Levenshtein's distance, one row at a time.
std::size_t EditDistance(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

double TextDistance(std::string_view expected, std::string_view actual) {
  if (expected == actual) return 0;
  const std::u32string all_a = CodePointsOf(expected);
  const std::u32string all_b = CodePointsOf(actual);
  std::u32string_view a = all_a;
  std::u32string_view b = all_b;
  const std::size_t longer = std::max(a.size(), b.size());
  const auto begin = std::ranges::mismatch(a, b);
  a.remove_prefix(static_cast<std::size_t>(begin.in1 - a.begin()));
  b.remove_prefix(static_cast<std::size_t>(begin.in2 - b.begin()));
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  const std::size_t most = std::max(a.size(), b.size());
  const std::size_t edits = most > kMaxAligned ? most : EditDistance(a, b);
  // Octets that are not UTF-8 all read as U+FFFD: still different.
  return static_cast<double>(std::max<std::size_t>(edits, 1)) / static_cast<double>(longer);
}

}  // namespace wireproof::mock
