#include "http/wire/target.h"

#include <utility>

#include "http/wire/grammar.h"

namespace wireproof::wire {
namespace {

std::unexpected<Defect> Malformed(std::string_view target) {
  return std::unexpected(MakeDefect(DefectKind::kTargetMalformed, 0, std::string(target)));
}

std::unexpected<Defect> Forbidden(std::string_view target) {
  return std::unexpected(MakeDefect(DefectKind::kTargetFormForbidden, 0, std::string(target)));
}

// Octets of one of the classes, and pct-encoded = "%" HEXDIG HEXDIG (RFC 3986 section 2.1).
bool IsEncodedText(std::string_view text, std::uint16_t classes, std::string_view also = {}) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3 || !AllOf(text.substr(i + 1, 2), kHexdig)) return false;
      i += 2;
    } else if (!Is(text[i], classes) && also.find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

struct PathAndQuery {
  std::string path;
  std::optional<std::string> query;
};

// absolute-path / path-abempty [ "?" query ] (RFC 3986 sections 3.3 and 3.4).
std::optional<PathAndQuery> SplitPath(std::string_view text) {
  const std::size_t mark = text.find('?');
  const std::string_view path = text.substr(0, mark);
  if (!path.empty() && path[0] != '/') return std::nullopt;
  if (!IsEncodedText(path, kPchar, "/")) return std::nullopt;
  PathAndQuery result{std::string(path), std::nullopt};
  if (mark != std::string_view::npos) {
    const std::string_view query = text.substr(mark + 1);
    if (!IsEncodedText(query, kPchar, "/?")) return std::nullopt;
    result.query = std::string(query);
  }
  return result;
}

// absolute-form = absolute-URI (RFC 9112 section 3.2.2): here always one with an authority, since
// http and https have no other.
std::optional<AbsoluteForm> ParseAbsolute(std::string_view target) {
  const std::size_t colon = target.find("://");
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const std::string_view scheme = target.substr(0, colon);
  if (!Is(scheme[0], kAlpha) || !AllOf(scheme, kSchemeChar)) return std::nullopt;
  const std::string_view rest = target.substr(colon + 3);
  const std::size_t end = rest.find_first_of("/?");
  auto authority = ParseAuthority(rest.substr(0, end));
  if (!authority || authority->host.empty()) return std::nullopt;
  auto parts = SplitPath(end == std::string_view::npos ? std::string_view() : rest.substr(end));
  if (!parts) return std::nullopt;
  return AbsoluteForm{std::string(scheme), std::move(*authority), std::move(parts->path),
                      std::move(parts->query)};
}

// dec-octet "." dec-octet "." dec-octet "." dec-octet (RFC 3986 section 3.2.2).
bool IsIpv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = part < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos || dot == 0 || dot > 3) return false;
    const std::string_view digits = text.substr(0, dot);
    const auto number = ParseDecimal(digits);
    if (!number || number->value > 255 || (digits.size() > 1 && digits[0] == '0')) return false;
    text.remove_prefix(part < 3 ? dot + 1 : dot);
  }
  return text.empty();
}

// Groups of up to four hex digits between colons, the last two perhaps as an IPv4 address.
// Gives the number of groups, or -1.
int CountIpv6Groups(std::string_view text, bool ipv4_at_end) {
  if (text.empty()) return 0;
  int groups = 0;
  for (;;) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    const bool last = colon == std::string_view::npos;
    if (last && ipv4_at_end && IsIpv4(group)) return groups + 2;
    if (group.empty() || group.size() > 4 || !AllOf(group, kHexdig)) return -1;
    ++groups;
    if (last) return groups;
    text.remove_prefix(colon + 1);
  }
}

// IPv6address: eight groups, or fewer with one "::" (RFC 3986 section 3.2.2).
bool IsIpv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return CountIpv6Groups(text, true) == 8;
  const int before = CountIpv6Groups(text.substr(0, gap), false);
  const int after = CountIpv6Groups(text.substr(gap + 2), true);
  return before >= 0 && after >= 0 && before + after <= 7;
}

// IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
bool IsIpvFuture(std::string_view text) {
  if (text.empty() || ToLowerAscii(text[0]) != 'v') return false;
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot < 2 || dot + 1 == text.size()) return false;
  return AllOf(text.substr(1, dot - 1), kHexdig) &&
         IsEncodedText(text.substr(dot + 1), kRegName, ":") &&
         text.find('%') == std::string_view::npos;
}

}  // namespace

std::expected<Target, Defect> ParseTarget(std::string_view method, std::string_view target) {
  const bool connect = method == "CONNECT";
  if (target == "*") {
    if (method != "OPTIONS") return Forbidden(target);
    return AsteriskForm{};
  }
  if (connect) {
    auto authority = ParseAuthority(target);
    if (authority && !authority->host.empty() && authority->port && !authority->port->empty()) {
      return AuthorityForm{std::move(*authority)};
    }
    if (target.starts_with('/') || ParseAbsolute(target)) return Forbidden(target);
    return Malformed(target);
  }
  if (target.starts_with('/')) {
    auto parts = SplitPath(target);
    if (!parts) return Malformed(target);
    return OriginForm{std::move(parts->path), std::move(parts->query)};
  }
  if (auto absolute = ParseAbsolute(target)) return std::move(*absolute);
  const auto authority = ParseAuthority(target);
  if (authority && authority->port && !authority->port->empty()) return Forbidden(target);
  return Malformed(target);
}

std::optional<Defect> CheckHost(const RequestHead& head) {
  const auto hosts = FindAll(head.fields, "Host");
  if (hosts.size() > 1) return MakeDefect(DefectKind::kHostRepeated);
  if (hosts.empty()) {
    if (head.version < kHttp11) return std::nullopt;
    return MakeDefect(DefectKind::kHostMissing);
  }
  if (ParseAuthority(hosts[0])) return std::nullopt;
  return MakeDefect(DefectKind::kHostMalformed, 0, std::string(hosts[0]));
}

std::optional<Authority> ParseAuthority(std::string_view text) {
  Authority authority;
  std::size_t host_end = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    const std::string_view literal = text.substr(1, bracket - 1);
    if (!IsIpv6(literal) && !IsIpvFuture(literal)) return std::nullopt;
    host_end = bracket + 1;
  } else if (!IsEncodedText(text.substr(0, host_end), kRegName)) {
    return std::nullopt;
  }
  authority.host = std::string(text.substr(0, host_end));
  if (host_end >= text.size()) return authority;
  if (text[host_end] != ':') return std::nullopt;
  const std::string_view port = text.substr(host_end + 1);
  constexpr std::uint64_t kMaxPort = 65535;
  if (!AllOf(port, kDigit)) return std::nullopt;
  if (!port.empty() && ParseDecimal(port)->value > kMaxPort) return std::nullopt;
  authority.port = std::string(port);
  return authority;
}

}  // namespace wireproof::wire
