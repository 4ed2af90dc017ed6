// What is behind a TlsContext. Inside http/net only.
#pragma once

#include <string>

#include "http/net/openssl_handle.h"
#include "http/net/tls_context.h"

namespace wireproof::net {

struct TlsContext::State {
  SslContextHandle handle;
  bool client = true;
  bool verify = true;           // client: the server's certificate
  bool verify_hostname = true;  // client: and that it is for the server's name
  bool common_name_fallback = false;
  std::string alpn_wire;  // server: what the ALPN callback chooses from
  bool alpn_required = false;
};

}  // namespace wireproof::net
