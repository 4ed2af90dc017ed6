// The client against a peer on a real socket that plays bytes.
#include "http/client/connection.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/net/listener.h"
#include "http/net/loop.h"

namespace wireproof::client {
namespace {

using namespace std::chrono_literals;

// What the peer does on one connection: for each entry, await a request's head and send this.
// Then it closes, or keeps the connection until the client ends it.
struct Act {
  std::vector<std::string> answers;
  bool closes = true;
};

net::Task<bool> AwaitHead(net::Stream& stream, std::string& got) {
  const std::size_t before = got.size();
  std::string buffer(4096, '\0');
  while (got.find("\r\n\r\n", before) == got.npos) {
    auto count = co_await stream.Read(buffer);
    if (!count || *count == 0) co_return false;
    got.append(buffer, 0, *count);
  }
  co_return true;
}

net::Task<void> Play(net::Listener& listener, std::vector<Act> acts, std::string& got) {
  for (Act& act : acts) {
    auto stream = co_await listener.Accept();
    if (!stream) co_return;
    for (std::string& answer : act.answers) {
      if (!co_await AwaitHead(**stream, got)) break;
      if (!answer.empty()) (void)co_await (*stream)->Write(answer);
    }
    if (!act.closes) (void)co_await AwaitHead(**stream, got);
    co_await (*stream)->Close();
  }
}

// The result of one request, in a line: "200 OK: body", or kind and native name.
net::Task<std::string> Once(Connection& connection, Request request) {
  auto sent = co_await connection.SendRequest(std::move(request));
  if (!sent) co_return std::string(Name(sent.error().kind)) + " " + sent.error().native;
  auto response = co_await connection.GetResponse();
  if (!response) co_return std::string(Name(response.error().kind)) + " " + response.error().native;
  auto body = co_await response->Read();
  if (!body) {
    co_return std::string(Name(body.error().kind)) + " " + body.error().native + " [" +
        body.error().partial.value_or("-") + "]";
  }
  co_return std::to_string(response->status()) + " " + response->reason() + ": " + *body;
}

class ConnectionTest : public testing::Test {
 protected:
  ConnectionTest() : listener_(*net::Listener::Bind(loop_.executor(), {})) {}

  void Start(std::vector<Act> acts, Profile profile) {
    net::Spawn(loop_.executor(), "peer", Play(*listener_, std::move(acts), got_));
    ConnectionOptions options{
        .host = "127.0.0.1", .port = listener_->port(), .profile = std::move(profile)};
    connection_ = std::make_unique<Connection>(loop_.executor(), std::move(options));
    connection_->SetDeadline(net::Deadline::After(5s));
  }
  std::string Get(std::string method = "GET") {
    return loop_.RunTask(Once(*connection_, Request{.method = std::move(method)}));
  }
  // One request on a connection whose peer answers so and closes.
  std::string Answered(const std::string& answer, Profile profile, std::string method = "GET") {
    Start({{.answers = {answer}}}, std::move(profile));
    std::string result = Get(std::move(method));
    loop_.RunTask(connection_->Close());
    return result;
  }
  std::string Strict(const std::string& answer) { return Answered(answer, Profile::Strict()); }
  std::string CPython(const std::string& answer) { return Answered(answer, Profile::CPython()); }

