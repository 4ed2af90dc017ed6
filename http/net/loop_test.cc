#include "http/net/loop.h"

#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "http/net/deadline.h"
#include "http/net/sync.h"

namespace wireproof::net {
namespace {

using namespace std::chrono_literals;

Task<int> Double(int number) {
  co_await Yield();
  co_return 2 * number;
}

Task<void> Throw(std::string words) {
  co_await Yield();
  throw std::runtime_error(words);
}

Task<void> WaitForever(Executor executor) {
  Signal never(executor);
  co_await never.Wait();
}

Task<void> StopWhenSignalled(EventLoop& loop, std::vector<int> signals, int& got) {
  got = co_await WaitForSignal(std::move(signals));
  loop.Stop();
}

TEST(EventLoop, RunTaskGivesTheResult) {
  EventLoop loop;
  EXPECT_EQ(loop.RunTask(Double(21)), 42);
  EXPECT_EQ(loop.RunTask(Double(4)), 8);
}

TEST(EventLoop, RunTaskRethrows) {
  EventLoop loop;
  EXPECT_THROW(loop.RunTask(Throw("no")), std::runtime_error);
}

TEST(EventLoop, LogsWhatEscapesASpawnedCoroutine) {
  std::vector<std::string> lines;
  EventLoop loop([&](std::string_view line) { lines.emplace_back(line); });
  Spawn(loop.executor(), "serve", Throw("out of luck"));
  loop.Run();
  EXPECT_EQ(lines, std::vector<std::string>{"serve: out of luck"});
}

TEST(EventLoop, SaysWhenItStopsBeforeTheTaskIsDone) {
  EventLoop loop;
  Post(loop.executor(), [&] { loop.Stop(); });
  EXPECT_THROW(loop.RunTask(WaitForever(loop.executor())), std::runtime_error);
}

TEST(EventLoop, DestroysWhatIsStillSuspended) {
  EventLoop loop;
  Spawn(loop.executor(), "wait", WaitForever(loop.executor()));
  EXPECT_FALSE(loop.RunFor(1ms));
}

TEST(EventLoop, IsStoppedFromAnotherThreadEvenBeforeItRuns) {
  EventLoop loop;
  Spawn(loop.executor(), "wait", WaitForever(loop.executor()));
  std::thread stopper([&] { loop.Stop(); });
  stopper.join();
  loop.Run();
  SUCCEED();
}

TEST(EventLoop, WaitsForASignalOfTheSystem) {
  EventLoop loop;
  int got = 0;
  Spawn(loop.executor(), "signals", StopWhenSignalled(loop, {SIGUSR1, SIGUSR2}, got));
  loop.RunReady();
  Post(loop.executor(), [] { ::raise(SIGUSR2); });
  EXPECT_TRUE(loop.RunFor(5s));
  EXPECT_EQ(got, SIGUSR2);
}

}  // namespace
}  // namespace wireproof::net
