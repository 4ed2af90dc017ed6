#include "mockserver/json/json_pairing.h"

#include <utility>

namespace wireproof::mock {

Pairing::Pairing(std::size_t left, std::size_t right, Fits fits)
    : fits_(std::move(fits)), left_(left), right_(right), known_(left * right) {}

bool Pairing::Complete(std::size_t max_looks) {
  looks_left_ = max_looks;
  for (std::size_t left = 0; left < left_.size() && looks_left_ > 0; ++left) {
    if (!PairDirectly(left)) Augment(left);
  }
  return looks_left_ > 0;
}

bool Pairing::Ask(std::size_t left, std::size_t right) {
  if (looks_left_ == 0) return false;
  --looks_left_;
  Known& known = known_[left * right_.size() + right];
  if (known == Known::kNothing) known = fits_(left, right) ? Known::kFits : Known::kDiffers;
  return known == Known::kFits;
}

// With an item that has no partner yet, from the same place on: most arrays are in order.
bool Pairing::PairDirectly(std::size_t left) {
  for (std::size_t i = 0; i < right_.size(); ++i) {
    const std::size_t right = (left + i) % right_.size();
    if (right_[right] || !Ask(left, right)) continue;
    left_[left] = right;
    right_[right] = left;
    return true;
  }
  return false;
}

// Berge's augmenting path, breadth first: others change partners so that `first` gets one.
bool Pairing::Augment(std::size_t first) {
  std::vector<std::optional<std::size_t>> reached_from(right_.size());
  std::vector<std::size_t> queue{first};
  for (std::size_t at = 0; at < queue.size() && looks_left_ > 0; ++at) {
    const std::size_t left = queue[at];
    for (std::size_t right = 0; right < right_.size(); ++right) {
      if (reached_from[right] || !Ask(left, right)) continue;
      reached_from[right] = left;
      if (right_[right]) {
        queue.push_back(*right_[right]);
        continue;
      }
      std::optional<std::size_t> free = right;
      while (free) {
        const std::size_t taker = *reached_from[*free];
        const std::optional<std::size_t> given_up = left_[taker];
        left_[taker] = free;
        right_[*free] = taker;
        free = taker == first ? std::nullopt : given_up;
      }
      return true;
    }
  }
  return false;
}

}  // namespace wireproof::mock
