// request-target in its four forms, and the authority in it or in Host (RFC 9112 section 3.2).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/wire/defect.h"
#include "http/wire/message.h"

namespace wireproof::wire {

// host [ ":" port ] (RFC 3986 sections 3.2.2 and 3.2.3). An IP literal keeps its brackets.
struct Authority {
  std::string host = {};
  std::optional<std::string> port = {};  // digits; may be empty after a colon
  bool operator==(const Authority&) const = default;
};

struct OriginForm {  // "/path?query"
  std::string path = {};
  std::optional<std::string> query = {};
  bool operator==(const OriginForm&) const = default;
};
struct AbsoluteForm {  // "http://host/path?query"
  std::string scheme = {};
  Authority authority = {};
  std::string path = {};  // "" where the URI has none
  std::optional<std::string> query = {};
  bool operator==(const AbsoluteForm&) const = default;
};
struct AuthorityForm {  // CONNECT only: "host:port"
  Authority authority = {};
  bool operator==(const AuthorityForm&) const = default;
};
struct AsteriskForm {  // OPTIONS only: "*"
  bool operator==(const AsteriskForm&) const = default;
};
using Target = std::variant<OriginForm, AbsoluteForm, AuthorityForm, AsteriskForm>;

// Takes a request-target apart. kTargetMalformed: no form fits. kTargetFormForbidden: a form that
// this method may not use. userinfo in an absolute-form is malformed (RFC 9110 section 4.2.4).
std::expected<Target, Defect> ParseTarget(std::string_view method, std::string_view target);

// Host as RFC 9112 section 3.2 asks for it: one in HTTP/1.1, never two, and a valid one. Nothing
// where that is so.
std::optional<Defect> CheckHost(const RequestHead& head);

// uri-host [ ":" port ], the grammar of Host (RFC 9110 section 7.2); "" is legal there.
std::optional<Authority> ParseAuthority(std::string_view text);

}  // namespace wireproof::wire
