#include "mockserver/admin/access.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "mockserver/admin/admin_fixture.h"

namespace wireproof::mock {
namespace {

struct AccessCase {
  const char* name;
  const char* bound;
  const char* token;
  const char* basic;
  GivenFields fields;
  int status;
};

void PrintTo(const AccessCase& one, std::ostream* out) {
  *out << one.name;
}

class Access : public testing::TestWithParam<AccessCase> {};

TEST_P(Access, IsDecidedByCredentialsOrByWhereTheRequestComesFrom) {
  MockOptions options;
  options.host = GetParam().bound;
  options.admin_token = GetParam().token;
  options.admin_basic_auth = GetParam().basic;
  options.admin_hosts = {"mock.test"};
  AdminServer server(std::move(options));
  const AdminReply reply = server.Ask("GET", "/__admin/settings", "", GetParam().fields);
  EXPECT_EQ(reply.status, GetParam().status) << reply.content;
  if (reply.status != 200) {
    EXPECT_TRUE(JsonOf(reply).contains("errors"));
  }
}

constexpr char kLoopback[] = "127.0.0.1";

INSTANTIATE_TEST_SUITE_P(
    All, Access,
    testing::Values(
        AccessCase{"LoopbackName", kLoopback, "", "", {{{"Host", "localhost:1"}}}, 200},
        AccessCase{"LoopbackAddress", kLoopback, "", "", {{{"Host", "127.0.0.1:1"}}}, 200},
        AccessCase{"Ipv6Loopback", kLoopback, "", "", {{{"Host", "[::1]:1"}}}, 200},
        AccessCase{"NameBelowLocalhost", kLoopback, "", "", {{{"Host", "a.localhost:1"}}}, 200},
        AccessCase{"AllowedName", kLoopback, "", "", {{{"Host", "MOCK.test:1"}}}, 200},
        AccessCase{"ReboundName", kLoopback, "", "", {{{"Host", "evil.example:1"}}}, 403},
        AccessCase{"NameLikeAnAddress", kLoopback, "", "", {{{"Host", "127.0.0.1.evil.org"}}}, 403},
        AccessCase{"AnyNameBeyondLoopback", "0.0.0.0", "", "", {{{"Host", "wiremock:8080"}}}, 200},
        AccessCase{"ForeignOrigin",
                   kLoopback,
                   "",
                   "",
                   {{{"Host", "localhost:1"}, {"Origin", "http://evil.example"}}},
                   403},
        AccessCase{"ForeignPortOfTheSameHost",
                   kLoopback,
                   "",
                   "",
                   {{{"Host", "localhost:1"}, {"Origin", "http://localhost:2"}}},
                   403},
        AccessCase{
            "NullOrigin", kLoopback, "", "", {{{"Host", "localhost:1"}, {"Origin", "null"}}}, 403},
        AccessCase{"OwnOrigin",
                   kLoopback,
                   "",
                   "",
                   {{{"Host", "localhost:1"}, {"Origin", "http://localhost:1"}}},
                   200},
        AccessCase{"ForeignOriginBeyondLoopback",
                   "0.0.0.0",
                   "",
                   "",
                   {{{"Host", "wiremock:8080"}, {"Origin", "http://evil.example"}}},
                   403},
        AccessCase{"CrossSiteFetch",
                   kLoopback,
                   "",
                   "",
                   {{{"Host", "localhost:1"}, {"Sec-Fetch-Site", "cross-site"}}},
                   403},
        AccessCase{"NoToken", kLoopback, "secret", "", {}, 401},
        AccessCase{"WrongToken", kLoopback, "secret", "", {{{"Authorization", "Bearer no"}}}, 401},
        AccessCase{"TokenPrefix",
                   kLoopback,
                   "secret",
                   "",
                   {{{"Authorization", "Bearer secretsecret"}}},
                   401},
        AccessCase{"EmptyToken", kLoopback, "secret", "", {{{"Authorization", "Bearer "}}}, 401},
        AccessCase{"Token", kLoopback, "secret", "", {{{"Authorization", "bearer secret"}}}, 200},
        AccessCase{"TokenFromAnywhere",
                   kLoopback,
                   "secret",
                   "",
                   {{{"Host", "evil.example"}, {"Authorization", "Bearer secret"}}},
                   200},
        // "me:pw"
        AccessCase{"Basic", kLoopback, "", "me:pw", {{{"Authorization", "Basic bWU6cHc="}}}, 200},
        AccessCase{"WrongBasic", kLoopback, "", "me:pw", {{{"Authorization", "Basic bWU6"}}}, 401},
        AccessCase{"BasicThatIsNotBase64",
                   kLoopback,
                   "",
                   "me:pw",
                   {{{"Authorization", "Basic !!!"}}},
                   401},
        AccessCase{"BasicBesideToken",
                   kLoopback,
                   "secret",
                   "me:pw",
                   {{{"Authorization", "Basic bWU6cHc="}}},
                   200}),
    [](const auto& one) { return one.param.name; });

TEST(Access, SaysHowToShowACredential) {
  MockOptions options;
  options.admin_token = "secret";
  AdminServer server(std::move(options));
  const AdminReply reply = server.Ask("GET", "/__admin/mappings");
  EXPECT_EQ(wire::FindFirst(reply.fields, "WWW-Authenticate"), "Bearer realm=\"admin\"");
  EXPECT_EQ(reply.content.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace wireproof::mock
