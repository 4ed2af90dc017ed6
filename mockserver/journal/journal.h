// The journal: what arrived and what was sent, with times, bounded in bytes.
//
// A preallocated ring of raw octets: appending copies them and a few numbers, nothing else; all
// that people ask (JSON, counts, near misses) is worked out from them when they ask. When the ring
// is full the oldest exchanges go, and are counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/net/stream.h"
#include "mockserver/match/request.h"
#include "mockserver/match/request_pattern.h"
#include "mockserver/stub/stub.h"

namespace wireproof::mock {

struct JournalOptions {
  // Of the ring (journal_size.h says how many can be). Memory is taken as it fills.
  std::size_t bytes = std::size_t{64} << 20;
  bool enabled = true;
  std::optional<std::size_t> max_entries = {};  // WireMock's --max-request-journal-entries
  // Of one request or response; the rest is cut, and the exchange says so.
  std::size_t max_octets_of_message = std::size_t{8} << 20;
};

// How an exchange ended on our side.
enum class ExchangeEnd : std::uint8_t { kOpen, kSent, kClosed, kReset, kFailed };

// The short facts of a served request, as the fast path knows them.
struct Served {
  std::string_view request_octets = {};  // as they came: head and body, chunks included
  std::string_view body = {};            // decoded, only where it is not a part of request_octets
  RequestOrigin origin = {};
  std::string_view stub_id = {};  // empty: unmatched
  std::string_view sent = {};     // what was sent so far
  ExchangeEnd end = ExchangeEnd::kOpen;
  bool admin = false;               // kept out of queries
  std::int64_t received_at_us = 0;  // of the mock's clock, since 1970
  std::int64_t received_ns = 0;     // steady clock, for spans
  std::int64_t sent_ns = 0;         // of `sent`, since received; of the end too unless open
};

// A message or a remark attached to an exchange later: sub-events, findings, webhooks.
struct SubEvent {
  std::string type = {};  // REQUEST_NOT_MATCHED, WARNING, WIREPROOF_FINDING...
  std::int64_t offset_ns = 0;
  std::string json = {};  // its data
};

// A template that failed, noted before the 500 is sent; its data is {"message": why}. Webhooks use
// the type too, after the response.
inline constexpr char kTemplateError[] = "ERROR";

// An exchange taken out of the journal: owns everything.
struct Exchange {
  std::uint64_t number = 0;  // from 1, in the order of arrival
  std::string id = {};       // a UUID made from the number
  std::string request_octets = {};
  bool request_cut = false;
  std::string method = {}, target = {}, version = {};
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string body = {};
  bool tls = false;
  std::optional<net::TlsFacts> tls_facts = {};
  std::string client_ip = {};
  std::uint16_t local_port = 0;
  std::uint64_t connection = 0;
  std::uint64_t request_of_connection = 0;
  std::string stub_id = {};
  std::string sent = {};
  bool sent_cut = false;
  std::vector<std::pair<std::int64_t, std::size_t>> sends = {};  // ns since received, octets so far
  ExchangeEnd end = ExchangeEnd::kOpen;
  std::int64_t received_at_us = 0;
  std::int64_t added_delay_ns = 0;
  std::int64_t ended_ns = 0;  // since received; 0 while open
  std::vector<SubEvent> sub_events = {};

  // A view for matchers; valid as long as this is.
  RequestParts Parts(std::vector<FieldView>& storage) const;
};

class Journal {
 public:
  explicit Journal(const JournalOptions& options);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  const JournalOptions& options() const;

  // --- Writing (the serving path) ---
  // Gives the number of the exchange; 0 where the journal is off.
  std::uint64_t Append(const Served& served);
  // Later facts of an exchange that was appended open. Ignored where it is gone already.
  void AppendSent(std::uint64_t number, std::string_view octets, std::int64_t offset_ns);
  void AppendEnd(std::uint64_t number, ExchangeEnd end, std::int64_t offset_ns,
                 std::int64_t added_delay_ns);
  void AppendSubEvent(std::uint64_t number, const SubEvent& event);
  void NoteTls(std::uint64_t connection, const net::TlsFacts& facts);

  // --- Reading ---
  std::uint64_t newest() const;   // number of the newest exchange; 0: none
  std::uint64_t total() const;    // kept now
  std::uint64_t dropped() const;  // gone because of the bounds
  std::size_t bytes_used() const;
  std::optional<Exchange> Get(std::uint64_t number) const;
  // Number of an id, or 0.
  std::uint64_t NumberOf(std::string_view id) const;
  std::string IdOf(std::uint64_t number) const;

  enum class Order : std::uint8_t { kOldestFirst, kNewestFirst };
  // Calls `visit` for each exchange kept, until it says false.
  void Visit(Order order, const std::function<bool(const Exchange&)>& visit) const;
  std::uint64_t Count(const RequestPattern& pattern, const MatchContext& context) const;
  // Whether the patterns were met in this order, each by a later exchange than the one before.
  bool MetInOrder(std::span<const RequestPattern> patterns, const MatchContext& context) const;

  bool Remove(std::uint64_t number);
  void Clear();

  // Called after each Append and AppendEnd: for those who wait (requests/wait). One listener.
  void OnChange(std::function<void()> listener);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace wireproof::mock
