#include "http/wire/defect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <string>

#include "http/wire/outcome_text.h"

namespace wireproof::wire {
namespace {

using enum DefectKind;

TEST(Defects, HaveDistinctIdsAndFullRows) {
  std::set<std::string_view> ids;
  for (const DefectInfo& info : AllDefects()) {
    SCOPED_TRACE(info.id);
    EXPECT_TRUE(ids.insert(info.id).second);
    EXPECT_THAT(std::string(info.id), ::testing::MatchesRegex("[a-z0-9-]+"));
    EXPECT_TRUE(info.rule.starts_with("RFC 911"));
    EXPECT_TRUE(info.meaning.ends_with("."));
    EXPECT_TRUE(info.status == 0 || (info.status >= 400 && info.status < 600));
    EXPECT_EQ(&Describe(info.kind), &info);
  }
}

TEST(Defects, AreShownOnOneLine) {
  EXPECT_EQ(ToString(MakeDefect(kBareCr, 7, "a\rb")),
            "bare-cr at octet 7 ('a\\x0db'): A CR stood where no LF followed it. "
            "(RFC 9112 section 2.2)");
  EXPECT_LT(ToString(MakeDefect(kBareCr, 7, std::string(10000, 'x'))).size(), 400U);
}

// Small enough to be exceeded by a line of text.
const Limits kTight{.start_line = 40,
                    .field_line = 30,
                    .field_lines = 3,
                    .head = 90,
                    .chunk_line = 8,
                    .trailer_lines = 1,
                    .trailers = 40,
                    .interim_responses = 1,
                    .leading_empty_lines = 1};

// What a server makes of a request, or a client of a response, under tight limits.
std::string Server(const std::string& bytes) {
  return ServerReads(bytes, Dialect::Strict(), kTight);
}
std::string Client(const std::string& bytes) {
  return ClientReads(bytes, Dialect::Strict(), kTight);
}
std::string Fields(const std::string& lines) {
  return Server("GET / HTTP/1.0\r\n" + lines + "\r\n");
}
std::string Post(const std::string& lines, const std::string& body = "") {
  return Server("POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n" + body);
}
std::string Chunks(const std::string& body) {
  return Client("HTTP/1.1 200 OK\r\nTransfer-Encoding:chunked\r\n\r\n" + body);
}
template <typename... Events>
std::string Sends(Events... events) {
  Connection client(Role::kClient);
  std::string text;
  auto send = [&](const Event& event) {
    const auto bytes = client.Send(event);
    if (!bytes) text = Text(bytes.error());
  };
  (send(events), ...);
  return text;
}
Request Sized(const std::string& length) {
  return {{.method = "GET", .target = "/", .fields = {{"Host", "a"}, {"Content-Length", length}}}};
}

// One example of each kind.
const std::map<DefectKind, std::function<std::string()>>& Examples() {
  static const std::map<DefectKind, std::function<std::string()>> examples = {
      {kBareLf, [] { return Fields("A: b\n"); }},
      {kBareCr, [] { return Fields("A: \rb\r\n"); }},
      {kStartLineTooLong, [] { return Server("GET /" + std::string(40, 'x')); }},
      {kFieldLineTooLong, [] { return Fields("A: " + std::string(30, 'x')); }},
      {kTooManyFields, [] { return Fields("A:\r\nB:\r\nC:\r\nD:\r\n"); }},
      {kHeadTooLarge,
       [] {
         const std::string line = "A:" + std::string(20, 'x') + "\r\n";
         return Server("GET /2345678901234567890 HTTP/1.0\r\n" + line + line + line);
       }},
      {kTooManyEmptyLines, [] { return Server("\r\n\r\n"); }},
      {kEmptyStartLine, [] { return Client("\r\n"); }},
      {kRequestLineMalformed, [] { return Server("GET /\r\n"); }},
      {kMethodNotToken, [] { return Server("G@T / HTTP/1.1\r\n"); }},
      {kTargetMalformed, [] { return Server("GET x HTTP/1.1\r\n"); }},
      {kTargetFormForbidden, [] { return Server("GET * HTTP/1.1\r\n"); }},
      {kVersionMalformed, [] { return Server("GET / HTTP/1\r\n"); }},
      {kVersionNotSupported, [] { return Server("GET / HTTP/3.0\r\n"); }},
      {kStatusLineMalformed, [] { return Client("HTTP/1.1\r\n"); }},
      {kStatusCodeMalformed, [] { return Client("HTTP/1.1 20 OK\r\n"); }},
      {kReasonMalformed, [] { return Client("HTTP/1.1 200 \x7f\r\n"); }},
      {kTooManyInterimResponses,
       [] { return Client("HTTP/1.1 100 \r\n\r\nHTTP/1.1 100 \r\n\r\n"); }},
      {kFieldLineWithoutColon, [] { return Fields("A\r\n"); }},
      {kWhitespaceBeforeColon, [] { return Fields("A : b\r\n"); }},
      {kFieldNameEmpty, [] { return Fields(": b\r\n"); }},
      {kFieldNameNotToken, [] { return Fields("A/B: b\r\n"); }},
      {kFieldValueMalformed, [] { return Fields(std::string("A: \0\r\n", 6)); }},
      {kObsFold, [] { return Fields("A: b\r\n c\r\n"); }},
      {kWhitespaceBeforeFields, [] { return Fields(" A: b\r\n"); }},
      {kHostMissing, [] { return Server("GET / HTTP/1.1\r\n\r\n"); }},
      {kHostRepeated, [] { return Post("Host: a\r\n"); }},
      {kHostMalformed, [] { return Fields("Host: a/b\r\n"); }},
      {kContentLengthNotDigits, [] { return Post("Content-Length: x\r\n"); }},
      {kContentLengthDiffers, [] { return Post("Content-Length: 1,2\r\n"); }},
      {kContentLengthTooLarge,
       [] {
         return ServerReads("GET / HTTP/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n");
       }},
      {kContentLengthWithTransferEncoding,
       [] {
         return ServerReads(
             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
             "Transfer-Encoding: chunked\r\n\r\n");
       }},
      {kTransferEncodingInHttp10,
       [] { return ServerReads("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"); }},
      {kTransferEncodingMalformed, [] { return Post("Transfer-Encoding: ?\"\r\n"); }},
      {kTransferCodingUnknown, [] { return Post("Transfer-Encoding:x,chunked\r\n"); }},
      {kChunkedNotFinal, [] { return Post("Transfer-Encoding: x\r\n"); }},
      {kChunkedRepeated,
       [] {
         return ServerReads(
             "POST / HTTP/1.1\r\nHost: a\r\n"
             "Transfer-Encoding: chunked, chunked\r\n\r\n");
       }},
      {kFramingForbidden, [] { return Sends(Sized("x")); }},
      {kChunkSizeNotHex, [] { return Chunks("g\r\n"); }},
      {kChunkSizeTooLarge,
       [] {
         return ClientReads(
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
             "fffffffffffffffff\r\n");
       }},
      {kChunkExtensionMalformed, [] { return Chunks("1;\r\n"); }},
      {kChunkLineTooLong, [] { return Chunks("1;a=12345"); }},
      {kChunkEndMissing, [] { return Chunks("1\r\nab"); }},
      {kTrailerLineTooLong, [] { return Chunks("0\r\nA: " + std::string(30, 'x')); }},
      {kTooManyTrailers, [] { return Chunks("0\r\nA:\r\nB:\r\n"); }},
      {kEndsEarly, [] { return Server("GET"); }},
      {kEndsBeforeResponse, [] { return Client(""); }},
      {kResponseWithoutRequest,
       [] {
         Connection client(Role::kClient);
         client.Receive("x");
         return Text(client.NextEvent());
       }},
      {kSwitchNotAsked, [] { return Client("HTTP/1.1 101 \r\n\r\n"); }},
      {kSendOutOfTurn, [] { return Sends(Data{"x"}); }},
      {kSendBodyTooLong, [] { return Sends(Sized("1"), Data{"xy"}); }},
      {kSendBodyTooShort, [] { return Sends(Sized("1"), EndOfMessage{}); }},
  };
  return examples;
}

TEST(Defects, EachHaveAnExample) {
  for (const DefectInfo& info : AllDefects()) {
    SCOPED_TRACE(info.id);
    const auto example = Examples().find(info.kind);
    ASSERT_NE(example, Examples().end());
    EXPECT_THAT(example->second(), ::testing::HasSubstr(fmt::format("!{}@", info.id)));
  }
}

}  // namespace
}  // namespace wireproof::wire
