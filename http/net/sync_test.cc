#include "http/net/sync.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "http/net/stream_fixture.h"

namespace wireproof::net {
namespace {

using namespace std::chrono_literals;

class Sync : public StreamTest {};

Task<void> WaitAndNote(Signal& signal, std::string& log, char name) {
  co_await signal.Wait();
  log += name;
}

TEST_F(Sync, ASignalWakesAllOrTheOldest) {
  Signal signal(loop.executor());
  std::string woken;
  TaskGroup group(loop.executor());
  for (const char name : {'a', 'b', 'c'}) {
    group.Start("wait", WaitAndNote(signal, woken, name));
    loop.RunReady();
  }
  EXPECT_TRUE(signal.NotifyOne());
  loop.RunReady();
  EXPECT_EQ(woken, "a");
  signal.NotifyAll();
  loop.RunReady();
  EXPECT_EQ(woken, "abc");
  EXPECT_FALSE(signal.NotifyOne());
}

Task<std::expected<void, IoError>> NotifiedInTime(Signal& signal) {
  const bool notified = co_await signal.WaitUntil(Deadline::After(20s));
  if (notified) co_return std::expected<void, IoError>();
  co_return std::unexpected(IoError{IoErrorKind::kTimeout, "not notified"});
}

TEST_F(Sync, AWaitWithADeadlineTellsWhichCame) {
  Signal signal(loop.executor());
  EXPECT_FALSE(loop.RunTask(signal.WaitUntil(Deadline::After(1ms))));
  EXPECT_TRUE(RunAndMeanwhile(NotifiedInTime(signal), [&] { signal.NotifyAll(); }).has_value());
}

TEST_F(Sync, ACancelledWaiterPassesItsNotificationOn) {
  Signal signal(loop.executor());
  std::string woken;
  TaskGroup first(loop.executor());
  TaskGroup second(loop.executor());
  first.Start("a", WaitAndNote(signal, woken, 'a'));
  loop.RunReady();
  second.Start("b", WaitAndNote(signal, woken, 'b'));
  loop.RunReady();
  signal.NotifyOne();
  first.CancelAll();
  ASSERT_TRUE(Run(JoinInTime(second)));
  EXPECT_EQ(woken, "b");
}

Task<void> Hold(Semaphore& semaphore, int& now, int& most) {
  auto permit = co_await semaphore.Acquire();
  most = std::max(most, ++now);
  co_await Yield();
  --now;
}

TEST_F(Sync, ASemaphoreBoundsHowManyRunAtOnce) {
  Semaphore semaphore(loop.executor(), 3);
  int now = 0;
  int most = 0;
  TaskGroup group(loop.executor());
  for (int i = 0; i < 100; ++i) group.Start("hold", Hold(semaphore, now, most));
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_EQ(most, 3);
  EXPECT_EQ(semaphore.available(), 3u);
}

TEST_F(Sync, ASemaphoreKeepsItsPermitsWhenWaitersAreCancelled) {
  Semaphore semaphore(loop.executor(), 1);
  int now = 0;
  int most = 0;
  auto permit = loop.RunTask(semaphore.Acquire());
  TaskGroup cancelled(loop.executor());
  TaskGroup group(loop.executor());
  for (int i = 0; i < 5; ++i) cancelled.Start("hold", Hold(semaphore, now, most));
  loop.RunReady();
  group.Start("hold", Hold(semaphore, now, most));
  loop.RunReady();
  permit.Release();
  cancelled.CancelAll();
  ASSERT_TRUE(Run(JoinInTime(group)));
  ASSERT_TRUE(Run(JoinInTime(cancelled)));
  EXPECT_EQ(semaphore.available(), 1u);
}

Task<void> Fail() {
  co_await Yield();
  throw std::runtime_error("broken");
}

TEST_F(Sync, ATaskGroupLogsWhatEscapesAndGoesOn) {
  TaskGroup group(loop.executor());
  group.Start("task", Fail());
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_EQ(log, "task: broken\n");
  log.clear();
}

TEST_F(Sync, ATaskGroupCancelsWhatItStarted) {
  Signal never(loop.executor());
  std::string woken;
  TaskGroup group(loop.executor());
  for (int i = 0; i < 3; ++i) group.Start("wait", WaitAndNote(never, woken, 'x'));
  loop.RunReady();
  EXPECT_EQ(group.size(), 3u);
  group.CancelAll();
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_EQ(woken, "");
}

TEST_F(Sync, ATaskGroupThatGoesAwayCancels) {
  Signal never(loop.executor());
  std::string woken;
  {
    TaskGroup group(loop.executor());
    group.Start("wait", WaitAndNote(never, woken, 'x'));
    loop.RunReady();
  }
  EXPECT_TRUE(loop.RunFor(5s)) << "the task is still there";
  EXPECT_EQ(woken, "");
}

Task<void> Produce(Channel<std::string>& channel) {
  for (const char* word : {"one", "two", "three"}) {
    channel.Send(word);
    co_await Yield();
  }
  channel.Close();
}

Task<std::vector<std::string>> Consume(Channel<std::string>& channel) {
  std::vector<std::string> words;
  while (auto word = co_await channel.Receive()) words.push_back(std::move(*word));
  co_return words;
}

TEST_F(Sync, AChannelGivesWhatWasSentInOrderThenItsEnd) {
  Channel<std::string> channel(loop.executor());
  Spawn(loop.executor(), "produce", Produce(channel));
  EXPECT_EQ(loop.RunTask(Consume(channel)), (std::vector<std::string>{"one", "two", "three"}));
}

}  // namespace
}  // namespace wireproof::net
