#include "mockserver/journal/request_dialect.h"

#include <algorithm>
#include <string>
#include <utility>

#include "http/wire/target.h"

namespace wireproof::mock {
namespace {

// VCHAR and obs-text (RFC 9110 section 5.5).
bool IsVisible(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet > 0x20 && octet != 0x7f;
}

}  // namespace

wire::Dialect RequestDialect() {
  wire::Dialect dialect = wire::Dialect::Strict();
  dialect.any_target = true;
  return dialect;
}

std::optional<wire::Defect> CheckTarget(const wire::RequestHead& head) {
  const bool origin_form = head.target.starts_with('/') && head.method != "CONNECT";
  if (origin_form && std::ranges::all_of(head.target, IsVisible)) return std::nullopt;
  auto target = wire::ParseTarget(head.method, head.target);
  if (target) return std::nullopt;
  target.error().offset = head.method.size() + 1;
  return std::move(target.error());
}

}  // namespace wireproof::mock
