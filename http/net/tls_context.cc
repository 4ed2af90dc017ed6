#include "http/net/tls_context.h"

#include <fmt/format.h>
#include <openssl/pem.h>

#include <string_view>
#include <utility>

#include "http/net/openssl_handle.h"
#include "http/net/tls_context_state.h"

namespace wireproof::net {
namespace {

using Outcome = std::expected<void, IoError>;

int ProtocolNumber(TlsVersion version) {
  switch (version) {
    case TlsVersion::k1_0:
      return TLS1_VERSION;
    case TlsVersion::k1_1:
      return TLS1_1_VERSION;
    case TlsVersion::k1_2:
      return TLS1_2_VERSION;
    case TlsVersion::k1_3:
      return TLS1_3_VERSION;
  }
  return 0;
}

std::unexpected<IoError> Refused(std::string_view setting) {
  return std::unexpected(
      IoError{IoErrorKind::kTls,
              fmt::format("TLS setting {}: {}", setting, TakeOpensslErrors("not accepted"))});
}

// ProtocolNameList of RFC 7301 section 3.1, without its outer length.
std::expected<std::string, IoError> AlpnWire(const std::vector<std::string>& names) {
  std::string wire;
  for (const std::string& name : names) {
    if (name.empty() || name.size() > 255) return Refused("alpn: a name has 1 to 255 bytes");
    wire += static_cast<char>(name.size());
    wire += name;
  }
  return wire;
}

Outcome SetProtocol(SSL_CTX* context, const TlsCommonSettings& settings) {
  if (settings.security_level) SSL_CTX_set_security_level(context, *settings.security_level);
  if (SSL_CTX_set_min_proto_version(context, ProtocolNumber(settings.min_version)) != 1 ||
      SSL_CTX_set_max_proto_version(context, ProtocolNumber(settings.max_version)) != 1) {
    return Refused("min_version, max_version");
  }
  if (!settings.ciphers.empty() &&
      SSL_CTX_set_cipher_list(context, settings.ciphers.c_str()) != 1) {
    return Refused("ciphers");
  }
  if (!settings.cipher_suites.empty() &&
      SSL_CTX_set_ciphersuites(context, settings.cipher_suites.c_str()) != 1) {
    return Refused("cipher_suites");
  }
  if (!settings.allow_renegotiation) SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  // A Write that has to wait for input is repeated with the same bytes at another address.
  SSL_CTX_set_mode(context, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return {};
}

Outcome SetOwnCertificate(SSL_CTX* context, const TlsCommonSettings& settings) {
  if (settings.cert_pem.empty()) return {};
  const BioHandle certificates = ReadingBio(settings.cert_pem);
  const X509Handle own(PEM_read_bio_X509_AUX(certificates.get(), nullptr, nullptr, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) return Refused("cert_pem");
  while (const X509Handle next{PEM_read_bio_X509(certificates.get(), nullptr, nullptr, nullptr)}) {
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1) return Refused("cert_pem");
  }
  TakeOpensslErrors("");  // the end of the PEM is reported as an error
  const BioHandle key_bio = ReadingBio(settings.key_pem);
  const KeyHandle key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr));
  if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1) return Refused("key_pem");
  return {};
}

Outcome SetTrust(SSL_CTX* context, const TlsCommonSettings& settings, bool client) {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  unsigned long flags = 0;
  if (settings.x509_strict) flags |= X509_V_FLAG_X509_STRICT;
  if (settings.partial_chain) flags |= X509_V_FLAG_PARTIAL_CHAIN;
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), flags);
  if (settings.ca_pem.empty()) {
    if (client) SSL_CTX_set_default_verify_paths(context);  // CPython ignores a failure, too
    return {};
  }
  const BioHandle authorities = ReadingBio(settings.ca_pem);
  int count = 0;
  while (
      const X509Handle authority{PEM_read_bio_X509(authorities.get(), nullptr, nullptr, nullptr)}) {
    if (X509_STORE_add_cert(store, authority.get()) != 1) return Refused("ca_pem");
    if (!client) SSL_CTX_add_client_CA(context, authority.get());
    ++count;
  }
  if (count == 0) return Refused("ca_pem");
  TakeOpensslErrors("");
  return {};
}

