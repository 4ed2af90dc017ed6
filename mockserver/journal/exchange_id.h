// The ids of exchanges: UUIDs of version 4 by their looks, made from a number and a key and turned
// back into the number, so that nothing has to be stored.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace wireproof::mock {

class ExchangeIds {
 public:
  using Key = std::array<std::uint64_t, 4>;
  // A key of the system's randomness.
  ExchangeIds();
  explicit ExchangeIds(const Key& key) : key_(key) {}

  // Lower case, 36 characters. Numbers below 2^61.
  std::string Of(std::uint64_t number) const;

  // The number that an id was made from; 0 for any other text. Upper case is taken too.
  std::uint64_t NumberOf(std::string_view id) const;

 private:
  Key key_;
};

}  // namespace wireproof::mock
