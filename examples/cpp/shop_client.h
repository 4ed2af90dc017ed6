// The program under test in this example: orders things from a shop.
#pragma once

#include <cstdint>
#include <string>

class ShopClient {
 public:
  explicit ShopClient(std::uint16_t port) : port_(port) {}

  // Tries again, up to three times in all, where the shop fails or hangs up.
  bool Order(const std::string& thing, int count) const;

 private:
  std::uint16_t port_;
};
