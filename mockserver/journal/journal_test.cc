#include "mockserver/journal/journal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wireproof::mock {
namespace {

constexpr std::string_view kGet = "GET /a?b=1 HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a: 2\r\n\r\n";

Served Sample(std::string_view octets = kGet) {
  return {.request_octets = octets,
          .origin = {.client_ip = "127.0.0.1",
                     .local_port = 8080,
                     .connection = 3,
                     .request_of_connection = 2},
          .stub_id = "stub",
          .sent = "HTTP/1.1 200 OK\r\n\r\n",
          .end = ExchangeEnd::kSent,
          .received_at_us = 1'000'000,
          .received_ns = 5,
          .sent_ns = 77};
}

TEST(Journal, GivesAnExchangeBackAsItWas) {
  Journal journal{JournalOptions{}};
  EXPECT_EQ(journal.newest(), 0u);
  ASSERT_EQ(journal.Append(Sample()), 1u);
  const auto exchange = journal.Get(1);
  ASSERT_TRUE(exchange);
  EXPECT_EQ(exchange->number, 1u);
  EXPECT_EQ(journal.NumberOf(exchange->id), 1u);
  EXPECT_EQ(exchange->request_octets, kGet);
  EXPECT_EQ(exchange->method, "GET");
  EXPECT_EQ(exchange->target, "/a?b=1");
  EXPECT_EQ(exchange->version, "HTTP/1.1");
  const std::vector<std::pair<std::string, std::string>> fields = {
      {"Host", "x"}, {"X-A", "1"}, {"x-a", "2"}};
  EXPECT_EQ(exchange->fields, fields);
  EXPECT_EQ(exchange->client_ip, "127.0.0.1");
  EXPECT_EQ(exchange->local_port, 8080);
  EXPECT_EQ(exchange->connection, 3u);
  EXPECT_EQ(exchange->request_of_connection, 2u);
  EXPECT_EQ(exchange->stub_id, "stub");
  EXPECT_EQ(exchange->sent, "HTTP/1.1 200 OK\r\n\r\n");
  const std::vector<std::pair<std::int64_t, std::size_t>> sends = {{77, 19}};
  EXPECT_EQ(exchange->sends, sends);
  EXPECT_EQ(exchange->end, ExchangeEnd::kSent);
  EXPECT_EQ(exchange->ended_ns, 77);
  EXPECT_EQ(exchange->received_at_us, 1'000'000);
  EXPECT_FALSE(journal.Get(2));
}

TEST(Journal, TakesBodiesOutOfTheirFraming) {
  Journal journal{JournalOptions{}};
  const std::string chunked =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
  journal.Append(Sample(chunked));
  journal.Append(Sample("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"));
  Served apart = Sample("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
  apart.body = "ok";
  journal.Append(apart);
  EXPECT_EQ(journal.Get(1)->body, "abc");
  EXPECT_EQ(journal.Get(1)->request_octets, chunked);
  EXPECT_EQ(journal.Get(2)->body, "hi");
  EXPECT_EQ(journal.Get(3)->body, "ok");
}

TEST(Journal, KeepsWhatCannotBeParsed) {
  Journal journal{JournalOptions{}};
  journal.Append(Sample("GET  / HTTP/1.1\r\n\r\n"));
  journal.Append(Sample("\x16\x03\x01"));
  EXPECT_EQ(journal.Get(1)->method, "GET");
  EXPECT_EQ(journal.Get(2)->request_octets, "\x16\x03\x01");
}

TEST(Journal, AddsWhatCameLaterInItsOrder) {
  Journal journal{JournalOptions{}};
  Served open = Sample();
  open.sent = {};
  open.end = ExchangeEnd::kOpen;
  const std::uint64_t first = journal.Append(open);
  const std::uint64_t second = journal.Append(open);
  journal.AppendSent(first, "ab", 10);
  journal.AppendSent(second, "X", 11);
  journal.AppendSubEvent(first, {.type = "WARNING", .offset_ns = 12, .json = "{}"});
  journal.AppendSent(first, "c", 13);
  journal.AppendEnd(first, ExchangeEnd::kReset, 14, 9);
  const auto exchange = journal.Get(first);
  EXPECT_EQ(exchange->sent, "abc");
  const std::vector<std::pair<std::int64_t, std::size_t>> sends = {{10, 2}, {13, 3}};
  EXPECT_EQ(exchange->sends, sends);
  ASSERT_EQ(exchange->sub_events.size(), 1u);
  EXPECT_EQ(exchange->sub_events[0].type, "WARNING");
  EXPECT_EQ(exchange->sub_events[0].offset_ns, 12);
  EXPECT_EQ(exchange->end, ExchangeEnd::kReset);
  EXPECT_EQ(exchange->ended_ns, 14);
  EXPECT_EQ(exchange->added_delay_ns, 9);
  EXPECT_EQ(journal.Get(second)->sent, "X");
  EXPECT_EQ(journal.Get(second)->end, ExchangeEnd::kOpen);
}

TEST(Journal, RemovesAndClears) {
  Journal journal{JournalOptions{}};
  for (int i = 0; i < 3; ++i) journal.Append(Sample());
  EXPECT_TRUE(journal.Remove(2));
  EXPECT_FALSE(journal.Remove(2));
  EXPECT_FALSE(journal.Remove(9));
  EXPECT_EQ(journal.total(), 2u);
  EXPECT_FALSE(journal.Get(2));
  std::vector<std::uint64_t> seen;
  const auto note = [&seen](const Exchange& exchange) {
    seen.push_back(exchange.number);
    return true;
  };
  journal.Visit(Journal::Order::kNewestFirst, note);
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{3, 1}));
  journal.Clear();
  EXPECT_EQ(journal.total(), 0u);
  EXPECT_EQ(journal.newest(), 0u);
  EXPECT_EQ(journal.bytes_used(), 0u);
  journal.AppendSent(1, "late", 1);
  journal.AppendEnd(1, ExchangeEnd::kSent, 1, 0);
  EXPECT_EQ(journal.Append(Sample()), 4u) << "numbers are not used again";
  EXPECT_TRUE(journal.Get(4));
}

TEST(Journal, OfTheAdminApiNothingShows) {
  Journal journal{JournalOptions{}};
  Served admin = Sample();
  admin.admin = true;
  journal.Append(admin);
  EXPECT_EQ(journal.total(), 0u);
  EXPECT_FALSE(journal.Get(1));
}

TEST(Journal, SwitchedOffTakesNothing) {
  Journal journal{JournalOptions{.enabled = false}};
  EXPECT_EQ(journal.Append(Sample()), 0u);
  journal.AppendSent(0, "x", 1);
  EXPECT_EQ(journal.total(), 0u);
}

TEST(Journal, TellsOfChanges) {
  Journal journal{JournalOptions{}};
  int changes = 0;
  journal.OnChange([&changes] { ++changes; });
  journal.Append(Sample());
  journal.AppendEnd(1, ExchangeEnd::kSent, 1, 0);
  EXPECT_EQ(changes, 2);
}

TEST(Journal, KnowsTheTlsOfAConnection) {
  Journal journal{JournalOptions{}};
  net::TlsFacts facts;
  facts.version = "TLSv1.3";
  journal.NoteTls(3, facts);
  Served secure = Sample();
  secure.origin.tls = true;
  journal.Append(secure);
  ASSERT_TRUE(journal.Get(1)->tls_facts);
  EXPECT_EQ(journal.Get(1)->tls_facts->version, "TLSv1.3");
}

}  // namespace
}  // namespace wireproof::mock
