#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/verdict/agree.h"

namespace wireproof::harness {
namespace {

constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";

std::string Message(std::string_view head, std::string_view body = "") {
  return fmt::format("{}\r\n\r\n{}", head, body);
}

TEST(NormaliseWire, Rule1And2_DateAndServerOfAResponse) {
  EXPECT_EQ(NormaliseWire(Message(fmt::format("HTTP/1.0 200 OK\r\nServer: A/1 B\r\ndate:{} \r\n"
                                              "Content-Length: 0",
                                              kDate))),
            Message("HTTP/1.0 200 OK\r\nServer: SERVER\r\ndate:DATE \r\nContent-Length: 0"));
}

TEST(NormaliseWire, Rule1And2_ShowWhatIsWrong) {
  for (const std::string_view head :
       {"HTTP/1.1 200 OK\r\nDate: yesterday\r\nContent-Length: 0",
        "HTTP/1.1 200 OK\r\nDate: Mon, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0",
        "HTTP/1.1 200 OK\r\nServer: \r\nContent-Length: 0",
        "HTTP/1.1 200 OK\r\nServer:\r\nContent-Length: 0",
        "HTTP/1.1 200 OK\r\nX-Server: a\r\nContent-Length: 0",
        "HTTP/1.1 200 OK\r\nServer : a\r\nContent-Length: 0",
        "GET / HTTP/1.1\r\nServer: a\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT"})
    EXPECT_EQ(NormaliseWire(Message(head)), Message(head));
}

TEST(NormaliseWire, Rule3_PortsOfLoopbackNames) {
  EXPECT_EQ(HidePorts("127.0.0.1:1234 localhost:65535 [::1]:40000."),
            "127.0.0.1:PORT localhost:PORT [::1]:PORT.");
  EXPECT_EQ(HidePorts("Host: other.test:45678, other.test:80, other.test.example:45678"),
            "Host: other.test:PORT, other.test:80, other.test.example:45678");
  for (const std::string_view same :
       {"127.0.0.1", "127.0.0.1:", "localhost:80", "localhost:443", "127.0.0.1:123456",
        "10.0.0.1:4000", "example.com:8080", "12:4567", "::1:40000", ""})
    EXPECT_EQ(HidePorts(same), same);
}

TEST(NormaliseWire, Rule3_WhereTheyStand) {
  EXPECT_EQ(NormaliseWire(Message("GET http://127.0.0.1:4000/ HTTP/1.1\r\nHost: 127.0.0.1:4000\r\n"
                                  "X: 127.0.0.1:4000")),
            Message("GET http://127.0.0.1:PORT/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n"
                    "X: 127.0.0.1:4000"));
  EXPECT_EQ(NormaliseWire(Message("HTTP/1.1 301 To 127.0.0.1:4000\r\n"
                                  "Location: http://localhost:4000/a\r\n"
                                  "Content-Location: http://localhost:4000/b\r\n"
                                  "Link: http://localhost:4000/c\r\nContent-Length: 0")),
            Message("HTTP/1.1 301 To 127.0.0.1:PORT\r\nLocation: http://localhost:PORT/a\r\n"
                    "Content-Location: http://localhost:PORT/b\r\n"
                    "Link: http://localhost:4000/c\r\nContent-Length: 0"));
  EXPECT_EQ(NormaliseWire(Message("GET / HTTP/1.1\r\nLocation: http://localhost:4000/")),
            Message("GET / HTTP/1.1\r\nLocation: http://localhost:4000/"));
}

TEST(NormaliseWire, Rule5_LengthsFollowTheBodyThatWasChanged) {
  const auto normal = [](int length, std::string_view body) {
    return NormaliseWire(
        Message(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}", length), body));
  };
  const std::string same = Message("HTTP/1.1 200 OK\r\nContent-Length: 18", "{\"127.0.0.1:PORT\"}");
  EXPECT_EQ(normal(19, "{\"127.0.0.1:40001\"}"), same);
  EXPECT_EQ(normal(18, "{\"127.0.0.1:4001\"}"), same);
  // A length that is one too small stays so.
  EXPECT_EQ(normal(18, "{\"127.0.0.1:40001\"}"),
            Message("HTTP/1.1 200 OK\r\nContent-Length: 17", "{\"127.0.0.1:PORT\"}"));
}

TEST(NormaliseWire, Rule5_OtherLengthsStay) {
  // Nothing was changed; the body was cut; there are two lengths; the length is no number.
  for (const auto& [head, body] : std::vector<std::pair<std::string, std::string>>{
           {"HTTP/1.1 200 OK\r\nContent-Length: 0005", "hello"},
           {"HTTP/1.1 200 OK\r\nContent-Length: 50", "hello"}})
    EXPECT_EQ(NormaliseWire(Message(head, body)), Message(head, body));
  EXPECT_EQ(NormaliseWire(Message("HTTP/1.1 200 OK\r\nContent-Length: 99", "127.0.0.1:40001")),
            Message("HTTP/1.1 200 OK\r\nContent-Length: 99", "127.0.0.1:PORT"));
  EXPECT_EQ(
      NormaliseWire(Message("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nContent-Length: 15",
                            "127.0.0.1:40001")),
      Message("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nContent-Length: 15", "127.0.0.1:PORT"));
  EXPECT_EQ(NormaliseWire(Message("HTTP/1.1 200 OK\r\nContent-Length: +15", "127.0.0.1:40001")),
            Message("HTTP/1.1 200 OK\r\nContent-Length: +15", "127.0.0.1:PORT"));
}

TEST(NormaliseWire, Rule4_BodiesOfAllKindsInARow) {
  const std::string raw =
      Message("HTTP/1.1 100 Continue\r\nServer: a") +
      Message("HTTP/1.1 200 OK\r\nServer: a\r\nContent-Length: 15", "Server: a\r\nxyz\n") +
      Message("HTTP/1.1 200 OK\r\nServer: a\r\nTransfer-Encoding: chunked",
              "f;x=1\r\n127.0.0.1:40001\r\n0\r\nServer: a\r\n\r\n") +
      Message("HTTP/1.1 304 Not Modified\r\nServer: a\r\nContent-Length: 7") +
      Message("HTTP/1.1 204 No Content\r\nServer: a") +
      Message("HTTP/1.1 200 OK\r\nServer: a", "Server: a at 127.0.0.1:40001");
  const std::string normal =
      Message("HTTP/1.1 100 Continue\r\nServer: SERVER") +
      Message("HTTP/1.1 200 OK\r\nServer: SERVER\r\nContent-Length: 15", "Server: a\r\nxyz\n") +
      Message("HTTP/1.1 200 OK\r\nServer: SERVER\r\nTransfer-Encoding: chunked",
              "f;x=1\r\n127.0.0.1:40001\r\n0\r\nServer: a\r\n\r\n") +
      Message("HTTP/1.1 304 Not Modified\r\nServer: SERVER\r\nContent-Length: 7") +
      Message("HTTP/1.1 204 No Content\r\nServer: SERVER") +
      Message("HTTP/1.1 200 OK\r\nServer: SERVER", "Server: a at 127.0.0.1:PORT");
  EXPECT_EQ(NormaliseWire(raw), normal);
}

TEST(NormaliseWire, Rule4_AnAnswerToHeadHasNoBody) {
  const std::string raw = Message("HTTP/1.1 200 OK\r\nServer: a\r\nContent-Length: 1000");
  const std::string normal = Message("HTTP/1.1 200 OK\r\nServer: SERVER\r\nContent-Length: 1000");
  EXPECT_EQ(NormaliseWire(raw), normal);
  EXPECT_EQ(NormaliseWire(raw + raw), normal + normal);
}

TEST(NormaliseWire, Rule4_RequestsWithoutLengthHaveNoBody) {
  const std::string get = Message("GET / HTTP/1.1\r\nHost: localhost:4000");
  const std::string post =
      Message("POST / HTTP/1.1\r\nHost: localhost:4000\r\nContent-Length: 14", "localhost:4000");
  const std::string chunked =
      Message("PUT / HTTP/1.1\r\nHost: localhost:4000\r\nTransfer-Encoding: chunked",
              "2\r\nhi\r\n0\r\n\r\n");
  EXPECT_EQ(NormaliseWire(get + post + chunked + get),
            Message("GET / HTTP/1.1\r\nHost: localhost:PORT") +
                Message("POST / HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 14",
                        "localhost:PORT") +
                Message("PUT / HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked",
                        "2\r\nhi\r\n0\r\n\r\n") +
                Message("GET / HTTP/1.1\r\nHost: localhost:PORT"));
}

TEST(NormaliseWire, BytesThatAreNoMessageStay) {
  EXPECT_EQ(NormaliseWire("<html>at 127.0.0.1:4000\r\nServer: a\r\n"),
            "<html>at 127.0.0.1:PORT\r\nServer: a\r\n");
  for (const std::string_view same :
       {"", "\r\n\r\n", "H", "HTTP/1.1", "HTTP/1.1 200 OK\r\nX", "HTTP/1.1 200 OK\r\n\r",
        "HTTP/1.1 200 OK\nContent-Length: 1\n\nx", "\xff\xfe",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"})
    EXPECT_EQ(NormaliseWire(same), same);
}

TEST(NormaliseWire, ACutHeadIsNormalisedAsFarAsItGoes) {
  EXPECT_EQ(NormaliseWire("HTTP/1.1 200 OK\r\nServer: a\r\nX: 1"),
            "HTTP/1.1 200 OK\r\nServer: SERVER\r\nX: 1");
}

TEST(NormaliseWire, EveryOtherByteCounts) {
  const std::string raw = Message(fmt::format("HTTP/1.1 200 OK\r\nDate: {}\r\nServer: a\r\n"
                                              "Content-Length: 5",
                                              kDate),
                                  "hello");
  const std::size_t date = raw.find(kDate);
  const std::size_t server = raw.find("Server: ") + 8;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (at >= date && at < date + kDate.size()) continue;
    if (at == server) continue;
    std::string other = raw;
    other[at] = other[at] == '#' ? '$' : '#';
    EXPECT_NE(NormaliseWire(other), NormaliseWire(raw)) << at;
  }
}

TEST(NormaliseWire, IsStableUnderItself) {
  const std::string once = NormaliseWire(
      Message("HTTP/1.1 200 OK\r\nServer: a\r\nContent-Length: 15", "127.0.0.1:40001"));
  EXPECT_EQ(NormaliseWire(once), once);
}

}  // namespace
}  // namespace wireproof::harness
