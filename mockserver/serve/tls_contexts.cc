#include "mockserver/serve/tls_contexts.h"

#include <algorithm>

#include "http/script/player_tls.h"

namespace wireproof::mock {

std::expected<std::unique_ptr<TlsContexts>, std::string> TlsContexts::Make(
    const HttpsOptions& options, const std::string& host) {
  auto contexts = std::make_unique<TlsContexts>();
  net::TlsServerSettings settings;
  settings.common.cert_pem = options.cert_pem;
  settings.common.key_pem = options.key_pem;
  if (options.cert_pem.empty()) {
    script::Certificate wanted;
    wanted.names = {"localhost", "127.0.0.1", "::1"};
    if (!host.empty() && std::ranges::find(wanted.names, host) == wanted.names.end()) {
      wanted.names.push_back(host);
    }
    const script::IssuedCertificate& issued = contexts->credentials_.Issue(wanted);
    if (!issued.error.empty()) return std::unexpected(issued.error);
    settings.common.cert_pem = issued.chain_pem;
    settings.common.key_pem = issued.key_pem;
  }
  settings.common.alpn = {"http/1.1"};
  if (options.require_client_cert) {
    settings.client_certificate = net::ClientCertificate::kRequired;
    settings.common.ca_pem =
        options.client_ca_pem.empty() ? contexts->ca_pem() : options.client_ca_pem;
  }
  auto made = net::TlsContext::ForServer(settings);
  if (!made) return std::unexpected(made.error().message);
  contexts->usual_ = std::move(*made);
  return contexts;
}

std::expected<net::TlsContext, std::string> TlsContexts::For(const script::TlsSettings& settings) {
  for (const auto& [known, context] : kept_) {
    if (known == settings) return context;
  }
  auto made = script::ServerContext(settings, &credentials_);
  if (!made) return made;
  if (kept_.size() >= kMostKept) kept_.erase(kept_.begin());
  kept_.emplace_back(settings, *made);
  return made;
}

}  // namespace wireproof::mock
