#include "mockserver/stub/stub.h"

#include <algorithm>

namespace wireproof::mock {

bool Ordinals::Contains(std::uint64_t n) const {
  if (!at.empty()) return std::ranges::find(at, n) != at.end();
  return n >= from && n <= to && (n - from) % std::max<std::uint64_t>(every, 1) == 0;
}

bool OffersBelowTls12(const script::TlsSettings& settings) {
  return std::ranges::any_of(settings.versions, [](const std::string& version) {
    return version == "1.0" || version == "1.1";
  });
}

}  // namespace wireproof::mock
