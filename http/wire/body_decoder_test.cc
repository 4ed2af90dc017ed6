#include "http/wire/body_decoder.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "http/wire/outcome_text.h"
#include "http/wire/parse_every_way.h"

namespace wireproof::wire {
namespace {

// "[content]" for each chunk or for the whole, then "end | trailers" or a defect, and what is left.
std::string DecodeBody(const Framing& framing, std::string_view input, const Dialect& dialect,
                       const Limits& limits) {
  return ParseEveryWay(input, [&](auto feed) {
    BodyDecoder decoder(framing, dialect, limits, dialect.obs_fold_in_response);
    const bool chunked = std::holds_alternative<Chunked>(framing);
    std::string text;
    bool over = false;
    auto take = [&](const BodyStep& step) {
      if (const auto* data = std::get_if<BodyData>(&step.outcome)) {
        if (data->chunk_start || (!chunked && text.empty())) text += "[";
        text += data->bytes;
        if (data->chunk_end) text += "]";
        return true;
      }
      if (const auto* end = std::get_if<BodyEnd>(&step.outcome))
        text += "end" + Text(end->trailers);
      if (const auto* defect = std::get_if<Defect>(&step.outcome)) text += Text(*defect);
      over = !std::holds_alternative<NeedMore>(step.outcome);
      return false;
    };
    std::size_t left = 0;
    feed([&](std::string_view piece) {
      while (!over) {
        const BodyStep step = decoder.Decode(piece);
        piece.remove_prefix(step.consumed);
        if (!take(step)) break;
      }
      left += piece.size();
    });
    if (!over) take(decoder.Decode({}));
    if (!over) take(decoder.Finish());
    const bool complete = text.find('!') == std::string::npos;
    return complete && left > 0 ? fmt::format("{} + {} more", text, left) : text;
  });
}

TEST(LengthBody, IsExactlySoManyOctets) {
  const Dialect strict;
  const Limits limits;
  auto decode = [&](std::uint64_t length, std::string_view input) {
    return DecodeBody(Length{length}, input, strict, limits);
  };
  EXPECT_EQ(decode(5, "hello"), "[helloend");
  EXPECT_EQ(decode(5, "hello!?"), "[helloend + 2 more");
  EXPECT_EQ(decode(0, "x"), "end + 1 more");
  EXPECT_EQ(decode(0, ""), "end");
  EXPECT_EQ(decode(5, "hell"), "[hell!ends-early@4");
  EXPECT_EQ(decode(UINT64_MAX, "x"), "[x!ends-early@1");
  EXPECT_EQ(DecodeBody(NoBody{}, "x", strict, limits), "end + 1 more");
}

TEST(UntilCloseBody, EndsWithTheStream) {
  EXPECT_EQ(DecodeBody(UntilClose{}, "hello", Dialect::Strict(), {}), "[helloend");
  EXPECT_EQ(DecodeBody(UntilClose{}, "", Dialect::Strict(), {}), "end");
}

struct Row {
  std::string bytes;
  std::string strict;
  std::string cpython;
};

void CheckChunked(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(::testing::PrintToString(row.bytes));
    EXPECT_EQ(DecodeBody(Chunked{}, row.bytes, Dialect::Strict(), {}), row.strict);
    EXPECT_EQ(DecodeBody(Chunked{}, row.bytes, Dialect::CPython(), Limits::CPython()), row.cpython);
  }
}

TEST(Chunked, JoinsChunksUpToTheLastOne) {
  CheckChunked(
      {{"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "[hello][ world]end", "[hello][ world]end"},
       {"0\r\n\r\n", "end", "end"},
       {"a\r\n0123456789\r\n00A\r\n0123456789\r\n000\r\n\r\nX",
        "[0123456789][0123456789]end + 1 more", "[0123456789][0123456789]end + 1 more"},
       {"2\r\n\r\n\r\n0\r\n\r\n", "[\r\n]end", "[\r\n]end"}});
}

TEST(ChunkSize, IsHexDigitsAndNothingElse) {
  CheckChunked({{"+1\r\na\r\n0\r\n\r\n", "!chunk-size-not-hex@0", "[a]end"},
                {"0x1\r\na\r\n0\r\n\r\n", "!chunk-size-not-hex@0", "[a]end"},
                {"0_1\r\na\r\n0\r\n\r\n", "!chunk-size-not-hex@0", "[a]end"},
                {" 1\r\na\r\n0\r\n\r\n", "!chunk-size-not-hex@0", "[a]end"},
                {"1 \r\na\r\n0\r\n\r\n", "!chunk-extension-malformed@0", "[a]end"},
                {"-0\r\n\r\n", "!chunk-size-not-hex@0", "end"},
                {"-5\r\nhello", "!chunk-size-not-hex@0", "!chunk-size-not-hex@0"},
                {"-1\r\nab", "!chunk-size-not-hex@0", "ab!ends-early@6"},
                {"\r\n", "!chunk-size-not-hex@0", "!chunk-size-not-hex@0"},
                {"zz\r\n", "!chunk-size-not-hex@0", "!chunk-size-not-hex@0"},
                {";a\r\n", "!chunk-size-not-hex@0", "!chunk-size-not-hex@0"},
                {"1\rx\r\n", "!chunk-size-not-hex@0", "!chunk-size-not-hex@0"},
                {"1\na\r\n0\r\n\r\n", "!bare-lf@0", "[a]end"},
                {"ffffffffffffffff\r\na", "[a!ends-early@19", "[a!ends-early@19"},
                {"10000000000000000\r\na", "!chunk-size-too-large@0", "[a!ends-early@20"},
                {"00000000000000000000000001\r\na\r\n0\r\n\r\n", "[a]end", "[a]end"}});
}

TEST(ChunkExtension, IsIgnoredWhereItIsOne) {
  CheckChunked({{"1;a\r\nx\r\n0;b=c\r\n\r\n", "[x]end", "[x]end"},
                {"1 ; a = \"q;\\\"\"\t;b\r\nx\r\n0\r\n\r\n", "[x]end", "[x]end"},
                {"1;\r\nx\r\n0\r\n\r\n", "!chunk-extension-malformed@0", "[x]end"},
                {"1;a=\r\nx\r\n0\r\n\r\n", "!chunk-extension-malformed@0", "[x]end"},
                {"1;a=\"\r\nx\r\n0\r\n\r\n", "!chunk-extension-malformed@0", "[x]end"},
                {"1;a=\"\x01\"\r\nx\r\n0\r\n\r\n", "!chunk-extension-malformed@0", "[x]end"},
                {"1;a\nx\r\n0\r\n\r\n", "!bare-lf@0", "[x]end"},
                {"1;a\rb\r\nx\r\n0\r\n\r\n", "!chunk-extension-malformed@0", "[x]end"}});
}

TEST(ChunkEnd, IsCrLf) {
  CheckChunked({{"1\r\nxXX0\r\n\r\n", "[x]!chunk-end-missing@4", "[x]end"},
                {"1\r\nx\n\n0\r\n\r\n", "[x]!chunk-end-missing@4", "[x]end"},
                {"1\r\nx\rX0\r\n\r\n", "[x]!chunk-end-missing@5", "[x]end"},
                {"1\r\nx\n0\r\n\r\n", "[x]!chunk-end-missing@4", "[x]!chunk-size-not-hex@6"},
                {"1\r\nxy\r\n0\r\n\r\n", "[x]!chunk-end-missing@4", "[x]!chunk-size-not-hex@6"}});
}

TEST(Trailers, AreFieldsOfTheirOwn) {
  CheckChunked({{"0\r\nA: b\r\nC:\r\n\r\n+", "end | A=b | C= + 1 more", "end + 1 more"},
                {"0\r\nA: b\r\n c\r\n\r\n", "end | A=b c", "end"},
                {"0\r\nA : b\r\n\r\n", "!whitespace-before-colon@4", "end"},
                {"0\r\njunk\r\n\r\n", "!field-line-without-colon@3", "end"},
                {"0\r\nA: b\n\n", "!bare-lf@3", "end"}});
}

TEST(ChunkedEnd, IsTheEmptyLineAndNotTheEndOfTheStream) {
  CheckChunked({{"", "!ends-early@0", "!ends-early@0"},
                {"5", "!ends-early@1", "!ends-early@1"},
                {"5\r\n", "!ends-early@3", "!ends-early@3"},
                {"5\r\nhel", "[hel!ends-early@6", "[hel!ends-early@6"},
                {"1\r\nx", "[x]!ends-early@4", "[x]!ends-early@4"},
                {"1\r\nx\r\n", "[x]!ends-early@6", "[x]!ends-early@6"},
                {"0", "!ends-early@1", "end"},
                {"0\r\n", "!ends-early@3", "end"},
                {"0\r\nA: b", "!ends-early@7", "end"},
                {"0\r\n\r", "!ends-early@4", "end"}});
}

TEST(ChunkLimits, AreInclusive) {
  const Limits limits{.field_line = 8, .chunk_line = 6, .trailer_lines = 2, .trailers = 12};
  auto decode = [&](std::string_view input) {
    return DecodeBody(Chunked{}, input, Dialect::Strict(), limits);
  };
  EXPECT_EQ(decode("0000\r\n\r\n"), "end");
  EXPECT_EQ(decode("00000\r\n\r\n"), "!chunk-line-too-long@0");
  EXPECT_EQ(decode("0\r\nA:3456\r\n\r\n"), "end | A=3456");
  EXPECT_EQ(decode("0\r\nA:34567\r\n\r\n"), "!trailer-line-too-long@3");
  EXPECT_EQ(decode("0\r\nA:\r\nB:\r\n\r\n"), "end | A= | B=");
  EXPECT_EQ(decode("0\r\nA:\r\nB:\r\nC:\r\n\r\n"), "!too-many-trailers@11");
  EXPECT_EQ(decode("0\r\nA:34\r\nB:345\r\n\r\n"), "!too-many-trailers@9");
}

}  // namespace
}  // namespace wireproof::wire
