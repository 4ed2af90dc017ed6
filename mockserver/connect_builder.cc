#include "wireproof/connect_builder.h"

#include <fmt/format.h>

#include <stdexcept>

#include "mockserver/builder_json.h"
#include "wireproof/stub_builder.h"

namespace wireproof::mock {
namespace {

constexpr char kConnection[] = "/wireproof/when/connection";
constexpr char kTlsFault[] = "/wireproof/connect/tls_fault";

std::string ListOf(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(TextOfUser("rule", text));
  return WriteJson(list);
}

std::string Quoted(std::string_view text) {
  return WriteJson(TextOfUser("rule", text));
}

// As the settings of TLS spell a time from now: "-86400s", "+0s".
std::string FromNow(std::chrono::seconds time) {
  return fmt::format("\"{:+}s\"", time.count());
}

}  // namespace

CertificateBuilder CertificateBuilder::With(std::string_view pointer,
                                            std::string_view value) const {
  CertificateBuilder changed = *this;
  changed.json_ = detail::WithMember(json_, pointer, value);
  return changed;
}

CertificateBuilder CertificateBuilder::ForNames(const std::vector<std::string>& names) const {
  return With("/names", ListOf(names));
}

CertificateBuilder CertificateBuilder::WithCommonName(std::string_view name) const {
  return With("/common_name", Quoted(name));
}

CertificateBuilder CertificateBuilder::ValidFrom(std::chrono::seconds from_now) const {
  return With("/not_before", FromNow(from_now));
}

CertificateBuilder CertificateBuilder::ValidUntil(std::chrono::seconds from_now) const {
  return With("/not_after", FromNow(from_now));
}

CertificateBuilder CertificateBuilder::SelfSigned() const {
  return With("/issuer", R"("self")");
}

CertificateBuilder CertificateBuilder::FromUnknownAuthority() const {
  return With("/issuer", R"("other-ca")");
}

CertificateBuilder CertificateBuilder::FromIntermediate() const {
  return With("/issuer", R"("intermediate")");
}

CertificateBuilder CertificateBuilder::ForUsage(const std::vector<std::string>& usages) const {
  return With("/extended_key_usage", ListOf(usages));
}

CertificateBuilder Certificate() {
  return {};
}

ConnectBuilder ConnectBuilder::With(std::string_view pointer, std::string_view value) const {
  ConnectBuilder changed = *this;
  changed.json_ = detail::WithMember(json_, pointer, value);
  return changed;
}

ConnectBuilder ConnectBuilder::OnConnection(std::uint32_t connection) const {
  return With(kConnection, fmt::format("{}", connection));
}

ConnectBuilder ConnectBuilder::OnConnections(const std::vector<std::uint32_t>& connections) const {
  return With(kConnection, fmt::format(R"({{"at":[{}]}})", fmt::join(connections, ",")));
}

ConnectBuilder ConnectBuilder::FromConnection(std::uint32_t first) const {
  return With(kConnection, fmt::format(R"({{"from":{}}})", first));
}

ConnectBuilder ConnectBuilder::Times(std::uint32_t times) const {
  return With("/wireproof/when/times", fmt::format("{}", times));
}

ConnectBuilder ConnectBuilder::WithProbability(double share) const {
  ConnectBuilder changed = *this;
  changed.json_ = detail::WithNumber(json_, "/wireproof/when/probability", share);
  return changed;
}

ConnectBuilder ConnectBuilder::WithCertificate(const CertificateBuilder& certificate) const {
  return With("/wireproof/connect/tls/certificate", certificate.json());
}

ConnectBuilder ConnectBuilder::WithTlsVersions(const std::vector<std::string>& versions) const {
  return With("/wireproof/connect/tls/versions", ListOf(versions));
}

ConnectBuilder ConnectBuilder::WithSecurityLevel(int level) const {
  return With("/wireproof/connect/tls/security_level", fmt::format("{}", level));
}

ConnectBuilder ConnectBuilder::WithAlpn(const std::vector<std::string>& protocols) const {
  return With("/wireproof/connect/tls/alpn", ListOf(protocols));
}

ConnectBuilder ConnectBuilder::CloseInHandshake() const {
  return With(kTlsFault, R"("close_in_handshake")");
}

ConnectBuilder ConnectBuilder::ResetInHandshake() const {
  return With(kTlsFault, R"("reset_in_handshake")");
}

ConnectBuilder ConnectBuilder::SendGarbageInHandshake() const {
  return With(kTlsFault, R"("garbage")");
}

ConnectBuilder ConnectBuilder::StallInHandshake() const {
  return With(kTlsFault, R"("stall")");
}

ConnectBuilder ConnectBuilder::Play(const ScriptBuilder& script) const {
  const ReplyBuilder reply = script;
  const Json json = JsonOfUser("rule", reply.json());
  return With("/wireproof/connect/script", WriteJson(json.at("wireproof").at("script")));
}

ConnectBuilder ConnectBuilder::WithId(std::string_view uuid) const {
  return With("/id", Quoted(uuid));
}

ConnectBuilder ConnectBuilder::Named(std::string_view name) const {
  return With("/name", Quoted(name));
}

ConnectBuilder ConnectBuilder::WithMetadata(std::string_view json) const {
  return With("/metadata", json);
}

ConnectBuilder Connect() {
  return {};
}

}  // namespace wireproof::mock
