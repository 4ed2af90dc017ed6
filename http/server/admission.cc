#include "http/server/admission.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "http/wire/grammar.h"

namespace wireproof::server {
namespace {

// Methods with a meaning of their own in RFC 9110 section 9.3 and RFC 5789 that any origin server
// could offer. CONNECT is for proxies, TRACE is not implemented: both are 501.
constexpr std::array<std::string_view, 7> kKnown = {"GET",    "HEAD",    "POST", "PUT",
                                                    "DELETE", "OPTIONS", "PATCH"};

std::string AllowOf(std::span<const std::string_view> methods) {
  std::vector<std::string_view> all(methods.begin(), methods.end());
  if (std::ranges::find(all, "OPTIONS") == all.end()) all.push_back("OPTIONS");
  return fmt::format("{}", fmt::join(all, ", "));
}

bool ExpectsTheUnknown(const wire::RequestHead& head) {
  if (head.version < wire::kHttp11) return false;
  return std::ranges::any_of(
      wire::ListElements(head.fields, "Expect"),
      [](std::string_view element) { return !wire::EqualsIgnoreCase(element, "100-continue"); });
}

}  // namespace

std::optional<Verdict> Admit(const wire::RequestHead& head, const wire::Framing& framing,
                             std::span<const std::string_view> methods, const Profile& profile) {
  if (std::ranges::find(methods, head.method) == methods.end()) {
    if (head.method == "OPTIONS") return Verdict{.status = 200, .allow = AllowOf(methods)};
    const bool known = std::ranges::find(kKnown, head.method) != kKnown.end();
    if (!known) return Verdict{.status = 501};
    return Verdict{.status = 405, .allow = AllowOf(methods)};
  }
  if (ExpectsTheUnknown(head)) return Verdict{.status = 417};
  if (const auto* length = std::get_if<wire::Length>(&framing)) {
    if (length->octets > profile.body_limit) return Verdict{.status = 413};
  }
  return std::nullopt;
}

}  // namespace wireproof::server
