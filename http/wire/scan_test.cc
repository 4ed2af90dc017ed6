#include "http/wire/scan.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "http/wire/connection.h"
#include "http/wire/message_table.h"
#include "http/wire/parse_every_way.h"

namespace wireproof::wire {
namespace {

// What Connection makes of the octets of one request.
struct Judged {
  enum class End : std::uint8_t { kWhole, kWaiting, kFailed } end = End::kWaiting;
  RequestHead head = {};
  std::string body = {};
  std::size_t left_over = 0;
  bool keep_alive = false;
};

Judged ByConnection(std::string_view input) {
  Connection connection(Role::kServer);
  connection.Receive(input);
  Judged judged;
  for (;;) {
    const Event event = connection.NextEvent();
    if (const auto* request = std::get_if<Request>(&event)) judged.head = request->head;
    if (const auto* data = std::get_if<Data>(&event)) judged.body += data->bytes;
    if (std::holds_alternative<NeedData>(event)) return judged;
    if (std::holds_alternative<Failed>(event)) {
      judged.end = Judged::End::kFailed;
      return judged;
    }
    if (std::holds_alternative<EndOfMessage>(event)) {
      judged.end = Judged::End::kWhole;
      judged.left_over = connection.buffered();
      judged.keep_alive = connection.keep_alive();
      return judged;
    }
  }
}

Fields Copied(std::span<const FieldView> views) {
  Fields fields;
  for (const FieldView& view : views) {
    fields.push_back({std::string(view.name), std::string(view.value)});
  }
  return fields;
}

// The scan of the octets, after the check that it agrees with Connection.
Scan Agreed(std::string_view input, RequestScanner& scanner) {
  GuardedBuffer buffer(input.size());
  ScannedRequest seen;
  const Scan scan = scanner.Next(buffer.Place(input), seen);
  const Judged judged = ByConnection(input);
  SCOPED_TRACE(::testing::PrintToString(std::string(input)));
  if (scan == Scan::kPartial) {
    EXPECT_EQ(judged.end, Judged::End::kWaiting);
    EXPECT_GT(seen.octets, input.size());
  }
  if (scan != Scan::kWhole) return scan;
  EXPECT_EQ(judged.end, Judged::End::kWhole);
  EXPECT_EQ(seen.method, judged.head.method);
  EXPECT_EQ(seen.target, judged.head.target);
  EXPECT_EQ(seen.version, ToString(judged.head.version));
  EXPECT_EQ(Copied(seen.fields), judged.head.fields);
  EXPECT_EQ(seen.body, judged.body);
  EXPECT_EQ(seen.octets, input.size() - judged.left_over);
  EXPECT_EQ(seen.keep_alive, judged.keep_alive);
  return scan;
}

struct Row {
  std::string bytes;
  Scan scan;
};

const std::vector<Row>& Rows() {
  using enum Scan;
  static const std::vector<Row> rows = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", kWhole},
      {"GET /a//b/%2f?q=%C3%A4&x?/ HTTP/1.1\r\nhost:a.example:8080\r\n\r\n", kWhole},
      {"GET / HTTP/1.0\r\n\r\n", kWhole},
      {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", kWhole},
      {"GET / HTTP/1.1\r\nHOST: [::1]:80\r\nConnection: close\r\n\r\n", kWhole},
      {"GET / HTTP/1.1\r\nHost:\r\nA: b \t c\xff\xe4 long enough for eight \t \r\nB:\r\n\r\n",
       kWhole},
      {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET", kWhole},
      {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\nhello", kWhole},
      {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell", kPartial},
      {"HEAD / HTTP/1.1\r\nHost: a:\r\nContent-Length: 0\r\nTE: trailers\r\n\r\n", kWhole},
      {"", kPartial},
      {"G", kPartial},
      {"GET / HTTP/1.1\r\nHost: a\r\n\r", kPartial},
      {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", kUnusual},
      {"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: [::g]\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nA: b\x01 and so on, eight\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nA: 12345678\x7f and so on\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nA: b\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nA: b\rc\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\nHost: a\r\n\r\n", kUnusual},
      {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", kUnusual},
      {"GET / HTTX", kUnusual},
      {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", kUnusual},
      {"GET /# HTTP/1.1\r\nHost: a\r\n\r\n", kUnusual},
      {"GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n", kUnusual},
      {"GET /%g", kUnusual},
      {"GET /\xe4 HTTP/1.1\r\nHost: a\r\n\r\n", kUnusual},
      {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", kUnusual},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", kUnusual},
      {"CONNECT /a HTTP/1.1\r\nHost: a\r\n\r\n", kUnusual},
      {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", kUnusual},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", kUnusual},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello", kUnusual},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1234567890123456789\r\n\r\n", kUnusual},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", kUnusual},
      {"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
       kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close, x\r\n\r\n", kUnusual},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nConnection: close\r\n\r\n", kUnusual},
  };
  return rows;
}

TEST(RequestScanner, TakesWhatIsUsualAndNothingElse) {
  RequestScanner scanner;
  for (const Row& row : Rows()) {
    SCOPED_TRACE(::testing::PrintToString(row.bytes));
    EXPECT_EQ(Agreed(row.bytes, scanner), row.scan);
  }
}

TEST(RequestScanner, AgreesWithConnectionOverEachBeginning) {
  RequestScanner scanner;
  for (const Row& row : Rows()) {
    for (std::size_t size = 0; size < row.bytes.size(); ++size) {
      Agreed(std::string_view(row.bytes).substr(0, size), scanner);
    }
  }
  for (const RequestRow& row : RequestTable()) Agreed(row.bytes, scanner);
}

// One change: octets replaced, removed, doubled, or a piece of grammar put in.
std::string Mutated(std::string text, std::mt19937& random) {
  static const std::vector<std::string> pieces = {"\r",
                                                  "\n",
                                                  "\r\n",
                                                  " ",
                                                  "\t",
                                                  ":",
                                                  ",",
                                                  "\x01",
                                                  "\x7f",
                                                  "\xff",
                                                  "%",
                                                  "%2",
                                                  "Host",
                                                  "Content-Length: 3\r\n",
                                                  "close",
                                                  "chunked",
                                                  "Host: b\r\n",
                                                  "HTTP/1.0",
                                                  "/",
                                                  "?",
                                                  "Connection: close\r\n",
                                                  "[",
                                                  "Expect",
                                                  "Upgrade: x\r\n",
                                                  "CONNECT",
                                                  "Transfer-Encoding: chunked\r\n",
                                                  "0",
                                                  "A:"};
  auto below = [&random](std::size_t n) { return random() % n; };
  const std::size_t at = below(text.size() + 1);
  switch (below(4)) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(below(256));
      break;
    case 1:
      text.erase(at, 1 + below(4));
      break;
    case 2:
      text.insert(at, text.substr(at, below(8)));
      break;
    default:
      text.insert(at, pieces[below(pieces.size())]);
  }
  return text;
}

TEST(RequestScanner, AgreesWithConnectionWhateverIsChanged) {
  std::mt19937 random(20);
  RequestScanner scanner;
  std::size_t whole = 0;
  for (int round = 0; round < 20'000 && !::testing::Test::HasFailure(); ++round) {
    std::string text = Rows()[random() % Rows().size()].bytes;
    for (auto changes = 1 + random() % 3; changes > 0; --changes) text = Mutated(text, random);
    if (Agreed(text, scanner) == Scan::kWhole) ++whole;
  }
  EXPECT_GT(whole, 500u);
}

TEST(RequestScanner, KeepsTheLimits) {
  const std::string request = "GET /1234567 HTTP/1.1\r\nHost: a\r\nA: 123456789012345\r\n\r\n";
  const Limits exact{.start_line = 23, .field_line = 20, .field_lines = 2, .head = 54};
  ScannedRequest out;
  EXPECT_EQ(RequestScanner(exact).Next(request, out), Scan::kWhole);
  const auto with = [&](auto change) {
    Limits limits = exact;
    change(limits);
    return RequestScanner(limits).Next(request, out);
  };
  EXPECT_EQ(with([](Limits& limits) { --limits.start_line; }), Scan::kUnusual);
  EXPECT_EQ(with([](Limits& limits) { --limits.field_line; }), Scan::kUnusual);
  EXPECT_EQ(with([](Limits& limits) { --limits.field_lines; }), Scan::kUnusual);
  EXPECT_EQ(with([](Limits& limits) { --limits.head; }), Scan::kUnusual);
  EXPECT_EQ(with([](Limits& limits) { limits.empty_line_counts = true; }), Scan::kUnusual);
  EXPECT_EQ(RequestScanner(exact).Next(request.substr(0, 20), out), Scan::kPartial);
  EXPECT_EQ(RequestScanner(exact).Next(std::string(24, 'A'), out), Scan::kUnusual);
}

TEST(RequestScanner, LeavesAHeadThatDoesNotEndToConnection) {
  RequestScanner scanner;
  ScannedRequest out;
  const std::string head = "GET /" + std::string(RequestScanner::kMostUnfinishedHead, 'a');
  EXPECT_EQ(scanner.Next(std::string_view(head).substr(0, head.size() - 5), out), Scan::kPartial);
  EXPECT_EQ(scanner.Next(head, out), Scan::kUnusual);
  EXPECT_EQ(scanner.Next(head + " HTTP/1.1\r\nHost: a\r\n\r\n", out), Scan::kWhole);
}

TEST(RequestScanner, SaysHowManyOctetsABodyNeeds) {
  RequestScanner scanner;
  ScannedRequest out;
  const std::string head = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n";
  EXPECT_EQ(scanner.Next(head + "x", out), Scan::kPartial);
  EXPECT_EQ(out.octets, head.size() + 1000);
}

}  // namespace
}  // namespace wireproof::wire
