// Octets that no stub describes, access lines, and who may be proxied to.
#include <gtest/gtest.h>

#include "mockserver/serve/access_log.h"
#include "mockserver/serve/octets.h"
#include "mockserver/serve/proxy_policy.h"

namespace wireproof::mock {
namespace {

TEST(Pages, HaveTheirLengthAndNoMoreThanTheySay) {
  const AdminReply reply{.status = 404, .fields = {{"A", "b"}}, .content = "xy"};
  EXPECT_EQ(PageOctets(reply, {}), "HTTP/1.1 404 Not Found\r\nA: b\r\nContent-Length: 2\r\n\r\nxy");
  EXPECT_EQ(PageOctets(reply, {.head_only = true, .close = true}),
            "HTTP/1.1 404 Not Found\r\nA: b\r\nConnection: close\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(PageOctets({.status = 204, .content = "x"}, {.date_s = 0}),
            "HTTP/1.1 204 No Content\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n");
}

TEST(Pages, ARefusalQuotesNothingThatCouldBeReadAsMore) {
  const std::string octets =
      RefusalOctets(wire::MakeDefect(wire::DefectKind::kHostMissing, 0, "a\r\nb\x1b"));
  EXPECT_TRUE(octets.starts_with("HTTP/1.1 400 Bad Request\r\n")) << octets;
  EXPECT_NE(octets.find("a\\x0d\\x0ab\\x1b"), std::string::npos) << octets;
}

TEST(Pages, AdminTargetsAreItAndBelowIt) {
  for (const char* target : {"/__admin", "/__admin/", "/__admin/x", "/__admin?a"}) {
    EXPECT_TRUE(IsAdminTarget(target)) << target;
  }
  for (const char* target : {"/", "/__admins", "/a/__admin", "*"}) {
    EXPECT_FALSE(IsAdminTarget(target)) << target;
  }
}

TEST(AccessLog, IsOneJsonObjectWhateverTheClientSent) {
  EXPECT_EQ(AccessLine({.at_us = 5,
                        .client_ip = "::1",
                        .method = "GET",
                        .target = "/\"\\\x01\xff",
                        .status = 200,
                        .sent = 7,
                        .duration_ns = 9000}),
            R"({"time_us":5,"client":"::1","method":"GET","target":"/\"\\\u0001\u00ff",)"
            R"("status":200,"stub":null,"sent":7,"duration_us":9})");
}

TEST(ProxyPolicy, GlobsMatchWithoutCase) {
  EXPECT_TRUE(MatchesGlob("*.example.com", "A.Example.com"));
  EXPECT_TRUE(MatchesGlob("*", ""));
  EXPECT_TRUE(MatchesGlob("a*b*c", "aXXbYbc"));
  EXPECT_FALSE(MatchesGlob("*.example.com", "example.com"));
  EXPECT_FALSE(MatchesGlob("a*b", "abc"));
  EXPECT_FALSE(MatchesGlob("", "a"));
}

TEST(ProxyPolicy, DeniesUntilItIsAllowed) {
  const struct {
    std::vector<std::string> allow, deny;
    const char* host;
    const char* address;
    bool allowed;
  } kCases[] = {
      {{}, {}, "example.com", "93.184.216.34", false},
      {{"*"}, {}, "example.com", "93.184.216.34", true},
      {{"*"}, {"*.com"}, "example.com", "93.184.216.34", false},
      {{"*"}, {"93.0.0.0/8"}, "example.com", "93.184.216.34", false},
      {{"*"}, {}, "rebound.com", "127.0.0.1", false},
      {{"*.com"}, {}, "rebound.com", "127.0.0.1", false},
      {{"rebound.com"}, {}, "rebound.com", "127.0.0.1", true},
      {{"0.0.0.0/0"}, {}, "127.0.0.1", "127.0.0.1", false},
      {{"127.0.0.0/8"}, {}, "localhost", "127.0.0.1", true},
      {{"::/0"}, {}, "x", "::1", false},
      {{"127.0.0.1"}, {}, "x", "::ffff:127.0.0.1", true},
      {{"10.0.0.0/8"}, {}, "x", "169.254.169.254", false},
  };
  for (const auto& one : kCases) {
    const ProxyPolicy policy{.allow = one.allow, .deny = one.deny};
    EXPECT_EQ(IsAllowed(policy, one.host, *net::ParseIpAddress(one.address)), one.allowed)
        << one.host << " " << one.address << " " << (one.allow.empty() ? "" : one.allow.front());
  }
}

}  // namespace
}  // namespace wireproof::mock
