// The sending half of Connection.
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "http/wire/connection.h"
#include "http/wire/grammar.h"
#include "http/wire/persistence.h"
#include "http/wire/python_text.h"
#include "http/wire/serializer.h"

namespace wireproof::wire {
namespace {

using enum DefectKind;

std::unexpected<Defect> Refuse(DefectKind kind, std::string detail) {
  return std::unexpected(MakeDefect(kind, 0, std::move(detail)));
}

std::string_view NameOf(Move move) {
  switch (move) {
    case Move::kRequest:
      return "Request";
    case Move::kInterimResponse:
      return "InterimResponse";
    case Move::kResponse:
    case Move::kSwitch:
      return "Response";
    case Move::kData:
      return "Data";
    case Move::kEndOfMessage:
      return "EndOfMessage";
    case Move::kClose:
      return "ConnectionClosed";
  }
  return "";
}

// How a body goes out: as the head says, read by eyes that need not agree with the dialect's.
Framing FramingOfSent(const Fields& fields, const Framing& unframed) {
  if (HasToken(fields, "Transfer-Encoding", "chunked")) return Chunked{};
  if (const auto length = FindFirst(fields, "Content-Length")) {
    if (const auto number = ParseDecimal(*length)) return Length{number->value};
  }
  return unframed;
}

}  // namespace

std::expected<std::string, Defect> Connection::Send(const Event& event) {
  if (const auto* e = std::get_if<Request>(&event)) return SendHead(e->head);
  if (const auto* e = std::get_if<InterimResponse>(&event)) return SendInterim(e->head);
  if (const auto* e = std::get_if<Response>(&event)) return SendHead(e->head);
  if (const auto* e = std::get_if<Data>(&event)) return SendData(*e);
  if (const auto* e = std::get_if<EndOfMessage>(&event)) return SendEnd(*e);
  if (std::holds_alternative<ConnectionClosed>(event)) return SendClose();
  return Refuse(kSendOutOfTurn, ToString(event) + " is never sent");
}

void Connection::PassBodyThrough() {
  pass_through_ = true;
}

std::expected<State, Defect> Connection::Allowed(Move move) const {
  if (const auto next = After(role_, our_state(), move)) return *next;
  return Refuse(kSendOutOfTurn, fmt::format("{} in state {}", NameOf(move), ToString(our_state())));
}

std::expected<std::string, Defect> Connection::SendHead(const RequestHead& head) {
  if (auto next = Allowed(Move::kRequest); !next || role_ != Role::kClient) {
    return next ? Refuse(kSendOutOfTurn, "a server sends no request")
                : std::unexpected(std::move(next.error()));
  }
  auto bytes = SerializeHead(head, dialect_);
  if (!bytes) return bytes;
  request_method_ = head.method;
  request_version_ = head.version;
  switch_offered_ = OffersSwitch(head, dialect_);
  outgoing_ = FramingOfSent(head.fields, NoBody{});
  if (const auto* length = std::get_if<Length>(&outgoing_)) outgoing_left_ = length->octets;
  Apply(Role::kClient, Move::kRequest);
  if (dialect_.sent_close_counts && HasToken(head.fields, "Connection", "close")) StopPersisting();
  return bytes;
}

std::expected<std::string, Defect> Connection::SendInterim(const ResponseHead& head) {
  if (auto next = Allowed(Move::kInterimResponse); !next) {
    return std::unexpected(std::move(next.error()));
  }
  const bool grammar = dialect_.send_response == SendCheck::kGrammar;
  if (grammar && (head.status < 100 || head.status > 199 || head.status == 101)) {
    return Refuse(kSendOutOfTurn, fmt::format("{} is no interim status", head.status));
  }
  // HTTP/1.0 knows no interim responses (RFC 9110 section 15.2).
  if (grammar && request_version_ < kHttp11) {
    return Refuse(kSendOutOfTurn, "an interim response to HTTP/1.0");
  }
  auto bytes = SerializeHead(head, dialect_);
  if (bytes) awaits_continue_ = false;
  return bytes;
}

std::expected<std::string, Defect> Connection::SendHead(const ResponseHead& head) {
  const auto framing = DecideFraming(head, Dialect::Strict(), request_method_);
  const bool grammar = dialect_.send_response == SendCheck::kGrammar;
  const bool switches = grammar && framing && framing->switches;
  if (auto next = Allowed(switches ? Move::kSwitch : Move::kResponse); !next) {
    return std::unexpected(std::move(next.error()));
  }
  if (switches && !switch_offered_) return Refuse(kSendOutOfTurn, "no switch was offered");
  if (grammar && head.status >= 100 && head.status < 200 && !switches) {
    return Refuse(kSendOutOfTurn, fmt::format("{} is no final status", head.status));
  }
  const bool coded = FindFirst(head.fields, "Transfer-Encoding").has_value();
  if (grammar && coded && (request_version_ < kHttp11 || switches)) {
    return Refuse(kFramingForbidden, "Transfer-Encoding");
  }
  auto bytes = SerializeHead(head, dialect_);
  if (!bytes) return bytes;
  if (bare_request_) bytes->clear();
  const bool no_content = framing && std::holds_alternative<NoBody>(framing->framing);
  outgoing_ = no_content ? Framing(NoBody{}) : FramingOfSent(head.fields, UntilClose{});
  if (const auto* length = std::get_if<Length>(&outgoing_)) outgoing_left_ = length->octets;
  awaits_continue_ = false;
  const bool unasked = states_.client == State::kIdle;
  Apply(Role::kServer, switches ? Move::kSwitch : Move::kResponse);
  NoteSentOptions(head);
  if (std::holds_alternative<UntilClose>(outgoing_) && dialect_.unframed_response_closes) {
    StopPersisting();
  }
  if (unasked) StopPersisting();
  return bytes;
}

// What our own response says about the connection. http.server lets a handler's keep-alive undo
// an earlier close, and looks at whole values only.
void Connection::NoteSentOptions(const ResponseHead& head) {
  if (dialect_.send_response == SendCheck::kGrammar) {
    if (!Persists(head, dialect_)) StopPersisting();
    return;
  }
  for (std::string_view value : FindAll(head.fields, "Connection")) {
    const std::string lower = PythonLower(value);
    if (lower == "close") persists_ = false;
    if (lower == "keep-alive" && !failure_ && !end_received_) persists_ = true;
  }
  if (!persists_) StopPersisting();
}

SendBody Connection::send_body() const {
  if (pass_through_) return SendBody::kPassThrough;
  return role_ == Role::kClient ? dialect_.send_request_body : dialect_.send_response_body;
}

std::expected<std::string, Defect> Connection::SendData(const Data& data) {
  if (auto next = Allowed(Move::kData); !next) return std::unexpected(std::move(next.error()));
  if (send_body() == SendBody::kPassThrough) return data.bytes;
  if (std::holds_alternative<Chunked>(outgoing_)) {
    std::string out;
    AppendChunk(out, data.bytes);
    return out;
  }
  if (send_body() == SendBody::kUncounted || std::holds_alternative<UntilClose>(outgoing_)) {
    return data.bytes;
  }
  const std::uint64_t room = std::holds_alternative<Length>(outgoing_) ? outgoing_left_ : 0;
  if (data.bytes.size() > room) {
    return Refuse(kSendBodyTooLong, fmt::format("{} octets, {} are left", data.bytes.size(), room));
  }
  if (room > 0) outgoing_left_ -= data.bytes.size();
  return data.bytes;
}

std::expected<std::string, Defect> Connection::SendEnd(const EndOfMessage& end) {
  if (auto next = Allowed(Move::kEndOfMessage); !next) {
    return std::unexpected(std::move(next.error()));
  }
  const SendBody body = send_body();
  std::string out;
  if (std::holds_alternative<Chunked>(outgoing_) && body != SendBody::kPassThrough) {
    const SendCheck check = role_ == Role::kClient ? dialect_.send_request : dialect_.send_response;
    auto last = SerializeLastChunk(end.trailers, check);
    if (!last) return last;
    out = std::move(*last);
  } else if (body == SendBody::kAsFramed) {
    if (!end.trailers.empty()) return Refuse(kFramingForbidden, "trailers without chunks");
    if (std::holds_alternative<Length>(outgoing_) && outgoing_left_ > 0) {
      return Refuse(kSendBodyTooShort, fmt::format("{} octets are missing", outgoing_left_));
    }
  }
  Apply(role_, Move::kEndOfMessage);
  return out;
}

std::expected<std::string, Defect> Connection::SendClose() {
  if (auto next = Allowed(Move::kClose); !next) return std::unexpected(std::move(next.error()));
  Apply(role_, Move::kClose);
  StopPersisting();
  return "";
}

}  // namespace wireproof::wire
