#include "mockserver/serve/proxy_policy.h"

#include <algorithm>
#include <bit>

#include "http/wire/grammar.h"

namespace wireproof::mock {
namespace {

// A range with fewer bits is no name for what is inside; "0.0.0.0/0" is not.
constexpr int kLeastBitsV4 = 8;
constexpr int kLeastBitsV6 = 7;

// Before an IPv4 address in the form of an IPv6 one.
constexpr std::size_t kMappedOctets = 12;

// Both ends are in it.
struct Span {
  net::IpAddress first = {};
  net::IpAddress last = {};
  int common_bits = 0;  // of the address family as written
};

// "10.0.0.1-10.0.0.9"
std::optional<Span> ParseSpan(std::string_view entry) {
  const std::size_t hyphen = entry.find('-');
  if (hyphen == std::string_view::npos) return std::nullopt;
  const auto first = net::ParseIpAddress(entry.substr(0, hyphen));
  const auto last = net::ParseIpAddress(entry.substr(hyphen + 1));
  if (!first || !last || first->is_v4() != last->is_v4() || first->octets > last->octets) {
    return std::nullopt;
  }
  Span span{.first = *first, .last = *last};
  for (std::size_t i = first->is_v4() ? kMappedOctets : 0; i < first->octets.size(); ++i) {
    const auto differing = static_cast<std::uint8_t>(first->octets[i] ^ last->octets[i]);
    span.common_bits += std::countl_zero(differing);
    if (differing != 0) break;
  }
  return span;
}

bool Names(const std::string& entry, std::string_view host, const net::IpAddress& address,
           bool inside) {
  if (const auto range = net::ParseIpRange(entry)) {
    if (!range->Contains(address)) return false;
    return !inside || range->written_bits() >= (range->is_v4 ? kLeastBitsV4 : kLeastBitsV6);
  }
  if (const auto span = ParseSpan(entry)) {
    if (address.octets < span->first.octets || span->last.octets < address.octets) return false;
    return !inside || span->common_bits >= (span->first.is_v4() ? kLeastBitsV4 : kLeastBitsV6);
  }
  if (inside && entry.find('*') != std::string::npos) return false;
  return MatchesGlob(entry, host);
}

}  // namespace

bool MatchesGlob(std::string_view glob, std::string_view text) {
  // The greedy walk with one step back: linear in the product at worst, no recursion.
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_at = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    if (at < glob.size() && glob[at] == '*') {
      star = at++;
      star_at = i;
    } else if (at < glob.size() && wire::ToLowerAscii(glob[at]) == wire::ToLowerAscii(text[i])) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++star_at;
    } else {
      return false;
    }
  }
  while (at < glob.size() && glob[at] == '*') ++at;
  return at == glob.size();
}

bool IsProxyEntry(std::string_view entry) {
  if (net::ParseIpRange(entry) || ParseSpan(entry)) return true;
  // A label neither begins nor ends with a hyphen (RFC 1123 section 2.1).
  if (entry.starts_with('-') || entry.ends_with('-')) return false;
  const auto of_a_name = [](char c) {
    return wire::Is(c, wire::kAlpha | wire::kDigit) || c == '-' || c == '.' || c == '_' || c == '*';
  };
  if (entry.empty() || entry.contains("..") || !std::ranges::all_of(entry, of_a_name)) return false;
  // What looks like an address is no name: its last label is a number.
  const std::string_view last = entry.substr(entry.rfind('.') + 1);
  if (last.empty()) return entry != ".";
  return !std::ranges::all_of(last, [](char c) { return wire::Is(c, wire::kDigit); });
}

std::string DeniedTarget(std::string_view host) {
  return "The target proxy address is denied by this mock server's configuration: " +
         std::string(host);
}

bool MayBeAllowed(const ProxyPolicy& policy, std::string_view host) {
  if (const auto address = net::ParseIpAddress(host)) return IsAllowed(policy, host, *address);
  const auto is_of_addresses = [](const std::string& entry) {
    return net::ParseIpRange(entry) || ParseSpan(entry);
  };
  const auto names = [&](const std::string& entry) {
    return !is_of_addresses(entry) && MatchesGlob(entry, host);
  };
  if (std::ranges::any_of(policy.deny, names)) return false;
  return std::ranges::any_of(policy.allow, is_of_addresses) ||
         std::ranges::any_of(policy.allow, names);
}

bool IsAllowed(const ProxyPolicy& policy, std::string_view host, const net::IpAddress& address) {
  const auto denies = [&](const std::string& entry) { return Names(entry, host, address, false); };
  if (std::ranges::any_of(policy.deny, denies)) return false;
  const bool inside = net::IsInternal(address);
  return std::ranges::any_of(
      policy.allow, [&](const std::string& entry) { return Names(entry, host, address, inside); });
}

}  // namespace wireproof::mock
