#include "mockserver/stub/stub.h"

#include <algorithm>

namespace wireproof::mock {

bool Ordinals::Contains(std::uint64_t n) const {
  if (!at.empty()) return std::ranges::find(at, n) != at.end();
  return n >= from && n <= to && (n - from) % std::max<std::uint64_t>(every, 1) == 0;
}

}  // namespace wireproof::mock
