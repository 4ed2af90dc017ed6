#include "mockserver/admin/access.h"

#include <fmt/format.h>

#include <algorithm>

#include "mockserver/admin/admin_call.h"
#include "mockserver/match/base64.h"

namespace wireproof::mock {
namespace {

// Takes the same time wherever the two differ, so that a secret cannot be found octet by octet.
bool SameSecret(std::string_view given, std::string_view secret) {
  unsigned difference = given.size() == secret.size() ? 0U : 1U;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char expected = secret.empty() ? '\0' : secret[i % secret.size()];
    difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(expected);
  }
  return difference == 0;
}

// The credentials behind a scheme, which is compared without case (RFC 9110 section 11.1).
std::optional<std::string_view> Credentials(std::string_view field, std::string_view scheme) {
  if (field.size() <= scheme.size() || field[scheme.size()] != ' ') return std::nullopt;
  if (LowerCase(field.substr(0, scheme.size())) != scheme) return std::nullopt;
  field.remove_prefix(scheme.size());
  field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
  return field;
}

bool HasSecret(const MockOptions& options, const Request& request) {
  const std::string_view field = request.Field("Authorization").value_or("");
  if (const auto token = Credentials(field, "bearer"); token && !options.admin_token.empty()) {
    if (SameSecret(*token, options.admin_token)) return true;
  }
  if (const auto basic = Credentials(field, "basic"); basic && !options.admin_basic_auth.empty()) {
    const auto decoded = DecodeBase64(*basic);
    return decoded && SameSecret(*decoded, options.admin_basic_auth);
  }
  return false;
}

AdminReply Unauthorized(const MockOptions& options) {
  AdminReply reply = ErrorReply(401, 401, "The admin API needs credentials",
                                options.admin_token.empty()
                                    ? "send Authorization: Basic with the name and the password"
                                    : "send Authorization: Bearer with the token");
  reply.fields.push_back({"WWW-Authenticate", options.admin_token.empty()
                                                  ? "Basic realm=\"admin\""
                                                  : "Bearer realm=\"admin\""});
  return reply;
}

AdminReply Forbidden(std::string detail) {
  return ErrorReply(403, 403, "Not for this page", std::move(detail));
}

bool IsAllowedHost(const MockOptions& options, std::string_view host) {
  return IsLoopbackName(host) || host == options.host ||
         std::ranges::any_of(options.admin_hosts, [&](const std::string& one) {
           return LowerCase(one) == LowerCase(host);
         });
}

// The Origin of the server itself, as the request addressed it.
bool IsOwnOrigin(std::string_view origin, const Request& request) {
  const auto host = request.Field("Host");
  return host && LowerCase(origin) == LowerCase(fmt::format("{}://{}", request.scheme(), *host));
}

}  // namespace

bool IsLoopbackName(std::string_view host) {
  const std::string name = LowerCase(host);
  if (name == "localhost" || name == "::1" || name.ends_with(".localhost")) return true;
  // An address only: 127.example.org is a name that anyone may own.
  return name.starts_with("127.") && std::ranges::count(name, '.') == 3 &&
         name.find_first_not_of("0123456789.") == std::string::npos;
}

std::optional<AdminReply> RefuseAccess(const MockOptions& options, const Request& request) {
  if (!options.admin_token.empty() || !options.admin_basic_auth.empty()) {
    if (HasSecret(options, request)) return std::nullopt;
    return Unauthorized(options);
  }
  if (IsLoopbackName(options.host) && !IsAllowedHost(options, request.host())) {
    return Forbidden(fmt::format(
        "the admin API on loopback answers to loopback names only, not to Host {}; allow the name "
        "with --admin-host, or use a token",
        request.host()));
  }
  if (const auto origin = request.Field("Origin"); origin && !IsOwnOrigin(*origin, request)) {
    return Forbidden(fmt::format("the admin API refuses requests of pages from {}", *origin));
  }
  if (request.Field("Sec-Fetch-Site").value_or("") == "cross-site") {
    return Forbidden("the admin API refuses requests of pages from elsewhere");
  }
  return std::nullopt;
}

}  // namespace wireproof::mock
