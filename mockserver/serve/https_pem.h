// Whether the certificates and the key that a user brings can be used, and if not, which.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "mockserver/serve/settings.h"

namespace wireproof::mock {

enum class HttpsPem : std::uint8_t { kCertificate, kKey, kClientAuthorities };

struct PemProblem {
  HttpsPem what = HttpsPem::kCertificate;
  std::string message = {};  // what was expected, and what OpenSSL says
};

// The first that OpenSSL does not take; what is empty is not looked at. A key is judged with its
// certificate.
std::optional<PemProblem> CheckPems(const HttpsOptions& options);

}  // namespace wireproof::mock
