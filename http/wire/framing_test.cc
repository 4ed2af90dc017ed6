#include "http/wire/framing.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/wire/outcome_text.h"

namespace wireproof::wire {
namespace {

std::string Text(const std::expected<FramingDecision, Defect>& decision) {
  if (!decision) return fmt::format("!{}", Describe(decision.error().kind).id);
  return ToString(decision->framing) + (decision->must_close ? ", close" : "") +
         (decision->switches ? ", switch" : "");
}

struct Row {
  Fields fields;
  std::string strict;
  std::string cpython;
};

Field Cl(std::string value) {
  return {"Content-Length", std::move(value)};
}
Field Te(std::string value) {
  return {"Transfer-Encoding", std::move(value)};
}

// The response fields whose framing both dialects are asked for; requests differ only in what
// http.server leaves to its handlers.
const std::vector<Row>& ResponseRows() {
  static const std::vector<Row> rows = {
      {{}, "until close, close", "until close, close"},
      {{Cl("5")}, "5 octets", "5 octets"},
      {{Cl("0")}, "0 octets", "0 octets"},
      {{Cl("05")}, "5 octets", "5 octets"},
      {{Cl("5"), Cl("5")}, "5 octets", "5 octets"},
      {{Cl("6,06, 6")}, "6 octets", "until close, close"},
      {{Cl("5"), Cl("6")}, "!content-length-differs", "5 octets"},
      {{Cl("5, 6")}, "!content-length-differs", "until close, close"},
      {{Cl("x"), Cl("5")}, "!content-length-not-digits", "until close, close"},
      {{Cl("")}, "!content-length-not-digits", "until close, close"},
      {{Cl("5,")}, "!content-length-not-digits", "until close, close"},
      {{Cl("+5")}, "!content-length-not-digits", "5 octets"},
      {{Cl("5_0")}, "!content-length-not-digits", "50 octets"},
      {{Cl("-5")}, "!content-length-not-digits", "until close, close"},
      {{Cl("-0")}, "!content-length-not-digits", "0 octets"},
      {{Cl("\xa0"
           "5")},
       "!content-length-not-digits",
       "5 octets"},
      {{Cl("0x5")}, "!content-length-not-digits", "until close, close"},
      {{Cl("5 5")}, "!content-length-not-digits", "until close, close"},
      {{Cl("18446744073709551615")}, "18446744073709551615 octets", "18446744073709551615 octets"},
      {{Cl("18446744073709551616")}, "!content-length-too-large", "18446744073709551615 octets"},
      {{Cl(std::string(4301, '0'))}, "0 octets", "until close, close"},
      {{Te("chunked")}, "chunked", "chunked"},
      {{Te("CHUNKED")}, "chunked", "chunked"},
      {{Te(", chunked,")}, "chunked", "until close, close"},
      {{Te("chunked"), Cl("5")}, "!content-length-with-transfer-encoding", "chunked"},
      {{Te("chunked "), Cl("5")}, "!content-length-with-transfer-encoding", "5 octets"},
      {{Te("gzip, chunked")}, "!transfer-coding-unknown", "until close, close"},
      {{Te("gzip"), Te("chunked")}, "!transfer-coding-unknown", "until close, close"},
      {{Te("chunked"), Te("identity")}, "!transfer-coding-unknown", "chunked"},
      {{Te("identity")}, "!transfer-coding-unknown", "until close, close"},
      {{Te("chunked, chunked")}, "!chunked-repeated", "until close, close"},
      {{Te("chunked;q=1")}, "!transfer-encoding-malformed", "until close, close"},
      {{Te("\"chunked\"")}, "!transfer-encoding-malformed", "until close, close"},
      {{Te("")}, "!transfer-encoding-malformed", "until close, close"},
  };
  return rows;
}

TEST(ResponseFraming, FollowsTheFields) {
  for (const Row& row : ResponseRows()) {
    SCOPED_TRACE(wire::Text(row.fields).substr(0, 80));
    const ResponseHead head{.fields = row.fields};
    EXPECT_EQ(Text(DecideFraming(head, Dialect::Strict(), "GET")), row.strict);
    EXPECT_EQ(Text(DecideFraming(head, Dialect::CPython(), "GET")), row.cpython);
  }
}

TEST(ResponseFraming, FollowsMethodAndStatusFirst) {
  auto decide = [](int status, std::string_view method, const Dialect& dialect, Fields fields) {
    return Text(DecideFraming(ResponseHead{.status = status, .fields = fields}, dialect, method));
  };
  const Dialect strict;
  const Dialect cpython = Dialect::CPython();
  for (int status : {100, 103, 204, 304}) {
    EXPECT_EQ(decide(status, "GET", strict, {Cl("5")}), "no body") << status;
    EXPECT_EQ(decide(status, "GET", strict, {Te("chunked")}), "no body") << status;
    EXPECT_EQ(decide(status, "GET", cpython, {Cl("5")}), "no body") << status;
    EXPECT_EQ(decide(status, "GET", cpython, {Te("chunked")}), "chunked") << status;
  }
  EXPECT_EQ(decide(205, "GET", strict, {Cl("5")}), "5 octets");
  EXPECT_EQ(decide(200, "HEAD", strict, {Te("chunked")}), "no body");
  EXPECT_EQ(decide(200, "HEAD", cpython, {Te("chunked")}), "no body");
  EXPECT_EQ(decide(200, "head", strict, {Cl("5")}), "5 octets");
  EXPECT_EQ(decide(299, "CONNECT", strict, {Cl("5")}), "no body, switch");
  EXPECT_EQ(decide(200, "CONNECT", cpython, {Cl("5")}), "5 octets");
  EXPECT_EQ(decide(400, "CONNECT", strict, {Cl("5")}), "5 octets");
  EXPECT_EQ(decide(101, "GET", strict, {}), "no body, switch");
  EXPECT_EQ(decide(101, "GET", cpython, {}), "no body");
}

TEST(RequestFraming, FollowsTheFields) {
  auto decide = [](Fields fields, Version version = kHttp11) {
    const RequestHead head{.method = "POST", .target = "/", .version = version, .fields = fields};
    EXPECT_EQ(Text(DecideFraming(head, Dialect::CPython())), "no body");
    return Text(DecideFraming(head, Dialect::Strict()));
  };
  EXPECT_EQ(decide({}), "no body");
  EXPECT_EQ(decide({Cl("5")}), "5 octets");
  EXPECT_EQ(decide({Cl("5"), Cl("6")}), "!content-length-differs");
  EXPECT_EQ(decide({Te("chunked")}), "chunked");
  EXPECT_EQ(decide({Te("chunked"), Cl("5")}), "!content-length-with-transfer-encoding");
  EXPECT_EQ(decide({Te("gzip, chunked")}), "!transfer-coding-unknown");
  EXPECT_EQ(decide({Te("gzip")}), "!chunked-not-final");
  EXPECT_EQ(decide({Te("chunked, gzip")}), "!chunked-not-final");
  EXPECT_EQ(decide({Te("chunked")}, kHttp10), "!transfer-encoding-in-http10");
}

TEST(Framing, CanLetTransferEncodingWinAndClose) {
  Dialect dialect;
  dialect.both_lengths_in_request = BothLengths::kChunkedThenClose;
  dialect.both_lengths_in_response = BothLengths::kChunkedThenClose;
  dialect.unknown_coding_until_close = true;
  const Fields both = {Te("chunked"), Cl("5")};
  EXPECT_EQ(Text(DecideFraming(RequestHead{.method = "POST", .fields = both}, dialect)),
            "chunked, close");
  EXPECT_EQ(Text(DecideFraming(ResponseHead{.fields = both}, dialect, "GET")), "chunked, close");
  EXPECT_EQ(Text(DecideFraming(ResponseHead{.fields = {Te("gzip")}}, dialect, "GET")),
            "until close, close");
}

}  // namespace
}  // namespace wireproof::wire
