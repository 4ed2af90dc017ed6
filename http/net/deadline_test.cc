#include "http/net/deadline.h"

#include <array>
#include <stdexcept>
#include <string>

#include "http/net/stream_fixture.h"

namespace wireproof::net {
namespace {

using namespace std::chrono_literals;

class Deadlines : public StreamTest {};

// Tells whether its destructor ran: the inner coroutine must have ended when the deadline helper
// returns.
struct Trace {
  explicit Trace(std::string& log) : log_(log) {}
  ~Trace() { log_ += "ended;"; }
  std::string& log_;
};

Task<std::expected<int, IoError>> ReadTwice(Stream& stream, std::string& log) {
  const Trace trace(log);
  std::array<char, 16> buffer;
  for (int i = 0; i < 2; ++i) {
    auto count = co_await stream.Read(buffer);
    if (!count) {
      log += "failed;";
      co_return std::unexpected(count.error());
    }
    log += std::to_string(*count) + ";";
  }
  co_return 2;
}

Task<std::expected<int, IoError>> ReadAgainThoughCancelled(Stream& stream, std::string& log) {
  const Trace trace(log);
  std::array<char, 16> buffer;
  while (true) (void)co_await stream.Read(buffer);
}

Task<std::expected<int, IoError>> Give(int number) {
  co_return number;
}

Task<std::expected<int, IoError>> Throws() {
  co_await Yield();
  throw std::runtime_error("its own");
}

TEST_F(Deadlines, NameTheStepThePeerAndWhatCameSoFar) {
  StreamPair pair = TcpPair();
  ASSERT_TRUE(Run(pair.second->Write("abc")));
  std::string trace;
  Waiting waiting("read the head", "server", [&] { return trace; });
  auto got = loop.RunTask(
      WithDeadline(Deadline::After(30ms), std::move(waiting), ReadTwice(*pair.first, trace)));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error(), (IoError{IoErrorKind::kTimeout,
                                  "read the head: server let the deadline of 30 ms pass (3;)"}));
  EXPECT_EQ(trace, "3;failed;ended;");
}

TEST_F(Deadlines, LetTheCancelledCoroutineEndOnEveryKindOfStream) {
  StreamPair tcp = TcpPair();
  StreamPair memory = MemoryPair();
  for (Stream* stream : {tcp.first.get(), memory.first.get()}) {
    std::string trace;
    Waiting waiting("wait", "peer");
    auto got = loop.RunTask(WithDeadline(Deadline::After(2ms), std::move(waiting),
                                         ReadAgainThoughCancelled(*stream, trace)));
    EXPECT_EQ(got.error().kind, IoErrorKind::kTimeout);
    EXPECT_EQ(trace, "ended;");
  }
}

TEST_F(Deadlines, LoseNothingOfACancelledRead) {
  StreamPair pair = TcpPair();
  Waiting waiting("wait", "peer");
  std::string trace;
  auto got = loop.RunTask(
      WithDeadline(Deadline::After(2ms), std::move(waiting), ReadTwice(*pair.first, trace)));
  ASSERT_FALSE(got);
  ASSERT_TRUE(Run(pair.second->Write("abc")));
  EXPECT_EQ(*Run(ReadExactly(*pair.first, 3)), "abc");
}

TEST_F(Deadlines, LetThroughWhatComesInTime) {
  Waiting waiting("give", "nobody");
  EXPECT_EQ(loop.RunTask(WithDeadline(Deadline::After(20s), waiting, Give(7))).value(), 7);
  EXPECT_EQ(loop.RunTask(WithDeadline(Deadline::Never(), waiting, Give(8))).value(), 8);
}

TEST_F(Deadlines, LetASuccessBeASuccessEvenWhenPassed) {
  Waiting waiting("give", "nobody");
  EXPECT_EQ(loop.RunTask(WithDeadline(Deadline::After(0ms), waiting, Give(7))).value(), 7);
}

TEST_F(Deadlines, LetExceptionsThrough) {
  Waiting waiting("throw", "nobody");
  EXPECT_THROW(loop.RunTask(WithDeadline(Deadline::After(20s), waiting, Throws())),
               std::runtime_error);
}

Task<std::expected<int, IoError>> Nested(Stream& stream, std::string& log, Deadline inner) {
  Waiting waiting("inner", "peer");
  co_return co_await WithDeadline(inner, std::move(waiting), ReadTwice(stream, log));
}

TEST_F(Deadlines, ReachThroughEachOther) {
  StreamPair pair = TcpPair();
  for (const bool outer_first : {true, false}) {
    std::string trace;
    Waiting waiting("outer", "peer");
    auto got = loop.RunTask(
        WithDeadline(Deadline::After(outer_first ? 5ms : 20000ms), std::move(waiting),
                     Nested(*pair.first, trace, Deadline::After(outer_first ? 20000ms : 5ms))));
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().message.substr(0, 6), outer_first ? "outer:" : "inner:");
    EXPECT_EQ(trace, "failed;ended;");
  }
}

