#include "mockserver/serve/receiver.h"

#include <utility>
#include <variant>

#include "mockserver/journal/request_dialect.h"

namespace wireproof::mock {
namespace {

// What the framing of a body may cost beside it: chunks of one octet are five octets more each,
// which nobody needs to send by the million.
constexpr std::uint64_t kMostFraming = std::uint64_t{4} << 20;

}  // namespace

Receiver::Receiver(Link& link, const wire::Limits& limits, std::uint64_t most_body)
    : link_(link), wire_(wire::Role::kServer, RequestDialect(), limits), most_body_(most_body) {}

// Octets to the machine: those that lie in the link, or more. False where the connection failed.
net::Task<bool> Receiver::Feed() {
  if (fed_ == link_.unread().size() && !link_.ended()) (void)co_await link_.Read();
  const std::string_view fresh = link_.unread().substr(fed_);
  if (!fresh.empty()) {
    wire_.Receive(fresh);
    fed_ += fresh.size();
    co_return true;
  }
  if (link_.ended() && !end_fed_) {
    end_fed_ = true;
    wire_.ReceiveEnd();
    co_return true;
  }
  co_return false;
}

net::Task<Receiver::Got> Receiver::ReceiveHead() {
  while (true) {
    wire::Event event = wire_.NextEvent();
    if (const auto* request = std::get_if<wire::Request>(&event)) {
      if (auto defect = CheckTarget(request->head)) {
        defect_ = *std::move(defect);
        co_return Got::kDefect;
      }
      http11_ = request->head.version >= wire::kHttp11;
      head_octets_ = octets();
      const auto& framing = wire_.incoming_framing();
      const auto* length = framing ? std::get_if<wire::Length>(&framing->framing) : nullptr;
      if (length != nullptr && length->octets > most_body_) co_return Got::kTooLarge;
      co_return Got::kHead;
    }
    if (auto* failed = std::get_if<wire::Failed>(&event)) {
      defect_ = std::move(failed->defect);
      co_return Got::kDefect;
    }
    if (!std::holds_alternative<wire::NeedData>(event)) co_return Got::kNothing;
    if (!co_await Feed()) co_return link_.unread().empty() ? Got::kNothing : Got::kGone;
  }
}

net::Task<Receiver::Got> Receiver::ReceiveBody() {
  while (!whole_) {
    wire::Event event = wire_.NextEvent();
    if (const auto* data = std::get_if<wire::Data>(&event)) {
      body_octets_ += data->bytes.size();
      const bool framing_swells = octets() - head_octets_ > body_octets_ + kMostFraming;
      if (body_octets_ > most_body_ || framing_swells) co_return Got::kTooLarge;
    } else if (std::holds_alternative<wire::EndOfMessage>(event)) {
      whole_ = true;
    } else if (auto* failed = std::get_if<wire::Failed>(&event)) {
      defect_ = std::move(failed->defect);
      co_return Got::kDefect;
    } else if (!std::holds_alternative<wire::NeedData>(event)) {
      co_return Got::kGone;
    } else if (!co_await Feed()) {
      co_return Got::kGone;
    }
  }
  co_return Got::kWhole;
}

}  // namespace wireproof::mock
