#include <gtest/gtest.h>

#include <string>

#include "mockserver/serve/proxy_policy.h"
#include "mockserver/serve/serve_fixture.h"

namespace wireproof::mock {
namespace {

// A mock that proxies to another one on the same loop.
class ProxyTest : public ServeTest {
 protected:
  void StartBoth() {
    Start();
    origin_engine = std::make_unique<Engine>(loop.executor(), MockOptions{});
    origin = std::move(*MockListener::Start(*origin_engine, admin));
    AddTo(*origin_engine, R"({"response":{"status":203,"statusMessage":"Odd","body":"there",
        "headers":{"X-Up":"1","Keep-Alive":"4","Connection":"X-Hop","X-Hop":"5"}},
        "wireproof":{"framing":{"chunked":{}}}})");
    Add(R"({"request":{"urlPathPattern":"/zz/.*"},"response":{"proxyBaseUrl":"http://127.0.0.1:)" +
        std::to_string(origin->port()) +
        R"(/base","headers":{"X-Stub":"yes"},"additionalProxyRequestHeaders":{"X-Extra":"1"},
            "removeProxyRequestHeaders":["x-gone"],"proxyUrlPrefixToRemove":"/zz"}})");
  }
  ~ProxyTest() override {
    if (origin) Run(origin->Stop(std::chrono::milliseconds(0)));
  }

  std::unique_ptr<Engine> origin_engine;
  std::unique_ptr<MockListener> origin;
};

