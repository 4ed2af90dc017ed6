#include "http/script/credentials.h"

#include <chrono>
#include <deque>
#include <optional>
#include <utility>

#include "http/net/certificates.h"

namespace wireproof::script {
namespace {

net::Issuer IssuerOf(Certificate::Issuer issuer) {
  switch (issuer) {
    case Certificate::Issuer::kCa:
      return net::Issuer::kAuthority;
    case Certificate::Issuer::kSelf:
      return net::Issuer::kSelf;
    case Certificate::Issuer::kOtherCa:
      return net::Issuer::kOther;
    case Certificate::Issuer::kIntermediate:
      return net::Issuer::kIntermediate;
  }
  return net::Issuer::kAuthority;
}

}  // namespace

class Credentials::Authorities {
 public:
  Authorities() {
    auto made = net::CertificateAuthority::Create();
    if (made) {
      authority_.emplace(std::move(*made));
    } else {
      error_ = made.error();
    }
  }

  const std::string& ca_pem() const { return authority_ ? authority_->ca_pem() : no_pem_; }

  const IssuedCertificate& Issue(const Certificate& wanted) {
    for (const auto& [certificate, issued] : issued_) {
      if (certificate == wanted) return issued;
    }
    return issued_.emplace_back(wanted, Make(wanted)).second;
  }

 private:
  IssuedCertificate Make(const Certificate& wanted) const {
    if (!authority_) return {.error = error_};
    const net::CertificateRequest request{
        .names = wanted.names,
        .common_name = wanted.common_name,
        .not_before = std::chrono::seconds(wanted.not_before_s),
        .not_after = std::chrono::seconds(wanted.not_after_s),
        .issuer = IssuerOf(wanted.issuer),
        .extended_key_usage = wanted.extended_key_usage,
    };
    auto made = authority_->Issue(request);
    if (!made) return {.error = made.error()};
    return {.chain_pem = std::move(made->cert_pem), .key_pem = std::move(made->key_pem)};
  }

  std::optional<net::CertificateAuthority> authority_;
  std::string error_;
  std::string no_pem_;
  std::deque<std::pair<Certificate, IssuedCertificate>> issued_;  // a run knows a few dozen at most
};

Credentials::Credentials() : authorities_(std::make_unique<Authorities>()) {}
Credentials::~Credentials() = default;

const std::string& Credentials::ca_pem() const {
  return authorities_->ca_pem();
}

const IssuedCertificate& Credentials::Issue(const Certificate& wanted) const {
  return authorities_->Issue(wanted);
}

}  // namespace wireproof::script
