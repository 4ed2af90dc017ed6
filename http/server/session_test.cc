// Raw requests and the raw answers of both profiles. Those of the CPython profile are what
// http.server of CPython 3.14 sends.
#include "http/server/session.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "http/server/echo.h"
#include "http/server/error_page.h"
#include "http/server/exchange.h"
#include "http/server/session_fixture.h"

namespace wireproof::server {
namespace {

std::string Echo(Profile profile, const std::string& octets) {
  const auto handler = std::make_shared<EchoHandler>();
  const std::string whole =
      AnswerTo(TestSite(profile, handler), octets, net::Fragmentation::Whole());
  // However the octets are cut, the answer is the same.
  EXPECT_EQ(whole, AnswerTo(TestSite(profile, handler), octets, net::Fragmentation::OneByte()));
  EXPECT_EQ(whole,
            AnswerTo(TestSite(profile, handler), octets, net::Fragmentation{.sizes = {3, 1, 7}}));
  return whole;
}

std::string Strict(const std::string& octets) {
  return Echo(Profile::Strict(), octets);
}
std::string CPython(const std::string& octets) {
  return Echo(Profile::CPython(), octets);
}

// The echo's answer in either profile; `options` is what comes after Content-Length.
std::string Echoed(std::string_view server, const Echoed& seen, std::string_view options = "") {
  const std::string text = EchoText(seen);
  return fmt::format(
      "HTTP/1.1 200 OK\r\nServer: {}\r\nDate: {}\r\nContent-Type: application/json\r\n"
      "Content-Length: {}\r\n{}\r\n{}",
      server, kTestDate, text.size(), options, text);
}

constexpr std::string_view kOwn = "wireproof";
constexpr std::string_view kPython = "BaseHTTP/0.6 Python/3.14.0";

std::string StrictError(int status, std::string_view reason, std::string_view more = "") {
  const ErrorPage page = MakeErrorPage(ErrorPageStyle::kPlain, status);
  return fmt::format(
      "HTTP/1.1 {} {}\r\nServer: wireproof\r\nDate: {}\r\n{}Content-Type: text/plain\r\n"
      "Content-Length: {}\r\nConnection: close\r\n\r\n{}",
      status, reason, kTestDate, more, page.content.size(), page.content);
}

std::string PythonError(int status, std::string_view reason, std::string_view explain = "") {
  const ErrorPage page = MakeErrorPage(ErrorPageStyle::kHttpServer, status, reason, explain);
  return fmt::format(
      "HTTP/1.1 {} {}\r\nServer: {}\r\nDate: {}\r\nConnection: close\r\n"
      "Content-Type: text/html;charset=utf-8\r\nContent-Length: {}\r\n\r\n{}",
      status, reason, kPython, kTestDate, page.content.size(), page.content);
}

TEST(StrictSession, AnswersPipelinedRequestsInOrder) {
  EXPECT_EQ(Strict("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"),
            Echoed(kOwn, {"GET", "/1", "HTTP/1.1", {{"Host", "a"}}}) +
                Echoed(kOwn, {"GET", "/2", "HTTP/1.1", {{"Host", "a"}}}));
}

TEST(StrictSession, DecodesChunksAndHandsOverTrailers) {
  const wire::Fields fields = {{"Host", "a"}, {"Transfer-Encoding", "chunked"}};
  EXPECT_EQ(Strict("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "5\r\nhello\r\n1;x=y\r\n!\r\n0\r\nT: v\r\n\r\n"),
            Echoed(kOwn, {"POST", "/", "HTTP/1.1", fields, "hello!", {{"T", "v"}}}));
}

TEST(StrictSession, SendsContinueOnlyWhereTheBodyIsWaitedFor) {
  const wire::Fields fields = {{"Host", "a"}, {"Expect", "100-continue"}, {"Content-Length", "2"}};
  const std::string head =
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  const std::string answer = AnswerTo(TestSite(Profile::Strict(), std::make_shared<EchoHandler>()),
                                      head + "hi", net::Fragmentation{.sizes = {head.size(), 2}});
  EXPECT_EQ(answer, "HTTP/1.1 100 Continue\r\n\r\n" +
                        Echoed(kOwn, {"POST", "/", "HTTP/1.1", fields, "hi"}));
}

TEST(StrictSession, ClosesAfterClose) {
  EXPECT_EQ(Strict("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n"
                   "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            Echoed(kOwn, {"GET", "/", "HTTP/1.1", {{"Host", "a"}, {"Connection", "x, Close"}}},
                   "Connection: close\r\n"));
}

TEST(StrictSession, KeepsHttp10WhereItAsksForIt) {
  EXPECT_EQ(Strict("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n"),
            Echoed(kOwn, {"GET", "/", "HTTP/1.0", {{"Connection", "keep-alive"}}},
                   "Connection: keep-alive\r\n") +
                Echoed(kOwn, {"GET", "/", "HTTP/1.0"}, "Connection: close\r\n"));
}

TEST(StrictSession, HeadHasTheFieldsOfGetAndNoContent) {
  const std::string text = EchoText({"HEAD", "/", "HTTP/1.1", {{"Host", "a"}}});
  const std::string answer = Strict("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(answer.find(fmt::format("Content-Length: {}\r\n\r\n", text.size())), answer.npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(StrictSession, RefusesWhatItCannotTrust) {
  const std::vector<std::pair<std::string, std::string>> kTable = {
      {"GET / HTTP/1.1\r\n\r\n", StrictError(400, "Bad Request")},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", StrictError(400, "Bad Request")},
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", StrictError(400, "Bad Request")},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", StrictError(505, "HTTP Version Not Supported")},
      {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", StrictError(400, "Bad Request")},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
       StrictError(400, "Bad Request")},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\nx\r\n0\r\n\r\n",
       StrictError(400, "Bad Request")},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
       StrictError(501, "Not Implemented")},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\nx",
       StrictError(413, "Content Too Large")},
  };
  for (const auto& [request, answer] : kTable) EXPECT_EQ(Strict(request), answer) << request;
}

