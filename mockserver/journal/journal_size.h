// How much memory a journal can be given.
#pragma once

#include <cstddef>

namespace wireproof::mock {

// Less would hold no exchange of usual size; JournalOptions::bytes outside of these counts as the
// nearer one.
inline constexpr std::size_t kLeastJournalBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMostJournalBytes = std::size_t{1} << 36;

}  // namespace wireproof::mock
