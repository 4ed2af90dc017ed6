#include "http/net/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace wireproof::net {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedBits = 96;

// What is not the world's. The last ones embed IPv4 addresses: IPv4-compatible, NAT64, 6to4.
constexpr std::string_view kInternal[] = {
    "0.0.0.0/8",     "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",   "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
    "::/96",         "64:ff9b::/96", "64:ff9b:1::/48", "fc00::/7",      "fe80::/10",
    "fec0::/10",     "ff00::/8",     "2002::/16"};

}  // namespace

bool IpAddress::is_v4() const {
  return std::equal(kMapped.begin(), kMapped.end(), octets.begin());
}

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  const std::string numeric(text.substr(0, text.find('%')));
  IpAddress address;
  if (::inet_pton(AF_INET6, numeric.c_str(), address.octets.data()) == 1) return address;
  std::copy(kMapped.begin(), kMapped.end(), address.octets.begin());
  if (::inet_pton(AF_INET, numeric.c_str(), address.octets.data() + kMapped.size()) == 1) {
    return address;
  }
  return std::nullopt;
}

std::optional<IpRange> ParseIpRange(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = ParseIpAddress(text.substr(0, slash));
  if (!base) return std::nullopt;
  const bool v4 = base->is_v4() && text.substr(0, slash).find(':') == std::string_view::npos;
  IpRange range{.base = *base, .bits = 128, .is_v4 = v4};
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  int bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (bits < 0 || bits > (v4 ? 32 : 128)) return std::nullopt;
  range.bits = v4 ? bits + kMappedBits : bits;
  return range;
}

bool IpRange::Contains(const IpAddress& address) const {
  for (int i = 0; i < 16; ++i) {
    const int here = std::clamp(bits - i * 8, 0, 8);
    const auto mask = static_cast<std::uint8_t>(0xff00 >> here);
    const auto at = static_cast<std::size_t>(i);
    if ((base.octets[at] & mask) != (address.octets[at] & mask)) return false;
  }
  return true;
}

bool IsInternal(const IpAddress& address) {
  return std::ranges::any_of(kInternal, [&](std::string_view text) {
    const auto range = ParseIpRange(text);
    return range && range->Contains(address);
  });
}

}  // namespace wireproof::net
