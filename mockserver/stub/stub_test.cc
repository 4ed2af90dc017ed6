#include "mockserver/stub/stub.h"

#include <gtest/gtest.h>

namespace wireproof::mock {
namespace {

std::vector<std::uint64_t> Chosen(const Ordinals& ordinals) {
  std::vector<std::uint64_t> chosen;
  for (std::uint64_t n = 0; n <= 10; ++n) {
    if (ordinals.Contains(n)) chosen.push_back(n);
  }
  return chosen;
}

TEST(Ordinals, ChooseByListOrByRangeAndStride) {
  using List = std::vector<std::uint64_t>;
  EXPECT_EQ(Chosen({.at = {3, 1}}), (List{1, 3}));
  EXPECT_EQ(Chosen({.from = 8}), (List{8, 9, 10}));
  EXPECT_EQ(Chosen({.from = 2, .to = 4}), (List{2, 3, 4}));
  EXPECT_EQ(Chosen({.from = 2, .to = 9, .every = 3}), (List{2, 5, 8}));
  EXPECT_EQ(Chosen({.every = 4}), (List{1, 5, 9}));
  EXPECT_TRUE(Ordinals{}.Contains(UINT64_MAX));
}

TEST(Stub, HasTheUsualRankUnlessItSaysOne) {
  EXPECT_EQ(Stub{}.rank(), 5);
  Stub stub;
  stub.priority = 1;
  EXPECT_EQ(stub.rank(), 1);
}

}  // namespace
}  // namespace wireproof::mock
