// What the strict profile decides about a request before any handler sees it. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/server/profile.h"
#include "http/wire/framing.h"
#include "http/wire/message.h"

namespace wireproof::server {

// An answer without the handler. `allow` is the value of Allow, where that belongs to it.
struct Verdict {
  int status = 0;  // 200: the answer to an OPTIONS that no handler wants
  std::optional<std::string> allow = std::nullopt;
  bool operator==(const Verdict&) const = default;
};

// Nothing: the handler may have it. Else
//   501  a method nobody knows, CONNECT and TRACE among them (RFC 9110 section 15.6.2)
//   405  a known one that this handler lacks (section 15.5.6)
//   413  a Content-Length beyond Profile::body_limit (section 15.5.14)
//   417  an expectation that is not 100-continue (section 15.5.18)
//   200  OPTIONS where the handler has none, "*" included (section 9.3.7)
std::optional<Verdict> Admit(const wire::RequestHead& head, const wire::Framing& framing,
                             std::span<const std::string_view> methods, const Profile& profile);

}  // namespace wireproof::server
