// Owners of OpenSSL's objects, and its error queue as words. Inside http/net only.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace wireproof::net {

template <auto Free>
struct Freeing {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using BioHandle = std::unique_ptr<BIO, Freeing<&BIO_free_all>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Freeing<&EVP_PKEY_free>>;
using SslContextHandle = std::unique_ptr<SSL_CTX, Freeing<&SSL_CTX_free>>;
using SslHandle = std::unique_ptr<SSL, Freeing<&SSL_free>>;
using X509Handle = std::unique_ptr<X509, Freeing<&X509_free>>;

// A memory BIO that reads from `bytes`, which must outlive it.
BioHandle ReadingBio(std::string_view bytes);

// What a memory BIO has collected.
std::string Collected(BIO* bio);

// Empties OpenSSL's error queue of this thread: the reasons, the deepest first; `otherwise` if it
// has none.
std::string TakeOpensslErrors(std::string_view otherwise);

}  // namespace wireproof::net
