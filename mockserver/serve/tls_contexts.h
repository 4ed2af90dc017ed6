// The TLS contexts of a mock server: its own, and those that rules for connections ask for.
//
// Private to this folder.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/net/tls_context.h"
#include "http/script/credentials.h"
#include "http/script/script.h"
#include "mockserver/serve/settings.h"

namespace wireproof::mock {

class TlsContexts {
 public:
  // The error is in words: a PEM that OpenSSL does not take.
  static std::expected<std::unique_ptr<TlsContexts>, std::string> Make(const HttpsOptions& options,
                                                                       const std::string& host);

  const net::TlsContext& usual() const { return *usual_; }
  // Made once for equal settings. What they do not speak of is as in the usual one: clients are
  // asked for their certificates, and the user's own certificate is shown where none is described.
  // Others come from the throw-away authority; one for localhost is for the usual names.
  std::expected<net::TlsContext, std::string> For(const script::TlsSettings& settings);
  // Of the throw-away authority.
  const std::string& ca_pem() const { return credentials_.ca_pem(); }

 private:
  // Rules are few; beyond this the oldest context is made anew when it is needed again.
  static constexpr std::size_t kMostKept = 64;

  script::Credentials credentials_;
  net::TlsServerSettings usual_settings_;
  std::vector<std::string> usual_names_;
  bool own_certificate_ = false;  // the user's
  std::optional<net::TlsContext> usual_;
  std::vector<std::pair<script::TlsSettings, net::TlsContext>> kept_;
};

}  // namespace wireproof::mock