TEST(StrictSession, RefusesMethodsAndKeepsTheConnection) {
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  for (const std::string method : {"FOO", "get", "TRACE"}) {
    const std::string answer = Strict(method + " / HTTP/1.1\r\nHost: a\r\n\r\n" + get);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 501 Not Implemented\r\n")) << answer;
    EXPECT_NE(answer.find("HTTP/1.1 200 OK\r\n"), answer.npos) << answer;
  }
}

TEST(StrictSession, ExpectationsOtherThanContinueFail) {
  const std::string answer = Strict("GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 417 Expectation Failed\r\n")) << answer;
}

TEST(CPythonSession, SplitsTheRequestLineAsPythonDoes) {
  EXPECT_EQ(CPython("GET\t//a\x0b HTTP/01.01 \n\n"), Echoed(kPython, {"GET", "/a", "HTTP/01.01"}));
}

TEST(CPythonSession, LeavesAnUnreadBodyToBeTheNextRequest) {
  const wire::Fields fields = {{"Transfer-Encoding", "chunked"}};
  EXPECT_EQ(CPython("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
            Echoed(kPython, {"POST", "/", "HTTP/1.1", fields}) +
                PythonError(400, "Bad request syntax ('5')"));
}

TEST(CPythonSession, ReadsAsManyOctetsAsPythonsIntSays) {
  const wire::Fields fields = {{"Content-Length", "+1_0"}};
  EXPECT_EQ(CPython("POST / HTTP/1.1\r\nContent-Length: +1_0\r\n\r\n0123456789"),
            Echoed(kPython, {"POST", "/", "HTTP/1.1", fields, "0123456789"}));
}

TEST(CPythonSession, SaysNothingWhereTheHandlerWouldRaise) {
  EXPECT_EQ(CPython("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\nGET / HTTP/1.1\r\n\r\n"), "");
  EXPECT_EQ(CPython("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n"), "");
}

TEST(CPythonSession, SendsContinueBeforeItLooksAtTheMethod) {
  EXPECT_EQ(CPython("FOO / HTTP/1.1\r\nExpect: 100-Continue\r\n\r\n"),
            "HTTP/1.1 100 Continue\r\n\r\n" + PythonError(501, "Unsupported method ('FOO')"));
}

TEST(CPythonSession, AnswersHttp09WithoutAHead) {
  EXPECT_EQ(CPython("GET /x\r\n"), EchoText({"GET", "/x", "HTTP/0.9"}));
}

TEST(CPythonSession, RefusesInItsOwnWords) {
  const std::string line(65537, 'x');
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 100; ++i) many += "A: b\r\n";
  many += "\r\n";
  const std::vector<std::pair<std::string, std::string>> kTable = {
      {"\r\nGET / HTTP/1.1\r\n\r\n", ""},
      {"GET\r\n", PythonError(400, "Bad request syntax ('GET')")},
      {"GET / http/1.1\r\n", PythonError(400, "Bad request version ('http/1.1')")},
      {"POST /\r\n", PythonError(400, "Bad HTTP/0.9 request type ('POST')")},
      {"GET / HTTP/2.0\r\n", PythonError(505, "Invalid HTTP version (2.0)")},
      {"a<'\" / HTTP/1.1\r\n\r\n", PythonError(501, "Unsupported method ('a<\\'\"')")},
      {line, PythonError(414, "URI Too Long")},
      {many, PythonError(431, "Too many headers", "got more than 100 headers")},
  };
  const auto handler = std::make_shared<EchoHandler>();
  for (const auto& [request, answer] : kTable) {
    EXPECT_EQ(AnswerTo(TestSite(Profile::CPython(), handler), request, {}), answer)
        << request.substr(0, 40);
  }
}

