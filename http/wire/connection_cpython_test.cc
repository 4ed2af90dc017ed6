// The connection in the CPython dialect: what http.client and http.server do on the wire.
#include <gtest/gtest.h>

#include <string>

#include "http/wire/connection.h"
#include "http/wire/outcome_text.h"

namespace wireproof::wire {
namespace {

const Dialect kCPython = Dialect::CPython();
const Limits kLimits = Limits::CPython();

std::string Server(std::string_view bytes) {
  return ServerReads(bytes, kCPython, kLimits);
}
std::string Client(std::string_view bytes, std::string_view method = "GET") {
  return ClientReads(bytes, kCPython, kLimits, method);
}

TEST(HttpServer, ParsesAnUnreadBodyAsTheNextRequest) {
  EXPECT_EQ(Server("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"),
            "POST / 1.1 | Content-Length=5\nend\n!request-line-malformed@0\n");
  EXPECT_EQ(Server("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nGET /x\r\n"),
            "POST / 1.1 | Transfer-Encoding=chunked\nend\nGET /x 0.9\nend\nConnectionClosed\n");
}

TEST(HttpServer, LeavesTheBodyToItsHandler) {
  Connection server(Role::kServer, kCPython, kLimits);
  server.Receive("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel");
  EXPECT_EQ(ToString(server.NextEvent()), "Request POST /");
  EXPECT_EQ(ToString(server.NextEvent()), "EndOfMessage");
  EXPECT_EQ(server.TakeRaw(5), "hel");
  server.Receive("loGET /2 HTTP/1.1\r\n\r\n");
  EXPECT_EQ(server.TakeRaw(2), "lo");
  EXPECT_EQ(ToString(server.NextEvent()), "Paused");
  EXPECT_TRUE(server.Send(Response{{.reason = "OK"}}));
  EXPECT_EQ(*server.Send(Data{"whatever the handler writes"}), "whatever the handler writes");
  EXPECT_TRUE(server.Send(EndOfMessage{}));
  ASSERT_TRUE(server.CanStartNextCycle());
  server.StartNextCycle();
  EXPECT_EQ(ToString(server.NextEvent()), "Request GET /2");
}

TEST(HttpServer, ClosesSilentlyOnAnEmptyLine) {
  Connection server(Role::kServer, kCPython, kLimits);
  server.Receive("\r\nGET / HTTP/1.1\r\n\r\n");
  const Event event = server.NextEvent();
  ASSERT_TRUE(std::holds_alternative<Failed>(event));
  EXPECT_EQ(std::get<Failed>(event).defect.status, 0);
}

TEST(HttpServer, AnswersHttp09WithoutAHead) {
  for (const char* request : {"GET /\r\n", "GET / HTTP/0.9\r\n\r\n"}) {
    Connection server(Role::kServer, kCPython, kLimits);
    server.Receive(request);
    EXPECT_EQ(ToString(server.NextEvent()), "Request GET /");
    EXPECT_FALSE(server.keep_alive());
    EXPECT_EQ(*server.Send(Response{{.reason = "OK", .fields = {{"A", "b"}}}}), "");
    EXPECT_EQ(*server.Send(Data{"body"}), "body");
  }
}

TEST(HttpServer, LetsAHandlerChooseTheConnectionsFate) {
  auto fate = [](std::string_view request, Fields fields) {
    Connection server(Role::kServer, kCPython, kLimits);
    server.Receive(request);
    EXPECT_TRUE(std::holds_alternative<Request>(server.NextEvent()));
    EXPECT_TRUE(server.Send(Response{{.fields = std::move(fields)}}));
    return server.keep_alive() ? "kept" : "closed";
  };
  EXPECT_STREQ(fate("GET / HTTP/1.1\r\n\r\n", {}), "kept");
  EXPECT_STREQ(fate("GET / HTTP/1.1\r\n\r\n", {{"connection", "CLOSE"}}), "closed");
  EXPECT_STREQ(fate("GET / HTTP/1.1\r\n\r\n", {{"Connection", "close, x"}}), "kept");
  EXPECT_STREQ(fate("GET / HTTP/1.0\r\n\r\n", {{"Connection", "keep-alive"}}), "kept");
  EXPECT_STREQ(fate("GET / HTTP/1.0\r\n\r\n", {}), "closed");
}

TEST(HttpServer, SendsContinueForAnyRequestThatAsks) {
  Connection server(Role::kServer, kCPython, kLimits);
  server.Receive("GET / HTTP/1.1\r\nExpect: 100-Continue\r\n\r\n");
  EXPECT_TRUE(std::holds_alternative<Request>(server.NextEvent()));
  EXPECT_TRUE(server.peer_awaits_continue());
}

TEST(HttpClient, TakesAllInterimResponsesBut100ForFinal) {
  EXPECT_EQ(
      Client("HTTP/2.0 100 Continue\r\nA\r\n\r\nHTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\n"),
      "interim 100 Continue 1.1\n103 Hints 1.1\nend\n");
  EXPECT_EQ(Client("HTTP/1.1 101 \r\n\r\n"), "101  1.1\nend\n");
  std::string many;
  for (int i = 0; i < 100; ++i) many += "HTTP/1.1 100 \r\n\r\n";
  Connection client(Role::kClient, kCPython, kLimits);
  EXPECT_TRUE(client.Send(Request{{.method = "GET", .target = "/"}}));
  client.Receive(many);
  Event event = client.NextEvent();
  while (std::holds_alternative<InterimResponse>(event)) event = client.NextEvent();
  EXPECT_EQ(std::get<Failed>(event).defect.explain, "got more than 100 interim responses");
}

TEST(HttpClient, DecodesChunksWhereThereIsNoContent) {
  EXPECT_EQ(Client("HTTP/1.1 304 \r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"),
            "304  1.1 | Transfer-Encoding=chunked\n[x]\nend\n");
  EXPECT_EQ(Client("HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\nx", "CONNECT"),
            "200  1.1 | Content-Length=1\n[x]\nend\n");
}

TEST(HttpClient, LosesWhatFollowsAResponse) {
  Connection client(Role::kClient, kCPython, kLimits);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(client.Send(Request{{.method = "GET", .target = "/"}}));
    EXPECT_TRUE(client.Send(EndOfMessage{}));
    client.Receive("HTTP/1.1 204 \r\n\r\nsurplus");
    EXPECT_EQ(ToString(client.NextEvent()), "Response 204");
    EXPECT_EQ(ToString(client.NextEvent()), "EndOfMessage");
    ASSERT_TRUE(client.CanStartNextCycle());
    client.StartNextCycle();
    EXPECT_EQ(client.buffered(), 0U);
  }
}

TEST(HttpClient, DoesNotListenToItsOwnClose) {
  Connection client(Role::kClient, kCPython, kLimits);
  EXPECT_TRUE(
      client.Send(Request{{.method = "GET", .target = "/", .fields = {{"Connection", "close"}}}}));
  EXPECT_TRUE(client.keep_alive());
}

}  // namespace
}  // namespace wireproof::wire
