#include "http/script/messages.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wireproof::script {
namespace {

enum class End { kNone, kOrderly, kCut };
using Kind = MessageReader::Kind;

MessageSequence ReadPieces(Kind kind, const std::vector<std::string>& methods,
                           const std::vector<std::string_view>& pieces, End end) {
  MessageReader reader(kind);
  for (const std::string& method : methods) reader.ExpectMethod(method);
  for (const std::string_view piece : pieces) {
    // A copy of its own on the heap, so that a sanitizer sees a read beyond the piece.
    const std::vector<char> exact(piece.begin(), piece.end());
    reader.Feed(std::string_view(exact.data(), exact.size()));
  }
  if (end != End::kNone) reader.End(end == End::kOrderly);
  return reader.sequence();
}

// Reads whole, byte by byte, and split at each offset; all must say the same.
MessageSequence Read(Kind kind, const std::vector<std::string>& methods, const std::string& bytes,
                     End end) {
  const std::string_view view = bytes;
  const MessageSequence whole = ReadPieces(kind, methods, {view}, end);
  std::vector<std::string_view> single;
  for (std::size_t i = 0; i < view.size(); ++i) single.push_back(view.substr(i, 1));
  EXPECT_EQ(ReadPieces(kind, methods, single, end), whole) << "byte by byte";
  for (std::size_t i = 0; i <= view.size(); ++i) {
    EXPECT_EQ(ReadPieces(kind, methods, {view.substr(0, i), view.substr(i)}, end), whole)
        << "split at " << i;
  }
  return whole;
}

// One word or two for each fact: `200 content-length "hello"; surplus "x"`.
std::string Summary(const MessageSequence& sequence) {
  std::vector<std::string> parts;
  for (const Message& message : sequence.interim) {
    parts.push_back(fmt::format("interim {}", message.status));
  }
  for (const Message& message : sequence.messages) {
    std::string part = message.method.empty() ? fmt::format("{}", message.status)
                                              : message.method + " " + message.target;
    part += fmt::format(" {}", Name(message.framing));
    if (!message.body.empty()) part += fmt::format(" \"{}\"", message.body);
    if (!message.trailers.empty()) part += fmt::format(" +{}", message.trailers.size());
    if (!message.complete) part += " cut";
    if (message.announces_close) part += " closes";
    parts.push_back(std::move(part));
  }
  if (!sequence.surplus.empty()) parts.push_back(fmt::format("surplus \"{}\"", sequence.surplus));
  if (sequence.malformed) {
    parts.push_back(
        fmt::format("malformed {} at {}", sequence.malformed->defect, sequence.malformed->offset));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

struct Row {
  std::string name;
  std::vector<std::string> methods;
  std::string bytes;
  End end;
  std::string summary;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const std::string kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

class Responses : public testing::TestWithParam<Row> {};

TEST_P(Responses, AreRead) {
  const Row& row = GetParam();
  EXPECT_EQ(Summary(Read(Kind::kResponses, row.methods, row.bytes, row.end)), row.summary);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Responses,
    testing::Values(
        Row{"Nothing", {}, "", End::kNone, ""}, Row{"NothingThenEnd", {}, "", End::kOrderly, ""},
        Row{"Length", {}, kOk, End::kNone, "200 content-length \"ok\""},
        Row{"LengthZero",
            {},
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            End::kNone,
            "200 content-length"},
        Row{"LengthCut",
            {},
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok",
            End::kOrderly,
            "200 content-length \"ok\" cut"},
        Row{"Chunked",
            {},
            kChunked + "2\r\nok\r\n0\r\nT: 1\r\n\r\n",
            End::kNone,
            "200 chunked \"ok\" +1"},
        Row{"ChunkedStopped", {}, kChunked + "2\r\nok\r\n", End::kNone, "200 chunked \"ok\" cut"},
        Row{"ChunkedCut",
            {},
            kChunked + "2\r\nok\r\n0\r\n",
            End::kOrderly,
            "200 chunked \"ok\" cut"},
        Row{"ChunkSizeBad",
            {},
            kChunked + "2\r\nok\r\n+1\r\nx\r\n",
            End::kNone,
            "200 chunked \"ok\" cut; malformed chunk-size-not-hex at 54"},
        Row{"UntilClose",
            {},
            "HTTP/1.0 200 OK\r\n\r\nbody",
            End::kOrderly,
            "200 close \"body\" closes"},
        Row{"UntilCloseCut",
            {},
            "HTTP/1.0 200 OK\r\n\r\nbody",
            End::kCut,
            "200 close \"body\" cut closes"},
        Row{"UntilCloseStopped",
            {},
            "HTTP/1.1 200 OK\r\n\r\nbody",
            End::kNone,
            "200 close \"body\" cut closes"},
        Row{"Pipelined",
            {},
            kOk + kOk,
            End::kNone,
            "200 content-length \"ok\"; 200 content-length \"ok\""},
        Row{"Unasked",
            {"GET"},
            kOk + "HTTP/1.1 204 No Content\r\n\r\n",
            End::kNone,
            "200 content-length \"ok\"; 204 none"},
        Row{"Head",
            {"HEAD", "GET"},
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + kOk,
            End::kNone,
            "200 none; 200 content-length \"ok\""},
        Row{"HeadWithBody", {"HEAD"}, kOk, End::kNone, "200 none; surplus \"ok\""},
        Row{"NoContentWithBody",
            {},
            "HTTP/1.1 204 No\r\n\r\nHTTx",
            End::kNone,
            "204 none; surplus \"HTTx\""},
        Row{"NotModified",
            {},
            "HTTP/1.1 304 NM\r\nContent-Length: 5\r\n\r\n",
            End::kOrderly,
            "304 none"},
        Row{"SurplusThatCouldBegin",
            {},
            kOk + "HTT",
            End::kNone,
            "200 content-length \"ok\"; surplus \"HTT\""},
        Row{"SurplusCrlf",
            {},
            kOk + "\r\n",
            End::kOrderly,
            "200 content-length \"ok\"; surplus \"\r\n\""},
        Row{"SurplusBehindClose",
            {},
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx" + kOk,
            End::kNone,
            "200 content-length \"x\" closes; surplus \"" + kOk + "\""},
        Row{"SurplusBehindHttp10",
            {},
            "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nxy",
            End::kNone,
            "200 content-length \"x\" closes; surplus \"y\""},
        Row{"Http10KeepAlive",
            {},
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n" + kOk,
            End::kNone,
            "200 content-length; 200 content-length \"ok\""},
        Row{"Interim",
            {"HEAD"},
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + kOk,
            End::kNone,
            "interim 100; interim 103; 200 none; surplus \"ok\""},
        Row{"InterimThenGarbage",
            {},
            "HTTP/1.1 100 Continue\r\n\r\nhello\r\n",
            End::kNone,
            "interim 100; malformed status-line-malformed at 25"},
        Row{"Switching",
            {},
            "HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x01",
            End::kNone,
            "101 none closes; surplus \"\x81\x01\""},
        Row{"Connect",
            {"CONNECT"},
            "HTTP/1.1 200 OK\r\n\r\n\x16\x03",
            End::kNone,
            "200 none closes; surplus \"\x16\x03\""},
        Row{"Garbage", {}, "hello\r\n" + kOk, End::kNone, "malformed status-line-malformed at 0"},
        Row{"BareLf",
            {},
            kOk + "HTTP/1.1 200 OK\n\n",
            End::kNone,
            "200 content-length \"ok\"; malformed bare-lf at 55"},
        Row{"FieldBad",
            {},
            kOk + "HTTP/1.1 200 OK\r\nA : 1\r\n\r\n",
            End::kNone,
            "200 content-length \"ok\"; malformed whitespace-before-colon at 58"},
        Row{"FoldBad",
            {},
            "HTTP/1.1 200 OK\r\nA: 1\r\n 2\r\n\r\n",
            End::kNone,
            "malformed obs-fold at 23"},
        Row{"BothLengths",
            {},
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            End::kNone,
            "200 none cut; malformed content-length-with-transfer-encoding at 0"},
        Row{"HeadCut", {}, "HTTP/1.1 200 OK\r\nA", End::kOrderly, "malformed ends-early at 18"},
        Row{"HeadStopped", {}, "HTTP/1.1 200 OK\r\nA", End::kNone, ""}),
    [](const auto& row) { return row.param.name; });

class Requests : public testing::TestWithParam<Row> {};

TEST_P(Requests, AreRead) {
  const Row& row = GetParam();
  EXPECT_EQ(Summary(Read(Kind::kRequests, {}, row.bytes, row.end)), row.summary);
}

const std::string kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Table, Requests,
    testing::Values(
        Row{"Get", {}, kGet, End::kNone, "GET /a none"},
        Row{"GetThenEnd", {}, kGet, End::kOrderly, "GET /a none"},
        Row{"Pipelined",
            {},
            kGet + kGet + kGet,
            End::kNone,
            "GET /a none; GET /a none; GET /a none"},
        Row{"Length",
            {},
            "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi" + kGet,
            End::kNone,
            "POST /p content-length \"hi\"; GET /a none"},
        Row{"Chunked",
            {},
            "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
            "chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n" +
                kGet,
            End::kNone,
            "POST /p chunked \"hi\"; GET /a none"},
        Row{"BodyStopped",
            {},
            "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n",
            End::kNone,
            "POST /p content-length cut"},
        Row{"EmptyLinesBefore", {}, "\r\n" + kGet, End::kOrderly, "GET /a none"},
        Row{"EmptyLinesAlone", {}, kGet + "\r\n", End::kOrderly, "GET /a none"},
        Row{"Close",
            {},
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + kGet,
            End::kNone,
            "GET / none closes; surplus \"" + kGet + "\""},
        Row{"Http10", {}, "GET / HTTP/1.0\r\n\r\n", End::kOrderly, "GET / none closes"},
        Row{"NothingIsReadBehindADefect",
            {},
            "GET / HTTP/1.1\r\n\r\n" + kGet,
            End::kNone,
            "malformed host-missing at 16"},
        Row{"BothLengths",
            {},
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
            End::kNone,
            "POST / none cut; malformed content-length-with-transfer-encoding at 0"},
        Row{"ExtraBody",
            {},
            kGet + "extra\r\n",
            End::kNone,
            "GET /a none; malformed request-line-malformed at 28"},
        Row{"HeadCut", {}, "GET / HT", End::kCut, "malformed ends-early at 8"}),
    [](const auto& row) { return row.param.name; });

TEST(MessageReader, KeepsWhatTheMessageSays) {
  const auto responses = Read(
      Kind::kResponses, {},
      "HTTP/1.1 207 Multi Status\r\nX: 1\r\nx: 2\r\nContent-Length: 1\r\n\r\n\xff", End::kNone);
  const Message expected{.version = "HTTP/1.1",
                         .status = 207,
                         .reason = "Multi Status",
                         .fields = {{"X", "1"}, {"x", "2"}, {"Content-Length", "1"}},
                         .body = "\xff",
                         .framing = Framing::kContentLength};
  EXPECT_EQ(responses, (MessageSequence{.messages = {expected}, .heads = 1}));
  EXPECT_EQ(responses.Complete(), 1u);
  EXPECT_FALSE(responses.Stuck());

  const auto requests =
      Read(Kind::kRequests, {}, "PUT http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", End::kNone);
  const Message request{
      .version = "HTTP/1.1", .method = "PUT", .target = "http://h/", .fields = {{"Host", "h"}}};
  EXPECT_EQ(requests, (MessageSequence{.messages = {request}, .heads = 1}));
}

TEST(MessageReader, CountsInterimHeads) {
  const auto responses =
      Read(Kind::kResponses, {}, "HTTP/1.1 100 Continue\r\n\r\n" + kOk, End::kNone);
  EXPECT_EQ(responses.heads, 2u);
  EXPECT_EQ(responses.Complete(), 1u);
}

TEST(MessageReader, LearnsMethodsAsTheyAreSent) {
  MessageReader reader(Kind::kResponses);
  reader.ExpectMethods({"GET"});
  reader.Feed(kOk);
  reader.ExpectMethods({"GET", "HEAD"});
  reader.Feed(kOk);
  EXPECT_EQ(Summary(reader.sequence()), "200 content-length \"ok\"; 200 none; surplus \"ok\"");
}

TEST(MessageReader, IsStuckWhereNoMessageCanFollow) {
  const auto stuck = [](const std::string& bytes) {
    return Read(Kind::kResponses, {}, bytes, End::kNone).Stuck();
  };
  EXPECT_FALSE(stuck(""));
  EXPECT_FALSE(stuck(kOk + "HTTP"));
  EXPECT_TRUE(stuck(kOk + "HTTX"));
  EXPECT_TRUE(stuck("hello\r\n"));
  EXPECT_TRUE(stuck("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\nHTTP"));
}

TEST(MessageReader, ReadsNothingBehindItsEnd) {
  MessageReader reader(Kind::kResponses);
  reader.End(true);
  reader.Feed(kOk);
  EXPECT_EQ(reader.sequence(), MessageSequence{});
}

struct SentRow {
  std::string sent;
  std::vector<std::string> methods;
};

void PrintTo(const SentRow& row, std::ostream* out) {
  *out << row.sent;
}

class SentMethods : public testing::TestWithParam<SentRow> {};

TEST_P(SentMethods, AreFoundWholeAndByteByByte) {
  const auto& [sent, methods] = GetParam();
  EXPECT_EQ(MethodsIn(sent), methods);
  MethodReader reader;
  for (const char c : sent) reader.Feed(std::string_view(&c, 1));
  EXPECT_EQ(reader.methods(), methods);
}

INSTANTIATE_TEST_SUITE_P(
    Table, SentMethods,
    testing::Values(
        SentRow{"", {}}, SentRow{"\r\n", {}}, SentRow{kGet, {"GET"}},
        SentRow{kGet + "HEAD / HTTP/1.1\r\nHo", {"GET", "HEAD"}}, SentRow{"\r\nHEAD", {"HEAD"}},
        SentRow{"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nHEAD " + kGet, {"POST", "GET"}},
        SentRow{
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHEAD \r\n0\r\n\r\n" + kGet,
            {"POST", "GET"}},
        SentRow{"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nHE", {"POST"}},
        SentRow{"HEAD / HTTP/1.1\r\n\r\nOPTIONS * HTTP/1.1\r\n\r\n", {"HEAD", "OPTIONS"}},
        SentRow{"HEAD / HTTP/9.9\r\n\r\n" + kGet, {"HEAD"}},
        SentRow{"HEAD  /  HTTP/1.1 x\r\n\r\n" + kGet, {"HEAD"}},
        SentRow{"BR\x01K / HTTP/1.1\r\n\r\n", {"BR\x01K"}}));

}  // namespace
}  // namespace wireproof::script
