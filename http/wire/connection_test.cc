#include "http/wire/connection.h"

#include <gtest/gtest.h>

#include <string>

#include "http/wire/outcome_text.h"

namespace wireproof::wire {
namespace {

const Request kGet{{.method = "GET", .target = "/", .fields = {{"Host", "a"}}}};
const Response kEmpty{{.reason = "OK", .fields = {{"Content-Length", "0"}}}};

std::string IdOf(const std::expected<std::string, Defect>& bytes) {
  return bytes ? *bytes : fmt::format("!{}", Describe(bytes.error().kind).id);
}

TEST(Server, ReadsPipelinedRequestsOneAfterAnother) {
  EXPECT_EQ(ServerReads("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                        "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "2\r\nhi\r\n0\r\nT: u\r\n\r\n\r\n"
                        "GET /c HTTP/1.1\r\nHost: x\r\n\r\n"),
            "POST /a 1.1 | Host=x | Content-Length=3\n[abc]\nend\n"
            "POST /b 1.1 | Host=x | Transfer-Encoding=chunked\n[hi]\nend | T=u\n"
            "GET /c 1.1 | Host=x\nend\nConnectionClosed\n");
}

TEST(Server, IgnoresWhatFollowsTheLastRequest) {
  EXPECT_EQ(ServerReads("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\n"),
            "GET / 1.1 | Host=x | Connection=close\nend\nConnectionClosed\n");
  EXPECT_EQ(ServerReads("GET / HTTP/1.0\r\n\r\nX"), "GET / 1.0\nend\nConnectionClosed\n");
}

TEST(Server, TellsAnOrderlyEndFromACutMessage) {
  EXPECT_EQ(ServerReads(""), "ConnectionClosed\n");
  EXPECT_EQ(ServerReads("\r\n"), "ConnectionClosed\n");
  EXPECT_EQ(ServerReads("GET /"), "!ends-early@5\n");
  EXPECT_EQ(ServerReads("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab"),
            "POST / 1.1 | Host=x | Content-Length=3\n[ab]\n!ends-early@49\n");
}

TEST(Server, CountsOffsetsFromTheStartOfTheMessage) {
  EXPECT_EQ(ServerReads("GET / HTTP/1.1\r\nHost: x\r\n\r\n"
                        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"),
            "GET / 1.1 | Host=x\nend\n"
            "POST / 1.1 | Host=x | Transfer-Encoding=chunked\n!chunk-size-not-hex@56\n");
}

TEST(Client, ReadsResponsesByTheirFraming) {
  EXPECT_EQ(ClientReads("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
            "200 OK 1.1 | Content-Length=2\n[hi]\nend\n");
  EXPECT_EQ(ClientReads("HTTP/1.1 200 OK\r\n\r\nhi"), "200 OK 1.1\n[hi]\nend\nConnectionClosed\n");
  EXPECT_EQ(
      ClientReads("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", Dialect::Strict(), {}, "HEAD"),
      "200 OK 1.1 | Content-Length=2\nend\n");
  EXPECT_EQ(ClientReads("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi"),
            "200 OK 1.1 | Content-Length=3\n[hi]\n!ends-early@40\n");
  EXPECT_EQ(ClientReads(""), "!ends-before-response@0\n");
}

TEST(Client, ReadsInterimResponsesBeforeTheFinalOne) {
  EXPECT_EQ(
      ClientReads("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                  "HTTP/1.1 204 No Content\r\n\r\n"),
      "interim 100 Continue 1.1\ninterim 103 Early Hints 1.1 | Link=a\n204 No Content 1.1\nend\n");
  Limits one;
  one.interim_responses = 1;
  EXPECT_EQ(ClientReads("HTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\n", Dialect::Strict(), one),
            "interim 100  1.1\n!too-many-interim-responses@0\n");
}

TEST(Client, IgnoresWhatFollowsTheLastResponse) {
  EXPECT_EQ(ClientReads("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nab"),
            "200 OK 1.1 | Connection=close | Content-Length=1\n[a]\nend\nConnectionClosed\n");
}

TEST(Client, TakesNoResponseItDidNotAskFor) {
  Connection client(Role::kClient);
  client.Receive("HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(Text(client.NextEvent()), "!response-without-request@0");
}

TEST(Client, StartsTheNextCycleWhenBothSidesAreDone) {
  Connection client(Role::kClient);
  EXPECT_EQ(IdOf(client.Send(kGet)), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(IdOf(client.Send(kGet)), "!send-out-of-turn");
  EXPECT_EQ(IdOf(client.Send(EndOfMessage{})), "");
  client.Receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(ToString(client.NextEvent()), "Response 200");
  EXPECT_TRUE(client.keep_alive());
  EXPECT_FALSE(client.CanStartNextCycle());
  EXPECT_EQ(ToString(client.NextEvent()), "EndOfMessage");
  EXPECT_EQ(ToString(client.NextEvent()), "Paused");
  ASSERT_TRUE(client.CanStartNextCycle());
  client.StartNextCycle();
  EXPECT_EQ(client.our_state(), State::kIdle);
  EXPECT_TRUE(client.Send(kGet));
  client.ReceiveEnd();
  EXPECT_EQ(Text(client.NextEvent()), "!ends-before-response@0");
}

TEST(Client, ThatSaidCloseExpectsTheEnd) {
  Connection client(Role::kClient);
  Request last = kGet;
  last.head.fields.push_back({"Connection", "close"});
  EXPECT_TRUE(client.Send(last));
  EXPECT_FALSE(client.keep_alive());
}

TEST(Sending, FramesTheBodyAsTheHeadSays) {
  Connection client(Role::kClient);
  Request post = kGet;
  post.head.method = "POST";
  post.head.fields.push_back({"Transfer-Encoding", "chunked"});
  EXPECT_TRUE(client.Send(post));
  EXPECT_EQ(IdOf(client.Send(Data{"hello"})), "5\r\nhello\r\n");
  EXPECT_EQ(IdOf(client.Send(Data{""})), "");
  EXPECT_EQ(IdOf(client.Send(EndOfMessage{{{"A", "b"}}})), "0\r\nA: b\r\n\r\n");
  EXPECT_EQ(IdOf(client.Send(Data{"x"})), "!send-out-of-turn");
}

TEST(Sending, CountsTheBodyAgainstItsLength) {
  Connection client(Role::kClient);
  Request post = kGet;
  post.head.fields.push_back({"Content-Length", "3"});
  EXPECT_TRUE(client.Send(post));
  EXPECT_EQ(IdOf(client.Send(Data{"ab"})), "ab");
  EXPECT_EQ(IdOf(client.Send(EndOfMessage{})), "!send-body-too-short");
  EXPECT_EQ(IdOf(client.Send(Data{"cd"})), "!send-body-too-long");
  EXPECT_EQ(IdOf(client.Send(Data{"c"})), "c");
  EXPECT_EQ(IdOf(client.Send(EndOfMessage{{{"A", "b"}}})), "!framing-forbidden");
  EXPECT_EQ(IdOf(client.Send(EndOfMessage{})), "");
}

TEST(Sending, PassesABodyThroughWhenAsked) {
  Connection client(Role::kClient);
  Request post = kGet;
  post.head.fields.push_back({"Transfer-Encoding", "chunked"});
  EXPECT_TRUE(client.Send(post));
  client.PassBodyThrough();
  EXPECT_EQ(IdOf(client.Send(Data{"junk"})), "junk");
  EXPECT_EQ(IdOf(client.Send(EndOfMessage{})), "");
}

TEST(Server, AnswersWhatItCannotUnderstandAndCloses) {
  Connection server(Role::kServer);
  server.Receive("GET / HTTP/3.0\r\n\r\n");
  const Event event = server.NextEvent();
  ASSERT_TRUE(std::holds_alternative<Failed>(event));
  EXPECT_EQ(std::get<Failed>(event).defect.status, 505);
  EXPECT_FALSE(server.keep_alive());
  EXPECT_TRUE(server.Send(Response{{.status = 505, .fields = {{"Content-Length", "0"}}}}));
  EXPECT_TRUE(server.Send(EndOfMessage{}));
  EXPECT_EQ(server.our_state(), State::kMustClose);
  EXPECT_FALSE(server.CanStartNextCycle());
  EXPECT_TRUE(std::holds_alternative<Failed>(server.NextEvent()));
}

TEST(Server, ReadsNoRequestAfterAnAnswerThatNoneAskedFor) {
  Connection server(Role::kServer);
  EXPECT_TRUE(server.Send(Response{{.status = 408, .fields = {{"Content-Length", "0"}}}}));
  EXPECT_FALSE(server.keep_alive());
  server.Receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(ToString(server.NextEvent()), "NeedData");
  EXPECT_TRUE(server.Send(EndOfMessage{}));
  server.ReceiveEnd();
  EXPECT_EQ(ToString(server.NextEvent()), "ConnectionClosed");
}

TEST(Server, MayAnswerBeforeTheBodyHasCome) {
  Connection server(Role::kServer);
  server.Receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
  EXPECT_EQ(ToString(server.NextEvent()), "Request POST /");
  EXPECT_TRUE(server.Send(kEmpty));
  EXPECT_TRUE(server.Send(EndOfMessage{}));
  EXPECT_FALSE(server.CanStartNextCycle());
  server.Receive("b");
  EXPECT_EQ(ToString(server.NextEvent()), "Data 2 octets");
  EXPECT_EQ(ToString(server.NextEvent()), "EndOfMessage");
  EXPECT_TRUE(server.CanStartNextCycle());
}

TEST(Server, KnowsThatAClientWaitsForContinue) {
  Connection server(Role::kServer);
  server.Receive("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  EXPECT_EQ(ToString(server.NextEvent()), "Request POST /");
  EXPECT_TRUE(server.peer_awaits_continue());
  EXPECT_EQ(IdOf(server.Send(InterimResponse{{.status = 100, .reason = "Continue"}})),
            "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_FALSE(server.peer_awaits_continue());
  EXPECT_EQ(IdOf(server.Send(Response{{.status = 103}})), "!send-out-of-turn");
}

TEST(Server, DoesNotFrameForOldClientsWhatTheyCannotRead) {
  Connection server(Role::kServer);
  server.Receive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(ToString(server.NextEvent()), "Request GET /");
  EXPECT_TRUE(server.keep_alive());
  EXPECT_EQ(IdOf(server.Send(InterimResponse{{.status = 100}})), "!send-out-of-turn");
  EXPECT_EQ(IdOf(server.Send(Response{{.fields = {{"Transfer-Encoding", "chunked"}}}})),
            "!framing-forbidden");
  EXPECT_TRUE(server.Send(Response{{}}));
  EXPECT_FALSE(server.keep_alive()) << "a response without a length ends with the connection";
}

TEST(Switching, LeavesWhatFollowsToOthers) {
  Connection client(Role::kClient);
  Request upgrade = kGet;
  upgrade.head.fields.push_back({"Connection", "upgrade"});
  upgrade.head.fields.push_back({"Upgrade", "chat"});
  const auto bytes = client.Send(upgrade);
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(client.Send(EndOfMessage{}));
  EXPECT_EQ(client.our_state(), State::kMightSwitch);

  Connection server(Role::kServer);
  server.Receive(*bytes + "chat from the client");
  EXPECT_EQ(ToString(server.NextEvent()), "Request GET /");
  EXPECT_EQ(ToString(server.NextEvent()), "EndOfMessage");
  EXPECT_EQ(ToString(server.NextEvent()), "Paused");
  const auto answer = server.Send(Response{{.status = 101, .reason = "Switching Protocols"}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(server.our_state(), State::kSwitched);
  EXPECT_EQ(server.peer_state(), State::kSwitched);
  EXPECT_EQ(server.TakeBuffered(), "chat from the client");

  client.Receive(*answer + "chat from the server");
  EXPECT_EQ(ToString(client.NextEvent()), "Response 101");
  EXPECT_EQ(ToString(client.NextEvent()), "Paused");
  EXPECT_EQ(client.our_state(), State::kSwitched);
  EXPECT_EQ(client.TakeBuffered(), "chat from the server");
}

TEST(Switching, CanBeDeclined) {
  EXPECT_EQ(
      ClientReads("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", Dialect::Strict(), {}, "CONNECT"),
      "407 No 1.1 | Content-Length=0\nend\n");
  EXPECT_EQ(ClientReads("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ntunnel", Dialect::Strict(), {},
                        "CONNECT"),
            "200 OK 1.1 | Content-Length=9\n");
  EXPECT_EQ(ClientReads("HTTP/1.1 101 No\r\n\r\n"), "!switch-not-asked@0\n");
}

}  // namespace
}  // namespace wireproof::wire