TEST(CPythonSession, ConnectionOptionsAreComparedWhole) {
  const std::string second = Echoed(kPython, {"GET", "/2", "HTTP/1.1"});
  const std::vector<std::pair<std::string, bool>> kTable = {
      {"close", false}, {"CLOSE", false}, {"foo, close", true}, {"close ", true}};
  for (const auto& [option, kept] : kTable) {
    const std::string answer =
        CPython("GET / HTTP/1.1\r\nConnection: " + option + "\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
    EXPECT_EQ(answer.ends_with(second), kept) << option;
  }
}

// --- Handlers that misbehave ---

class OddHandler : public Handler {
 public:
  std::span<const std::string_view> methods() const override {
    static constexpr std::string_view kMethods[] = {"GET", "POST"};
    return kMethods;
  }
  net::Task<void> Handle(Exchange& exchange) override {
    const std::string& target = exchange.request().target;
    if (target == "/silent") co_return;
    if (target == "/throws") throw std::runtime_error("on purpose");
    if (target == "/bad-field") {
      Reply reply{.fields = {{"A", "x\r\nSet-Cookie: y"}}};
      (void)co_await exchange.Send(std::move(reply));
      co_return;
    }
    if (target == "/pieces") {
      (void)co_await exchange.Begin(200, "", {});
      (void)co_await exchange.Write("one");
      (void)co_await exchange.Write("two");
      wire::Fields trailers = {{"T", "v"}};
      (void)co_await exchange.End(std::move(trailers));
      co_return;
    }
    Reply reply{.status = 204};
    (void)co_await exchange.Send(std::move(reply));
  }
};

std::string Odd(Profile profile, const std::string& octets) {
  return AnswerTo(TestSite(std::move(profile), std::make_shared<OddHandler>()), octets, {});
}

TEST(StrictSession, AnswersForHandlersThatDoNot) {
  for (const std::string target : {"/silent", "/throws", "/bad-field"}) {
    const std::string answer =
        Odd(Profile::Strict(), "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n")) << answer;
    EXPECT_EQ(answer.find("Set-Cookie"), answer.npos);
  }
}

