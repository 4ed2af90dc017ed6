// Who may be proxied to. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/net/address.h"
#include "mockserver/serve/settings.h"

namespace wireproof::mock {

// "http://host:8080/base" in its parts.
struct BaseUrl {
  bool https = false;
  std::string host = {};  // IPv6 without brackets
  std::uint16_t port = 80;
  std::string path = {};  // "" or "/base", without a slash at its end
  // Host as it is sent: with the port where it is not the scheme's.
  std::string authority() const;
};
std::optional<BaseUrl> ParseBaseUrl(std::string_view text);

// Whether a connection to that address, which the host resolved to, is allowed. An entry is a host
// name, perhaps with "*", an address, or a range ("10.0.0.0/8", or as WireMock writes it
// "10.0.0.1-10.0.0.9"). Denials win. Addresses inside (loopback, private, link-local...) need an
// entry that names them: the host's name without "*", the address, or a range whose addresses have
// their first 7 (IPv6) or 8 (IPv4) bits in common.
bool IsAllowed(const ProxyPolicy& policy, std::string_view host, const net::IpAddress& address);

// Whether it can stand in ProxyPolicy: all else would never match, and a denial not deny.
bool IsProxyEntry(std::string_view entry);

// "*" stands for any characters; without case.
bool MatchesGlob(std::string_view glob, std::string_view text);

}  // namespace wireproof::mock
