#include "http/wire/head_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/wire/outcome_text.h"
#include "http/wire/parse_every_way.h"

namespace wireproof::wire {
namespace {

std::string ParseHead(Role reader, std::string_view input, const Dialect& dialect,
                      const Limits& limits) {
  return ParseEveryWay(input, [&](auto feed) {
    HeadParser parser(reader, dialect, limits);
    HeadStep step;
    std::size_t consumed = 0;
    auto going = [&] { return std::holds_alternative<NeedMore>(step.outcome); };
    feed([&](std::string_view piece) {
      if (!going()) return;
      step = parser.Feed(piece);
      consumed += step.consumed;
    });
    if (going()) step = parser.Finish();
    if (const auto* head = std::get_if<RequestHead>(&step.outcome)) {
      return Text(*head) + (consumed < input.size() ? " + more" : "");
    }
    if (const auto* head = std::get_if<ResponseHead>(&step.outcome)) {
      return Text(*head) + (consumed < input.size() ? " + more" : "");
    }
    return Text(std::get<Defect>(step.outcome));
  });
}

// What both dialects make of the same octets.
struct Row {
  std::string bytes;
  std::string strict;
  std::string cpython;
};

void Check(Role reader, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(::testing::PrintToString(row.bytes));
    EXPECT_EQ(ParseHead(reader, row.bytes, Dialect::Strict(), Limits{}), row.strict);
    EXPECT_EQ(ParseHead(reader, row.bytes, Dialect::CPython(), Limits::CPython()), row.cpython);
  }
}

// A request head with these field lines.
std::string Get(const std::string& lines) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + lines;
}

TEST(RequestHead, IsReadFromItsLines) {
  Check(Role::kServer,
        {{"GET /a?b HTTP/1.1\r\nHost: x\r\nA:b\r\n\r\nrest", "GET /a?b 1.1 | Host=x | A=b + more",
          "GET /a?b 1.1 | Host=x | A=b + more"},
         {"GET / HTTP/1.0\r\n\r\n", "GET / 1.0", "GET / 1.0"},
         {"\r\nGET / HTTP/1.0\r\n\r\n", "GET / 1.0", "!empty-start-line@0"},
         {"OPTIONS * HTTP/1.0\r\n\r\n", "OPTIONS * 1.0", "OPTIONS * 1.0"},
         {"GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", "GET http://h/ 1.1 | Host=h",
          "GET http://h/ 1.1 | Host=h"}});
}

TEST(RequestLine, HasThreeWordsWithOneSpaceBetween) {
  Check(Role::kServer,
        {{"GET  / HTTP/1.0\r\n\r\n", "!request-line-malformed@3", "GET / 1.0"},
         {" GET / HTTP/1.0\r\n\r\n", "!request-line-malformed@0", "GET / 1.0"},
         {"GET / HTTP/1.0 \r\n\r\n", "!request-line-malformed@3", "GET / 1.0"},
         {"GET\t/ HTTP/1.0\r\n\r\n", "!request-line-malformed@5", "GET / 1.0"},
         {"GET\xa0/\x1cHTTP/1.0\r\n\r\n", "!request-line-malformed@0", "GET / 1.0"},
         {"GET / b HTTP/1.0\r\n\r\n", "!request-line-malformed@3", "!request-line-malformed@0"},
         {"GET\r\n\r\n", "!request-line-malformed@0", "!request-line-malformed@0"},
         {"GET /\r\n\r\n", "!request-line-malformed@3", "GET / 0.9 + more"},
         {"POST /\r\n\r\n", "!request-line-malformed@4", "!request-line-malformed@0"},
         {" \t\r\n\r\n", "!request-line-malformed@0", "!empty-start-line@0"},
         {"G(T / HTTP/1.0\r\n\r\n", "!method-not-token@0", "G(T / 1.0"},
         {"GET a HTTP/1.0\r\n\r\n", "!target-malformed@4", "GET a 1.0"},
         {"GET /\x80 HTTP/1.0\r\n\r\n", "!target-malformed@4", "GET /\x80 1.0"},
         {"GET * HTTP/1.0\r\n\r\n", "!target-form-forbidden@4", "GET * 1.0"},
         {"GET ///a//b HTTP/1.0\r\n\r\n", "GET ///a//b 1.0", "GET /a//b 1.0"},
         {"GET /\rHTTP/1.0\r\n\r\n", "!bare-cr@5", "GET / 1.0"}});
}

