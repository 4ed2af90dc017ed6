#include "mockserver/serve/outlet.h"

#include <chrono>
#include <string>

namespace wireproof::mock {

std::int64_t SteadyNs() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

net::Task<bool> Outlet::Send(std::string_view octets) {
  const bool all = co_await link_.Write(octets);
  co_return Sent(all, octets);
}

net::Task<bool> Outlet::SendRaw(std::string_view octets) {
  const bool all = co_await link_.WriteRaw(octets);
  co_return Sent(all, octets);
}

// Of a write that failed nobody can say how much went; nothing of it counts as sent.
bool Outlet::Sent(bool all, std::string_view octets) {
  if (!all) return false;
  octets_sent_ += octets.size();
  if (number_ != 0) {
    journal_.AppendSent(number_, octets, elapsed_ns());
  } else if (journal_.options().enabled) {
    late_.push_back({.offset_ns = elapsed_ns(), .octets = std::string(octets)});
  }
  return true;
}

void Outlet::Note(std::string_view type, std::string_view json) {
  if (number_ == 0) {
    late_.push_back(
        {.offset_ns = elapsed_ns(), .octets = std::string(json), .note_type = std::string(type)});
    return;
  }
  const SubEvent event{
      .type = std::string(type), .offset_ns = elapsed_ns(), .json = std::string(json)};
  journal_.AppendSubEvent(number_, event);
}

void Outlet::EnterJournal(std::uint64_t number) {
  number_ = number;
  if (number == 0) return;
  for (const Late& late : late_) {
    if (late.note_type.empty()) {
      journal_.AppendSent(number, late.octets, late.offset_ns);
    } else {
      const SubEvent event{
          .type = late.note_type, .offset_ns = late.offset_ns, .json = late.octets};
      journal_.AppendSubEvent(number, event);
    }
  }
  late_.clear();
  if (end_) journal_.AppendEnd(number, *end_, ended_ns_, added_delay_ns_);
}

void Outlet::End(ExchangeEnd end) {
  if (end_) return;
  end_ = end;
  ended_ns_ = elapsed_ns();
  if (number_ != 0) journal_.AppendEnd(number_, end, ended_ns_, added_delay_ns_);
}

}  // namespace wireproof::mock
