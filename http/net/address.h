// IP addresses as values: what kind one is, and whether it lies in a range. No sockets.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wireproof::net {

// IPv4 addresses are held as IPv4-mapped IPv6 (::ffff:a.b.c.d), so that both spellings are one.
struct IpAddress {
  std::array<std::uint8_t, 16> octets = {};
  bool is_v4() const;
  bool operator==(const IpAddress&) const = default;
};

// Numeric forms only: "127.0.0.1", "::1", "[::1]", a zone ("%eth0") is ignored.
std::optional<IpAddress> ParseIpAddress(std::string_view text);

// A range "10.0.0.0/8", or one address.
struct IpRange {
  IpAddress base = {};
  int bits = 128;  // of the IPv6 form: 96 more than written for IPv4
  bool is_v4 = false;
  // Of the address family as written: 8 for "10.0.0.0/8".
  int written_bits() const { return is_v4 ? bits - 96 : bits; }
  bool Contains(const IpAddress& address) const;
  bool operator==(const IpRange&) const = default;
};
std::optional<IpRange> ParseIpRange(std::string_view text);

// Whether it leads to this machine or its own network rather than into the world: loopback,
// private, link-local, shared, unspecified, multicast, and what embeds such an IPv4 address (RFC
// 6890 and its successors).
bool IsInternal(const IpAddress& address);

}  // namespace wireproof::net