TEST_F(ProxyTest, IsDeniedByDefault) {
  StartBoth();
  const std::string answer = Talk(Get("/zz/a"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_NE(answer.find("denied"), std::string::npos) << answer;
  EXPECT_EQ(origin_engine->journal().total(), 0u);
}

TEST_F(ProxyTest, ForwardsWhatIsMeantForTheOtherEnd) {
  options.proxy.allow = {"127.0.0.1"};
  StartBoth();
  const std::string answer = Talk(
      "POST /zz/a?q=1 HTTP/1.1\r\nHost: mock\r\nX-Gone: 1\r\nX-Keep: 2\r\nConnection: X-Mine\r\n"
      "X-Mine: 3\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(answer, "HTTP/1.1 203 Odd\r\nX-Up: 1\r\nX-Stub: yes\r\nContent-Length: 5\r\n\r\nthere");
  const auto forwarded = origin_engine->journal().Get(1);
  ASSERT_TRUE(forwarded);
  EXPECT_EQ(forwarded->target, "/base/a?q=1");
  EXPECT_EQ(forwarded->method, "POST");
  EXPECT_EQ(forwarded->body, "body");
  std::string names;
  for (const auto& [name, value] : forwarded->fields) names += name + " ";
  EXPECT_EQ(names, "Host X-Keep X-Extra Content-Length ");
  EXPECT_EQ(forwarded->fields[0].second, "127.0.0.1:" + std::to_string(origin->port()));
}

// RFC 9110 section 8.6: the length of what GET would get.
TEST_F(ProxyTest, TellsHeadTheLengthThatTheTargetTells) {
  options.proxy.allow = {"127.0.0.1"};
  StartBoth();
  AddTo(*origin_engine, R"({"request":{"urlPath":"/base/a"},"response":{"body":"twelve octet"}})");
  EXPECT_EQ(Talk("HEAD /zz/a HTTP/1.1\r\nHost: x\r\n\r\n"),
            "HTTP/1.1 200 OK\r\nX-Stub: yes\r\nContent-Length: 12\r\n\r\n");
}

TEST_F(ProxyTest, KeepsTheHostWhereThatIsAsked) {
  options.proxy.allow = {"127.0.0.0/8"};
  options.proxy.preserve_host = true;
  StartBoth();
  (void)Talk(Get("/zz/a"));
  EXPECT_EQ(origin_engine->journal().Get(1)->fields[0].second, "x");
}

TEST_F(ProxyTest, SaysWhatTheNetworkSaid) {
  options.proxy.allow = {"127.0.0.1"};
  StartBoth();
  Run(origin->Stop(std::chrono::milliseconds(0)));
  const std::string answer = Talk(Get("/zz/a"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_NE(answer.find("Network failure trying to make a proxied request"), std::string::npos);
  EXPECT_NE(answer.find("refused"), std::string::npos) << answer;
}

TEST(ProxyPolicy, AllowsWhatAnEntryNames) {
  const struct {
    const char* entry;
    const char* host;
    const char* address;
    bool allowed;
  } rows[] = {
      {"a.example", "A.example", "203.0.113.1", true},
      {"*.example", "a.example", "203.0.113.1", true},
      {"*.example", "a.example", "10.0.0.1", false},  // inside, and not named
      {"a.example", "a.example", "10.0.0.1", true},
      {"203.0.113.0/24", "x", "203.0.113.9", true},
      {"203.0.113.2-203.0.113.9", "x", "203.0.113.1", false},
      {"203.0.113.2-203.0.113.9", "x", "203.0.113.2", true},
      {"203.0.113.2-203.0.113.9", "x", "203.0.113.9", true},
      {"203.0.113.2-203.0.113.9", "x", "203.0.113.10", false},
      {"10.0.0.0-10.255.255.255", "x", "10.1.2.3", true},
      {"0.0.0.0-255.255.255.255", "x", "203.0.113.1", true},
      {"0.0.0.0-255.255.255.255", "x", "10.1.2.3", false},
      {"2001:db8::1-2001:db8::9", "x", "2001:db8::5", true},
      {"::1-::9", "x", "::1", true},
      {"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "x", "::1", false},
      {"0.0.0.0/0", "x", "127.0.0.1", false},
  };
  for (const auto& row : rows) {
    ASSERT_TRUE(IsProxyEntry(row.entry)) << row.entry;
    const auto address = net::ParseIpAddress(row.address);
    ASSERT_TRUE(address) << row.address;
    const ProxyPolicy policy{.allow = {row.entry}};
    EXPECT_EQ(IsAllowed(policy, row.host, *address), row.allowed) << row.entry << row.address;
    const ProxyPolicy denial{.allow = {"*", "0.0.0.0/0", row.address}, .deny = {row.entry}};
    EXPECT_TRUE(!row.allowed || !IsAllowed(denial, row.host, *address)) << row.entry;
  }
}

TEST(ProxyPolicy, KnowsWhomToLookUp) {
  const struct {
    ProxyPolicy policy;
    const char* host;
    bool allowed;
  } rows[] = {
      {{}, "a.example", false},
      {{}, "192.0.2.1", false},
      {{.allow = {"b.example", "*.org"}}, "a.example", false},
      {{.allow = {"*.EXAMPLE"}}, "a.example", true},
      {{.allow = {"*.example"}, .deny = {"a.*"}}, "a.example", false},
      {{.allow = {"192.0.2.0/24"}}, "a.example", true},
      {{.allow = {"192.0.2.1-192.0.2.2"}, .deny = {"192.0.2.1"}}, "a.example", true},
      {{.allow = {"192.0.2.1"}}, "192.0.2.1", true},
      {{.allow = {"192.0.2.1"}}, "192.0.2.2", false},
      {{.allow = {"*"}}, "127.0.0.1", false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(MayBeAllowed(row.policy, row.host), row.allowed) << &row - rows;
  }
}

TEST(ProxyPolicy, KnowsWhatIsNoEntry) {
  for (const char* entry :
       {"", "http://a.example", "a.example:80", "a.example/x", "10.0.0.0/33", "10.0.0.300",
        "10.0.0", "10.0.0.9-10.0.0.1", "10.0.0.1-::1", "10.0.0.1-", "a b", "user@a", ".", "::1:"}) {
    EXPECT_FALSE(IsProxyEntry(entry)) << entry;
  }
  for (const char* entry : {"*", "localhost", "a-b_c.*", "example.", "[::1]", "::1", "10.0.0.1"}) {
    EXPECT_TRUE(IsProxyEntry(entry)) << entry;
  }
}

}  // namespace
}  // namespace wireproof::mock