TEST(RequestLine, EndsWithAVersionWeSpeak) {
  Check(Role::kServer,
        {{"GET / HTTP/1.2\r\nHost: a\r\n\r\n", "GET / 1.2 | Host=a", "GET / 1.2 | Host=a"},
         {"GET / HTTP/2.0\r\n\r\n", "!version-not-supported@6", "!version-not-supported@0"},
         {"GET / HTTP/0.9\r\n\r\n", "!version-not-supported@6", "GET / 0.9(as written)"},
         {"GET / http/1.1\r\n\r\n", "!version-malformed@6", "!version-malformed@0"},
         {"GET / HTTP/1\r\n\r\n", "!version-malformed@6", "!version-malformed@0"},
         {"GET / HTTP/1.1.1\r\n\r\n", "!version-malformed@6", "!version-malformed@0"},
         {"GET / HTTP/+1.1\r\n\r\n", "!version-malformed@6", "!version-malformed@0"},
         {"GET / HTTP/01.01\r\n\r\n", "!version-malformed@6", "GET / 01.01(as written)"},
         {"GET / HTTP/1.00000000001\r\n\r\n", "!version-malformed@6", "!version-malformed@0"},
         {"GET / HTTP/1.1\r\n\r\n", "!host-missing@16", "GET / 1.1"}});
}

TEST(StatusLine, IsAVersionACodeAndAReason) {
  Check(Role::kClient,
        {{"HTTP/1.1 200 OK\r\n\r\nx", "200 OK 1.1 + more", "200 OK 1.1 + more"},
         {"HTTP/1.1 200 \r\n\r\n", "200  1.1", "200  1.1"},
         {"HTTP/1.1 200\r\n\r\n", "!status-line-malformed@12", "200  1.1"},
         {"HTTP/1.1 200 a\xff b\t\r\n\r\n", "200 a\xff b\t 1.1", "200 a\xff b 1.1"},
         {"HTTP/1.1 200 a\x01\r\n\r\n", "!reason-malformed@13", "200 a\x01 1.1"},
         {"HTTP/1.1  200 OK\r\n\r\n", "!status-code-malformed@9", "200 OK 1.1"},
         {" HTTP/1.1 200 OK\r\n\r\n", "!version-malformed@0", "200 OK 1.1"},
         {"HTTP/1.0 200 OK\r\n\r\n", "200 OK 1.0", "200 OK 1.0"},
         {"HTTP/1.2 200 OK\r\n\r\n", "200 OK 1.2", "200 OK 1.1"},
         {"HTTP/1.junk 200 OK\r\n\r\n", "!version-malformed@0", "200 OK 1.1"},
         {"HTTP/0.9 200 OK\r\n\r\n", "!version-not-supported@0", "200 OK 1.0"},
         {"HTTP/2.0 200 OK\r\n\r\n", "!version-not-supported@0", "!version-not-supported@0"},
         {"http/1.1 200 OK\r\n\r\n", "!version-malformed@0", "!status-line-malformed@0"},
         {"ICY 200 OK\r\n\r\n", "!version-malformed@0", "!status-line-malformed@0"},
         {"HTTP/1.1\r\n\r\n", "!status-line-malformed@0", "!status-line-malformed@0"},
         {"\r\nHTTP/1.1 200 OK\r\n\r\n", "!empty-start-line@0", "!empty-start-line@0"},
         {"HTTP/1.1 099 x\r\n\r\n", "99 x 1.1", "!status-code-malformed@0"},
         {"HTTP/1.1 999 x\r\n\r\n", "999 x 1.1", "999 x 1.1"},
         {"HTTP/1.1 1000 x\r\n\r\n", "!status-code-malformed@9", "!status-code-malformed@0"},
         {"HTTP/1.1 +200 x\r\n\r\n", "!status-code-malformed@9", "200 x 1.1"},
         {"HTTP/1.1 2_00 x\r\n\r\n", "!status-code-malformed@9", "200 x 1.1"},
         {"HTTP/1.1 2x0 x\r\n\r\n", "!status-code-malformed@9", "!status-code-malformed@0"}});
}

