// What a TLS endpoint is willing to do: versions, ciphers, certificates, verification.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/net/io_error.h"

namespace wireproof::net {

enum class TlsVersion { k1_0, k1_1, k1_2, k1_3 };

// "TLSv1.2" and so on: OpenSSL's and CPython's names.
std::string ToString(TlsVersion version);

// What both sides can set. TLS 1.0 and 1.1 also need security_level 0.
struct TlsCommonSettings {
  TlsVersion min_version = TlsVersion::k1_2;  // RFC 8996: 1.0 and 1.1 must not be used
  TlsVersion max_version = TlsVersion::k1_3;
  std::string ciphers = {};        // OpenSSL's list for TLS 1.2 and older; empty: its default
  std::string cipher_suites = {};  // the same for TLS 1.3
  std::optional<int> security_level = std::nullopt;  // 0 to 5; nothing: OpenSSL's default
  std::vector<std::string> alpn = {};                // most wanted first, e.g. "http/1.1"
  std::string cert_pem = {};                         // own certificate and its chain
  std::string key_pem = {};
  std::string ca_pem = {};  // whom to trust; empty on the client: the system's authorities
  // Strict RFC 5280 checks and trust in any given certificate, not just roots: what
  // ssl.create_default_context() of CPython 3.13 and later sets.
  bool x509_strict = true;
  bool partial_chain = true;
  bool allow_renegotiation = false;  // TLS 1.2: answer the peer's wish to renegotiate
};

struct TlsClientSettings {
  TlsCommonSettings common = {};
  bool verify = true;           // the server's certificate, and that it is for `host`
  bool verify_hostname = true;  // off: chain only, as CPython's check_hostname=False
  // Whether the subject's CN counts where the certificate has no DNS name. RFC 9110 section 4.3.4
  // forbids it; CPython's SSLContext does it unless hostname_checks_common_name is set to False.
  bool common_name_fallback = false;
};

enum class ClientCertificate { kNone, kRequested, kRequired };

struct TlsServerSettings {
  TlsCommonSettings common = {};
  ClientCertificate client_certificate = ClientCertificate::kNone;
  // A client that offers ALPN, but nothing of ours: refuse it with no_application_protocol (RFC
  // 7301 section 3.2) or, off, go on without ALPN, as CPython does.
  bool alpn_required = false;
  // Session tickets sent after each TLS 1.3 handshake. None by default: a peer that closes without
  // having read them sends RST instead of FIN, and nothing here resumes sessions.
  int session_tickets = 0;
};

// Settings turned into what OpenSSL needs. Made once, used for many connections; copies share it.
class TlsContext {
 public:
  // Fails with kTls for what OpenSSL does not accept: a bad PEM, a key that does not match, an
  // unknown cipher. The message names the setting.
  static std::expected<TlsContext, IoError> ForClient(const TlsClientSettings& settings);
  static std::expected<TlsContext, IoError> ForServer(const TlsServerSettings& settings);

  struct State;
  const State& state() const { return *state_; }

 private:
  explicit TlsContext(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace wireproof::net
