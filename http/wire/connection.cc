#include "http/wire/connection.h"

#include <fmt/format.h>

#include <cassert>
#include <utility>

#include "http/wire/persistence.h"
#include "http/wire/start_line.h"

namespace wireproof::wire {
namespace {

using enum DefectKind;

constexpr int kContinue = 100;
constexpr int kSwitchingProtocols = 101;

bool IsInterim(int status, const Dialect& dialect) {
  if (dialect.interim_statuses == InterimStatuses::kOnly100) return status == kContinue;
  return status >= 100 && status < 200 && status != kSwitchingProtocols;
}

}  // namespace

Connection::Connection(Role role, Dialect dialect, Limits limits)
    : role_(role), dialect_(dialect), limits_(limits) {}

void Connection::Receive(std::string_view bytes) {
  assert(!end_received_);
  buffer_.append(bytes);
}

void Connection::ReceiveEnd() {
  end_received_ = true;
}

Event Connection::NextEvent() {
  if (auto event = CannotRead()) return std::move(*event);
  return peer_state() == State::kSendBody ? ReadBody() : ReadHead();
}

// States in which nothing that the peer sends is a message of this exchange.
std::optional<Event> Connection::CannotRead() {
  if (failure_) return Failed{*failure_};
  switch (peer_state()) {
    case State::kDone:
    case State::kMightSwitch:
    case State::kSwitched:
      return Paused{};
    case State::kMustClose:
      return IgnoreRest();
    case State::kClosed:
      return ConnectionClosed{};
    default:
      break;
  }
  // A server that answered before any request (408) reads none any more.
  const bool given_up = states_.client == State::kIdle && states_.server != State::kIdle;
  if (given_up) return IgnoreRest();
  const bool unasked = role_ == Role::kClient && states_.server == State::kIdle;
  if (unasked && buffered() > 0 && dialect_.surplus == Surplus::kRejected) {
    return Fail(MakeDefect(kResponseWithoutRequest, 0, std::string(unread().substr(0, 64))));
  }
  if (unasked) return end_received_ ? PeerCloses() : NeedData{};
  return std::nullopt;
}

// Whatever comes after the last message is not looked at (RFC 9112 section 9.6).
Event Connection::IgnoreRest() {
  Consume(buffered());
  if (!end_received_) return NeedData{};
  return PeerCloses();
}

Event Connection::ReadHead() {
  if (!parser_) {
    parser_.emplace(role_, dialect_, limits_);
    head_octets_ = 0;
  }
  HeadStep step = parser_->Feed(unread());
  Consume(step.consumed);
  head_octets_ += step.consumed;
  if (std::holds_alternative<NeedMore>(step.outcome)) {
    if (!end_received_) return NeedData{};
    if (role_ == Role::kServer && !parser_->started()) return PeerCloses();
    step = parser_->Finish();
  }
  start_line_ = parser_->start_line();
  parser_.reset();
  if (auto* defect = std::get_if<Defect>(&step.outcome)) return Fail(std::move(*defect));
  if (auto* head = std::get_if<RequestHead>(&step.outcome)) return TakeHead(std::move(*head));
  return TakeHead(std::move(std::get<ResponseHead>(step.outcome)));
}

Event Connection::TakeHead(RequestHead head) {
  auto framing = DecideFraming(head, dialect_);
  Apply(Role::kClient, Move::kRequest);
  if (!framing) return Fail(std::move(framing.error()));
  incoming_ = *framing;
  decoder_.emplace(framing->framing, dialect_, limits_, dialect_.obs_fold_in_request);
  request_method_ = head.method;
  request_version_ = head.version;
  bare_request_ = WantsBareResponse(head);
  switch_offered_ = OffersSwitch(head, dialect_);
  const bool waits = dialect_.exact_expect || !std::holds_alternative<NoBody>(framing->framing);
  awaits_continue_ = waits && ExpectsContinue(head, dialect_);
  if (!Persists(head, dialect_) || framing->must_close) StopPersisting();
  return Request{std::move(head)};
}

Event Connection::TakeHead(ResponseHead head) {
  if (IsInterim(head.status, dialect_)) return TakeInterim(std::move(head));
  const bool asked = head.status != kSwitchingProtocols || switch_offered_;
  if (dialect_.upgrade_switches && !asked) {
    return Fail(MakeDefect(kSwitchNotAsked, 0, start_line_));
  }
  auto framing = DecideFraming(head, dialect_, request_method_);
  if (!framing) return Fail(std::move(framing.error()));
  incoming_ = *framing;
  Apply(Role::kServer, framing->switches ? Move::kSwitch : Move::kResponse);
  decoder_.emplace(framing->framing, dialect_, limits_, dialect_.obs_fold_in_response);
  if (framing->must_close || (!framing->switches && !Persists(head, dialect_))) StopPersisting();
  return Response{std::move(head)};
}

Event Connection::TakeInterim(ResponseHead head) {
  if (++interim_count_ > limits_.interim_responses) {
    Defect defect = MakeDefect(kTooManyInterimResponses, 0, start_line_);
    if (dialect_.python_messages) {
      defect.explain =
          fmt::format("got more than {} interim responses", limits_.interim_responses + 1);
    }
    return Fail(std::move(defect));
  }
  Apply(Role::kServer, Move::kInterimResponse);
  return InterimResponse{std::move(head)};
}

Event Connection::ReadBody() {
  BodyStep step = decoder_->Decode(unread());
  Event event = NeedData{};
  if (std::holds_alternative<NeedMore>(step.outcome) && end_received_) {
    // The decoder holds what it took of an unfinished line.
    Consume(step.consumed);
    step = decoder_->Finish();
  }
  if (auto* data = std::get_if<BodyData>(&step.outcome)) {
    event = Data{std::string(data->bytes), data->chunk_start, data->chunk_end};
    awaits_continue_ = false;
  }
  Consume(step.consumed);
  if (auto* end = std::get_if<BodyEnd>(&step.outcome)) {
    event = EndOfMessage{std::move(end->trailers)};
    Apply(PeerOf(role_), Move::kEndOfMessage);
  }
  if (auto* defect = std::get_if<Defect>(&step.outcome)) {
    defect->offset += head_octets_;
    event = Fail(std::move(*defect));
  }
  return event;
}

Event Connection::PeerCloses() {
  Apply(PeerOf(role_), Move::kClose);
  StopPersisting();
  return ConnectionClosed{};
}

// The peer's side is lost: nothing behind a defect can be trusted to begin a message.
Event Connection::Fail(Defect defect) {
  failure_ = std::move(defect);
  states_.Of(PeerOf(role_)) = State::kError;
  StopPersisting();
  return Failed{*failure_};
}

// Consumed octets are dropped when they are at least half of the buffer, so each octet is moved
// at most once.
void Connection::Consume(std::size_t octets) {
  begin_ += octets;
  if (begin_ < buffer_.size() - begin_) return;
  buffer_.erase(0, begin_);
  begin_ = 0;
}

bool Connection::CanStartNextCycle() const {
  return persists_ && states_ == States{State::kDone, State::kDone};
}

void Connection::StartNextCycle() {
  assert(CanStartNextCycle());
  states_ = States{};
  parser_.reset();
  decoder_.reset();
  incoming_.reset();
  interim_count_ = 0;
  awaits_continue_ = false;
  request_method_.clear();
  bare_request_ = false;
  switch_offered_ = false;
  pass_through_ = false;
  if (role_ == Role::kClient && dialect_.surplus == Surplus::kDiscarded) Consume(buffered());
}

std::string Connection::TakeBuffered() {
  return TakeRaw(buffered());
}

std::string Connection::TakeRaw(std::size_t max) {
  std::string taken(unread().substr(0, max));
  Consume(taken.size());
  return taken;
}

void Connection::Apply(Role side, Move move) {
  const auto next = After(side, states_.Of(side), move);
  assert(next);
  states_.Of(side) = *next;
  if (side == Role::kClient && move == Move::kRequest) {
    states_.server = *After(Role::kServer, states_.server, move);
  }
  const bool complete = side == Role::kClient && move == Move::kEndOfMessage;
  if (complete && switch_offered_) states_.client = State::kMightSwitch;
  states_ = Settle(states_, persists_);
}

void Connection::StopPersisting() {
  persists_ = false;
  states_ = Settle(states_, persists_);
}

}  // namespace wireproof::wire
