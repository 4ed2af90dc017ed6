// For tests: an engine, an admin API that does next to nothing, and a listener, on one loop.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/net/stream_fixture.h"
#include "mockserver/serve/server.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {

// Answers "admin <target>", and "no match" for what no stub answers.
class PlainAdmin : public AdminHandler {
 public:
  net::Task<AdminReply> Handle(const Request& request) override {
    AdminReply reply;
    reply.content = "admin " + std::string(request.target());
    co_return reply;
  }
  AdminReply Unmatched(const Request&) override { return {.status = 404, .content = "no match"}; }
  void AfterComplete(std::uint64_t exchange, const StoredStubPtr&) override {
    completed.push_back(exchange);
  }
  std::vector<std::uint64_t> completed;
};

class ServeTest : public net::StreamTest {
 protected:
  void Start() {
    engine = std::make_unique<Engine>(loop.executor(), options);
    auto started = MockListener::Start(*engine, admin);
    ASSERT_TRUE(started) << started.error();
    listener = std::move(*started);
  }
  ~ServeTest() override {
    if (listener) Run(listener->Stop(std::chrono::milliseconds(0)));
  }

  void Add(const std::string& text) { AddTo(*engine, text); }

  static void AddTo(Engine& to, const std::string& text) {
    auto stubs = ReadMappings(text, "");
    ASSERT_TRUE(stubs) << text << ": " << stubs.error().pointer << " " << stubs.error().message;
    ASSERT_EQ(stubs->size(), 1u);
    ASSERT_TRUE(to.stubs().Add(std::move(stubs->front()))) << text;
  }

  std::unique_ptr<net::Stream> Connect(std::uint16_t port) {
    net::Endpoint endpoint{"127.0.0.1", port};
    auto stream = Run(net::Connect(loop.executor(), std::move(endpoint)));
    EXPECT_TRUE(stream) << stream.error().message;
    return stream ? std::move(*stream) : nullptr;
  }
  std::unique_ptr<net::Stream> Connect() { return Connect(listener->port()); }

  // Sends all, ends our direction, and gives everything that comes back.
  std::string Talk(const std::string& octets) { return Talk(Connect(), octets); }
  std::string Talk(std::unique_ptr<net::Stream> stream, const std::string& octets) {
    Run(net::SendAll(*stream, octets));
    return ToEnd(*stream);
  }
  std::string ToEnd(net::Stream& stream) {
    auto got = Run(net::ReadToEnd(stream, net::kPlenty));
    EXPECT_TRUE(got) << got.error().message;
    return got ? *got : "";
  }
  void Say(net::Stream& stream, const std::string& octets) {
    auto sent = Run(stream.Write(octets));
    EXPECT_TRUE(sent) << sent.error().message;
  }
  // Reads until that many octets have come, or the end.
  std::string Hear(net::Stream& stream, std::size_t octets) {
    std::string heard;
    while (heard.size() < octets) {
      std::string buffer(octets - heard.size(), '\0');
      auto count = Run(stream.Read(buffer));
      EXPECT_TRUE(count) << count.error().message << " after " << heard;
      if (!count || *count == 0) break;
      heard.append(buffer, 0, *count);
    }
    return heard;
  }

  Exchange Last() {
    auto exchange = engine->journal().Get(engine->journal().newest());
    EXPECT_TRUE(exchange);
    return exchange ? std::move(*exchange) : Exchange{};
  }

  PlainAdmin admin;
  MockOptions options;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<MockListener> listener;
};

inline std::string Get(const std::string& path, const std::string& fields = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}

}  // namespace wireproof::mock
