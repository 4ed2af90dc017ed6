#include "http/net/certificates.h"

#include <string>

#include "http/net/tls_fixture.h"

namespace wireproof::net {
namespace {

using namespace std::chrono_literals;

class Certificates : public TlsTest {
 protected:
  // What a strict client says of the certificate: "" or the reason.
  std::string Judge(const CertificateRequest& request) {
    const Certificate certificate = Issue(request);
    server_settings.common.cert_pem = certificate.cert_pem;
    server_settings.common.key_pem = certificate.key_pem;
    TlsPair pair = Handshake(MemoryPair());
    if (*pair.client) return "";
    EXPECT_EQ(pair.client->error().blame, TlsBlame::kBySelf);
    return pair.client->error().verify_reason;
  }
};

struct Row {
  const char* what;
  CertificateRequest request;
  const char* reason;
};

std::vector<Row> Rows() {
  return {
      {"valid", {}, ""},
      {"among names", {.names = {"a.test", "127.0.0.1", "localhost"}}, ""},
      {"intermediate", {.issuer = Issuer::kIntermediate}, ""},
      {"any purpose", {.extended_key_usage = {}}, ""},
      {"both purposes", {.extended_key_usage = {"serverAuth", "clientAuth"}}, ""},
      {"wrong host", {.names = {"other.test"}}, "hostname mismatch"},
      {"a name with a comma", {.names = {"a,DNS:localhost"}}, "hostname mismatch"},
      {"name in the subject only", {.names = {}, .common_name = "localhost"}, "hostname mismatch"},
      {"expired", {.not_before = -48h, .not_after = -24h}, "certificate has expired"},
      {"not yet valid", {.not_before = 24h, .not_after = 48h}, "certificate is not yet valid"},
      {"self-signed", {.issuer = Issuer::kSelf}, "self-signed certificate"},
      {"other authority", {.issuer = Issuer::kOther}, "unable to get local issuer certificate"},
      {"wrong purpose", {.extended_key_usage = {"clientAuth"}}, "unsuitable certificate purpose"},
  };
}

TEST_F(Certificates, AreJudgedAsTheirKindSays) {
  for (const Row& row : Rows()) {
    EXPECT_EQ(Judge(row.request), row.reason) << row.what;
  }
}

TEST_F(Certificates, OfEachKindPassWithoutVerification) {
  client_settings.verify = false;
  for (const Row& row : Rows()) EXPECT_EQ(Judge(row.request), "") << row.what;
}

TEST_F(Certificates, NamedInTheSubjectOnlyPassWhereThatCounts) {
  client_settings.common_name_fallback = true;
  EXPECT_EQ(Judge({.names = {}, .common_name = "localhost"}), "");
  EXPECT_EQ(Judge({.names = {"other.test"}, .common_name = "localhost"}), "hostname mismatch");
}

TEST_F(Certificates, ThatCannotBeMadeSayWhatIsWrong) {
  auto made = authority.Issue({.extended_key_usage = {"noSuchPurpose"}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().substr(0, 19), "extended_key_usage:");
  EXPECT_EQ(authority.Issue({.key_usage = {"noSuchUsage"}}).error().substr(0, 10), "key_usage:");
}

TEST_F(Certificates, OfASelfSignedServerAreAcceptedWhenTrusted) {
  const Certificate own = Issue({.issuer = Issuer::kSelf});
  server_settings.common.cert_pem = own.cert_pem;
  server_settings.common.key_pem = own.key_pem;
  client_settings.common.ca_pem = own.cert_pem;
  EXPECT_TRUE(Connected(MemoryPair()).done());
}

}  // namespace
}  // namespace wireproof::net