Task<std::expected<int, IoError>> SlowlyTwice(Signal& never) {
  (void)co_await never.WaitUntil(Deadline::After(5ms));
  (void)co_await never.WaitUntil(Deadline::After(20s));
  co_return 2;
}

TEST_F(Deadlines, HoldForSignals) {
  Signal never(loop.executor());
  Waiting waiting("wait", "peer");
  auto got =
      loop.RunTask(WithDeadline(Deadline::After(10ms), std::move(waiting), SlowlyTwice(never)));
  EXPECT_EQ(got.error().kind, IoErrorKind::kTimeout);
}

Task<void> NestedForLong(Stream& stream, std::string& log) {
  (void)co_await Nested(stream, log, Deadline::After(20s));
}

TEST_F(Deadlines, SurviveTheLoopBeingDestroyedMeanwhile) {
  StreamPair pair = TcpPair();
  std::string trace;
  {
    EventLoop other;
    StreamPair own = MakeStreamPair(other.executor());
    Spawn(other.executor(), "nested", NestedForLong(*own.first, trace));
    EXPECT_FALSE(other.RunFor(2ms));
  }
  EXPECT_EQ(trace, "ended;");
}

Task<void> TimedReads(Stream& stream, std::string& log) {
  StreamWatch watch(stream);
  std::array<char, 16> buffer;
  for (const int limit_ms : {20000, 5000, 4}) {
    watch.Arm(Deadline::After(std::chrono::milliseconds(limit_ms)));
    auto count = co_await stream.Read(buffer);
    log += count ? "read;" : watch.fired() ? "fired;" : "failed;";
  }
  watch.Arm(Deadline::After(3ms));
  watch.Disarm();
  co_await SleepFor(6ms);
  log += watch.fired() ? "fired;" : "disarmed;";
}

TEST_F(Deadlines, AStreamWatchIsArmedAgainAndAgain) {
  StreamPair pair = TcpPair();
  std::string trace;
  TaskGroup group(loop.executor());
  group.Start("timed", TimedReads(*pair.first, trace));
  loop.RunFor(1ms);
  ASSERT_TRUE(Run(pair.second->Write("a")));
  loop.RunFor(1ms);
  ASSERT_TRUE(Run(pair.second->Write("b")));
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_EQ(trace, "read;read;fired;disarmed;");
}

TEST(Deadline, RemainingIsNeverNegative) {
  EXPECT_EQ(Deadline::After(0ms).remaining(), 0ms);
  EXPECT_TRUE(Deadline::After(0ms).passed());
  EXPECT_FALSE(Deadline::Never().passed());
  EXPECT_EQ(Deadline::Never().remaining(), std::chrono::milliseconds::max());
  const Deadline soon = Deadline::After(1s);
  EXPECT_EQ(Deadline::Earlier(Deadline::Never(), soon).at(), soon.at());
  EXPECT_EQ(Deadline::Earlier(soon, Deadline::After(2s)).at(), soon.at());
}

}  // namespace
}  // namespace wireproof::net
