#include "http/net/tcp.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "http/net/linger.h"
#include "http/net/stream_fixture.h"

namespace wireproof::net {
namespace {

using namespace std::chrono_literals;

class Tcp : public StreamTest {};

// Reads until it fails, and gives the failure and what came before.
Task<void> ReadToFailure(Stream& stream, std::string& got, IoError& error) {
  std::vector<char> buffer(4096);
  while (true) {
    auto count = co_await stream.Read(buffer);
    if (!count) {
      error = count.error();
      co_return;
    }
    if (*count == 0) co_return;
    got.append(buffer.data(), *count);
  }
}

TEST_F(Tcp, EchoesAMegabyteBothWaysAtOnce) {
  StreamPair pair = TcpPair();
  const std::string bytes = Pattern(1 << 20);
  std::string got;
  TaskGroup group(loop.executor());
  group.Start("echo", Echo(*pair.second));
  group.Start("send", SendAll(*pair.first, bytes));
  group.Start("receive", ReceiveAll(*pair.first, got));
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_TRUE(got == bytes);
  EXPECT_EQ(pair.first->peer_end(), PeerEnd::kFin);
}

TEST_F(Tcp, AnswersAfterTheOtherSideHalfClosed) {
  StreamPair pair = TcpPair();
  ASSERT_TRUE(Run(pair.first->HalfClose()));
  ASSERT_TRUE(Run(ReadToEnd(*pair.second, 1)));
  ASSERT_TRUE(Run(pair.second->Write("late")));
  EXPECT_EQ(*Run(ReadExactly(*pair.first, 4)), "late");
  EXPECT_EQ(pair.first->peer_end(), PeerEnd::kOpen);
}

TEST_F(Tcp, TellsAResetFromAnEnd) {
  StreamPair pair = TcpPair();
  pair.second->Reset();
  std::array<char, 16> buffer;
  auto count = Run(pair.first->Read(buffer));
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().kind, IoErrorKind::kReset);
  EXPECT_EQ(pair.first->peer_end(), PeerEnd::kReset);
  EXPECT_NE(count.error().message.find("read from 127.0.0.1:"), std::string::npos);
}

TEST_F(Tcp, AResetThatAWriteHasSeenIsStillAResetForTheRead) {
  StreamPair pair = TcpPair();
  pair.second->Reset();
  std::expected<void, IoError> sent;
  while (sent) sent = Run(pair.first->Write("x"));
  EXPECT_EQ(sent.error().kind, IoErrorKind::kReset);
  std::string got;
  IoError error;
  Run(ReadToFailure(*pair.first, got, error));
  EXPECT_EQ(error.kind, IoErrorKind::kReset);
}

TEST_F(Tcp, ClosingWithUnreadBytesResets) {
  StreamPair pair = TcpPair();
  ASSERT_TRUE(Run(pair.first->Write("unread")));
  std::array<char, 1> one;
  ASSERT_TRUE(Run(pair.second->Read(one)));
  Run(pair.second->Close());
  std::string got;
  IoError error;
  Run(ReadToFailure(*pair.first, got, error));
  EXPECT_EQ(error.kind, IoErrorKind::kReset);
}

TEST_F(Tcp, ALingeringCloseDeliversTheAnswerThoughNotAllWasRead) {
  StreamPair pair = TcpPair();
  std::string got;
  TaskGroup group(loop.executor());
  group.Start("send", SendAll(*pair.first, Pattern(1 << 18)));
  group.Start("receive", ReceiveAll(*pair.first, got));
  ASSERT_TRUE(Run(pair.second->Write("413")));
  LingerOptions options;
  options.deadline = Deadline::After(kPatience);
  const LingerEnd end = loop.RunTask(CloseLingering(*pair.second, std::move(options)));
  EXPECT_EQ(end, LingerEnd::kPeerEnded);
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_EQ(got, "413");
}

TEST_F(Tcp, ALingeringCloseHasADeadlineAndALimit) {
  StreamPair pair = TcpPair();
  LingerOptions options;
  options.deadline = Deadline::After(5ms);
  EXPECT_EQ(loop.RunTask(CloseLingering(*pair.second, options)), LingerEnd::kDeadline);

  pair = TcpPair();
  ASSERT_TRUE(Run(pair.first->Write(Pattern(1000))));
  options.deadline = Deadline::After(kPatience);
  options.drain_limit_bytes = 1000;
  EXPECT_EQ(loop.RunTask(CloseLingering(*pair.second, options)), LingerEnd::kLimit);
}

Task<std::expected<std::size_t, IoError>> ReadWhatNeverComes(Stream& stream) {
  std::array<char, 16> buffer;
  co_return co_await stream.Read(buffer);
}

TEST_F(Tcp, CancelEndsAReadAndTheStreamStaysUsable) {
  StreamPair pair = TcpPair();
  auto count = RunAndMeanwhile(ReadWhatNeverComes(*pair.first), [&] { pair.first->Cancel(); });
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().kind, IoErrorKind::kClosed);
  ASSERT_TRUE(Run(pair.second->Write("still here")));
  EXPECT_EQ(*Run(ReadExactly(*pair.first, 10)), "still here");
}

