#include "http/wire/fuzz/conversation.h"

#include "http/wire/connection.h"
#include "http/wire/fuzz/require.h"

namespace wireproof::wire {
namespace {

// Writes down what a connection says; neighbouring pieces of a body are one.
class Listener {
 public:
  Listener(Role role, const Dialect& dialect, const Limits& limits)
      : connection_(role, dialect, limits) {
    if (role == Role::kServer) return;
    const RequestHead get{.method = "GET", .target = "/", .fields = {{"Host", "a"}}};
    Require(connection_.Send(Request{get}).has_value(), "a request can be sent");
    Require(connection_.Send(EndOfMessage{}).has_value(), "its end can be sent");
  }

  void Take(std::string_view octets) {
    connection_.Receive(octets);
    given_ += octets.size();
    Drain();
  }

  std::string End() {
    if (!over_) connection_.ReceiveEnd();
    Drain();
    return text_;
  }

 private:
  void Drain() {
    // No octet can mean more than a few events.
    for (std::size_t steps = 0; !over_; ++steps) {
      Require(steps <= 4 * given_ + 8, "events end");
      Require(connection_.buffered() <= given_, "nothing is read that was not given");
      const Event event = connection_.NextEvent();
      if (std::holds_alternative<NeedData>(event)) return;
      if (const auto* data = std::get_if<Data>(&event)) {
        text_ += data->bytes;
      } else {
        text_ += "\n" + ToString(event) + "\n";
      }
      over_ = std::holds_alternative<Failed>(event) ||
              std::holds_alternative<ConnectionClosed>(event) ||
              (std::holds_alternative<Paused>(event) && !Answer());
    }
  }

  // Not 2xx: that would end HTTP where the request was CONNECT.
  bool Answer() {
    if (connection_.role() == Role::kClient) return false;
    const ResponseHead answer{.status = 404, .fields = {{"Content-Length", "0"}}};
    Require(connection_.Send(Response{answer}).has_value(), "a response can be sent");
    Require(connection_.Send(EndOfMessage{}).has_value(), "its end can be sent");
    if (!connection_.CanStartNextCycle()) return false;
    connection_.StartNextCycle();
    return true;
  }

  Connection connection_;
  std::string text_;
  std::size_t given_ = 0;
  bool over_ = false;
};

}  // namespace

void CheckConversation(Role role, std::string_view octets, std::size_t cut) {
  const auto check = [&](const Dialect& dialect, const Limits& limits) {
    Listener whole(role, dialect, limits);
    whole.Take(octets);
    Listener parts(role, dialect, limits);
    parts.Take(octets.substr(0, cut));
    parts.Take(octets.substr(cut));
    Require(whole.End() == parts.End(), "cutting changes nothing");
  };
  check(Dialect::Strict(), Limits{});
  check(Dialect::CPython(), Limits::CPython());
}

}  // namespace wireproof::wire
