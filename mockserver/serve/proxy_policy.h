// Who may be proxied to. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/net/address.h"
#include "mockserver/serve/settings.h"

namespace wireproof::mock {

// Whether a connection to that address, which the host resolved to, is allowed. An entry is a host
// name, perhaps with "*", an address, or a range ("10.0.0.0/8", or as WireMock writes it
// "10.0.0.1-10.0.0.9"). Denials win. Addresses inside (loopback, private, link-local...) need an
// entry that names them: the host's name without "*", the address, or a range whose addresses have
// their first 7 (IPv6) or 8 (IPv4) bits in common.
bool IsAllowed(const ProxyPolicy& policy, std::string_view host, const net::IpAddress& address);

// Whether IsAllowed may say so of some address of that host. False: it need not be looked up.
bool MayBeAllowed(const ProxyPolicy& policy, std::string_view host);

// What is said of one that is not.
std::string DeniedTarget(std::string_view host);

// Whether it can stand in ProxyPolicy: all else would never match, and a denial not deny.
bool IsProxyEntry(std::string_view entry);

// "*" stands for any characters; without case.
bool MatchesGlob(std::string_view glob, std::string_view text);

}  // namespace wireproof::mock
