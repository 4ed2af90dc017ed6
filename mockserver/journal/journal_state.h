// What stands in the journal's ring, and where.
//
// Private to this folder. An exchange is one record with its octets behind it; what comes later
// (octets sent, sub-events) are records of their own, chained from the newest to the oldest. Since
// records go in the order in which they came, a chain that begins at a kept exchange is whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "mockserver/journal/exchange_id.h"
#include "mockserver/journal/journal.h"
#include "mockserver/journal/ring.h"

namespace wireproof::mock {

enum RecordKind : std::uint32_t { kExchangeRecord = 1, kSentRecord = 2, kSubEventRecord = 3 };

inline constexpr std::uint64_t kNowhere = UINT64_MAX;

// Followed by the octets of client_ip, stub_id, request, body, sent.
struct ExchangeRecord {
  Ring::Head head;
  // Beside the head, since that is what is read when the record goes.
  bool hidden;  // removed, or of the admin API
  bool tls;
  bool request_cut;
  bool sent_cut;
  ExchangeEnd end;
  std::uint64_t number;
  std::uint64_t newest_later;  // position of a LaterRecord, or kNowhere
  std::uint64_t connection;
  std::uint64_t request_of_connection;
  std::int64_t received_at_us;
  std::int64_t received_ns;
  std::int64_t sent_ns;  // of the octets kept here, since received
  std::int64_t ended_ns;
  std::int64_t added_delay_ns;
  std::uint64_t sent_in_all;  // octets kept, later ones included
  std::uint32_t request_size;
  std::uint32_t body_size;
  std::uint32_t sent_size;
  std::uint16_t local_port;
  std::uint8_t client_ip_size;
  std::uint8_t stub_id_size;
};

// Followed by the octets of `first` (sent octets, or the type of a sub-event) and `second` (its
// data).
struct LaterRecord {
  Ring::Head head;
  std::uint64_t number;
  std::uint64_t previous;
  std::int64_t offset_ns;
  std::uint32_t first_size;
  std::uint32_t second_size;
};

// The octets behind an exchange's record.
struct ExchangeOctets {
  std::string_view client_ip, stub_id, request, body, sent;
};
ExchangeOctets OctetsOf(const ExchangeRecord& record);

struct Journal::State {
  explicit State(const JournalOptions& chosen);

  ExchangeRecord* Find(std::uint64_t number) const;
  LaterRecord* Later(std::uint64_t position) const;
  std::uint64_t kept_numbers() const { return next - oldest; }

  // Room for a record: the oldest go until there is.
  std::uint64_t Take(std::size_t size, RecordKind kind);
  // Appends to the chain of an exchange that is kept; nothing is done where it had to go for it.
  void TakeLater(std::uint64_t number, RecordKind kind, std::int64_t offset_ns,
                 std::string_view first, std::string_view second);
  void DropOldest();
  void Remember(std::uint64_t position);
  void Changed() const {
    if (on_change) on_change();
  }

  JournalOptions options;
  ExchangeIds ids;
  Ring ring;
  std::size_t most_of_message;
  // Positions of the exchanges, by number modulo the size, which is a power of two.
  std::vector<std::uint64_t> positions;
  std::uint64_t oldest = 1;  // number of the oldest exchange that is kept, if there is one
  std::uint64_t next = 1;    // number of the next one
  std::uint64_t shown = 0;   // kept and not hidden
  std::uint64_t dropped = 0;
  std::map<std::uint64_t, net::TlsFacts> tls_of_connection;
  std::function<void()> on_change;
};

}  // namespace wireproof::mock
