#include "mockserver/journal/journal.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "mockserver/journal/journal_state.h"

namespace wireproof::mock {
namespace {

// A message takes at most this part of the ring, so that a record, of three of them at most, is
// never more than half of it.
constexpr std::size_t kPartOfRing = 8;

// Connections whose TLS facts are kept; the oldest go.
constexpr std::size_t kMostTlsConnections = 16'384;

constexpr std::size_t kFirstPositions = 1024;

std::size_t Aligned(std::size_t size) {
  return (size + Ring::kAlign - 1) / Ring::kAlign * Ring::kAlign;
}

char* Copy(char* to, std::string_view octets) {
  if (!octets.empty()) std::memcpy(to, octets.data(), octets.size());
  return to + octets.size();
}

std::uint32_t Size(std::string_view octets) {
  return static_cast<std::uint32_t>(octets.size());
}

std::uint8_t ShortSize(std::string_view& octets) {
  octets = octets.substr(0, UINT8_MAX);
  return static_cast<std::uint8_t>(octets.size());
}

// Cuts a message that is too long; whether it did.
bool Cut(std::string_view& octets, std::size_t most) {
  if (octets.size() <= most) return false;
  octets = octets.substr(0, most);
  return true;
}

}  // namespace

Journal::State::State(const JournalOptions& chosen)
    : options(chosen),
      ring(chosen.enabled ? chosen.bytes : 0),
      most_of_message(std::min(chosen.max_octets_of_message, ring.capacity() / kPartOfRing)),
      positions(kFirstPositions) {}

void Journal::State::DropOldest() {
  const Ring::Head* head = ring.oldest();
  if (head->kind == kExchangeRecord) {
    const auto* record = reinterpret_cast<const ExchangeRecord*>(head);
    if (!record->hidden) {
      --shown;
      ++dropped;
    }
    ++oldest;
  }
  ring.DropOldest();
}

std::uint64_t Journal::State::Take(std::size_t size, RecordKind kind) {
  while (ring.free() < ring.Needed(size)) DropOldest();
  return ring.Append(size, kind);
}

void Journal::State::Remember(std::uint64_t position) {
  if (kept_numbers() >= positions.size()) {
    std::vector<std::uint64_t> larger(positions.size() * 2);
    for (std::uint64_t number = oldest; number < next; ++number) {
      larger[number & (larger.size() - 1)] = positions[number & (positions.size() - 1)];
    }
    positions = std::move(larger);
  }
  positions[next & (positions.size() - 1)] = position;
  ++next;
}

void Journal::State::TakeLater(std::uint64_t number, RecordKind kind, std::int64_t offset_ns,
                               std::string_view first, std::string_view second) {
  const std::size_t size = Aligned(sizeof(LaterRecord) + first.size() + second.size());
  const std::uint64_t position = Take(size, kind);
  auto* later = reinterpret_cast<LaterRecord*>(ring.At(position));
  ExchangeRecord* record = Find(number);
  later->number = number;
  later->previous = record == nullptr ? kNowhere : record->newest_later;
  later->offset_ns = offset_ns;
  later->first_size = Size(first);
  later->second_size = Size(second);
  Copy(Copy(reinterpret_cast<char*>(later + 1), first), second);
  if (record != nullptr) record->newest_later = position;
}

Journal::Journal(const JournalOptions& options) : state_(std::make_unique<State>(options)) {}
Journal::~Journal() = default;

const JournalOptions& Journal::options() const {
  return state_->options;
}

std::uint64_t Journal::Append(const Served& served) {
  State& state = *state_;
  if (!state.options.enabled) return 0;
  Served kept = served;
  const bool request_cut = Cut(kept.request_octets, state.most_of_message);
  const bool body_cut = Cut(kept.body, state.most_of_message);
  const bool sent_cut = Cut(kept.sent, state.most_of_message);
  const std::uint8_t client_ip_size = ShortSize(kept.origin.client_ip);
  const std::uint8_t stub_id_size = ShortSize(kept.stub_id);
  const std::size_t size =
      Aligned(sizeof(ExchangeRecord) + client_ip_size + stub_id_size + kept.request_octets.size() +
              kept.body.size() + kept.sent.size());
  const std::uint64_t position = state.Take(size, kExchangeRecord);
  auto* record = reinterpret_cast<ExchangeRecord*>(state.ring.At(position));
  *record = ExchangeRecord{.head = record->head,
                           .hidden = kept.admin,
                           .tls = kept.origin.tls,
                           .request_cut = request_cut || body_cut,
                           .sent_cut = sent_cut,
                           .end = kept.end,
                           .number = state.next,
                           .newest_later = kNowhere,
                           .connection = kept.origin.connection,
                           .request_of_connection = kept.origin.request_of_connection,
                           .received_at_us = kept.received_at_us,
                           .received_ns = kept.received_ns,
                           .sent_ns = kept.sent_ns,
                           .ended_ns = kept.end == ExchangeEnd::kOpen ? 0 : kept.sent_ns,
                           .added_delay_ns = 0,
                           .sent_in_all = kept.sent.size(),
                           .request_size = Size(kept.request_octets),
                           .body_size = Size(kept.body),
                           .sent_size = Size(kept.sent),
                           .local_port = kept.origin.local_port,
                           .client_ip_size = client_ip_size,
                           .stub_id_size = stub_id_size};
  char* at = reinterpret_cast<char*>(record + 1);
  at = Copy(at, kept.origin.client_ip);
  at = Copy(at, kept.stub_id);
  at = Copy(at, kept.request_octets);
  at = Copy(at, kept.body);
  Copy(at, kept.sent);
  const std::uint64_t number = state.next;
  state.Remember(position);
  if (!kept.admin) ++state.shown;
  if (const auto& most = state.options.max_entries) {
    while (state.kept_numbers() > *most) state.DropOldest();
  }
  state.ring.Foresee(size);
  state.Changed();
  return number;
}

void Journal::AppendSent(std::uint64_t number, std::string_view octets, std::int64_t offset_ns) {
  State& state = *state_;
  ExchangeRecord* record = state.Find(number);
  if (record == nullptr) return;
  const std::uint64_t room =
      state.most_of_message - std::min<std::uint64_t>(record->sent_in_all, state.most_of_message);
  if (Cut(octets, room)) record->sent_cut = true;
  if (octets.empty()) return;
  record->sent_in_all += octets.size();
  state.TakeLater(number, kSentRecord, offset_ns, octets, {});
}

void Journal::AppendEnd(std::uint64_t number, ExchangeEnd end, std::int64_t offset_ns,
                        std::int64_t added_delay_ns) {
  ExchangeRecord* record = state_->Find(number);
  if (record == nullptr) return;
  record->end = end;
  record->ended_ns = offset_ns;
  record->added_delay_ns = added_delay_ns;
  state_->Changed();
}

void Journal::AppendSubEvent(std::uint64_t number, const SubEvent& event) {
  if (state_->Find(number) == nullptr) return;
  std::string_view type = event.type;
  std::string_view json = event.json;
  // Data that is cut would be no JSON.
  if (type.size() + json.size() > state_->most_of_message) json = "{}";
  type = type.substr(0, UINT8_MAX);
  state_->TakeLater(number, kSubEventRecord, event.offset_ns, type, json);
}

void Journal::NoteTls(std::uint64_t connection, const net::TlsFacts& facts) {
  auto& known = state_->tls_of_connection;
  if (!state_->options.enabled) return;
  known.insert_or_assign(connection, facts);
  if (known.size() > kMostTlsConnections) known.erase(known.begin());
}

bool Journal::Remove(std::uint64_t number) {
  ExchangeRecord* record = state_->Find(number);
  if (record == nullptr || record->hidden) return false;
  record->hidden = true;
  --state_->shown;
  state_->Changed();
  return true;
}

void Journal::Clear() {
  State& state = *state_;
  state.ring.Clear();
  state.oldest = state.next;
  state.shown = 0;
  state.dropped = 0;
  state.Changed();
}

void Journal::OnChange(std::function<void()> listener) {
  state_->on_change = std::move(listener);
}

}  // namespace wireproof::mock
