#include "http/net/certificates.h"

#include <openssl/pem.h>
#include <openssl/rand.h>

#include <string_view>
#include <utility>

#include "http/net/openssl_handle.h"

namespace wireproof::net {
namespace {

using GeneralNames = std::unique_ptr<GENERAL_NAMES, Freeing<&GENERAL_NAMES_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freeing<&X509_EXTENSION_free>>;

// A certificate with its key: what can sign.
struct Signer {
  X509Handle certificate;
  KeyHandle key;
};

std::unexpected<std::string> Failed(std::string_view what) {
  return std::unexpected(std::string(what) + ": " + TakeOpensslErrors("OpenSSL refused it"));
}

std::string Join(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ",") + word;
  return joined;
}

// A certificate as it is put together, until it is signed.
class Draft {
 public:
  // `signer` null: it signs itself.
  explicit Draft(const Signer* signer)
      : key_(EVP_EC_gen("P-256")), certificate_(X509_new()), signer_(signer) {
    X509_set_version(certificate_.get(), X509_VERSION_3);
    X509_set_pubkey(certificate_.get(), key_.get());
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate_.get()), serial >> 1 | 1);
  }

  bool SetSubject(const std::string& common_name) {
    X509_NAME* name = X509_get_subject_name(certificate_.get());
    const auto* bytes = reinterpret_cast<const unsigned char*>(common_name.data());
    if (X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes,
                                   static_cast<int>(common_name.size()), -1, 0) != 1) {
      return false;
    }
    const X509* issuer = signer_ != nullptr ? signer_->certificate.get() : certificate_.get();
    return X509_set_issuer_name(certificate_.get(), X509_get_subject_name(issuer)) == 1;
  }

  bool SetValidity(std::chrono::seconds not_before, std::chrono::seconds not_after) {
    return X509_gmtime_adj(X509_getm_notBefore(certificate_.get()), not_before.count()) &&
           X509_gmtime_adj(X509_getm_notAfter(certificate_.get()), not_after.count());
  }

  // An extension in the words of x509v3_config(5).
  bool Extend(int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509* issuer = signer_ != nullptr ? signer_->certificate.get() : certificate_.get();
    X509V3_set_ctx(&context, issuer, certificate_.get(), nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    return extension && X509_add_ext(certificate_.get(), extension.get(), -1) == 1;
  }

  // Not in words: a name may have any character.
  bool ExtendNames(const std::vector<std::string>& names) {
    const GeneralNames list(sk_GENERAL_NAME_new_null());
    for (const std::string& text : names) {
      GENERAL_NAME* name = GENERAL_NAME_new();
      sk_GENERAL_NAME_push(list.get(), name);
      if (ASN1_OCTET_STRING* address = a2i_IPADDRESS(text.c_str())) {
        GENERAL_NAME_set0_value(name, GEN_IPADD, address);
        continue;
      }
      ASN1_IA5STRING* dns = ASN1_IA5STRING_new();
      if (ASN1_STRING_set(dns, text.data(), static_cast<int>(text.size())) != 1) return false;
      GENERAL_NAME_set0_value(name, GEN_DNS, dns);
    }
    TakeOpensslErrors("");  // of names that are no addresses
    return X509_add1_ext_i2d(certificate_.get(), NID_subject_alt_name, list.get(), 0,
                             X509V3_ADD_DEFAULT) == 1;
  }

  // RFC 5280 sections 4.2.1.1 and 4.2.1.2: which key signed, and which is this one.
  bool ExtendKeyIdentifiers() {
    return Extend(NID_subject_key_identifier, "hash") &&
           Extend(NID_authority_key_identifier, "keyid:always");
  }

  std::expected<Signer, std::string> Sign() {
    EVP_PKEY* key = signer_ != nullptr ? signer_->key.get() : key_.get();
    if (X509_sign(certificate_.get(), key, EVP_sha256()) == 0) return Failed("sign");
    return Signer{std::move(certificate_), std::move(key_)};
  }

 private:
  KeyHandle key_;
  X509Handle certificate_;
  const Signer* signer_;
};