// RFC 7301 section 3.2: the server's preference decides.
int ChooseAlpn(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
               const unsigned char* offered, unsigned offered_size, void* argument) {
  const auto* state = static_cast<const TlsContext::State*>(argument);
  unsigned char* found = nullptr;
  const auto* ours = reinterpret_cast<const unsigned char*>(state->alpn_wire.data());
  if (SSL_select_next_proto(&found, chosen_size, ours,
                            static_cast<unsigned>(state->alpn_wire.size()), offered,
                            offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return state->alpn_required ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_NOACK;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

Outcome SetCommon(TlsContext::State& state, const TlsCommonSettings& settings) {
  if (!state.handle) return Refused("OpenSSL context");
  if (Outcome set = SetProtocol(state.handle.get(), settings); !set) return set;
  if (Outcome set = SetOwnCertificate(state.handle.get(), settings); !set) return set;
  if (Outcome set = SetTrust(state.handle.get(), settings, state.client); !set) return set;
  auto alpn = AlpnWire(settings.alpn);
  if (!alpn) return std::unexpected(std::move(alpn.error()));
  state.alpn_wire = std::move(*alpn);
  return {};
}

}  // namespace

std::string ToString(TlsVersion version) {
  switch (version) {
    case TlsVersion::k1_0:
      return "TLSv1";
    case TlsVersion::k1_1:
      return "TLSv1.1";
    case TlsVersion::k1_2:
      return "TLSv1.2";
    case TlsVersion::k1_3:
      return "TLSv1.3";
  }
  return "";
}

std::expected<TlsContext, IoError> TlsContext::ForClient(const TlsClientSettings& settings) {
  auto state = std::make_shared<State>();
  state->handle.reset(SSL_CTX_new(TLS_client_method()));
  state->verify = settings.verify;
  state->verify_hostname = settings.verify && settings.verify_hostname;
  state->common_name_fallback = settings.common_name_fallback;
  if (Outcome set = SetCommon(*state, settings.common); !set) return std::unexpected(set.error());
  SSL_CTX* context = state->handle.get();
  SSL_CTX_set_verify(context, settings.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (!state->alpn_wire.empty()) {
    SSL_CTX_set_alpn_protos(context,
                            reinterpret_cast<const unsigned char*>(state->alpn_wire.data()),
                            static_cast<unsigned>(state->alpn_wire.size()));
  }
  return TlsContext(std::move(state));
}

std::expected<TlsContext, IoError> TlsContext::ForServer(const TlsServerSettings& settings) {
  auto state = std::make_shared<State>();
  state->handle.reset(SSL_CTX_new(TLS_server_method()));
  state->client = false;
  state->alpn_required = settings.alpn_required;
  if (Outcome set = SetCommon(*state, settings.common); !set) return std::unexpected(set.error());
  SSL_CTX* context = state->handle.get();
  int mode = SSL_VERIFY_NONE;
  if (settings.client_certificate != ClientCertificate::kNone) mode = SSL_VERIFY_PEER;
  if (settings.client_certificate == ClientCertificate::kRequired) {
    mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  }
  SSL_CTX_set_verify(context, mode, nullptr);
  SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(context, static_cast<std::size_t>(settings.session_tickets));
  if (settings.session_tickets == 0) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  const unsigned char session_context[] = "wireproof";
  SSL_CTX_set_session_id_context(context, session_context, sizeof session_context - 1);
  if (!state->alpn_wire.empty()) SSL_CTX_set_alpn_select_cb(context, ChooseAlpn, state.get());
  return TlsContext(std::move(state));
}

}  // namespace wireproof::net
