#include "mockserver/journal/exchange_id.h"

#include <fmt/format.h>

#include <cstddef>
#include <random>

namespace wireproof::mock {
namespace {

// A UUID has 122 bits beside version and variant: two halves of 61, mixed in a Feistel network. The
// second half is 0 before, which is also how an id of somebody else is told apart.
constexpr std::uint64_t kHalf = (std::uint64_t{1} << 61) - 1;
constexpr std::size_t kIdSize = 36;

// The finalizer of splitmix64.
std::uint64_t Mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

std::uint64_t Round(std::uint64_t half, std::uint64_t key) {
  return Mix(half ^ key) & kHalf;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

ExchangeIds::ExchangeIds() {
  std::random_device device;
  for (std::uint64_t& word : key_) word = (std::uint64_t{device()} << 32) | device();
}

// xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx: 60 bits before the variant, 62 after it.
std::string ExchangeIds::Of(std::uint64_t number) const {
  std::uint64_t left = number & kHalf;
  std::uint64_t right = 0;
  for (const std::uint64_t key : key_) {
    const std::uint64_t next = left ^ Round(right, key);
    left = right;
    right = next;
  }
  const std::uint64_t high = left >> 1;                  // 60 bits
  const std::uint64_t low = ((left & 1) << 61) | right;  // 62 bits
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 28, (high >> 12) & 0xffff,
                     high & 0xfff, 0x8000 | (low >> 48), low & 0xffffffffffff);
}

std::uint64_t ExchangeIds::NumberOf(std::string_view id) const {
  if (id.size() != kIdSize) return 0;
  std::uint64_t words[2] = {0, 0};
  std::size_t digits = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (id[i] != '-') return 0;
      continue;
    }
    const int value = HexValue(id[i]);
    if (value < 0) return 0;
    std::uint64_t& word = words[digits++ / 16];
    word = (word << 4) | static_cast<std::uint64_t>(value);
  }
  if (((words[0] >> 12) & 0xf) != 4 || (words[1] >> 62) != 2) return 0;
  const std::uint64_t high = ((words[0] >> 16) << 12) | (words[0] & 0xfff);
  const std::uint64_t low = words[1] & ((std::uint64_t{1} << 62) - 1);
  std::uint64_t left = (high << 1) | (low >> 61);
  std::uint64_t right = low & kHalf;
  for (std::size_t round = key_.size(); round-- > 0;) {
    const std::uint64_t before = right ^ Round(left, key_[round]);
    right = left;
    left = before;
  }
  return right == 0 ? left : 0;
}

}  // namespace wireproof::mock
