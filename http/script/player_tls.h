// TLS settings of scripts turned into contexts, and failed handshakes into events.
#pragma once

#include <expected>
#include <string>

#include "http/net/tls.h"
#include "http/net/tls_context.h"
#include "http/script/credentials.h"
#include "http/script/script.h"
#include "http/script/transcript.h"

namespace wireproof::script {

// The error is in words. A client side does not verify what a server shows: subjects bring
// throw-away certificates of their own, and what is judged is the server's protocol.
std::expected<net::TlsContext, std::string> ClientContext(const TlsSettings& settings,
                                                          const Credentials* credentials);

// Shows the certificate that the settings describe.
std::expected<net::TlsServerSettings, std::string> ServerSettings(const TlsSettings& settings,
                                                                  const Credentials* credentials);
std::expected<net::TlsContext, std::string> ServerContext(const TlsSettings& settings,
                                                          const Credentials* credentials);

// What a failed handshake is in a transcript; kMissed where the deadline passed.
EventKind EventOf(const net::TlsFailure& failure);

}  // namespace wireproof::script
