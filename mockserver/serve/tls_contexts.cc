#include "mockserver/serve/tls_contexts.h"

#include <algorithm>

#include "http/script/player_tls.h"
#include "mockserver/stub/stub.h"

namespace wireproof::mock {
namespace {

// What a rule leaves open.
void Complete(script::TlsSettings& settings, const std::vector<std::string>& usual_names) {
  if (settings.certificate.names == script::Certificate().names) {
    settings.certificate.names = usual_names;
  }
  if (!settings.security_level && OffersBelowTls12(settings)) settings.security_level = 0;
}

}  // namespace

std::expected<std::unique_ptr<TlsContexts>, std::string> TlsContexts::Make(
    const HttpsOptions& options, const std::string& host) {
  auto contexts = std::make_unique<TlsContexts>();
  net::TlsServerSettings& settings = contexts->usual_settings_;
  contexts->own_certificate_ = !options.cert_pem.empty();
  settings.common.cert_pem = options.cert_pem;
  settings.common.key_pem = options.key_pem;
  std::vector<std::string>& names = contexts->usual_names_;
  names = {"localhost", "127.0.0.1", "::1"};
  if (!host.empty() && std::ranges::find(names, host) == names.end()) names.push_back(host);
  if (options.cert_pem.empty()) {
    script::Certificate wanted;
    wanted.names = names;
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
  script::TlsSettings complete = settings;
  Complete(complete, usual_names_);
  auto wanted = script::ServerSettings(complete, &credentials_);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  wanted->client_certificate = usual_settings_.client_certificate;
  wanted->common.ca_pem = usual_settings_.common.ca_pem;
  if (own_certificate_ && settings.certificate == script::Certificate{}) {
    wanted->common.cert_pem = usual_settings_.common.cert_pem;
    wanted->common.key_pem = usual_settings_.common.key_pem;
  }
  auto made = net::TlsContext::ForServer(*wanted);
  if (!made) return std::unexpected(made.error().message);
  if (kept_.size() >= kMostKept) kept_.erase(kept_.begin());
  kept_.emplace_back(settings, *made);
  return std::move(*made);
}

}  // namespace wireproof::mock
