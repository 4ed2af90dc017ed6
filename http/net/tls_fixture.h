// What the tests of TLS share: an authority, settings that work, and both handshakes at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "http/net/certificates.h"
#include "http/net/stream_fixture.h"
#include "http/net/tls.h"

namespace wireproof::net {

using TlsResult = std::expected<std::unique_ptr<TlsStream>, TlsFailure>;

// How the handshake went on both sides; the streams if it went well.
struct TlsPair {
  std::optional<TlsResult> client;
  std::optional<TlsResult> server;
  bool done() const { return client && *client && server && *server; }
  TlsStream& client_stream() { return ***client; }
  TlsStream& server_stream() { return ***server; }
};

inline Task<void> ClientSide(std::unique_ptr<Stream> below, TlsContext context,
                             TlsClientOptions options, std::optional<TlsResult>& result) {
  result.emplace(co_await HandshakeClient(std::move(below), context, std::move(options)));
}

inline Task<void> ServerSide(std::unique_ptr<Stream> below, TlsContext context,
                             TlsServerOptions options, std::optional<TlsResult>& result) {
  result.emplace(co_await HandshakeServer(std::move(below), context, std::move(options)));
}

class TlsTest : public StreamTest {
 protected:
  TlsTest() {
    const Certificate certificate = Issue(CertificateRequest{});
    client_settings.common.ca_pem = authority.ca_pem();
    server_settings.common.cert_pem = certificate.cert_pem;
    server_settings.common.key_pem = certificate.key_pem;
    client_options.server_name = "localhost";
    client_options.deadline = Deadline::After(kPatience);
    server_options.deadline = Deadline::After(kPatience);
  }

  Certificate Issue(const CertificateRequest& request) {
    auto made = authority.Issue(request);
    EXPECT_TRUE(made) << made.error();
    return made ? std::move(*made) : Certificate{};
  }

  void SetVersion(TlsVersion version) {
    client_settings.common.min_version = client_settings.common.max_version = version;
  }

  TlsPair Handshake(StreamPair below) {
    TlsPair pair;
    auto client_context = TlsContext::ForClient(client_settings);
    auto server_context = TlsContext::ForServer(server_settings);
    EXPECT_TRUE(client_context) << client_context.error().message;
    EXPECT_TRUE(server_context) << server_context.error().message;
    TaskGroup group(loop.executor());
    group.Start("client",
                ClientSide(std::move(below.first), *client_context, client_options, pair.client));
    group.Start("server",
                ServerSide(std::move(below.second), *server_context, server_options, pair.server));
    EXPECT_TRUE(Run(JoinInTime(group)));
    return pair;
  }

  // Both handshakes succeed.
  TlsPair Connected(StreamPair below) {
    TlsPair pair = Handshake(std::move(below));
    EXPECT_TRUE(*pair.client) << ToString(pair.client->error());
    EXPECT_TRUE(*pair.server) << ToString(pair.server->error());
    return pair;
  }

  CertificateAuthority authority = CertificateAuthority::Create().value();
  TlsClientSettings client_settings;
  TlsServerSettings server_settings;
  TlsClientOptions client_options;
  TlsServerOptions server_options;
};

}  // namespace wireproof::net
