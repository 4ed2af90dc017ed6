#include "mockserver/journal/findings.h"

#include <gtest/gtest.h>

#include <string>

namespace wireproof::mock {
namespace {

std::string Ids(const Findings& findings) {
  std::string ids;
  for (const Finding& finding : findings) ids += finding.id + " ";
  return ids;
}

TEST(Findings, OfRequests) {
  const struct {
    const char* octets;
    const char* ids;
  } kCases[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", ""},
      {"GET / HTTP/1.1\r\n\r\n", "host-missing "},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab", "message-incomplete "},
      {"GET / HTTP/1.1\r\nHost: a\r\nRange: a\r\nRange: b\r\n\r\n", "field-repeated "},
      {"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n", "option-not-in-connection "},
      {"GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\n\r\n", "option-not-in-connection "},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: TE\r\nTE: trailers\r\n\r\n", ""},
      {"TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", "content-in-trace "},
      {"", "message-incomplete "},
  };
  for (const auto& [octets, ids] : kCases) EXPECT_EQ(Ids(FindingsOfRequest(octets)), ids) << octets;
}

TEST(Findings, OfReplies) {
  const struct {
    const char* octets;
    const char* method;
    bool ended;
    const char* ids;
  } kCases[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "GET", false, ""},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhit", "GET", false, "octets-behind-message "},
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", "GET", false, "message-incomplete "},
      {"HTTP/1.1 200 OK\r\n\r\nhi", "GET", true, ""},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "HEAD", false, ""},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "HEAD", false, "octets-behind-message "},
      {"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "GET", false,
       "content-length-on-204 "},
      {"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "GET", false,
       "challenge-missing "},
      {"HTTP/1.1 405 No\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n", "PUT", false, ""},
      {"HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
       "0\r\n\r\n",
       "GET", false, "framing-on-interim "},
      {"HTTP/1.1 200 OK\r\nDate: a\r\nDate: b\r\nContent-Length: 0\r\n\r\n", "GET", false,
       "field-repeated "},
  };
  for (const auto& [octets, method, ended, ids] : kCases) {
    const ReplyFacts facts{.request_method = method, .ended = ended};
    EXPECT_EQ(Ids(FindingsOfReply(octets, facts)), ids) << octets;
  }
}

TEST(Findings, SayWhoIsToBlameAndWhichSection) {
  const Findings findings = FindingsOfRequest("GET / HTTP/1.1\r\n\r\n");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].blame, "client");
  EXPECT_NE(findings[0].rule.find("RFC 9112"), std::string::npos);
  EXPECT_EQ(FindingsText(findings),
            "host-missing: " + findings[0].message + " (" + findings[0].rule + ")\n");
}

}  // namespace
}  // namespace wireproof::mock