TEST_F(Tcp, AfterCloseEverythingFailsAsClosed) {
  StreamPair pair = TcpPair();
  Run(pair.first->Close());
  EXPECT_EQ(Run(pair.first->Write("x")).error().kind, IoErrorKind::kClosed);
  EXPECT_EQ(Run(ReadWhatNeverComes(*pair.first)).error().kind, IoErrorKind::kClosed);
}

TEST_F(Tcp, WritingAfterHalfCloseFailsAsClosed) {
  StreamPair pair = TcpPair();
  ASSERT_TRUE(Run(pair.first->HalfClose()));
  EXPECT_EQ(Run(pair.first->Write("x")).error().kind, IoErrorKind::kClosed);
}

TEST_F(Tcp, WritesMoreThanTheWindowOfASlowReader) {
  ListenOptions listen;
  listen.receive_buffer_bytes = 4096;
  TcpOptions connect;
  connect.send_buffer_bytes = 4096;
  StreamPair pair = TcpPair(std::move(listen), std::move(connect));
  const std::string bytes = Pattern(300000);
  std::string got;
  TaskGroup group(loop.executor());
  group.Start("send", SendAll(*pair.first, bytes));
  group.Start("receive", ReceiveAll(*pair.second, got));
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_TRUE(got == bytes);
}

TEST_F(Tcp, NamesWhoRefused) {
  auto listener = Listener::Bind(loop.executor(), {});
  const std::uint16_t port = (*listener)->port();
  (*listener)->Close();
  auto stream = Run(Connect(loop.executor(), Endpoint{"127.0.0.1", port}));
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().kind, IoErrorKind::kRefused);
  EXPECT_EQ(stream.error().message,
            "connect to 127.0.0.1:" + std::to_string(port) + ": Connection refused");
}

TEST_F(Tcp, ConnectsByNameToWhicheverAddressAccepts) {
  auto listener = Listener::Bind(loop.executor(), {});
  auto stream = Run(Connect(loop.executor(), Endpoint{"localhost", (*listener)->port()}));
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ((*stream)->peer_name(), "127.0.0.1:" + std::to_string((*listener)->port()));
}

TEST_F(Tcp, SaysThatANameDoesNotResolve) {
  auto stream = Run(Connect(loop.executor(), Endpoint{"no such host", 80}));
  ASSERT_FALSE(stream);
  EXPECT_EQ(stream.error().kind, IoErrorKind::kOther);
  EXPECT_EQ(stream.error().message.substr(0, 21), "resolve no such host:");
}

TEST_F(Tcp, ConnectsFromAChosenAddress) {
  TcpOptions connect;
  connect.source_address = "127.0.0.2";
  StreamPair pair = TcpPair({}, std::move(connect));
  EXPECT_EQ(pair.second->peer_name().substr(0, 10), "127.0.0.2:");
}

TEST_F(Tcp, SpeaksIpv6WhereTheSystemDoes) {
  ListenOptions listen;
  listen.host = "::1";
  if (!Listener::Bind(loop.executor(), listen)) GTEST_SKIP() << "this system has no IPv6 loopback";
  StreamPair pair = TcpPair(std::move(listen));
  EXPECT_EQ(pair.first->peer_name().substr(0, 6), "[::1]:");
}

TEST_F(Tcp, AcceptEndsWhenTheListenerIsCancelledOrClosed) {
  auto listener = Listener::Bind(loop.executor(), {});
  auto first = RunAndMeanwhile((*listener)->Accept(), [&] { (*listener)->Cancel(); });
  EXPECT_EQ(first.error().kind, IoErrorKind::kClosed);
  auto second = RunAndMeanwhile((*listener)->Accept(), [&] { (*listener)->Close(); });
  EXPECT_EQ(second.error().kind, IoErrorKind::kClosed);
}

TEST_F(Tcp, SaysThatAnAddressIsTaken) {
  auto listener = Listener::Bind(loop.executor(), {});
  ListenOptions same;
  same.port = (*listener)->port();
  auto second = Listener::Bind(loop.executor(), std::move(same));
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("Address already in use"), std::string::npos);
}

