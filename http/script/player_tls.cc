#include "http/script/player_tls.h"

#include <algorithm>
#include <utility>

namespace wireproof::script {
namespace {

net::TlsVersion VersionOf(std::string_view name) {
  if (name == "1.0") return net::TlsVersion::k1_0;
  if (name == "1.1") return net::TlsVersion::k1_1;
  if (name == "1.2") return net::TlsVersion::k1_2;
  return net::TlsVersion::k1_3;
}

net::TlsCommonSettings CommonOf(const TlsSettings& settings) {
  net::TlsCommonSettings common;
  if (!settings.versions.empty()) {
    // Names that sort as the versions do.
    const auto [lowest, highest] = std::ranges::minmax(settings.versions);
    common.min_version = VersionOf(lowest);
    common.max_version = VersionOf(highest);
  }
  common.security_level = settings.security_level;
  common.alpn = settings.alpn;
  return common;
}

}  // namespace

std::expected<net::TlsContext, std::string> ClientContext(const TlsSettings& settings,
                                                          const Credentials* credentials) {
  net::TlsClientSettings client{
      .common = CommonOf(settings), .verify = false, .verify_hostname = false};
  // Nothing is verified; but without an authority the system's would be read, for each connection.
  if (credentials != nullptr) client.common.ca_pem = credentials->ca_pem();
  auto context = net::TlsContext::ForClient(client);
  if (!context) return std::unexpected(context.error().message);
  return std::move(*context);
}

std::expected<net::TlsServerSettings, std::string> ServerSettings(const TlsSettings& settings,
                                                                  const Credentials* credentials) {
  if (credentials == nullptr) return std::unexpected("no credentials were given");
  const IssuedCertificate& shown = credentials->Issue(settings.certificate);
  if (!shown.error.empty()) return std::unexpected(shown.error);
  net::TlsServerSettings server{.common = CommonOf(settings)};
  server.common.cert_pem = shown.chain_pem;
  server.common.key_pem = shown.key_pem;
  return server;
}

std::expected<net::TlsContext, std::string> ServerContext(const TlsSettings& settings,
                                                          const Credentials* credentials) {
  const auto server = ServerSettings(settings, credentials);
  if (!server) return std::unexpected(server.error());
  auto context = net::TlsContext::ForServer(*server);
  if (!context) return std::unexpected(context.error().message);
  return std::move(*context);
}

EventKind EventOf(const net::TlsFailure& failure) {
  switch (failure.blame) {
    case net::TlsBlame::kBySelf:
      return EventKind::kHandshakeRefusedByUs;
    case net::TlsBlame::kByPeer:
      return EventKind::kHandshakeRefusedByPeer;
    case net::TlsBlame::kCut:
      return EventKind::kHandshakeCut;
    case net::TlsBlame::kTimeout:
      return EventKind::kMissed;
  }
  return EventKind::kHandshakeCut;
}

}  // namespace wireproof::script
