#include "http/wire/serializer.h"

#include <gtest/gtest.h>

#include <string>

#include "http/wire/head_parser.h"
#include "http/wire/message_table.h"
#include "http/wire/outcome_text.h"

namespace wireproof::wire {
namespace {

std::string IdOf(const std::expected<std::string, Defect>& bytes) {
  return bytes ? "sent" : std::string(Describe(bytes.error().kind).id);
}

template <typename Head, typename Table>
void RoundTrip(Role reader, const Table& table) {
  for (const Dialect& dialect : {Dialect::Strict(), Dialect::CPython()}) {
    for (const auto& row : table) {
      SCOPED_TRACE(row.bytes);
      const auto bytes = SerializeHead(row.head, dialect);
      ASSERT_TRUE(bytes) << ToString(bytes.error());
      EXPECT_EQ(*bytes, row.bytes);
      const Limits limits;
      HeadParser parser(reader, dialect, limits);
      const HeadStep step = parser.Feed(row.bytes);
      EXPECT_EQ(step.consumed, row.bytes.size());
      ASSERT_TRUE(std::holds_alternative<Head>(step.outcome));
      if (dialect == Dialect::Strict()) {
        EXPECT_EQ(std::get<Head>(step.outcome), row.head);
      }
    }
  }
}

TEST(RequestHeads, ArePrintedAsTheyAreRead) {
  RoundTrip<RequestHead>(Role::kServer, RequestTable());
}

TEST(ResponseHeads, ArePrintedAsTheyAreRead) {
  RoundTrip<ResponseHead>(Role::kClient, ResponseTable());
}

TEST(RequestHead, IsRefusedWhereTheGrammarForbidsIt) {
  const Fields host = {{"Host", "a"}};
  auto send = [](RequestHead head) { return IdOf(SerializeHead(head, Dialect::Strict())); };
  EXPECT_EQ(send({.method = "G T", .target = "/", .fields = host}), "method-not-token");
  EXPECT_EQ(send({.method = "", .target = "/", .fields = host}), "method-not-token");
  EXPECT_EQ(send({.method = "GET", .target = "/ b", .fields = host}), "target-malformed");
  EXPECT_EQ(send({.method = "GET", .target = "*", .fields = host}), "target-form-forbidden");
  EXPECT_EQ(send({.method = "GET", .target = "/", .version = {2, 0}}), "version-not-supported");
  EXPECT_EQ(send({.method = "GET", .target = "/"}), "host-missing");
  EXPECT_EQ(send({.method = "GET", .target = "/", .fields = {{"Host", "a"}, {"A b", ""}}}),
            "field-name-not-token");
  EXPECT_EQ(send({.method = "GET", .target = "/", .fields = {{"Host", "a"}, {"", "b"}}}),
            "field-name-empty");
  EXPECT_EQ(send({.method = "GET", .target = "/", .fields = {{"Host", "a"}, {"A", "b\r\nC: d"}}}),
            "field-value-malformed");
  EXPECT_EQ(
      send({.method = "GET",
            .target = "/",
            .fields = {{"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}}),
      "framing-forbidden");
}

TEST(ResponseHead, IsRefusedWhereTheGrammarForbidsIt) {
  auto send = [](ResponseHead head) { return IdOf(SerializeHead(head, Dialect::Strict())); };
  EXPECT_EQ(send({.status = 1000}), "status-code-malformed");
  EXPECT_EQ(send({.reason = "a\r\nb"}), "reason-malformed");
  EXPECT_EQ(send({.version = {0, 9}}), "version-not-supported");
  EXPECT_EQ(send({.status = 204, .fields = {{"Content-Length", "0"}}}), "framing-forbidden");
  EXPECT_EQ(send({.status = 100, .fields = {{"Transfer-Encoding", "chunked"}}}),
            "framing-forbidden");
  EXPECT_EQ(send({.fields = {{"Content-Length", "x"}}}), "framing-forbidden");
}

TEST(PythonClient, ChecksWhatHttpClientChecks) {
  auto send = [](RequestHead head) { return IdOf(SerializeHead(head, Dialect::CPython())); };
  EXPECT_EQ(send({.method = "G T", .target = "/"}), "sent");
  EXPECT_EQ(send({.method = "G\nT", .target = "/"}), "method-not-token");
  EXPECT_EQ(send({.method = "GET", .target = "/\x80"}), "sent");
  EXPECT_EQ(send({.method = "GET", .target = "/ b"}), "target-malformed");
  EXPECT_EQ(send({.method = "GET", .target = "/\x7f"}), "target-malformed");
  auto field = [&](std::string name, std::string value) {
    return send({.method = "GET", .target = "/", .fields = {{name, value}}});
  };
  EXPECT_EQ(field("A b\x01", "c\x01"), "sent");
  EXPECT_EQ(field(" A", "c"), "field-name-not-token");
  EXPECT_EQ(field("A:", "c"), "field-name-not-token");
  EXPECT_EQ(field("A", "b\r\n c"), "sent");
  EXPECT_EQ(field("A", "b\n\tc\r d"), "sent");
  EXPECT_EQ(field("A", "b\r\nc"), "field-value-malformed");
  EXPECT_EQ(field("A", "b\r"), "field-value-malformed");
}

TEST(PythonServer, ChecksNothing) {
  const ResponseHead head{.status = 20, .reason = "a\r\nX: y", .fields = {{"", "b\nc"}}};
  EXPECT_EQ(*SerializeHead(head, Dialect::CPython()), "HTTP/1.1 20 a\r\nX: y\r\n: b\nc\r\n\r\n");
}

TEST(Chunks, HaveUpperCaseSizesAndAreNeverEmpty) {
  std::string out;
  AppendChunk(out, "");
  EXPECT_EQ(out, "");
  AppendChunk(out, "hello");
  AppendChunk(out, std::string(171, 'x'));
  EXPECT_EQ(out, "5\r\nhello\r\nAB\r\n" + std::string(171, 'x') + "\r\n");
  EXPECT_EQ(*SerializeLastChunk({}, SendCheck::kGrammar), "0\r\n\r\n");
  EXPECT_EQ(*SerializeLastChunk({{"A", "b"}}, SendCheck::kGrammar), "0\r\nA: b\r\n\r\n");
  EXPECT_EQ(IdOf(SerializeLastChunk({{"Content-Length", "1"}}, SendCheck::kGrammar)),
            "framing-forbidden");
  EXPECT_EQ(IdOf(SerializeLastChunk({{"A", "\n"}}, SendCheck::kGrammar)), "field-value-malformed");
}

}  // namespace
}  // namespace wireproof::wire