// A read that has taken all there was, and an answer to it: the next read does not look first. What
// came with the octets, in the one event that woke the read, must show all the same.
TEST_F(Tcp, MissesNothingThatComesWithOctetsOrBehindThem) {
  for (const PeerEnd end : {PeerEnd::kOpen, PeerEnd::kFin, PeerEnd::kReset}) {
    for (const bool answered : {true, false}) {
      // The client has a loop of its own: what it does in one go, the server sees as one event.
      EventLoop elsewhere;
      auto listener = Listener::Bind(loop.executor(), {.eager_reads = true});
      Endpoint endpoint{(*listener)->host(), (*listener)->port()};
      auto client = elsewhere.RunTask(Connect(elsewhere.executor(), std::move(endpoint)));
      ASSERT_TRUE(client);
      std::unique_ptr<Stream> server;
      Run(Accept(**listener, server));
      std::array<char, 16> buffer;
      const auto first = RunAndMeanwhile(server->Read(buffer), [&] {
        EXPECT_EQ((*client)->WriteNow("a"), 1u);
        if (end == PeerEnd::kReset) (*client)->Reset();
        if (end == PeerEnd::kFin) {
          EXPECT_TRUE(elsewhere.RunTask((*client)->HalfClose()));
        }
      });
      ASSERT_TRUE(first || end == PeerEnd::kReset);
      if (end == PeerEnd::kOpen) {
        EXPECT_EQ((*client)->WriteNow("b"), 1u);
      }
      if (answered) (void)server->WriteNow("answer");
      const auto second = Run(server->Read(buffer));
      EXPECT_EQ(second.value_or(0), end == PeerEnd::kOpen ? 1u : 0u);
      EXPECT_EQ(server->peer_end(), end) << answered;
    }
  }
}

// A read stops short of urgent data, with octets left behind it.
TEST_F(Tcp, ReadsOnBehindUrgentData) {
  const int client = ::socket(AF_INET, SOCK_STREAM, 0);
  auto listener = Listener::Bind(loop.executor(), {.eager_reads = true});
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons((*listener)->port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  std::unique_ptr<Stream> server;
  Run(Accept(**listener, server));
  std::array<char, 16> buffer;
  EXPECT_EQ(::send(client, "a", 1, 0), 1);
  EXPECT_EQ(Run(server->Read(buffer)).value_or(0), 1u);  // from now on edges count
  const auto first = RunAndMeanwhile(server->Read(buffer), [&] {
    EXPECT_EQ(::send(client, "b", 1, 0), 1);
    EXPECT_EQ(::send(client, "!", 1, MSG_OOB), 1);
    EXPECT_EQ(::send(client, "c", 1, 0), 1);
  });
  EXPECT_EQ(first.value_or(0), 1u);
  EXPECT_EQ(buffer[0], 'b');
  EXPECT_EQ(Run(server->Read(buffer)).value_or(0), 1u);
  EXPECT_EQ(buffer[0], 'c');
  ::close(client);
}

TEST_F(Tcp, SendsNowWhatFitsAndSaysHowMuch) {
  StreamPair pair = TcpPair();
  EXPECT_EQ(pair.first->WriteNow("hello"), 5u);
  EXPECT_EQ(*Run(ReadExactly(*pair.second, 5)), "hello");
  const std::string much(std::size_t{64} << 20, 'x');
  EXPECT_LT(pair.first->WriteNow(much), much.size());
  pair.second->Reset();
  std::array<char, 16> buffer;
  EXPECT_FALSE(Run(pair.first->Read(buffer)));
  EXPECT_EQ(pair.first->WriteNow("late"), 0u);
}

TEST_F(Tcp, SeesThatThePeerIsGoneWithoutReading) {
  StreamPair pair = TcpPair();
  ASSERT_TRUE(Run(pair.second->Write("unread")));
  EXPECT_FALSE(pair.first->PeerIsGone());
  ASSERT_TRUE(Run(pair.second->HalfClose()));
  while (!pair.first->PeerIsGone()) loop.RunFor(1ms);
  EXPECT_EQ(*Run(ReadExactly(*pair.first, 6)), "unread");
}

TEST_F(Tcp, DefersAConnectionUntilItsFirstOctets) {
  auto listener = Listener::Bind(loop.executor(), {.defer_accept_s = 5});
  Endpoint endpoint{(*listener)->host(), (*listener)->port()};
  auto client = Run(Connect(loop.executor(), std::move(endpoint)));
  ASSERT_TRUE(client);
  auto accepted =
      RunAndMeanwhile((*listener)->Accept(), [&] { EXPECT_EQ((*client)->WriteNow("x"), 1u); });
  ASSERT_TRUE(accepted);
  EXPECT_EQ(*Run(ReadExactly(**accepted, 1)), "x");
}

TEST_F(Tcp, ResolvesToNumericAddresses) {
  EXPECT_EQ(*Run(Resolve(loop.executor(), "127.0.0.1")), std::vector<std::string>{"127.0.0.1"});
  const auto local = Run(Resolve(loop.executor(), "localhost"));
  ASSERT_TRUE(local) << local.error().message;
  EXPECT_FALSE(local->empty());
  EXPECT_FALSE(Run(Resolve(loop.executor(), "no-such-host.invalid")));
}

}  // namespace
}  // namespace wireproof::net
