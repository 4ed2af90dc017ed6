// What happens on a connection, as values: the same types whether received or sent.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "http/wire/defect.h"
#include "http/wire/message.h"

namespace wireproof::wire {

// --- Things that go over the wire ---

struct Request {
  RequestHead head = {};
  bool operator==(const Request&) const = default;
};
struct InterimResponse {  // 1xx, but not 101
  ResponseHead head = {};
  bool operator==(const InterimResponse&) const = default;
};
struct Response {  // a final response, or 101 (Switching Protocols)
  ResponseHead head = {};
  bool operator==(const Response&) const = default;
};
// Content without its framing. The flags tell chunk bounds of a received chunked body; they mean
// nothing when sending: each Data is one chunk there.
struct Data {
  std::string bytes = {};
  bool chunk_start = false;
  bool chunk_end = false;
  bool operator==(const Data&) const = default;
};
struct EndOfMessage {
  Fields trailers = {};
  bool operator==(const EndOfMessage&) const = default;
};
// Received: the peer sends no more, and no message was cut. Sent: this side sends no more.
struct ConnectionClosed {
  bool operator==(const ConnectionClosed&) const = default;
};

// --- Answers of NextEvent() only ---

// Nothing more can be said before Receive() or ReceiveEnd().
struct NeedData {
  bool operator==(const NeedData&) const = default;
};
// Nothing more will be read before StartNextCycle(), or for ever after a switch of protocols.
struct Paused {
  bool operator==(const Paused&) const = default;
};
// The peer's octets cannot be understood. Repeated for ever; sending may go on.
struct Failed {
  Defect defect = {};
  bool operator==(const Failed&) const = default;
};

using Event = std::variant<Request, InterimResponse, Response, Data, EndOfMessage, ConnectionClosed,
                           NeedData, Paused, Failed>;

// "Response 200", "Data 5 octets": one line, for messages and test output.
std::string ToString(const Event& event);

}  // namespace wireproof::wire
