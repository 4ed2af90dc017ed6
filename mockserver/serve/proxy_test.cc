#include <gtest/gtest.h>

#include <string>

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

}  // namespace
}  // namespace wireproof::mock
