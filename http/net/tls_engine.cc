#include "http/net/tls_engine.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "http/net/tls_alert.h"
#include "http/net/tls_context_state.h"

namespace wireproof::net {
namespace {

// A record is at most 2^14 + 256 bytes and its header (RFC 8446 section 5.2); more saves reads.
constexpr std::size_t kInputBytes = 32768;

TlsEngine* EngineOf(BIO* bio) {
  return static_cast<TlsEngine*>(BIO_get_data(bio));
}

int BioRead(BIO* bio, char* buffer, int size) {
  BIO_clear_retry_flags(bio);
  const int count = EngineOf(bio)->ReadInput(buffer, static_cast<std::size_t>(size));
  if (count > 0) return count;
  BIO_set_retry_read(bio);
  return -1;
}

int BioWrite(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  EngineOf(bio)->AppendOutput(std::string_view(bytes, static_cast<std::size_t>(size)));
  return size;
}

long BioControl(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

// The kind of BIO that reads from and writes to an engine's buffers; made once.
const BIO_METHOD* EngineBioMethod() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tls engine");
    BIO_meth_set_read(made, BioRead);
    BIO_meth_set_write(made, BioWrite);
    BIO_meth_set_ctrl(made, BioControl);
    return made;
  }();
  return method;
}

void OnInfo(const SSL* ssl, int where, int value) {
  if ((where & SSL_CB_ALERT) == 0) return;
  static_cast<TlsEngine*>(SSL_get_app_data(ssl))->NoteAlert(value, (where & SSL_CB_WRITE) != 0);
}

bool IsIpAddress(const std::string& name) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str());
  ASN1_OCTET_STRING_free(address);
  ERR_clear_error();
  return address != nullptr;
}

}  // namespace

TlsEngine::TlsEngine(const TlsContext::State& context)
    : context_(context), ssl_(SSL_new(context.handle.get())) {
  BIO* bio = BIO_new(EngineBioMethod());
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_info_callback(ssl_.get(), OnInfo);
  if (context_.client) {
    SSL_set_connect_state(ssl_.get());
  } else {
    SSL_set_accept_state(ssl_.get());
  }
}

bool TlsEngine::SetServerName(const std::string& name, bool send_sni) {
  const bool address = IsIpAddress(name);
  if (send_sni && !address && !name.empty() &&
      SSL_set_tlsext_host_name(ssl_.get(), name.c_str()) != 1) {
    return false;
  }
  if (!context_.verify_hostname) return true;
  X509_VERIFY_PARAM* param = SSL_get0_param(ssl_.get());
  unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  if (!context_.common_name_fallback) flags |= X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  X509_VERIFY_PARAM_set_hostflags(param, flags);
  if (address) return X509_VERIFY_PARAM_set1_ip_asc(param, name.c_str()) == 1;
  return !name.empty() && X509_VERIFY_PARAM_set1_host(param, name.data(), name.size()) == 1;
}

TlsEngine::Step TlsEngine::Handshake() {
  ERR_clear_error();
  return Judge(SSL_do_handshake(ssl_.get()));
}

TlsEngine::Step TlsEngine::Read(std::span<char> buffer, std::size_t& count) {
  if (failed_) return Step::kFailed;
  ERR_clear_error();
  return Judge(SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count));
}

TlsEngine::Step TlsEngine::Write(std::string_view bytes) {
  if (failed_) return Step::kFailed;
  ERR_clear_error();
  std::size_t written = 0;
  return Judge(SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written));
}

TlsEngine::Step TlsEngine::Judge(int result) {
  if (result == 1) return Step::kDone;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Step::kWantInput;
    case SSL_ERROR_ZERO_RETURN:
      return Step::kCloseNotify;
    default:
      break;
  }
  failed_ = true;
  words_ = TakeOpensslErrors("the TLS library failed without words");
  return Step::kFailed;
}

void TlsEngine::SendCloseNotify() {
  if (failed_ || SSL_in_init(ssl_.get())) return;  // no alert can be sent in order
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

bool TlsEngine::RequestKeyUpdate() {
  const bool done = SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED) == 1;
  ERR_clear_error();
  return done;
}

std::span<char> TlsEngine::InputSpace() {
  assert(input_begin_ == input_end_);
  if (input_.empty()) input_.resize(kInputBytes);
  input_begin_ = input_end_ = 0;
  return input_;
}

void TlsEngine::TakeOutput(std::string& into) {
  into.clear();
  into.swap(output_);
}

int TlsEngine::ReadInput(char* buffer, std::size_t size) {
  const std::size_t count = std::min(size, input_end_ - input_begin_);
  std::copy_n(input_.begin() + static_cast<std::ptrdiff_t>(input_begin_), count, buffer);
  input_begin_ += count;
  return static_cast<int>(count);
}

void TlsEngine::NoteAlert(int value, bool sent) {
  const int number = value & 0xff;
  alerts_.push_back(
      TlsAlert{number, AlertName(number), (value >> 8 & 0xff) == SSL3_AL_FATAL, sent});
}

const TlsAlert* TlsEngine::LastAlert(bool sent, bool any) const {
  for (auto alert = alerts_.rbegin(); alert != alerts_.rend(); ++alert) {
    if (alert->sent == sent && (alert->fatal || any)) return &*alert;
  }
  return nullptr;
}

TlsFacts TlsEngine::Facts() const {
  TlsFacts facts;
  facts.version = SSL_get_version(ssl_.get());
  if (const char* cipher = SSL_get_cipher_name(ssl_.get())) facts.cipher = cipher;
  const unsigned char* alpn = nullptr;
  unsigned alpn_size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &alpn, &alpn_size);
  if (alpn_size > 0) facts.alpn.assign(reinterpret_cast<const char*>(alpn), alpn_size);
  if (!context_.client) {
    const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    if (name != nullptr) facts.sni = name;
  }
  facts.peer_certificate = SSL_get0_peer_certificate(ssl_.get()) != nullptr;
  return facts;
}

std::string TlsEngine::PeerCertificatePem() const {
  X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr) return "";
  const BioHandle bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return Collected(bio.get());
}

}  // namespace wireproof::net
