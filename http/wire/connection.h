// One side of an HTTP/1.x connection, without any input or output of its own.
//
// Octets that came go in by Receive(), what they mean comes out of NextEvent(); what is to be sent
// goes into Send(), and its octets come out. Both roles, one state table (state.h).
//
//   server: Receive -> NextEvent: Request, Data..., EndOfMessage
//           Send(Response), Send(Data)..., Send(EndOfMessage)
//           if (CanStartNextCycle()) StartNextCycle(), else close
//
// Send() adds nothing: no Date, no Connection, no length. keep_alive() says, before a response is
// sent, whether the connection can go on; a server that reads "no" sends "Connection: close".
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/wire/body_decoder.h"
#include "http/wire/defect.h"
#include "http/wire/dialect.h"
#include "http/wire/event.h"
#include "http/wire/framing.h"
#include "http/wire/head_parser.h"
#include "http/wire/limits.h"
#include "http/wire/role.h"
#include "http/wire/state.h"

namespace wireproof::wire {

class Connection {
 public:
  explicit Connection(Role role, Dialect dialect = Dialect::Strict(), Limits limits = {});
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // --- Receiving ---

  // Octets came from the peer; they are copied. Must not follow ReceiveEnd().
  void Receive(std::string_view bytes);

  // The peer sends no more (end of stream; a reset is the caller's own error).
  void ReceiveEnd();

  // The next thing the peer said, or NeedData, Paused, Failed. Call it until one of these comes.
  // A response to CONNECT or 101 that leaves HTTP has no EndOfMessage; Paused follows it.
  Event NextEvent();

  // --- Sending ---

  // The octets of an event, to be written as they are; possibly none. A Defect where the event is
  // out of turn (kSendOutOfTurn) or says what the dialect does not send; nothing has changed then.
  std::expected<std::string, Defect> Send(const Event& event);

  // The body of the message whose head was sent just now passes as given: the caller has framed
  // it. For one message; EndOfMessage gives no octets then.
  void PassBodyThrough();

  // --- Between exchanges ---

  // Both sides are done and the connection persists.
  bool CanStartNextCycle() const;

  // Goes on with the next exchange; what was received beyond the last one is its start.
  // Requires CanStartNextCycle().
  void StartNextCycle();

  // --- Questions ---

  // Whether the connection outlives this exchange, as far as is known: the peer's wishes, what was
  // sent, and the framing of both (RFC 9112 section 9.3).
  bool keep_alive() const { return persists_; }
  State our_state() const { return states_.Of(role_); }
  State peer_state() const { return states_.Of(PeerOf(role_)); }
  // Server: the client waits for a 100 (Continue) that nobody has sent yet.
  bool peer_awaits_continue() const { return awaits_continue_; }
  // How the message being received is framed; nothing before its head came.
  const std::optional<FramingDecision>& incoming_framing() const { return incoming_; }
  // The start-line received last, or the one being received is in error; without its line end.
  const std::string& start_line() const { return start_line_; }
  // Octets received and not yet given out by NextEvent().
  std::size_t buffered() const { return buffer_.size() - begin_; }
  bool end_received() const { return end_received_; }
  Role role() const { return role_; }
  const Dialect& dialect() const { return dialect_; }

  // --- Beyond HTTP ---

  // Takes all buffered octets: for tunnels and upgraded protocols.
  std::string TakeBuffered();

  // Takes up to `max` buffered octets past the message that was read. For a server whose dialect
  // leaves bodies to the handler (RequestBody::kLeftToHandler), after EndOfMessage.
  std::string TakeRaw(std::size_t max);

 private:
  // The message being received (connection.cc).
  std::optional<Event> CannotRead();
  Event IgnoreRest();
  Event ReadHead();
  Event ReadEnd();
  Event TakeHead(RequestHead head);
  Event TakeHead(ResponseHead head);
  Event TakeInterim(ResponseHead head);
  Event ReadBody();
  Event PeerCloses();
  Event Fail(Defect defect);
  void Consume(std::size_t octets);

  // The message being sent (connection_send.cc).
  std::expected<std::string, Defect> SendHead(const RequestHead& head);
  std::expected<std::string, Defect> SendHead(const ResponseHead& head);
  std::expected<std::string, Defect> SendInterim(const ResponseHead& head);
  std::expected<std::string, Defect> SendData(const Data& data);
  std::expected<std::string, Defect> SendEnd(const EndOfMessage& end);
  std::expected<std::string, Defect> SendClose();
  std::expected<State, Defect> Allowed(Move move) const;
  void NoteSentOptions(const ResponseHead& head);
  SendBody send_body() const;

  void Apply(Role side, Move move);
  void StopPersisting();
  std::string_view unread() const { return std::string_view(buffer_).substr(begin_); }

  const Role role_;
  const Dialect dialect_;
  const Limits limits_;
  States states_;
  bool persists_ = true;

  std::string buffer_;
  std::size_t begin_ = 0;  // octets of buffer_ that were consumed
  bool end_received_ = false;
  std::optional<Defect> failure_;
  std::optional<HeadParser> parser_;
  std::optional<BodyDecoder> decoder_;
  std::optional<FramingDecision> incoming_;
  std::uint64_t head_octets_ = 0;  // of the message being received
  std::string start_line_;
  std::size_t interim_count_ = 0;
  bool awaits_continue_ = false;

  // The request of this exchange, whoever sent it: its method, and what it allows the response.
  std::string request_method_;
  Version request_version_ = kHttp11;
  bool bare_request_ = false;
  bool switch_offered_ = false;

  Framing outgoing_;  // of the message being sent
  std::uint64_t outgoing_left_ = 0;
  bool pass_through_ = false;
};

}  // namespace wireproof::wire
