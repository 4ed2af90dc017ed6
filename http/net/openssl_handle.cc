#include "http/net/openssl_handle.h"

#include <fmt/format.h>
#include <openssl/err.h>

namespace wireproof::net {

BioHandle ReadingBio(std::string_view bytes) {
  return BioHandle(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

std::string Collected(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string TakeOpensslErrors(std::string_view otherwise) {
  std::string words;
  while (const unsigned long code = ERR_get_error()) {
    const char* reason = ERR_reason_error_string(code);
    if (!words.empty()) words += "; ";
    words += reason != nullptr ? std::string(reason) : fmt::format("OpenSSL error {:x}", code);
  }
  return words.empty() ? std::string(otherwise) : words;
}

}  // namespace wireproof::net
