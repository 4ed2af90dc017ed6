#include "http/wire/framing.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "http/wire/grammar.h"
#include "http/wire/python_text.h"

namespace wireproof::wire {
namespace {

using enum DefectKind;

std::unexpected<Defect> Bad(DefectKind kind, std::string_view detail) {
  return std::unexpected(MakeDefect(kind, 0, std::string(detail)));
}

// What the Transfer-Encoding fields say.
struct Codings {
  bool present = false;
  bool chunked_last = false;  // the final coding is chunked
  bool unknown = false;       // a coding other than chunked is applied
};

// Transfer-Encoding = #transfer-coding; transfer-coding = token *( OWS ";" OWS transfer-parameter )
std::expected<Codings, Defect> ReadCodings(const Fields& fields) {
  Codings codings;
  const auto lines = FindAll(fields, "Transfer-Encoding");
  if (lines.empty()) return codings;
  codings.present = true;
  const auto elements = ListElements(fields, "Transfer-Encoding");
  if (elements.empty()) return Bad(kTransferEncodingMalformed, lines[0]);
  for (std::string_view element : elements) {
    const std::size_t end = element.find(';');
    const std::string_view name = TrimOwsRight(element.substr(0, end));
    if (!IsToken(name)) return Bad(kTransferEncodingMalformed, element);
    const bool chunked = EqualsIgnoreCase(name, "chunked");
    // chunked has no parameters (RFC 9112 section 7.1).
    if (chunked && end != std::string_view::npos) return Bad(kTransferEncodingMalformed, element);
    if (chunked && codings.chunked_last) return Bad(kChunkedRepeated, element);
    codings.chunked_last = chunked;
    if (!chunked) codings.unknown = true;
  }
  return codings;
}

// The CPython reading: the first line alone, and only if it is "chunked" and nothing else.
Codings ReadFirstCoding(const Fields& fields) {
  const auto first = FindFirst(fields, "Transfer-Encoding");
  const bool chunked = first && PythonLower(*first) == "chunked";
  return {.present = chunked, .chunked_last = chunked, .unknown = false};
}

std::expected<Codings, Defect> ReadCodings(const Fields& fields, const Dialect& dialect) {
  if (dialect.transfer_encodings == TransferEncodings::kFirstLineExactChunked) {
    return ReadFirstCoding(fields);
  }
  return ReadCodings(fields);
}

// The value of the first Content-Length line where that is a number from 0 on, else nothing.
std::optional<std::uint64_t> FirstContentLength(std::string_view value, Digits digits) {
  if (digits == Digits::kPythonInt) {
    const auto integer = PythonInt(value);
    if (!integer || integer->negative) return std::nullopt;
    return integer->magnitude;
  }
  const auto number = ParseDecimal(value);
  if (!number || number->overflow) return std::nullopt;
  return number->value;
}

// Content-Length = 1*DIGIT. A list of equal numbers, in one line or several, counts as one number
// (RFC 9110 section 8.6); numbers are compared, not their spelling.
std::expected<std::optional<std::uint64_t>, Defect> ReadContentLength(const Fields& fields,
                                                                      const Dialect& dialect) {
  const auto lines = FindAll(fields, "Content-Length");
  if (lines.empty()) return std::nullopt;
  if (dialect.content_lengths == ContentLengths::kFirstLine) {
    return FirstContentLength(lines[0], dialect.content_length);
  }
  std::optional<std::uint64_t> length;
  for (std::string_view rest : lines) {
    for (bool more = true; more;) {
      const std::size_t comma = rest.find(',');
      const std::string_view element = TrimOws(rest.substr(0, comma));
      const auto number = ParseDecimal(element);
      if (!number) return Bad(kContentLengthNotDigits, element);
      if (number->overflow) return Bad(kContentLengthTooLarge, element);
      if (length && *length != number->value) return Bad(kContentLengthDiffers, element);
      length = number->value;
      more = comma != std::string_view::npos;
      if (more) rest.remove_prefix(comma + 1);
    }
  }
  return length;
}

// What Content-Length beside a chunked body means: an error, or how the message goes on.
std::expected<FramingDecision, Defect> BesideLength(const Fields& fields, BothLengths choice) {
  const auto length = FindFirst(fields, "Content-Length");
  if (!length) return FramingDecision{.framing = Chunked{}};
  if (choice == BothLengths::kRejected) return Bad(kContentLengthWithTransferEncoding, *length);
  return FramingDecision{.framing = Chunked{},
                         .must_close = choice == BothLengths::kChunkedThenClose};
}

bool IsInterim(int status) {
  return status >= 100 && status < 200;
}

bool HasNoContentByStatus(int status) {
  constexpr int kNoContent = 204;
  constexpr int kNotModified = 304;
  return IsInterim(status) || status == kNoContent || status == kNotModified;
}

// Item 4 for a response: the final coding decides.
std::expected<FramingDecision, Defect> DecideByCodings(const ResponseHead& head,
                                                       const Dialect& dialect,
                                                       const Codings& codings) {
  if (head.version < kHttp11 && !dialect.http10_transfer_encoding) {
    return Bad(kTransferEncodingInHttp10, ToString(head.version));
  }
  if (codings.unknown && !dialect.unknown_coding_until_close) {
    return Bad(kTransferCodingUnknown, *Combined(head.fields, "Transfer-Encoding"));
  }
  auto both = BesideLength(head.fields, dialect.both_lengths_in_response);
  if (!both || codings.chunked_last) return both;
  return FramingDecision{.framing = UntilClose{}, .must_close = true};
}

}  // namespace

std::expected<FramingDecision, Defect> DecideFraming(const RequestHead& head,
                                                     const Dialect& dialect) {
  if (dialect.request_body == RequestBody::kLeftToHandler) return FramingDecision{};
  // Items 1 and 2 are about responses.
  const auto codings = ReadCodings(head.fields, dialect);
  if (!codings) return std::unexpected(codings.error());
  // 3. and 4. Transfer-Encoding decides, and its final coding must be chunked in a request.
  if (codings->present) {
    if (head.version < kHttp11 && !dialect.http10_transfer_encoding) {
      return Bad(kTransferEncodingInHttp10, ToString(head.version));
    }
    const auto value = *Combined(head.fields, "Transfer-Encoding");
    if (!codings->chunked_last) return Bad(kChunkedNotFinal, value);
    if (codings->unknown) return Bad(kTransferCodingUnknown, value);
    return BesideLength(head.fields, dialect.both_lengths_in_request);
  }
  // 5. and 6. Content-Length decides.
  const auto length = ReadContentLength(head.fields, dialect);
  if (!length) return std::unexpected(length.error());
  if (*length) return FramingDecision{.framing = Length{**length}};
  // 7. A request that says nothing has no body.
  return FramingDecision{};
}

std::expected<FramingDecision, Defect> DecideFraming(const ResponseHead& head,
                                                     const Dialect& dialect,
                                                     std::string_view request_method) {
  constexpr int kSwitchingProtocols = 101;
  // 1. HEAD, and the statuses without content: nothing in the fields counts.
  if (head.status == kSwitchingProtocols && dialect.upgrade_switches) {
    return FramingDecision{.framing = NoBody{}, .switches = true};
  }
  if (request_method == "HEAD") return FramingDecision{};
  if (HasNoContentByStatus(head.status)) {
    if (!dialect.chunked_despite_status) return FramingDecision{};
    const auto codings = ReadCodings(head.fields, dialect);
    if (!codings || !codings->chunked_last) return FramingDecision{};
    return FramingDecision{.framing = Chunked{}};
  }
  // 2. A 2xx answer to CONNECT ends HTTP.
  const bool success = head.status >= 200 && head.status < 300;
  if (dialect.connect_switches && request_method == "CONNECT" && success) {
    return FramingDecision{.framing = NoBody{}, .switches = true};
  }
  // 3. and 4. Transfer-Encoding decides.
  const auto codings = ReadCodings(head.fields, dialect);
  if (!codings) return std::unexpected(codings.error());
  if (codings->present) return DecideByCodings(head, dialect, *codings);
  // 5. and 6. Content-Length decides.
  const auto length = ReadContentLength(head.fields, dialect);
  if (!length) return std::unexpected(length.error());
  if (*length) return FramingDecision{.framing = Length{**length}};
  // 8. A response that says nothing ends with the connection.
  return FramingDecision{.framing = UntilClose{}, .must_close = true};
}

std::string ToString(const Framing& framing) {
  if (std::holds_alternative<NoBody>(framing)) return "no body";
  if (std::holds_alternative<Chunked>(framing)) return "chunked";
  if (std::holds_alternative<UntilClose>(framing)) return "until close";
  return fmt::format("{} octets", std::get<Length>(framing).octets);
}

}  // namespace wireproof::wire
