// Makes certificates at run time: good ones that satisfy strict checks (RFC 5280, as OpenSSL's
// X509_V_FLAG_X509_STRICT and so CPython 3.13 and later apply it), and each kind of bad one.
//
//   auto authority = net::CertificateAuthority::Create();
//   net::CertificateRequest request{.names = {"localhost", "127.0.0.1"}};
//   auto made = authority->Issue(request);    // made->cert_pem, made->key_pem; authority->ca_pem()
//
// Keys are EC P-256: an authority costs well under a millisecond to make.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wireproof::net {

// Who signs.
enum class Issuer {
  kAuthority,     // this authority, directly
  kSelf,          // the certificate itself
  kOther,         // another authority, of which the client knows nothing
  kIntermediate,  // a certificate issued by this authority; the chain has it
};

struct CertificateRequest {
  // subjectAltName: DNS names (also "*.test"), IPv4 and IPv6 addresses. Empty: no such extension.
  std::vector<std::string> names = {"localhost"};
  // The subject's CN. Empty: the first name, or "no name".
  std::string common_name = {};
  // Relative to now.
  std::chrono::seconds not_before = std::chrono::hours(-1);
  std::chrono::seconds not_after = std::chrono::hours(24 * 30);
  Issuer issuer = Issuer::kAuthority;
  // OpenSSL's short names: serverAuth, clientAuth, codeSigning... Empty: no such extension.
  std::vector<std::string> extended_key_usage = {"serverAuth"};
  // digitalSignature, keyEncipherment, keyCertSign... Empty: no such extension.
  std::vector<std::string> key_usage = {"digitalSignature"};
  bool is_ca = false;
  bool operator==(const CertificateRequest&) const = default;
};

struct Certificate {
  std::string cert_pem;  // the certificate, then the intermediate if there is one; no root
  std::string key_pem;   // PKCS #8, not encrypted
};

class CertificateAuthority {
 public:
  // A new root with a new key. The error is in words: what OpenSSL said.
  static std::expected<CertificateAuthority, std::string> Create(
      std::string common_name = "Wireproof test authority");
  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;
  ~CertificateAuthority();

  // Fails for a name of an extension or key usage that OpenSSL does not know, and for dates out of
  // range. Thread-safe as far as OpenSSL is; each call makes a new key.
  std::expected<Certificate, std::string> Issue(const CertificateRequest& request) const;

  // The root, for those who shall trust it.
  const std::string& ca_pem() const;

 private:
  struct State;
  explicit CertificateAuthority(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wireproof::net
