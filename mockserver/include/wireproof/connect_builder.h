// Rules for connections: what becomes of one before any request. Plain C++17.
//
//   server.AddStub(Connect().OnConnection(1).WithCertificate(Certificate().ValidUntil(-24h)));
//   server.AddStub(Connect().Times(3).CloseInHandshake());
//   server.AddStub(Connect().Play(Script().Send("SSH-2.0-OpenSSH_9.6\r\n").Close()));
//
// Values, as stubs are (stub_builder.h): each call gives a new one. The newest rule that fits a
// connection counts; where none does, the connection is as the server's options say.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wireproof/reply_builder.h"

namespace wireproof::mock {

// What a server shows in the handshake: a good certificate for localhost but for what is said. The
// server's throw-away authority issues it (MockServer::ca_pem).
class CertificateBuilder {
 public:
  // DNS names and IP addresses; none is a certificate without any.
  [[nodiscard]] CertificateBuilder ForNames(const std::vector<std::string>& names) const;
  [[nodiscard]] CertificateBuilder WithCommonName(std::string_view name) const;
  // From now; negative is in the past. Without them: a day ago, and in thirty days.
  [[nodiscard]] CertificateBuilder ValidFrom(std::chrono::seconds from_now) const;
  [[nodiscard]] CertificateBuilder ValidUntil(std::chrono::seconds from_now) const;
  // By itself, by an authority that nobody knows, by an intermediate one that is sent along.
  [[nodiscard]] CertificateBuilder SelfSigned() const;
  [[nodiscard]] CertificateBuilder FromUnknownAuthority() const;
  [[nodiscard]] CertificateBuilder FromIntermediate() const;
  // OpenSSL's names; "serverAuth" where nothing is said.
  [[nodiscard]] CertificateBuilder ForUsage(const std::vector<std::string>& usages) const;

  const std::string& json() const { return json_; }

 private:
  CertificateBuilder With(std::string_view pointer, std::string_view value) const;
  std::string json_ = "{}";
};

CertificateBuilder Certificate();

class ConnectBuilder {
 public:
  // --- Which connections; all of it must hold ---
  // They count from 1, since the start or the last Reset.
  [[nodiscard]] ConnectBuilder OnConnection(std::uint32_t connection) const;
  [[nodiscard]] ConnectBuilder OnConnections(const std::vector<std::uint32_t>& connections) const;
  [[nodiscard]] ConnectBuilder FromConnection(std::uint32_t first) const;
  // At most so often; then it is as if it were not there.
  [[nodiscard]] ConnectBuilder Times(std::uint32_t times) const;
  // In that share of the cases, by the server's seed.
  [[nodiscard]] ConnectBuilder WithProbability(double share) const;

  // --- Our side of TLS, on the HTTPS port ---
  [[nodiscard]] ConnectBuilder WithCertificate(const CertificateBuilder& certificate) const;
  // Of "1.0" to "1.3"; with those below 1.2 the security level is 0.
  [[nodiscard]] ConnectBuilder WithTlsVersions(const std::vector<std::string>& versions) const;
  [[nodiscard]] ConnectBuilder WithSecurityLevel(int level) const;
  [[nodiscard]] ConnectBuilder WithAlpn(const std::vector<std::string>& protocols) const;

  // --- Instead of the handshake ---
  [[nodiscard]] ConnectBuilder CloseInHandshake() const;
  [[nodiscard]] ConnectBuilder ResetInHandshake() const;
  [[nodiscard]] ConnectBuilder SendGarbageInHandshake() const;  // octets that are no TLS
  [[nodiscard]] ConnectBuilder StallInHandshake() const;

  // These steps as soon as the connection (and the handshake) stands. Of what is put in there is
  // ${connection} only. If they do not end the connection, requests follow.
  [[nodiscard]] ConnectBuilder Play(const ScriptBuilder& script) const;

  // A UUID; else the server makes one.
  [[nodiscard]] ConnectBuilder WithId(std::string_view uuid) const;
  [[nodiscard]] ConnectBuilder Named(std::string_view name) const;
  // A JSON object of the user's own.
  [[nodiscard]] ConnectBuilder WithMetadata(std::string_view json) const;

  // As a stub in WireMock's JSON, with the key "wireproof".
  const std::string& json() const { return json_; }

 private:
  ConnectBuilder With(std::string_view pointer, std::string_view value) const;
  std::string json_ = R"({"wireproof":{"connect":{}}})";
};

// A rule for every connection, so far.
ConnectBuilder Connect();

}  // namespace wireproof::mock
