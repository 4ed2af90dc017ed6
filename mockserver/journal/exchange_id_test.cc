#include "mockserver/journal/exchange_id.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace wireproof::mock {
namespace {

TEST(ExchangeIds, GiveTheNumberBack) {
  const ExchangeIds ids;
  std::set<std::string> seen;
  for (std::uint64_t number : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3},
                               std::uint64_t{1'000'000}, (std::uint64_t{1} << 61) - 1}) {
    const std::string id = ids.Of(number);
    EXPECT_EQ(ids.NumberOf(id), number) << id;
    EXPECT_TRUE(seen.insert(id).second) << id;
  }
}

TEST(ExchangeIds, LookLikeUuidsOfVersion4) {
  const ExchangeIds ids({1, 2, 3, 4});
  for (std::uint64_t number = 1; number < 1000; ++number) {
    const std::string id = ids.Of(number);
    ASSERT_EQ(id.size(), 36u);
    for (const std::size_t dash : {8u, 13u, 18u, 23u}) EXPECT_EQ(id[dash], '-') << id;
    EXPECT_EQ(id[14], '4') << id;
    EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
  }
}

TEST(ExchangeIds, OfAnotherKeyOrNoIdsAreNobodys) {
  const ExchangeIds ids({1, 2, 3, 4});
  const ExchangeIds others({1, 2, 3, 5});
  EXPECT_EQ(others.NumberOf(ids.Of(7)), 0u);
  for (const char* text :
       {"", "x", "00000000-0000-4000-8000-000000000000", "00000000-0000-0000-0000-000000000000",
        "0000000000000000000000000000000000000", "zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz"}) {
    EXPECT_EQ(ids.NumberOf(text), 0u) << text;
  }
}

TEST(ExchangeIds, AreReadInUpperCaseToo) {
  const ExchangeIds ids;
  std::string id = ids.Of(99);
  for (char& c : id) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_EQ(ids.NumberOf(id), 99u);
}

}  // namespace
}  // namespace wireproof::mock
