#include "mockserver/serve/https_pem.h"

#include <fmt/format.h>

#include <string_view>

#include "http/net/tls_context.h"

namespace wireproof::mock {
namespace {

// What OpenSSL says behind our words for the setting, "TLS setting key_pem: ".
std::string_view ReasonOf(std::string_view message) {
  const std::size_t colon = message.rfind(": ");
  return colon == std::string_view::npos ? message : message.substr(colon + 2);
}

// RFC 7468 section 11, and the older form of OpenSSL. It would ask for the password on a terminal.
bool IsEncrypted(std::string_view key) {
  return key.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") ||
         key.contains("Proc-Type: 4,ENCRYPTED");
}

PemProblem ProblemOf(HttpsPem what, std::string_view message) {
  constexpr std::string_view kExpected[] = {"a certificate", "the certificate's key",
                                            "certificates of authorities"};
  return {.what = what,
          .message = fmt::format("expected {} in PEM: {}",
                                 kExpected[static_cast<std::size_t>(what)], ReasonOf(message))};
}

}  // namespace

std::optional<PemProblem> CheckPems(const HttpsOptions& options) {
  if (IsEncrypted(options.key_pem)) {
    return ProblemOf(HttpsPem::kKey, "it is encrypted, and nobody is asked for its password");
  }
  net::TlsServerSettings settings;
  settings.common.cert_pem = options.cert_pem;
  settings.common.key_pem = options.key_pem;
  if (const auto made = net::TlsContext::ForServer(settings); !made) {
    const bool key = made.error().message.contains("key_pem");
    return ProblemOf(key ? HttpsPem::kKey : HttpsPem::kCertificate, made.error().message);
  }
  net::TlsServerSettings trusting;
  trusting.common.ca_pem = options.client_ca_pem;
  if (const auto made = net::TlsContext::ForServer(trusting); !made) {
    return ProblemOf(HttpsPem::kClientAuthorities, made.error().message);
  }
  return std::nullopt;
}

}  // namespace wireproof::mock