TEST(CPythonSession, IsSilentWhereHandlersAre) {
  EXPECT_EQ(Odd(Profile::CPython(), "GET /silent HTTP/1.1\r\n\r\n"), "");
  EXPECT_EQ(Odd(Profile::CPython(), "GET /throws HTTP/1.1\r\n\r\n"), "");
}

TEST(StrictSession, ChunksContentOfUnknownLength) {
  const std::string answer = Odd(Profile::Strict(), "GET /pieces HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(
      answer.ends_with("Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n"
                       "0\r\nT: v\r\n\r\n"))
      << answer;
}

TEST(StrictSession, DrainsAnUnreadBodyAndKeepsTheConnection) {
  const std::string answer = Odd(Profile::Strict(),
                                 "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                                 "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                 "3\r\nabc\r\n0\r\n\r\n"
                                 "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  std::size_t answers = 0;
  for (std::size_t at = answer.find("HTTP/1.1 204"); at != answer.npos;
       at = answer.find("HTTP/1.1 204", at + 1)) {
    ++answers;
  }
  EXPECT_EQ(answers, 3u) << answer;
  EXPECT_EQ(answer.find("Content-Length"), answer.npos) << answer;
}

TEST(StrictSession, ClosesRatherThanDrainTooMuch) {
  Profile profile = Profile::Strict();
  profile.drain_limit = 3;
  const std::string answer = Odd(profile,
                                 "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                                 "POST / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("Connection: close\r\n\r\n")) << answer;
}

TEST(StrictSession, DoesNotWaitForABodyThatItDidNotAskFor) {
  const std::string answer =
      Odd(Profile::Strict(),
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 No Content\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("Connection: close\r\n\r\n")) << answer;
}

TEST(StrictSession, MethodsThatTheHandlerLacksAre405WithAllow) {
  const std::string answer = Odd(Profile::Strict(), "PUT / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 405 Method Not Allowed\r\n")) << answer;
  EXPECT_NE(answer.find("Allow: GET, POST, OPTIONS\r\n"), answer.npos) << answer;
}

TEST(StrictSession, AnswersOptionsForTheHandler) {
  const std::string answer = Odd(Profile::Strict(), "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("Allow: GET, POST, OPTIONS\r\nContent-Length: 0\r\n\r\n")) << answer;
}

// --- Deadlines ---

net::Task<std::string> AskAndWait(std::unique_ptr<net::Stream> client, std::string octets) {
  (void)co_await client->Write(octets);
  std::string answer;
  std::string buffer(4096, '\0');
  while (true) {
    auto count = co_await client->Read(buffer);
    if (!count || *count == 0) break;
    answer.append(buffer, 0, *count);
  }
  co_return answer;
}

std::string AnswerToSlow(const Profile& profile, std::string octets) {
  net::EventLoop loop;
  auto pair = net::MakeStreamPair(loop.executor());
  net::Spawn(
      loop.executor(), "serve",
      ServeConnection(std::move(pair.second), TestSite(profile, std::make_shared<EchoHandler>())));
  std::string answer = loop.RunTask(AskAndWait(std::move(pair.first), std::move(octets)));
  loop.Run();
  return answer;
}

TEST(StrictSession, TimesOutSilentlyBetweenRequestsAndWith408InThem) {
  Profile profile = Profile::Strict();
  profile.idle_time = profile.head_time = profile.transfer_time = std::chrono::milliseconds(20);
  EXPECT_EQ(AnswerToSlow(profile, ""), "");
  for (const std::string octets :
       {"GET / HTT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe"}) {
    const std::string answer = AnswerToSlow(profile, octets);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n")) << answer;
    EXPECT_NE(answer.find("Connection: close\r\n"), answer.npos) << answer;
  }
}

}  // namespace
}  // namespace wireproof::server
