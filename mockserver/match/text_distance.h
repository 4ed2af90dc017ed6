// How far a text is from the one that was asked for. Private to this folder.
#pragma once

#include <cstddef>
#include <string_view>

namespace wireproof::mock {

// What differs in longer texts is not aligned octet by octet: the work is the product of the sizes.
inline constexpr std::size_t kMaxAligned = 512;

// The edit distance (insertions, removals and replacements of characters) as a share of the longer
// text: 0 equal, 1 nothing in common. Where the parts between the common beginning and end are
// longer than kMaxAligned, these count as different altogether.
double TextDistance(std::string_view expected, std::string_view actual);

}  // namespace wireproof::mock
