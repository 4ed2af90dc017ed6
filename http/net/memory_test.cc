#include "http/net/memory.h"

#include <array>
#include <string>
#include <vector>

#include "http/net/line_reader.h"
#include "http/net/stream_fixture.h"

namespace wireproof::net {
namespace {

using namespace std::chrono_literals;

class Memory : public StreamTest {
 protected:
  // What each Read of `second` gives, until the end.
  static Task<std::vector<std::string>> Pieces(Stream& stream, std::size_t buffer_bytes) {
    std::vector<std::string> pieces;
    std::vector<char> buffer(buffer_bytes);
    while (true) {
      auto count = co_await stream.Read(buffer);
      EXPECT_TRUE(count);
      if (!count || *count == 0) co_return pieces;
      pieces.emplace_back(buffer.data(), *count);
    }
  }

  std::vector<std::string> Deliver(Fragmentation fragmentation, std::vector<std::string> writes,
                                   std::size_t buffer_bytes = 100) {
    MemoryOptions options;
    options.first_to_second = std::move(fragmentation);
    StreamPair pair = MemoryPair(std::move(options));
    for (const std::string& bytes : writes) EXPECT_TRUE(Run(pair.first->Write(bytes)));
    EXPECT_TRUE(Run(pair.first->HalfClose()));
    return loop.RunTask(Pieces(*pair.second, buffer_bytes));
  }
};

using Strings = std::vector<std::string>;

TEST_F(Memory, DeliversEachWriteAsOnePiece) {
  EXPECT_EQ(Deliver(Fragmentation::Whole(), {"hello", "world"}), (Strings{"hello", "world"}));
}

TEST_F(Memory, DeliversByteByByte) {
  EXPECT_EQ(Deliver(Fragmentation::OneByte(), {"abc"}), (Strings{"a", "b", "c"}));
}

TEST_F(Memory, DeliversInChosenSizesInTurnAndAWritesEndEndsAPiece) {
  EXPECT_EQ(Deliver({.sizes = {1, 3}}, {"abcdef", "ghi"}),
            (Strings{"a", "bcd", "e", "f", "g", "hi"}));
}

TEST_F(Memory, ASmallBufferTakesAPieceInParts) {
  EXPECT_EQ(Deliver(Fragmentation::Whole(), {"abcde"}, 2), (Strings{"ab", "cd", "e"}));
}

TEST_F(Memory, AWriterWaitsForTheReader) {
  MemoryOptions options;
  options.buffer_limit_bytes = 10;
  options.first_to_second = Fragmentation{.sizes = {7}};
  StreamPair pair = MemoryPair(std::move(options));
  TaskGroup group(loop.executor());
  group.Start("send", SendAll(*pair.first, Pattern(1000)));
  loop.RunReady();
  EXPECT_EQ(group.size(), 1u);
  std::string got;
  group.Start("receive", ReceiveAll(*pair.second, got));
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_TRUE(got == Pattern(1000));
}

TEST_F(Memory, EchoesBothWaysAtOnceUnderAnyFragmentation) {
  for (const std::vector<std::size_t>& sizes :
       {std::vector<std::size_t>{}, {1}, {3, 1, 7}, {4096, 5}}) {
    MemoryOptions options;
    options.first_to_second.sizes = sizes;
    options.second_to_first.sizes = sizes;
    options.buffer_limit_bytes = 1000;
    StreamPair pair = MemoryPair(std::move(options));
    std::string got;
    TaskGroup group(loop.executor());
    group.Start("echo", Echo(*pair.second));
    group.Start("send", SendAll(*pair.first, Pattern(50000)));
    group.Start("receive", ReceiveAll(*pair.first, got));
    ASSERT_TRUE(Run(JoinInTime(group)));
    EXPECT_TRUE(got == Pattern(50000));
  }
}

TEST_F(Memory, AResetReachesReadAndWrite) {
  StreamPair pair = MemoryPair();
  pair.first->Reset();
  std::array<char, 8> buffer;
  EXPECT_EQ(Run(pair.second->Read(buffer)).error().kind, IoErrorKind::kReset);
  EXPECT_EQ(pair.second->peer_end(), PeerEnd::kReset);
  EXPECT_EQ(Run(pair.second->Write("x")).error().kind, IoErrorKind::kReset);
}

TEST_F(Memory, ClosingWithUnreadBytesResetsAsTcpDoes) {
  StreamPair pair = MemoryPair();
  ASSERT_TRUE(Run(pair.first->Write("unread")));
  pair.second.reset();
  std::array<char, 8> buffer;
  EXPECT_EQ(Run(pair.first->Read(buffer)).error().kind, IoErrorKind::kReset);
}

TEST_F(Memory, CancelEndsAReadAndLosesNothing) {
  StreamPair pair = MemoryPair();
  std::array<char, 8> buffer;
  auto cancelled = RunAndMeanwhile(pair.first->Read(buffer), [&] { pair.first->Cancel(); });
  EXPECT_EQ(cancelled.error().kind, IoErrorKind::kClosed);
  ASSERT_TRUE(Run(pair.second->Write("ab")));
  EXPECT_EQ(*Run(pair.first->Read(buffer)), 2u);
}

class Lines : public Memory {};

TEST_F(Lines, AreFoundUnderAnyFragmentation) {
  for (const std::vector<std::size_t>& sizes : {std::vector<std::size_t>{}, {1}, {3}}) {
    MemoryOptions options;
    options.first_to_second.sizes = sizes;
    StreamPair pair = MemoryPair(std::move(options));
    ASSERT_TRUE(Run(pair.first->Write("one\n\ntwo\r\n")));
    ASSERT_TRUE(Run(pair.first->HalfClose()));
    LineReader lines(*pair.second, 4);
    EXPECT_EQ(Run(lines.ReadLine()).value(), "one");
    EXPECT_EQ(Run(lines.ReadLine()).value(), "");
    EXPECT_EQ(Run(lines.ReadLine()).value(), "two\r");
    EXPECT_EQ(Run(lines.ReadLine()).value(), std::nullopt);
  }
}

TEST_F(Lines, HaveALimitWhateverTheFragmentation) {
  for (const std::vector<std::size_t>& sizes : {std::vector<std::size_t>{}, {1}}) {
    MemoryOptions options;
    options.first_to_second.sizes = sizes;
    StreamPair pair = MemoryPair(std::move(options));
    ASSERT_TRUE(Run(pair.first->Write("12345\n")));
    LineReader lines(*pair.second, 4);
    EXPECT_EQ(Run(lines.ReadLine()).error().message,
              "read a line from memory:first: it is longer than 4 bytes");
  }
}

TEST_F(Lines, AreNotCutByTheEnd) {
  StreamPair pair = MemoryPair();
  ASSERT_TRUE(Run(pair.first->Write("half")));
  ASSERT_TRUE(Run(pair.first->HalfClose()));
  LineReader lines(*pair.second, 100);
  EXPECT_EQ(Run(lines.ReadLine()).error().message,
            "read a line from memory:first: it ended within a line");
}

}  // namespace
}  // namespace wireproof::net
