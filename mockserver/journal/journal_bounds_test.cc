// The journal at its bounds: the ring goes round, messages are cut, memory stays flat.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "mockserver/journal/journal.h"

namespace wireproof::mock {
namespace {

constexpr std::size_t kSmall = std::size_t{64} << 10;

std::string RequestOf(std::size_t number, std::size_t padding) {
  return "GET /" + std::to_string(number) +
         " HTTP/1.1\r\nHost: x\r\nX-Pad: " + std::string(padding, 'p') + "\r\n\r\n";
}

TEST(JournalBounds, DropsTheOldestAndCountsThem) {
  Journal journal(JournalOptions{.bytes = kSmall});
  std::mt19937 random(7);
  constexpr std::uint64_t kRequests = 5000;
  for (std::uint64_t number = 1; number <= kRequests; ++number) {
    const std::string octets = RequestOf(number, random() % 700);
    ASSERT_EQ(journal.Append({.request_octets = octets, .sent = "HTTP/1.1 200 OK\r\n\r\n"}),
              number);
    // Later records, also of exchanges that are gone.
    const std::uint64_t other = number - random() % number;
    journal.AppendSent(other, std::string(random() % 50, 's'), 1);
    journal.AppendSubEvent(other, {.type = "INFO", .offset_ns = 2, .json = "{}"});
    ASSERT_LE(journal.bytes_used(), kSmall);
    ASSERT_EQ(journal.total() + journal.dropped(), number);
  }
  EXPECT_GT(journal.dropped(), 4000u);
  std::uint64_t next = journal.newest() - journal.total() + 1;
  journal.Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
    EXPECT_EQ(exchange.number, next);
    EXPECT_EQ(exchange.target, "/" + std::to_string(next));
    ++next;
    return true;
  });
  EXPECT_EQ(next, kRequests + 1);
}

TEST(JournalBounds, CutsWhatIsTooLongAndSaysSo) {
  Journal journal(JournalOptions{.bytes = kSmall, .max_octets_of_message = 1000});
  const std::string octets = RequestOf(1, 5000);
  const std::string sent(3000, 's');
  journal.Append({.request_octets = octets, .sent = sent});
  journal.AppendSent(1, "more", 1);
  const auto exchange = journal.Get(1);
  EXPECT_TRUE(exchange->request_cut);
  EXPECT_TRUE(exchange->sent_cut);
  EXPECT_EQ(exchange->request_octets, octets.substr(0, 1000));
  EXPECT_EQ(exchange->sent, sent.substr(0, 1000));
  EXPECT_EQ(exchange->method, "GET");
}

TEST(JournalBounds, AMessageLargerThanTheRingIsCut) {
  Journal journal(JournalOptions{.bytes = kSmall});
  const std::string huge = RequestOf(1, std::size_t{1} << 20);
  for (int i = 0; i < 50; ++i) {
    journal.Append({.request_octets = huge, .body = huge, .sent = huge});
    ASSERT_LE(journal.bytes_used(), kSmall);
  }
  EXPECT_TRUE(journal.Get(journal.newest())->request_cut);
}

TEST(JournalBounds, SentInPiecesIsCutAtTheSameLimit) {
  Journal journal(JournalOptions{.bytes = kSmall, .max_octets_of_message = 1000});
  journal.Append({.request_octets = RequestOf(1, 1), .end = ExchangeEnd::kOpen});
  for (int i = 0; i < 500; ++i) journal.AppendSent(1, "0123456789", i);
  const auto exchange = journal.Get(1);
  EXPECT_EQ(exchange->sent.size(), 1000u);
  EXPECT_TRUE(exchange->sent_cut);
}

TEST(JournalBounds, LimitsTheNumberOfEntries) {
  Journal journal(JournalOptions{.max_entries = 3});
  for (std::size_t i = 1; i <= 10; ++i) journal.Append({.request_octets = RequestOf(i, 0)});
  EXPECT_EQ(journal.total(), 3u);
  EXPECT_EQ(journal.dropped(), 7u);
  EXPECT_FALSE(journal.Get(7));
  EXPECT_TRUE(journal.Get(8));
}

TEST(JournalBounds, RemovedOnesAreNotCountedAsDropped) {
  Journal journal(JournalOptions{.max_entries = 2});
  journal.Append({.request_octets = RequestOf(1, 0)});
  journal.Remove(1);
  for (std::size_t i = 2; i <= 4; ++i) journal.Append({.request_octets = RequestOf(i, 0)});
  EXPECT_EQ(journal.dropped(), 1u);
}

std::size_t ResidentBytes() {
  std::ifstream status("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  status >> size >> resident;
  return resident * 4096;
}

TEST(JournalBounds, MemoryIsFlatOverAMillionRequests) {
  Journal journal(JournalOptions{.bytes = std::size_t{4} << 20});
  const std::string octets = RequestOf(1, 40);
  const Served served{.request_octets = octets, .sent = "HTTP/1.1 200 OK\r\n\r\n"};
  for (int i = 0; i < 100'000; ++i) journal.Append(served);
  const std::size_t before = ResidentBytes();
  for (int i = 0; i < 900'000; ++i) journal.Append(served);
  EXPECT_EQ(journal.newest(), 1'000'000u);
  EXPECT_LE(ResidentBytes(), before + (std::size_t{1} << 20));
}

}  // namespace
}  // namespace wireproof::mock