TEST(FieldLine, IsANameAColonAndAValue) {
  Check(Role::kServer,
        {{Get("A: b\r\na:\tc \t\r\nA:\r\n\r\n"),
          "GET / 1.1 | Host=a | A=b | a=c | A=", "GET / 1.1 | Host=a | A=b | a=c \t | A="},
         {Get("A: \xc3\xa4\r\n\r\n"), "GET / 1.1 | Host=a | A=\xc3\xa4",
          "GET / 1.1 | Host=a | A=\xc3\xa4"},
         {Get("A : b\r\nC: d\r\n\r\n"), "!whitespace-before-colon@26", "GET / 1.1 | Host=a"},
         {Get("junk\r\nC: d\r\n\r\n"), "!field-line-without-colon@25", "GET / 1.1 | Host=a"},
         {Get(": b\r\nC: d\r\n\r\n"), "!field-name-empty@25", "GET / 1.1 | Host=a | C=d"},
         {Get("A(b): c\r\n\r\n"), "!field-name-not-token@25", "GET / 1.1 | Host=a | A(b)=c"},
         {Get("A\xe4: c\r\nD: e\r\n\r\n"), "!field-name-not-token@25", "GET / 1.1 | Host=a"},
         {Get("A B: c\r\nD: e\r\n\r\n"), "!field-name-not-token@25", "GET / 1.1 | Host=a"},
         {Get("A: b\x01\r\n\r\n"), "!field-value-malformed@29", "GET / 1.1 | Host=a | A=b\x01"},
         {Get("From x\r\nC: d\r\n\r\n"), "!field-line-without-colon@25",
          "GET / 1.1 | Host=a | C=d"}});
}

TEST(FieldLine, EndsWithCrLf) {
  Check(Role::kServer,
        {{"GET / HTTP/1.0\nA: b\n\n", "!bare-lf@14", "GET / 1.0 | A=b"},
         {Get("A: b\nC: d\r\n\r\n"), "!bare-lf@29", "GET / 1.1 | Host=a | A=b | C=d"},
         {Get("A: b\r\n\n"), "!bare-lf@31", "GET / 1.1 | Host=a | A=b"},
         {Get("A: x\rB: y\r\n\r\n"), "!bare-cr@29", "GET / 1.1 | Host=a | A=x | B=y"},
         {Get("A: x\ry\r\nC: d\r\n\r\n"), "!bare-cr@29", "GET / 1.1 | Host=a | A=x"},
         {Get("A: x\r y\r\n\r\n"), "!bare-cr@29", "GET / 1.1 | Host=a | A=x\r y"},
         {Get("A: b\r\r\nC: d\r\n\r\n"), "!bare-cr@29", "GET / 1.1 | Host=a | A=b"}});
}

TEST(ObsFold, IsRefusedInRequestsAndJoinedInResponses) {
  Check(Role::kServer,
        {{Get("A: b\r\n c\r\n\r\n"), "!obs-fold@31", "GET / 1.1 | Host=a | A=b\r\n c"},
         {"GET / HTTP/1.0\r\n A: b\r\nC: d\r\n\r\n", "!whitespace-before-fields@16",
          "GET / 1.0 | C=d"}});
  Check(Role::kClient,
        {{"HTTP/1.1 200 OK\r\nA: 1 \r\n \t2\r\n \r\n\t3 \r\nB: c\r\n\r\n",
          "200 OK 1.1 | A=1 2 3 | B=c", "200 OK 1.1 | A=1 \r\n \t2\r\n \r\n\t3  | B=c"},
         {"HTTP/1.1 200 OK\r\nA:\r\n b\r\n\r\n", "200 OK 1.1 | A=b", "200 OK 1.1 | A=b"},
         {"HTTP/1.1 200 OK\r\nA:\r\n \r\n\r\n", "200 OK 1.1 | A=", "200 OK 1.1 | A="},
         {"HTTP/1.1 200 OK\r\n b\r\nA: c\r\n\r\n", "!whitespace-before-fields@17",
          "200 OK 1.1 | A=c"}});
}

TEST(Host, MustBeThereOnceAndValid) {
  const Dialect strict;
  auto host = [&](std::string_view lines, std::string_view version = "1.1") {
    const std::string head = fmt::format("GET / HTTP/{}\r\n{}\r\n", version, lines);
    return ParseHead(Role::kServer, head, strict, Limits{});
  };
  EXPECT_EQ(host("Host: [::1]:80\r\n"), "GET / 1.1 | Host=[::1]:80");
  EXPECT_EQ(host("Host:\r\n"), "GET / 1.1 | Host=");
  EXPECT_EQ(host("", "1.0"), "GET / 1.0");
  EXPECT_EQ(host(""), "!host-missing@16");
  EXPECT_EQ(host("Host: a\r\nhost: a\r\n"), "!host-repeated@34");
  EXPECT_EQ(host("Host: a\r\nHost: a\r\n", "1.0"), "!host-repeated@34");
  EXPECT_EQ(host("Host: a b\r\n"), "!host-malformed@27");
  EXPECT_EQ(host("Host: u@a\r\n"), "!host-malformed@27");
  EXPECT_EQ(host("Host: a:99999\r\n"), "!host-malformed@31");
}

