#include "mockserver/stub/content_framing.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wireproof::mock {
namespace {

using Lengths = std::vector<std::string>;

struct Row {
  std::string name;
  wire::Fields own = {};  // of the response
  FramingRules rules = {};
  std::string added;    // field lines behind them
  std::string content;  // "hello" as it is sent
  bool ends = false;
  int status = 200;
};

FramingRules Chunks(ChunkLayout layout) {
  return {.chunked = std::move(layout)};
}

const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
      {"nothing frames: the length", {}, {}, "Content-Length: 5\r\n", "hello"},
      {"the stub's own length", {{"content-length", "5"}}, {}, "", "hello"},
      {"less than there is", {{"Content-Length", "3"}}, {}, "", "hello"},
      {"more than there is ends it", {{"Content-Length", "9"}}, {}, "", "hello", true},
      {"the stub's own chunked coding",
       {{"Transfer-Encoding", "chunked"}},
       {},
       "",
       "5\r\nhello\r\n0\r\n\r\n"},
      {"a last coding that is not chunked",
       {{"Transfer-Encoding", "chunked, gzip"}},
       {},
       "",
       "hello",
       true},
      {"close", {{"Connection", "x, Close"}}, {}, "Content-Length: 5\r\n", "hello", true},
      {"HTTP/1.0", {}, {.version = "HTTP/1.0"}, "Content-Length: 5\r\n", "hello", true},
      {"HTTP/1.0 that is kept",
       {{"Connection", "keep-alive"}},
       {.version = "HTTP/1.0"},
       "Content-Length: 5\r\n",
       "hello"},
      {"until close", {}, {.until_close = true}, "", "hello", true},
      {"closed without saying it", {}, {.close = true}, "Content-Length: 5\r\n", "hello", true},
      {"wrong and two lengths",
       {},
       {.content_length = Lengths{"auto", "+7"}},
       "Content-Length: 5\r\nContent-Length: +7\r\n",
       "hello"},
      {"chunks of sizes",
       {},
       Chunks({.sizes = {1, 2}}),
       "Transfer-Encoding: chunked\r\n",
       "1\r\nh\r\n2\r\nel\r\n2\r\nlo\r\n0\r\n\r\n"},
      {"extensions, trailers, capitals",
       {},
       Chunks({.sizes = {16},
               .extensions = {";a=b", ";last"},
               .trailers = {{"X-T", "1"}},
               .upper_case_size = true}),
       "Transfer-Encoding: chunked\r\n",
       "5;a=b\r\nhello\r\n0;last\r\nX-T: 1\r\n\r\n"},
      {"a body without end",
       {},
       Chunks({.last_chunk = false}),
       "Transfer-Encoding: chunked\r\n",
       "5\r\nhello\r\n"},
      {"length and chunks",
       {},
       {.content_length = Lengths{"5"}, .chunked = ChunkLayout{}},
       "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
       "5\r\nhello\r\n0\r\n\r\n"},
      {"204 has neither", {}, {}, "", "", false, 204},
      {"304 has neither", {}, {}, "", "", false, 304},
      {"1xx has neither", {}, {}, "", "", false, 101},
      {"205 has a length", {}, {}, "Content-Length: 5\r\n", "hello", false, 205},
      {"204 with the length it asks for",
       {},
       {.content_length = Lengths{"5"}},
       "Content-Length: 5\r\n",
       "",
       false,
       204},
  };
  return rows;
}

TEST(ContentFraming, FollowsTheStubAndAddsOnlyWhatIsMissing) {
  for (const Row& row : Rows()) {
    SCOPED_TRACE(row.name);
    const FramedContent framed = FrameContent(
        {.status = row.status, .fields = row.own, .content = "hello", .rules = row.rules});
    std::string added;
    for (const wire::Field& field : framed.fields)
      added += field.name + ": " + field.value + "\r\n";
    EXPECT_EQ(added, row.added);
    EXPECT_EQ(framed.content, row.content);
    EXPECT_EQ(framed.ends_connection, row.ends);
  }
}

TEST(ContentFraming, LetsChunkedCodingOverrideALengthUnlessFieldsAreExact) {
  const wire::Fields both = {{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}};
  const FramingRules rules;
  EXPECT_TRUE(
      FrameContent({.fields = both, .content = "hello", .rules = rules}).omit_content_length);
  EXPECT_FALSE(
      FrameContent({.fields = both, .exact_fields = true, .content = "hello", .rules = rules})
          .omit_content_length);
}

TEST(ContentFraming, MarksAnEndThatOnlyTheMissingContentCauses) {
  const wire::Fields longer = {{"Content-Length", "9"}};
  const wire::Fields closing = {{"Content-Length", "9"}, {"Connection", "close"}};
  const FramingRules rules;
  EXPECT_TRUE(FrameContent({.fields = longer, .content = "hello", .rules = rules}).only_short);
  EXPECT_FALSE(FrameContent({.fields = closing, .content = "hello", .rules = rules}).only_short);
}

TEST(ContentFraming, CutsADribbleAsWireMockDoes) {
  using Sizes = std::vector<std::size_t>;
  EXPECT_EQ(PieceSizes(10, 4), (Sizes{2, 2, 2, 4}));
  EXPECT_EQ(PieceSizes(11, 3), (Sizes{3, 3, 5}));
  EXPECT_EQ(PieceSizes(3, 5), (Sizes{1, 1, 1}));
  EXPECT_EQ(PieceSizes(0, 5), Sizes{});
  EXPECT_EQ(PieceSizes(7, 0), Sizes{7});
}

TEST(ContentFraming, MakesTheChunksOfADribbleItsPieces) {
  const FramingRules rules;
  const wire::Fields none;
  const FramedContent plain =
      FrameContent({.fields = none, .content = "hello", .rules = rules, .pieces = 2});
  EXPECT_EQ(plain.cuts, (std::vector<std::size_t>{2, 5}));
  const FramedContent chunked = FrameContent({.fields = none,
                                              .content = "hello",
                                              .rules = rules,
                                              .pieces = 2,
                                              .usual = DefaultFraming::kChunked});
  EXPECT_EQ(chunked.content, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.cuts, (std::vector<std::size_t>{7, 20}));
  const FramingRules laid_out = Chunks({.sizes = {1}});
  const FramedContent exact =
      FrameContent({.fields = none, .content = "hello", .rules = laid_out, .pieces = 2});
  EXPECT_EQ(exact.cuts, (std::vector<std::size_t>{17, 35}));
}

TEST(ContentFraming, MakesNoMoreChunksThanItsLimit) {
  const std::string content(kMaxChunks + 10, 'x');
  const FramingRules rules = Chunks({.sizes = {1}});
  const wire::Fields none;
  const FramedContent framed = FrameContent({.fields = none, .content = content, .rules = rules});
  EXPECT_TRUE(framed.content.ends_with("\r\nb\r\nxxxxxxxxxxx\r\n0\r\n\r\n"));
}

}  // namespace
}  // namespace wireproof::mock
