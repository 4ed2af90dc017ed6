// What the tests of streams share: a loop, connected pairs, and every wait bounded.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "http/net/deadline.h"
#include "http/net/listener.h"
#include "http/net/loop.h"
#include "http/net/memory.h"
#include "http/net/read_all.h"
#include "http/net/stream.h"
#include "http/net/sync.h"
#include "http/net/tcp.h"

namespace wireproof::net {

inline constexpr std::chrono::seconds kPatience{20};
inline constexpr std::size_t kPlenty = std::size_t{64} << 20;

// A task group run to its end on the loop, or the test fails.
inline Task<std::expected<void, IoError>> JoinInTime(TaskGroup& group) {
  Waiting waiting("the coroutines of the test", "all of them");
  co_return co_await WithDeadline(Deadline::After(kPatience), std::move(waiting), group.Join());
}

class StreamTest : public testing::Test {
 protected:
  StreamTest() : loop([this](std::string_view line) { log += std::string(line) + "\n"; }) {}
  ~StreamTest() override { EXPECT_EQ(log, ""); }

  template <typename T>
  std::expected<T, IoError> Run(Task<std::expected<T, IoError>> task) {
    Waiting waiting("the test's own step", "its peer");
    return loop.RunTask(
        WithDeadline(Deadline::After(kPatience), std::move(waiting), std::move(task)));
  }
  void Run(Task<void> task) {
    Waiting waiting("the test's own step", "its peer");
    const auto done =
        loop.RunTask(WithDeadline(Deadline::After(kPatience), std::move(waiting), std::move(task)));
    ASSERT_TRUE(done) << done.error().message;
  }

  // Starts the task, does something once it waits, and gives its result.
  template <typename T>
  std::expected<T, IoError> RunAndMeanwhile(Task<std::expected<T, IoError>> task,
                                            const std::function<void()>& meanwhile) {
    std::optional<std::expected<T, IoError>> result;
    TaskGroup group(loop.executor());
    group.Start("the test's own step", internal::Store(std::move(task), result));
    loop.RunReady();
    EXPECT_FALSE(result) << "it did not wait";
    meanwhile();
    EXPECT_TRUE(Run(JoinInTime(group)));
    return std::move(*result);
  }

  static Task<void> Accept(Listener& listener, std::unique_ptr<Stream>& accepted) {
    auto stream = co_await listener.Accept();
    EXPECT_TRUE(stream) << stream.error().message;
    if (stream) accepted = std::move(*stream);
  }

  // first is the connecting side.
  StreamPair TcpPair(ListenOptions listen = {}, TcpOptions connect = {}) {
    StreamPair pair;
    auto listener = Listener::Bind(loop.executor(), std::move(listen));
    EXPECT_TRUE(listener) << listener.error().message;
    Endpoint endpoint{(*listener)->host(), (*listener)->port()};
    auto connected = Run(Connect(loop.executor(), std::move(endpoint), std::move(connect)));
    EXPECT_TRUE(connected) << connected.error().message;
    pair.first = std::move(*connected);
    Run(Accept(**listener, pair.second));
    return pair;
  }

  StreamPair MemoryPair(MemoryOptions options = {}) {
    return MakeStreamPair(loop.executor(), std::move(options));
  }

  std::string log;
  EventLoop loop;
};

// Gives back what comes until its end, then ends too.
inline Task<void> Echo(Stream& stream) {
  std::vector<char> buffer(4096);
  while (true) {
    auto count = co_await stream.Read(buffer);
    if (!count || *count == 0) break;
    auto sent = co_await stream.Write(std::string_view(buffer.data(), *count));
    if (!sent) co_return;
  }
  auto ended = co_await stream.HalfClose();
  EXPECT_TRUE(ended) << ended.error().message;
}

// Sends all, half-closes, and reads the answer meanwhile.
inline Task<void> SendAll(Stream& stream, std::string bytes) {
  auto sent = co_await stream.Write(bytes);
  EXPECT_TRUE(sent) << sent.error().message;
  auto ended = co_await stream.HalfClose();
  EXPECT_TRUE(ended) << ended.error().message;
}

inline Task<void> ReceiveAll(Stream& stream, std::string& into) {
  auto got = co_await ReadToEnd(stream, kPlenty);
  EXPECT_TRUE(got) << got.error().message;
  if (got) into = std::move(*got);
}

// Bytes that differ from place to place, so that a lost or moved one shows.
inline std::string Pattern(std::size_t size) {
  std::string bytes(size, '\0');
  unsigned state = 1;
  for (char& byte : bytes) {
    state = state * 1103515245 + 12345;
    byte = static_cast<char>(state >> 16 & 0xff);
  }
  return bytes;
}

}  // namespace wireproof::net