TEST(HeadEnd, IsNeededUnlessTheDialectTakesTheEndOfTheStream) {
  Check(Role::kServer, {{"", "!ends-early@0", "!ends-early@0"},
                        {"GET / HTTP/1.0", "!ends-early@14", "GET / 1.0"},
                        {"GET / HTTP/1.0\r\n", "!ends-early@16", "GET / 1.0"},
                        {"GET / HTTP/1.0\r\nA: b", "!ends-early@20", "GET / 1.0 | A=b"},
                        {"GET / HTTP/1.0\r\nA: b\r\n\r", "!ends-early@23", "GET / 1.0 | A=b"}});
  Check(Role::kClient, {{"", "!ends-before-response@0", "!ends-before-response@0"},
                        {"HTTP/1.1 200 O", "!ends-early@14", "200 O 1.1"}});
}

TEST(Limits, AreInclusive) {
  const Limits limits{
      .start_line = 20, .field_line = 10, .field_lines = 2, .head = 60, .leading_empty_lines = 1};
  auto parse = [&](std::string_view head) {
    return ParseHead(Role::kServer, head, Dialect::Strict(), limits);
  };
  EXPECT_EQ(parse("GET /1234 HTTP/1.0\r\n\r\n"), "GET /1234 1.0");
  EXPECT_EQ(parse("GET /12345 HTTP/1.0\r\n\r\n"), "!start-line-too-long@20");
  EXPECT_EQ(parse("GET / HTTP/1.0\r\nA:345678\r\n\r\n"), "GET / 1.0 | A=345678");
  EXPECT_EQ(parse("GET / HTTP/1.0\r\nA:3456789\r\n\r\n"), "!field-line-too-long@26");
  EXPECT_EQ(parse("GET / HTTP/1.0\r\nA:b\r\nC:d\r\n\r\n"), "GET / 1.0 | A=b | C=d");
  EXPECT_EQ(parse("GET / HTTP/1.0\r\nA:b\r\nC:d\r\nE:f\r\n\r\n"), "!too-many-fields@26");
  EXPECT_EQ(parse("\r\nGET / HTTP/1.0\r\n\r\n"), "GET / 1.0");
  EXPECT_EQ(parse("\r\n\r\nGET / HTTP/1.0\r\n\r\n"), "!too-many-empty-lines@2");
  Limits small = limits;
  small.head = 24;
  EXPECT_EQ(
      ParseHead(Role::kServer, "GET / HTTP/1.0\r\nA:b\r\nC:d\r\n\r\n", Dialect::Strict(), small),
      "!head-too-large@24");
}

TEST(Limits, OfCPythonCountTheEmptyLineAndItsWordsAreHttpServers) {
  Dialect cpython = Dialect::CPython();
  std::string lines = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 99; ++i) lines += "A: b\r\n";
  const Limits limits = Limits::CPython();
  HeadParser parser(Role::kServer, cpython, limits);
  EXPECT_TRUE(std::holds_alternative<RequestHead>(parser.Feed(lines + "\r\n").outcome));
  HeadParser over(Role::kServer, cpython, limits);
  const HeadStep step = over.Feed(lines + "A: b\r\n\r\n");
  const auto& defect = std::get<Defect>(step.outcome);
  EXPECT_EQ(defect.status, 431);
  EXPECT_EQ(defect.message, "Too many headers");
  EXPECT_EQ(defect.explain, "got more than 100 headers");
  HeadParser long_line(Role::kServer, cpython, limits);
  const HeadStep second = long_line.Feed("GET / HTTP/1.1\r\nA: " + std::string(65537, 'x'));
  EXPECT_EQ(std::get<Defect>(second.outcome).message, "Line too long");
  EXPECT_EQ(std::get<Defect>(second.outcome).explain,
            "got more than 65536 bytes when reading header line");
}

TEST(RequestLine, ErrorsHaveTheWordsOfHttpServer) {
  const Dialect cpython = Dialect::CPython();
  const Limits limits = Limits::CPython();
  auto message = [&](std::string line) {
    HeadParser parser(Role::kServer, cpython, limits);
    const auto step = parser.Feed(line + "\r\n");
    const auto& defect = std::get<Defect>(step.outcome);
    return fmt::format("{} {}", defect.status, defect.message);
  };
  EXPECT_EQ(message("GET / HTTP/x"), "400 Bad request version ('HTTP/x')");
  EXPECT_EQ(message("it's"), "400 Bad request syntax (\"it's\")");
  EXPECT_EQ(message("a b c HTTP/1.1"), "400 Bad request syntax ('a b c HTTP/1.1')");
  EXPECT_EQ(message("POST /\x01"), "400 Bad HTTP/0.9 request type ('POST')");
  EXPECT_EQ(message("GET / HTTP/10.10"), "505 Invalid HTTP version (10.10)");
  EXPECT_EQ(message(""), "0 ");
}

}  // namespace
}  // namespace wireproof::wire
