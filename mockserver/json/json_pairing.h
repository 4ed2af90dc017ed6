// Pairing the items of two arrays whose order does not count. Private to this folder.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace wireproof::mock {

// A largest set of pairs (left, right) that fit, each item in one pair at most. `fits` is asked at
// most once for each pair.
class Pairing {
 public:
  using Fits = std::function<bool(std::size_t left, std::size_t right)>;

  Pairing(std::size_t left, std::size_t right, Fits fits);

  // Finds a partner for each item of the left that can have one. False where that takes more looks
  // at pairs than allowed: then some may still have none.
  bool Complete(std::size_t max_looks);

  // The partner of an item of the left, and of one of the right.
  const std::vector<std::optional<std::size_t>>& left() const { return left_; }
  const std::vector<std::optional<std::size_t>>& right() const { return right_; }

 private:
  enum class Known : unsigned char { kNothing, kFits, kDiffers };

  bool Ask(std::size_t left, std::size_t right);
  bool PairDirectly(std::size_t left);
  bool Augment(std::size_t left);

  Fits fits_;
  std::vector<std::optional<std::size_t>> left_;
  std::vector<std::optional<std::size_t>> right_;
  std::vector<Known> known_;
  std::size_t looks_left_ = 0;
};

}  // namespace wireproof::mock
