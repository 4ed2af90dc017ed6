// Where a message body ends: the algorithm of RFC 9112 section 6.3 as one pure function.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>
#include <variant>

#include "http/wire/defect.h"
#include "http/wire/dialect.h"
#include "http/wire/message.h"

namespace wireproof::wire {

struct NoBody {
  bool operator==(const NoBody&) const = default;
};
struct Length {
  std::uint64_t octets = 0;
  bool operator==(const Length&) const = default;
};
struct Chunked {
  bool operator==(const Chunked&) const = default;
};
struct UntilClose {
  bool operator==(const UntilClose&) const = default;
};
using Framing = std::variant<NoBody, Length, Chunked, UntilClose>;

struct FramingDecision {
  Framing framing = {};
  // The connection must end after this message because of how it is framed.
  bool must_close = false;
  // No HTTP follows: 101, or a 2xx answer to CONNECT.
  bool switches = false;
  bool operator==(const FramingDecision&) const = default;
};

// How the body of this request is framed.
std::expected<FramingDecision, Defect> DecideFraming(const RequestHead& head,
                                                     const Dialect& dialect);

// How the body of the response to a request with that method is framed. Methods are compared with
// case. For an interim response the answer is NoBody.
std::expected<FramingDecision, Defect> DecideFraming(const ResponseHead& head,
                                                     const Dialect& dialect,
                                                     std::string_view request_method);

// "no body", "5 octets", "chunked", "until close".
std::string ToString(const Framing& framing);

}  // namespace wireproof::wire
