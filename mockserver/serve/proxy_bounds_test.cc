// What holds a proxy whose requests come back, or whose clients leave.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "http/net/listener.h"
#include "mockserver/serve/serve_fixture.h"

namespace wireproof::mock {
namespace {

using namespace std::chrono_literals;

class ProxyBoundsTest : public ServeTest {
 protected:
  void StartAllowed() {
    options.proxy.allow = {"127.0.0.1"};
    Start();
  }
  void ProxyTo(std::uint16_t port, const std::string& path, const std::string& base = "") {
    Add(R"({"request":{"urlPathPattern":")" + path +
        R"("},"response":{"proxyBaseUrl":"http://127.0.0.1:)" + std::to_string(port) + base +
        R"("}})");
  }
  std::size_t under_way() const { return engine->proxy_traffic()->under_way(); }
  // Runs the loop until that many requests are under way.
  bool Await(std::size_t count) {
    const net::Deadline deadline = net::Deadline::After(10s);
    while (under_way() != count && !deadline.passed()) loop.RunFor(5ms);
    return under_way() == count;
  }
};

TEST_F(ProxyBoundsTest, ALoopEnds) {
  StartAllowed();
  ProxyTo(listener->port(), "/loop");
  const std::string answer = Talk(Get("/loop"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 508 Loop Detected\r\n")) << answer;
  EXPECT_NE(answer.find("Proxy loop: "), std::string::npos) << answer;
  EXPECT_EQ(engine->journal().total(), 1u + ProxyTraffic::kMostHops);
  EXPECT_EQ(under_way(), 0u);
}

TEST_F(ProxyBoundsTest, AMockMayProxyToItself) {
  StartAllowed();
  Add(R"({"request":{"urlPath":"/b/b/a"},"response":{"body":"there"}})");
  ProxyTo(listener->port(), "/a", "/b");
  ProxyTo(listener->port(), "/b/a", "/b");
  for (int i = 0; i < 2 * ProxyTraffic::kMostHops; ++i) {
    const std::string answer = Talk(Get("/a"));
    ASSERT_TRUE(answer.ends_with("\r\n\r\nthere")) << answer;
  }
}

// A target that takes connections and says nothing.
TEST_F(ProxyBoundsTest, ARequestEndsWithItsClient) {
  StartAllowed();
  auto target = std::move(*net::Listener::Bind(loop.executor(), {}));
  ProxyTo(target->port(), "/wait");
  auto client = Connect();
  Say(*client, Get("/wait"));
  ASSERT_TRUE(Await(1));
  client = nullptr;
  EXPECT_TRUE(Await(0));
  ASSERT_TRUE(Await(0));
  auto accepted = Run(target->Accept());
  ASSERT_TRUE(accepted);
  auto heard = Run(net::ReadToEnd(**accepted, net::kPlenty));
  EXPECT_TRUE(heard) << heard.error().message;  // to its end
  EXPECT_EQ(Last().end, ExchangeEnd::kFailed);
}

TEST_F(ProxyBoundsTest, AClientThatHasSaidAllIsAnswered) {
  StartAllowed();
  Add(R"({"request":{"urlPath":"/far/a"},"response":{"body":"late","fixedDelayMilliseconds":300}})");
  ProxyTo(listener->port(), "/a", "/far");
  auto client = Connect();
  Say(*client, Get("/a"));
  auto ended = Run(client->HalfClose());
  ASSERT_TRUE(ended);
  EXPECT_TRUE(ToEnd(*client).ends_with("late"));
}

TEST_F(ProxyBoundsTest, NoMoreThanSoManyAreUnderWay) {
  StartAllowed();
  ProxyTo(listener->port(), "/self");
  const auto& traffic = engine->proxy_traffic();
  std::vector<ProxyTraffic::Entry> others;
  while (others.size() < ProxyTraffic::kMostUnderWay) {
    auto entry = ProxyTraffic::Enter(traffic, "192.0.2.1:80");
    ASSERT_TRUE(entry);
    others.push_back(std::move(*entry));
  }
  const std::string answer = Talk(Get("/self"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  EXPECT_NE(answer.find("proxied requests under way"), std::string::npos) << answer;
  others.clear();
  EXPECT_TRUE(Talk(Get("/self")).starts_with("HTTP/1.1 508 "));
}

TEST_F(ProxyBoundsTest, AStopDoesNotWaitForTargets) {
  StartAllowed();
  auto target = std::move(*net::Listener::Bind(loop.executor(), {}));
  ProxyTo(target->port(), "/wait");
  std::vector<std::unique_ptr<net::Stream>> clients;
  for (std::size_t i = 0; i < 50; ++i) {
    clients.push_back(Connect());
    Say(*clients.back(), Get("/wait"));
  }
  ASSERT_TRUE(Await(50));
  const auto begin = std::chrono::steady_clock::now();
  Run(listener->Stop(100ms));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_TRUE(Await(0));
}

TEST(ProxyTraffic, KnowsItsOwnEndsHoweverTheyAreWritten) {
  const auto traffic = std::make_shared<ProxyTraffic>();
  std::vector<ProxyTraffic::Entry> entries;
  std::string peer = "192.0.2.1:9";
  for (int hop = 0; hop < ProxyTraffic::kMostHops; ++hop) {
    auto entry = ProxyTraffic::Enter(traffic, peer);
    ASSERT_TRUE(entry) << hop;
    const std::string local = "127.0.0.1:" + std::to_string(1000 + hop);
    entry->GoesOver(local);
    peer = hop % 2 == 0 ? local : "[::ffff:127.0.0.1]:" + std::to_string(1000 + hop);
    entries.push_back(std::move(*entry));
  }
  const auto refused = ProxyTraffic::Enter(traffic, peer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 508);
  entries.clear();
  EXPECT_TRUE(ProxyTraffic::Enter(traffic, peer));
  EXPECT_EQ(traffic->under_way(), 0u);
}

}  // namespace
}  // namespace wireproof::mock