// A root, or an intermediate if there is a signer.
std::expected<Signer, std::string> MakeAuthority(const std::string& common_name,
                                                 const Signer* signer) {
  Draft draft(signer);
  const std::chrono::hours margin(24);
  const std::chrono::hours lifetime(24 * 365 * 10);
  if (!draft.SetSubject(common_name)) return Failed("common name");
  if (!draft.SetValidity(-margin, lifetime) ||
      !draft.Extend(NID_basic_constraints, "critical,CA:TRUE") ||
      !draft.Extend(NID_key_usage, "critical,keyCertSign,cRLSign") ||
      !draft.ExtendKeyIdentifiers()) {
    return Failed("make an authority");
  }
  return draft.Sign();
}

std::expected<Signer, std::string> MakeLeaf(const CertificateRequest& request,
                                            const Signer* signer) {
  Draft draft(signer);
  std::string common_name = request.common_name;
  if (common_name.empty()) common_name = request.names.empty() ? "no name" : request.names.front();
  common_name.resize(std::min<std::size_t>(common_name.size(), ub_common_name));
  if (!draft.SetSubject(common_name)) return Failed("common_name");
  if (!draft.SetValidity(request.not_before, request.not_after)) {
    return Failed("not_before, not_after");
  }
  if (!draft.Extend(NID_basic_constraints, request.is_ca ? "critical,CA:TRUE" : "CA:FALSE")) {
    return Failed("is_ca");
  }
  if (!request.key_usage.empty() &&
      !draft.Extend(NID_key_usage, "critical," + Join(request.key_usage))) {
    return Failed("key_usage");
  }
  if (!request.extended_key_usage.empty() &&
      !draft.Extend(NID_ext_key_usage, Join(request.extended_key_usage))) {
    return Failed("extended_key_usage");
  }
  if (!request.names.empty() && !draft.ExtendNames(request.names)) return Failed("names");
  if (!draft.ExtendKeyIdentifiers()) return Failed("key identifiers");
  return draft.Sign();
}

std::string ToPem(X509* certificate) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return Collected(bio.get());
}

std::string ToPem(EVP_PKEY* key) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return Collected(bio.get());
}

}  // namespace

struct CertificateAuthority::State {
  Signer root;
  std::string ca_pem;
};

CertificateAuthority::CertificateAuthority(std::unique_ptr<State> state)
    : state_(std::move(state)) {}
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;
CertificateAuthority::~CertificateAuthority() = default;

std::expected<CertificateAuthority, std::string> CertificateAuthority::Create(
    std::string common_name) {
  auto root = MakeAuthority(common_name, nullptr);
  if (!root) return std::unexpected(std::move(root.error()));
  auto state = std::make_unique<State>();
  state->ca_pem = ToPem(root->certificate.get());
  state->root = std::move(*root);
  return CertificateAuthority(std::move(state));
}

std::expected<Certificate, std::string> CertificateAuthority::Issue(
    const CertificateRequest& request) const {
  const Signer* signer = &state_->root;
  std::expected<Signer, std::string> between;
  switch (request.issuer) {
    case Issuer::kAuthority:
      break;
    case Issuer::kSelf:
      signer = nullptr;
      break;
    case Issuer::kOther:
      between = MakeAuthority("Another test authority", nullptr);
      break;
    case Issuer::kIntermediate:
      between = MakeAuthority("Wireproof test intermediate", &state_->root);
      break;
  }
  if (!between) return std::unexpected(std::move(between.error()));
  if (between->certificate) signer = &*between;
  auto leaf = MakeLeaf(request, signer);
  if (!leaf) return std::unexpected(std::move(leaf.error()));
  Certificate made{ToPem(leaf->certificate.get()), ToPem(leaf->key.get())};
  if (request.issuer == Issuer::kIntermediate) made.cert_pem += ToPem(between->certificate.get());
  return made;
}

const std::string& CertificateAuthority::ca_pem() const {
  return state_->ca_pem;
}

}  // namespace wireproof::net
