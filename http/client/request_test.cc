// What each profile sends for a request, and what it refuses. Those of the CPython profile are
// what HTTPConnection.request() of CPython 3.14 sends.
#include "http/client/request.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "http/wire/serializer.h"

namespace wireproof::client {
namespace {

const Origin kOrigin = {.host = "h", .port = 81, .https = false};

std::string Octets(const PreparedRequest& made, const wire::Dialect& dialect) {
  auto octets = wire::SerializeHead(made.head, dialect);
  if (!octets) return "not serialized: " + wire::ToString(octets.error());
  for (const std::string& piece : made.pieces) {
    if (made.chunked) {
      wire::AppendChunk(*octets, piece);
    } else {
      *octets += piece;
    }
  }
  if (made.chunked) *octets += "0\r\n\r\n";
  return *octets;
}

// The octets, or "refused: " and the error's native name.
std::string Sent(Request request, const Profile& profile, const Origin& origin = kOrigin,
                 wire::Version peer = wire::kHttp11) {
  const auto made = Prepare(std::move(request), origin, profile, peer);
  if (made) return Octets(*made, profile.dialect);
  EXPECT_EQ(made.error().kind, ErrorKind::kRefused);
  return "refused: " + made.error().native;
}

struct Row {
  Request request;
  std::string sent;
};

TEST(HttpClientRequest, SendsWhatPythonSends) {
  const std::string host = "Host: h:81\r\nAccept-Encoding: identity\r\n";
  const std::vector<Row> kTable = {
      {{}, "GET / HTTP/1.1\r\n" + host + "\r\n"},
      {{.target = ""}, "GET / HTTP/1.1\r\n" + host + "\r\n"},
      {{.method = "", .target = "foo#x"}, " foo#x HTTP/1.1\r\n" + host + "\r\n"},
      {{.method = "post"}, "post / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n"},
      {{.method = "GET", .body = ""}, "GET / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n"},
      {{.method = "POST", .fields = {{"A", "b"}}, .body = "hello"},
       "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nA: b\r\n\r\nhello"},
      {{.method = "POST", .chunks = {{"hello", "", std::string(26, 'x')}}},
       "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1A\r\n" +
           std::string(26, 'x') + "\r\n0\r\n\r\n"},
      {{.method = "POST", .fields = {{"content-length", "9"}}, .chunks = {{"abc"}}},
       "POST / HTTP/1.1\r\n" + host + "content-length: 9\r\n\r\nabc"},
      {{.method = "POST", .fields = {{"Transfer-Encoding", "x"}}, .body = "abc"},
       "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: x\r\n\r\nabc"},
      {{.fields = {{"A", "1"}, {"hOST", "z"}, {"accept-encoding", ""}}},
       "GET / HTTP/1.1\r\nA: 1\r\nhOST: z\r\naccept-encoding: \r\n\r\n"},
      {{.target = "http://u@o:8/x"},
       "GET http://u@o:8/x HTTP/1.1\r\nHost: u@o:8\r\nAccept-Encoding: identity\r\n\r\n"},
      {{.target = "HTTP://o/"}, "GET HTTP://o/ HTTP/1.1\r\n" + host + "\r\n"},
      {{.fields = {{"A b", " x\r\n y\x01"}}},
       "GET / HTTP/1.1\r\n" + host + "A b:  x\r\n y\x01\r\n\r\n"},
  };
  for (const Row& row : kTable) EXPECT_EQ(Sent(row.request, Profile::CPython()), row.sent);
}

TEST(HttpClientRequest, RefusesWhatPythonRefuses) {
  const std::vector<Row> kTable = {
      {{.target = "/a b"}, "refused: http.client.InvalidURL"},
      {{.target = "/\x7f"}, "refused: http.client.InvalidURL"},
      {{.target = "/\xe9"}, "refused: UnicodeEncodeError"},
      {{.target = "http://[::1/x"}, "refused: ValueError"},
      {{.method = "G\nET"}, "refused: ValueError"},
      {{.method = "\xe9"}, "refused: UnicodeEncodeError"},
      {{.fields = {{"A", "x\r\nB: y"}}}, "refused: ValueError"},
      {{.fields = {{"A", "x\r"}}}, "refused: ValueError"},
      {{.fields = {{"", "x"}}}, "refused: ValueError"},
      {{.fields = {{" A", "x"}}}, "refused: ValueError"},
      {{.fields = {{"A:", "x"}}}, "refused: ValueError"},
  };
  for (const Row& row : kTable) EXPECT_EQ(Sent(row.request, Profile::CPython()), row.sent);
}

TEST(HttpClientRequest, HostLeavesOutTheDefaultPortAndBracketsAddresses) {
  const std::vector<std::pair<Origin, std::string>> kTable = {
      {{"h", 80, false}, "h"},          {{"h", 80, true}, "h:80"},
      {{"h", 443, true}, "h"},          {{"::1", 80, false}, "[::1]"},
      {{"::1", 81, false}, "[::1]:81"}, {{"fe80::1%eth0", 81, false}, "[fe80::1]:81"},
  };
  for (const auto& [origin, host] : kTable) {
    const auto made = Prepare({}, origin, Profile::CPython());
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->head.fields[0], (wire::Field{"Host", host}));
    const auto clean = Prepare({}, origin, Profile::Strict());
    ASSERT_TRUE(clean.has_value());
    EXPECT_EQ(clean->head.fields[0], (wire::Field{"Host", host}));
  }
}

TEST(CleanRequest, PutsHostFirstAndFramingLast) {
  const std::string start = "Host: h:81\r\nUser-Agent: wireproof\r\nAccept-Encoding: identity\r\n";
  const std::vector<Row> kTable = {
      {{}, "GET / HTTP/1.1\r\n" + start + "\r\n"},
      {{.method = "POST"}, "POST / HTTP/1.1\r\n" + start + "Content-Length: 0\r\n\r\n"},
      {{.method = "POST", .fields = {{"Content-Length", "5"}, {"A", "b"}}, .body = "hello"},
       "POST / HTTP/1.1\r\n" + start + "A: b\r\nContent-Length: 5\r\n\r\nhello"},
      {{.method = "POST", .chunks = {{"hello", ""}}},
       "POST / HTTP/1.1\r\n" + start +
           "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
           "0\r\n\r\n"},
      {{.fields = {{"User-Agent", "me"}, {"host", "z"}}},
       "GET / HTTP/1.1\r\nHost: z\r\nAccept-Encoding: identity\r\nUser-Agent: me\r\n\r\n"},
      {{.target = "http://o:8/x"},
       "GET http://o:8/x HTTP/1.1\r\nHost: o:8\r\nUser-Agent: wireproof\r\n"
       "Accept-Encoding: identity\r\n\r\n"},
  };
  for (const Row& row : kTable) EXPECT_EQ(Sent(row.request, Profile::Strict()), row.sent);
}

TEST(CleanRequest, SendsNoChunksToHttp10) {
  const Request request = {.method = "POST", .chunks = {{"ab", "c"}}};
  const std::string sent = Sent(request, Profile::Strict(), kOrigin, wire::kHttp10);
  EXPECT_TRUE(sent.ends_with("Content-Length: 3\r\n\r\nabc")) << sent;
}

TEST(CleanRequest, RefusesWhatWouldBreakTheGrammar) {
  const std::vector<Row> kTable = {
      {{.method = "GET x"}, "refused: method-not-token"},
      {{.method = ""}, "refused: method-not-token"},
      {{.target = ""}, "refused: target-malformed"},
      {{.target = "/a b"}, "refused: target-malformed"},
      {{.fields = {{"A b", "x"}}}, "refused: field-name-not-token"},
      {{.fields = {{"A", "x\r\n y"}}}, "refused: field-value-malformed"},
      {{.fields = {{"Host", "a"}, {"Host", "b"}}}, "refused: host-repeated"},
      {{.fields = {{"Content-Length", "3"}}}, "refused: framing-conflict"},
      {{.fields = {{"Content-Length", "4"}}, .body = "abc"}, "refused: framing-conflict"},
      {{.fields = {{"Transfer-Encoding", "chunked"}}, .body = "abc"}, "refused: framing-conflict"},
      {{.fields = {{"Expect", "100-continue"}}}, "refused: framing-conflict"},
  };
  for (const Row& row : kTable) EXPECT_EQ(Sent(row.request, Profile::Strict()), row.sent);
}

}  // namespace
}  // namespace wireproof::client
