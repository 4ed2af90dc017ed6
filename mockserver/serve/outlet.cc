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
  } else if (append_) {
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

void Outlet::EnterJournal() {
  if (!append_) return;
  number_ = std::exchange(append_, nullptr)();
  if (number_ == 0) return;
  for (const Late& late : late_) {
    if (late.note_type.empty()) {
      journal_.AppendSent(number_, late.octets, late.offset_ns);
    } else {
      const SubEvent event{
          .type = late.note_type, .offset_ns = late.offset_ns, .json = late.octets};
      journal_.AppendSubEvent(number_, event);
    }
  }
  late_.clear();
}

void Outlet::End(ExchangeEnd end) {
  if (ended_) return;
  ended_ = true;
  EnterJournal();
  if (number_ != 0) journal_.AppendEnd(number_, end, elapsed_ns(), added_delay_ns_);
}

}  // namespace wireproof::mock
