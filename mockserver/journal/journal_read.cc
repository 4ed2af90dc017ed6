#include <algorithm>
#include <utility>

#include "mockserver/journal/journal.h"
#include "mockserver/journal/journal_state.h"
#include "mockserver/journal/stored_request.h"

namespace wireproof::mock {
namespace {

// The chain of later records, the oldest first.
std::vector<const LaterRecord*> LaterOf(const Journal::State& state, const ExchangeRecord& record) {
  std::vector<const LaterRecord*> chain;
  for (std::uint64_t at = record.newest_later; at != kNowhere;) {
    const LaterRecord* later = state.Later(at);
    chain.push_back(later);
    at = later->previous;
  }
  std::ranges::reverse(chain);
  return chain;
}

RequestOrigin OriginOf(const ExchangeRecord& record) {
  return {.tls = record.tls,
          .client_ip = OctetsOf(record).client_ip,
          .local_port = record.local_port,
          .connection = record.connection,
          .request_of_connection = record.request_of_connection};
}

void TakeLater(Exchange& exchange, const LaterRecord& later) {
  const char* octets = reinterpret_cast<const char*>(&later + 1);
  const std::string_view first(octets, later.first_size);
  const std::string_view second(octets + later.first_size, later.second_size);
  if (later.head.kind == kSentRecord) {
    exchange.sent += first;
    exchange.sends.emplace_back(later.offset_ns, exchange.sent.size());
  } else {
    exchange.sub_events.push_back(
        {.type = std::string(first), .offset_ns = later.offset_ns, .json = std::string(second)});
  }
}

Exchange TakeOut(const Journal::State& state, const ExchangeRecord& record, StoredRequest& reader) {
  const ExchangeOctets octets = OctetsOf(record);
  const RequestParts& parts = reader.Read(octets.request, octets.body);
  Exchange exchange{.number = record.number,
                    .id = state.ids.Of(record.number),
                    .request_octets = std::string(octets.request),
                    .request_cut = record.request_cut,
                    .method = std::string(parts.method),
                    .target = std::string(parts.target),
                    .version = std::string(parts.version),
                    .body = std::string(parts.body),
                    .tls = record.tls,
                    .client_ip = std::string(octets.client_ip),
                    .local_port = record.local_port,
                    .connection = record.connection,
                    .request_of_connection = record.request_of_connection,
                    .stub_id = std::string(octets.stub_id),
                    .sent = std::string(octets.sent),
                    .sent_cut = record.sent_cut,
                    .end = record.end,
                    .received_at_us = record.received_at_us,
                    .added_delay_ns = record.added_delay_ns,
                    .ended_ns = record.ended_ns};
  for (const FieldView& field : parts.fields) exchange.fields.emplace_back(field.name, field.value);
  if (!exchange.sent.empty()) exchange.sends.emplace_back(record.sent_ns, exchange.sent.size());
  for (const LaterRecord* later : LaterOf(state, record)) TakeLater(exchange, *later);
  const auto facts = state.tls_of_connection.find(record.connection);
  if (record.tls && facts != state.tls_of_connection.end()) exchange.tls_facts = facts->second;
  return exchange;
}

// Matches stored requests without taking them out.
class StoredMatcher {
 public:
  explicit StoredMatcher(const MatchContext& context) : context_(context) {}

  bool Matches(const ExchangeRecord& record, const RequestPattern& pattern) {
    const ExchangeOctets octets = OctetsOf(record);
    RequestParts parts = reader_.Read(octets.request, octets.body);
    parts.origin = OriginOf(record);
    const Request request(parts);
    context_.request = &request;
    const bool matches = pattern.Matches(request, context_);
    context_.request = nullptr;
    return matches;
  }

 private:
  MatchContext context_;
  StoredRequest reader_;
};

}  // namespace

ExchangeOctets OctetsOf(const ExchangeRecord& record) {
  const char* at = reinterpret_cast<const char*>(&record + 1);
  const auto take = [&at](std::size_t size) {
    const std::string_view octets(at, size);
    at += size;
    return octets;
  };
  ExchangeOctets octets;
  octets.client_ip = take(record.client_ip_size);
  octets.stub_id = take(record.stub_id_size);
  octets.request = take(record.request_size);
  octets.body = take(record.body_size);
  octets.sent = take(record.sent_size);
  return octets;
}

ExchangeRecord* Journal::State::Find(std::uint64_t number) const {
  if (number < oldest || number >= next) return nullptr;
  return reinterpret_cast<ExchangeRecord*>(ring.At(positions[number & (positions.size() - 1)]));
}

LaterRecord* Journal::State::Later(std::uint64_t position) const {
  return reinterpret_cast<LaterRecord*>(ring.At(position));
}

RequestParts Exchange::Parts(std::vector<FieldView>& storage) const {
  storage.clear();
  for (const auto& [name, value] : fields) storage.push_back({name, value});
  return {.method = method,
          .target = target,
          .version = version,
          .fields = storage,
          .body = body,
          .origin = {.tls = tls,
                     .client_ip = client_ip,
                     .local_port = local_port,
                     .connection = connection,
                     .request_of_connection = request_of_connection}};
}

std::uint64_t Journal::newest() const {
  return state_->kept_numbers() == 0 ? 0 : state_->next - 1;
}
std::uint64_t Journal::total() const {
  return state_->shown;
}
std::uint64_t Journal::dropped() const {
  return state_->dropped;
}
std::size_t Journal::bytes_used() const {
  return state_->ring.used();
}

std::optional<Exchange> Journal::Get(std::uint64_t number) const {
  const ExchangeRecord* record = state_->Find(number);
  if (record == nullptr || record->hidden) return std::nullopt;
  StoredRequest reader;
  return TakeOut(*state_, *record, reader);
}

std::uint64_t Journal::NumberOf(std::string_view id) const {
  return state_->ids.NumberOf(id);
}
std::string Journal::IdOf(std::uint64_t number) const {
  return state_->ids.Of(number);
}

void Journal::Visit(Order order, const std::function<bool(const Exchange&)>& visit) const {
  const State& state = *state_;
  StoredRequest reader;
  // Exchanges that the visitor makes, or that go meanwhile, are not visited.
  const std::uint64_t first = state.oldest;
  const std::uint64_t count = state.kept_numbers();
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t number = order == Order::kOldestFirst ? first + i : first + count - 1 - i;
    const ExchangeRecord* record = state.Find(number);
    if (record == nullptr || record->hidden) continue;
    const Exchange exchange = TakeOut(state, *record, reader);
    if (!visit(exchange)) return;
  }
}

std::uint64_t Journal::Count(const RequestPattern& pattern, const MatchContext& context) const {
  StoredMatcher matcher(context);
  std::uint64_t count = 0;
  for (std::uint64_t number = state_->oldest; number < state_->next; ++number) {
    const ExchangeRecord* record = state_->Find(number);
    if (!record->hidden && matcher.Matches(*record, pattern)) ++count;
  }
  return count;
}

bool Journal::MetInOrder(std::span<const RequestPattern> patterns,
                         const MatchContext& context) const {
  StoredMatcher matcher(context);
  for (std::uint64_t number = state_->oldest; number < state_->next && !patterns.empty();
       ++number) {
    const ExchangeRecord* record = state_->Find(number);
    if (!record->hidden && matcher.Matches(*record, patterns.front())) {
      patterns = patterns.subspan(1);
    }
  }
  return patterns.empty();
}

}  // namespace wireproof::mock
