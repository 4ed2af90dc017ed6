#include <array>
#include <string>
#include <vector>

#include "http/net/linger.h"
#include "http/net/tls_fixture.h"

namespace wireproof::net {
namespace {

using namespace std::chrono_literals;

// Everything here holds in both versions.
class TlsStreams : public TlsTest, public testing::WithParamInterface<TlsVersion> {
 protected:
  TlsStreams() { SetVersion(GetParam()); }

  void ExpectEcho(TlsPair& pair, const std::string& bytes) {
    std::string got;
    TaskGroup group(loop.executor());
    group.Start("echo", Echo(pair.server_stream()));
    group.Start("send", SendAll(pair.client_stream(), bytes));
    group.Start("receive", ReceiveAll(pair.client_stream(), got));
    ASSERT_TRUE(Run(JoinInTime(group)));
    EXPECT_TRUE(got == bytes);
    EXPECT_EQ(pair.client_stream().peer_end(), PeerEnd::kCloseNotify);
    EXPECT_EQ(pair.server_stream().peer_end(), PeerEnd::kCloseNotify);
  }
};

INSTANTIATE_TEST_SUITE_P(Versions, TlsStreams, testing::Values(TlsVersion::k1_2, TlsVersion::k1_3),
                         [](const auto& param) {
                           return param.param == TlsVersion::k1_2 ? "Tls12" : "Tls13";
                         });

TEST_P(TlsStreams, EchoAMegabyteBothWaysAtOnceOverTcp) {
  TlsPair pair = Connected(TcpPair());
  ASSERT_TRUE(pair.done());
  ExpectEcho(pair, Pattern(1 << 20));
}

TEST_P(TlsStreams, EchoUnderAnyFragmentation) {
  for (const std::vector<std::size_t>& sizes :
       {std::vector<std::size_t>{}, {1}, {3, 1, 7}, {16384, 1}}) {
    MemoryOptions options;
    options.first_to_second.sizes = sizes;
    options.second_to_first.sizes = sizes;
    options.buffer_limit_bytes = 3000;
    TlsPair pair = Connected(MemoryPair(std::move(options)));
    ASSERT_TRUE(pair.done());
    ExpectEcho(pair, Pattern(40000));
  }
}

Task<void> SendSeveral(Stream& stream, std::vector<std::string> writes) {
  for (const std::string& bytes : writes) {
    auto sent = co_await stream.Write(bytes);
    EXPECT_TRUE(sent);
  }
}

TEST_P(TlsStreams, EachWriteIsARecordOfItsOwn) {
  TlsPair pair = Connected(TcpPair());
  ASSERT_TRUE(pair.done());
  Run(SendSeveral(pair.client_stream(), {"ab", "c", "", "def"}));
  std::array<char, 100> buffer;
  for (const std::size_t size : {2u, 1u, 3u}) {
    EXPECT_EQ(Run(pair.server_stream().Read(buffer)).value(), size);
  }
}

TEST_P(TlsStreams, AnswerAfterTheOtherSideHalfClosed) {
  TlsPair pair = Connected(TcpPair());
  ASSERT_TRUE(pair.done());
  ASSERT_TRUE(Run(pair.client_stream().HalfClose()));
  EXPECT_EQ(*Run(ReadToEnd(pair.server_stream(), 10)), "");
  EXPECT_EQ(pair.server_stream().peer_end(), PeerEnd::kCloseNotify);
  const std::string late = Pattern(100000);
  std::string got;
  TaskGroup group(loop.executor());
  group.Start("answer", SendAll(pair.server_stream(), late));
  group.Start("receive", ReceiveAll(pair.client_stream(), got));
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_TRUE(got == late);
  EXPECT_EQ(Run(pair.client_stream().Write("x")).error().kind, IoErrorKind::kClosed);
}

TEST_P(TlsStreams, TellTruncationFromAnEnd) {
  for (const bool close_notify : {true, false}) {
    TlsPair pair = Connected(TcpPair());
    ASSERT_TRUE(pair.done());
    ASSERT_TRUE(Run(pair.server_stream().Write("bytes")));
    Run(pair.server_stream().Close(close_notify));
    EXPECT_EQ(*Run(ReadToEnd(pair.client_stream(), 10)), "bytes");
    EXPECT_EQ(pair.client_stream().peer_end(),
              close_notify ? PeerEnd::kCloseNotify : PeerEnd::kFin);
  }
}

TEST_P(TlsStreams, TellACutWithinARecordFromAnEnd) {
  TlsPair pair = Connected(TcpPair());
  ASSERT_TRUE(pair.done());
  ASSERT_TRUE(Run(pair.server_stream().WriteRaw(std::string_view("\x17\x03\x03\x00\x20half", 9))));
  ASSERT_TRUE(Run(pair.server_stream().below().HalfClose()));
  EXPECT_EQ(*Run(ReadToEnd(pair.client_stream(), 10)), "");
  EXPECT_EQ(pair.client_stream().peer_end(), PeerEnd::kFin);
}

TEST_P(TlsStreams, ReportAResetBelow) {
  TlsPair pair = Connected(TcpPair());
  ASSERT_TRUE(pair.done());
  pair.server_stream().Reset();
  EXPECT_EQ(Run(ReadToEnd(pair.client_stream(), 10)).error().kind, IoErrorKind::kReset);
  EXPECT_EQ(pair.client_stream().peer_end(), PeerEnd::kReset);
}

TEST_P(TlsStreams, RefuseGarbageBetweenRecordsWithAnAlertThatTheOtherSideReads) {
  TlsPair pair = Connected(TcpPair());
  ASSERT_TRUE(pair.done());
  ASSERT_TRUE(Run(pair.server_stream().WriteRaw("GET / HTTP/1.1\r\n\r\n")));
  auto got = Run(ReadToEnd(pair.client_stream(), 10));
  EXPECT_EQ(got.error().kind, IoErrorKind::kTls);
  ASSERT_FALSE(pair.client_stream().alerts().empty());
  EXPECT_TRUE(pair.client_stream().alerts().back().sent);
  const std::string alert = pair.client_stream().alerts().back().name;
  auto seen = Run(ReadToEnd(pair.server_stream(), 10));
  EXPECT_EQ(seen.error().kind, IoErrorKind::kTls);
  EXPECT_NE(seen.error().message.find("the TLS alert " + alert), std::string::npos)
      << seen.error().message;
}

TEST_P(TlsStreams, ACancelledReadLosesNothing) {
  MemoryOptions options;
  options.second_to_first = Fragmentation{.sizes = {3}};
  TlsPair pair = Connected(MemoryPair(std::move(options)));
  ASSERT_TRUE(pair.done());
  auto cancelled =
      RunAndMeanwhile(ReadExactly(pair.client_stream(), 5), [&] { pair.client_stream().Cancel(); });
  EXPECT_EQ(cancelled.error().kind, IoErrorKind::kClosed);
  Waiting waiting("read", "peer");
  auto missed = loop.RunTask(
      WithDeadline(Deadline::After(2ms), std::move(waiting), ReadExactly(pair.client_stream(), 5)));
  EXPECT_EQ(missed.error().kind, IoErrorKind::kTimeout);
  ASSERT_TRUE(Run(pair.server_stream().Write("whole")));
  EXPECT_EQ(*Run(ReadExactly(pair.client_stream(), 5)), "whole");
}

TEST_P(TlsStreams, AWriteCutByADeadlineIsTheLast) {
  MemoryOptions options;
  options.buffer_limit_bytes = 10000;
  options.first_to_second = Fragmentation{.sizes = {1000}};
  TlsPair pair = Connected(MemoryPair(std::move(options)));
  ASSERT_TRUE(pair.done());
  const std::string bytes = Pattern(100000);
  Waiting waiting("write", "peer");
  auto missed = loop.RunTask(
      WithDeadline(Deadline::After(2ms), std::move(waiting), pair.client_stream().Write(bytes)));
  EXPECT_EQ(missed.error().kind, IoErrorKind::kTimeout);
  EXPECT_EQ(Run(pair.client_stream().Write("more")).error().kind, IoErrorKind::kClosed);
  Run(pair.client_stream().Close());
}

TEST_P(TlsStreams, ALingeringCloseEndsBothDirections) {
  TlsPair pair = Connected(TcpPair());
  ASSERT_TRUE(pair.done());
  std::string got;
  TaskGroup group(loop.executor());
  group.Start("send", SendAll(pair.client_stream(), Pattern(200000)));
  group.Start("receive", ReceiveAll(pair.client_stream(), got));
  ASSERT_TRUE(Run(pair.server_stream().Write("413")));
  LingerOptions options;
  options.deadline = Deadline::After(kPatience);
  EXPECT_EQ(loop.RunTask(CloseLingering(pair.server_stream(), std::move(options))),
            LingerEnd::kPeerEnded);
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_EQ(got, "413");
  EXPECT_EQ(pair.client_stream().peer_end(), PeerEnd::kCloseNotify);
}

TEST_P(TlsStreams, KeysAreUpdatedOnRequestInVersion13) {
  TlsPair pair = Connected(MemoryPair());
  ASSERT_TRUE(pair.done());
  const bool can = GetParam() == TlsVersion::k1_3;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(pair.client_stream().RequestKeyUpdate(), can);
    ASSERT_TRUE(Run(pair.client_stream().Write("ping")));
    EXPECT_EQ(*Run(ReadExactly(pair.server_stream(), 4)), "ping");
    ASSERT_TRUE(Run(pair.server_stream().Write("pong")));
    EXPECT_EQ(*Run(ReadExactly(pair.client_stream(), 4)), "pong");
  }
  ExpectEcho(pair, Pattern(5000));
}

TEST_P(TlsStreams, TicketsAfterTheHandshakeDisturbNothing) {
  server_settings.session_tickets = 2;
  TlsPair pair = Connected(TcpPair());
  ASSERT_TRUE(pair.done());
  ExpectEcho(pair, "hello");
}

TEST_P(TlsStreams, RunOverTls) {
  TlsPair outer = Connected(MemoryPair());
  ASSERT_TRUE(outer.done());
  StreamPair tunnel{std::move(**outer.client), std::move(**outer.server)};
  TlsPair inner = Connected(std::move(tunnel));
  ASSERT_TRUE(inner.done());
  ExpectEcho(inner, Pattern(100000));
}

}  // namespace
}  // namespace wireproof::net