  net::EventLoop loop_;
  std::unique_ptr<net::Listener> listener_;
  std::string got_;
  std::unique_ptr<Connection> connection_;
};

constexpr std::string_view kHi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

TEST_F(ConnectionTest, UsesTheLinkAgainWhereTheResponseWasReadWhole) {
  for (const Profile& profile : {Profile::Strict(), Profile::CPython()}) {
    Start({{.answers = {std::string(kHi), std::string(kHi)}, .closes = false}}, profile);
    EXPECT_EQ(Get(), "200 OK: hi");
    EXPECT_EQ(Get(), "200 OK: hi");
    EXPECT_EQ(connection_->links_opened(), 1u);
    loop_.RunTask(connection_->Close());
  }
}

TEST_F(ConnectionTest, OpensAnotherLinkAfterClose) {
  for (const Profile& profile : {Profile::Strict(), Profile::CPython()}) {
    const std::string last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx";
    Start({{.answers = {last}}, {.answers = {std::string(kHi)}}}, profile);
    EXPECT_EQ(Get(), "200 OK: x");
    EXPECT_FALSE(connection_->is_open());
    EXPECT_EQ(Get(), "200 OK: hi");
    EXPECT_EQ(connection_->links_opened(), 2u);
    loop_.RunTask(connection_->Close());
  }
}

TEST_F(ConnectionTest, StrictNoticesThatTheServerClosedAnIdleLink) {
  Start({{.answers = {std::string(kHi)}}, {.answers = {std::string(kHi)}}}, Profile::Strict());
  EXPECT_EQ(Get(), "200 OK: hi");
  EXPECT_EQ(Get(), "200 OK: hi");
  EXPECT_EQ(connection_->links_opened(), 2u);
}

TEST_F(ConnectionTest, CPythonFailsOnceWhereTheServerClosedAnIdleLink) {
  Start({{.answers = {std::string(kHi)}}, {.answers = {std::string(kHi)}}}, Profile::CPython());
  EXPECT_EQ(Get(), "200 OK: hi");
  const std::string second = Get();
  EXPECT_TRUE(second.starts_with("closed ")) << second;
  EXPECT_EQ(connection_->state(), RequestState::kIdle);
  EXPECT_EQ(Get(), "200 OK: hi");
}

TEST_F(ConnectionTest, SurplusIsNeverTheNextResponse) {
  const std::string evil = "HTTP/1.1 200 EVIL\r\nContent-Length: 0\r\n\r\n";
  Start({{.answers = {std::string(kHi) + evil}, .closes = false}, {.answers = {std::string(kHi)}}},
        Profile::Strict());
  EXPECT_EQ(Get(), "200 OK: hi");
  EXPECT_EQ(Get(), "200 OK: hi");
  EXPECT_EQ(connection_->links_opened(), 2u);
}

TEST_F(ConnectionTest, AnAbandonedResponseCostsTheLink) {
  Start({{.answers = {std::string(kHi)}, .closes = false}, {.answers = {std::string(kHi)}}},
        Profile::Strict());
  ASSERT_TRUE(loop_.RunTask(connection_->SendRequest({})).has_value());
  auto unread = loop_.RunTask(connection_->GetResponse());
  ASSERT_TRUE(unread.has_value());
  EXPECT_EQ(Get(), "200 OK: hi");
  EXPECT_EQ(connection_->links_opened(), 2u);
  EXPECT_EQ(loop_.RunTask(unread->Read()).error().native, "response-given-up");
}

TEST_F(ConnectionTest, HasNoBodyWhereTheStatusOrHeadSaysSo) {
  const std::string next = std::string(kHi);
  for (const Profile& profile : {Profile::Strict(), Profile::CPython()}) {
    Start({{.answers = {"HTTP/1.1 204 No\r\n\r\n", "HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", next},
            .closes = false}},
          profile);
    EXPECT_EQ(Get(), "204 No: ");
    EXPECT_EQ(Get(), "304 No: ");
    EXPECT_EQ(Get("HEAD"), "200 OK: ");
    EXPECT_EQ(Get(), "200 OK: hi");
    EXPECT_EQ(connection_->links_opened(), 1u);
    loop_.RunTask(connection_->Close());
  }
}

TEST_F(ConnectionTest, InterimResponsesAreSkipped) {
  const std::string interim = "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n";
  EXPECT_EQ(Strict(interim + "HTTP/1.1 103 Hints\r\n\r\n" + std::string(kHi)), "200 OK: hi");
  EXPECT_EQ(CPython(interim + std::string(kHi)), "200 OK: hi");
  EXPECT_EQ(CPython("HTTP/1.1 103 Hints\r\n\r\n" + std::string(kHi)), "103 Hints: ");
  EXPECT_EQ(Strict("HTTP/1.1 101 Switching Protocols\r\n\r\n"), "protocol switch-not-asked");
}

TEST_F(ConnectionTest, FailuresAreNamed) {
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  struct Row {
    std::string answer;
    std::string strict;
    std::string cpython;
  };
  const std::vector<Row> kTable = {
      {"", "closed ends-before-response", "closed http.client.RemoteDisconnected"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "incomplete ends-early [hel]",
       "incomplete http.client.IncompleteRead [hel]"},
      {chunked + "3\r\nabc\r\n5\r\nhel", "incomplete ends-early [abchel]",
       "incomplete http.client.IncompleteRead [abc]"},
      {chunked + "+3\r\nabc\r\n0\r\n\r\n", "protocol chunk-size-not-hex []", "200 OK: abc"},
      {chunked + "x\r\nabc\r\n0\r\n\r\n", "protocol chunk-size-not-hex []",
       "incomplete http.client.IncompleteRead []"},
      {"junk\r\n\r\n", "protocol status-line-malformed", "protocol http.client.BadStatusLine"},
      {"HTTP/2.0 200 OK\r\n\r\n", "protocol version-not-supported",
       "protocol http.client.UnknownProtocol"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi",
       "protocol content-length-differs", "200 OK: hi"},
  };
  for (const Row& row : kTable) {
    EXPECT_EQ(Strict(row.answer), row.strict) << row.answer;
    EXPECT_EQ(CPython(row.answer), row.cpython) << row.answer;
  }
}

TEST_F(ConnectionTest, HttpClientsStatesAreKept) {
  Start({{.answers = {"junk\r\n\r\n"}, .closes = false}, {.answers = {std::string(kHi)}}},
        Profile::CPython());
  auto early = loop_.RunTask(connection_->GetResponse());
  EXPECT_EQ(early.error().native, "http.client.ResponseNotReady");
  EXPECT_EQ(Get(), "protocol http.client.BadStatusLine");
  EXPECT_EQ(connection_->state(), RequestState::kRequestSent);
  EXPECT_EQ(Get(), "refused http.client.CannotSendRequest");
  loop_.RunTask(connection_->Close());
  EXPECT_EQ(Get(), "200 OK: hi");
}

TEST_F(ConnectionTest, TheDeadlineEndsIt) {
  for (const Profile& profile : {Profile::Strict(), Profile::CPython()}) {
    Start({{.answers = {"HTTP/1.1 200 OK\r\n"}, .closes = false}}, profile);
    connection_->SetDeadline(net::Deadline::After(30ms));
    const std::string result = Get();
    EXPECT_TRUE(result.starts_with("timeout ")) << result;
    loop_.RunTask(connection_->Close());
  }
}

TEST_F(ConnectionTest, NobodyListens) {
  Start({}, Profile::CPython());
  listener_->Close();
  EXPECT_EQ(Get(), "connect ConnectionRefusedError");
  EXPECT_EQ(connection_->state(), RequestState::kRequestSent);
}

TEST_F(ConnectionTest, AnEarlyResponseEndsTheSendingOfALongBody) {
  const std::string answer =
      "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  Start({{.answers = {answer}, .closes = false}}, Profile::Strict());
  Request request{.method = "POST", .body = std::string(std::size_t{32} << 20, 'x')};
  EXPECT_EQ(loop_.RunTask(Once(*connection_, std::move(request))), "413 Content Too Large: ");
}

TEST_F(ConnectionTest, ReadsInPieces) {
  Start({{.answers = {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "5\r\nhello\r\n1\r\n!\r\n0\r\nT: v\r\n\r\n"}}},
        Profile::Strict());
  ASSERT_TRUE(loop_.RunTask(connection_->SendRequest({})).has_value());
  auto response = loop_.RunTask(connection_->GetResponse());
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(*loop_.RunTask(response->ReadSome(3)), "hel");
  EXPECT_EQ(*loop_.RunTask(response->Read()), "lo!");
  EXPECT_EQ(*loop_.RunTask(response->ReadSome(3)), "");
  EXPECT_TRUE(response->complete());
  EXPECT_EQ(response->trailers(), (wire::Fields{{"T", "v"}}));
}

}  // namespace
}  // namespace wireproof::client
