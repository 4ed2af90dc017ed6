#include "http/wire/defect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace wireproof::wire {
namespace {

using enum DefectKind;
using enum Blame;

constexpr std::array kDefects = {
    DefectInfo{kBareLf, "bare-lf", "RFC 9112 section 2.2", kPeerGrammar, 400,
               "A line ended with LF alone instead of CR LF."},
    DefectInfo{kBareCr, "bare-cr", "RFC 9112 section 2.2", kPeerGrammar, 400,
               "A CR stood where no LF followed it."},
    DefectInfo{kStartLineTooLong, "start-line-too-long", "RFC 9112 section 3", kOurLimit, 414,
               "The first line was longer than this side takes."},
    DefectInfo{kFieldLineTooLong, "field-line-too-long", "RFC 9110 section 5.4", kOurLimit, 431,
               "A field line was longer than this side takes."},
    DefectInfo{kTooManyFields, "too-many-fields", "RFC 9110 section 5.4", kOurLimit, 431,
               "The head had more field lines than this side takes."},
    DefectInfo{kHeadTooLarge, "head-too-large", "RFC 9110 section 5.4", kOurLimit, 431,
               "The head as a whole was larger than this side takes."},
    DefectInfo{kTooManyEmptyLines, "too-many-empty-lines", "RFC 9112 section 2.2", kOurLimit, 400,
               "More empty lines came before a request than this side ignores."},
    DefectInfo{kEmptyStartLine, "empty-start-line", "RFC 9112 section 2.1", kPeerGrammar, 400,
               "An empty line stood where a message should begin."},

    DefectInfo{kRequestLineMalformed, "request-line-malformed", "RFC 9112 section 3", kPeerGrammar,
               400, "The request line was not a method, a target and a version."},
    DefectInfo{kMethodNotToken, "method-not-token", "RFC 9110 section 9.1", kPeerGrammar, 400,
               "The method held an octet that no token may hold."},
    DefectInfo{kTargetMalformed, "target-malformed", "RFC 9112 section 3.2", kPeerGrammar, 400,
               "The request target had none of the four forms."},
    DefectInfo{kTargetFormForbidden, "target-form-forbidden", "RFC 9112 section 3.2", kPeerGrammar,
               400, "The request target had a form that this method may not use."},
    DefectInfo{kVersionMalformed, "version-malformed", "RFC 9112 section 2.3", kPeerGrammar, 400,
               "The version was not HTTP/ with one digit, a dot and one digit."},
    DefectInfo{kVersionNotSupported, "version-not-supported", "RFC 9110 section 15.6.6",
               kPeerGrammar, 505, "The message was in a major version other than 1."},

    DefectInfo{kStatusLineMalformed, "status-line-malformed", "RFC 9112 section 4", kPeerGrammar,
               400, "The status line was not a version, a code and a reason."},
    DefectInfo{kStatusCodeMalformed, "status-code-malformed", "RFC 9112 section 4", kPeerGrammar,
               400, "The status code was not a number of three digits."},
    DefectInfo{kReasonMalformed, "reason-malformed", "RFC 9112 section 4", kPeerGrammar, 400,
               "The reason phrase held a control octet."},
    DefectInfo{kTooManyInterimResponses, "too-many-interim-responses", "RFC 9110 section 15.2",
               kOurLimit, 400, "More interim responses came than this side waits through."},

    DefectInfo{kFieldLineWithoutColon, "field-line-without-colon", "RFC 9112 section 5",
               kPeerGrammar, 400, "A field line had no colon."},
    DefectInfo{kWhitespaceBeforeColon, "whitespace-before-colon", "RFC 9112 section 5.1",
               kPeerGrammar, 400, "Whitespace stood between a field name and its colon."},
    DefectInfo{kFieldNameEmpty, "field-name-empty", "RFC 9110 section 5.1", kPeerGrammar, 400,
               "A field line began with its colon."},
    DefectInfo{kFieldNameNotToken, "field-name-not-token", "RFC 9110 section 5.1", kPeerGrammar,
               400, "A field name held an octet that no token may hold."},
    DefectInfo{kFieldValueMalformed, "field-value-malformed", "RFC 9110 section 5.5", kPeerGrammar,
               400, "A field value held a control octet."},
    DefectInfo{kObsFold, "obs-fold", "RFC 9112 section 5.2", kPeerGrammar, 400,
               "A field value was continued on a further line."},
    DefectInfo{kWhitespaceBeforeFields, "whitespace-before-fields", "RFC 9112 section 2.2",
               kPeerGrammar, 400, "The first line after the start line began with whitespace."},

    DefectInfo{kHostMissing, "host-missing", "RFC 9112 section 3.2", kPeerGrammar, 400,
               "A request in HTTP/1.1 had no Host field."},
    DefectInfo{kHostRepeated, "host-repeated", "RFC 9112 section 3.2", kPeerGrammar, 400,
               "A request had more than one Host field."},
    DefectInfo{kHostMalformed, "host-malformed", "RFC 9112 section 3.2", kPeerGrammar, 400,
               "The Host field was not a host with an optional port."},

    DefectInfo{kContentLengthNotDigits, "content-length-not-digits", "RFC 9112 section 6.3",
               kPeerGrammar, 400, "A Content-Length was not a decimal number."},
    DefectInfo{kContentLengthDiffers, "content-length-differs", "RFC 9112 section 6.3",
               kPeerGrammar, 400, "Several Content-Length values did not agree."},
    DefectInfo{kContentLengthTooLarge, "content-length-too-large", "RFC 9110 section 8.6",
               kOurLimit, 413, "A Content-Length was larger than this side can count."},
    DefectInfo{kContentLengthWithTransferEncoding, "content-length-with-transfer-encoding",
               "RFC 9112 section 6.3", kPeerGrammar, 400,
               "A message had both Content-Length and Transfer-Encoding."},
    DefectInfo{kTransferEncodingInHttp10, "transfer-encoding-in-http10", "RFC 9112 section 6.1",
               kPeerGrammar, 400, "A message in HTTP/1.0 had a Transfer-Encoding."},
    DefectInfo{kTransferEncodingMalformed, "transfer-encoding-malformed", "RFC 9112 section 6.1",
               kPeerGrammar, 400, "Transfer-Encoding was not a list of coding names."},
    DefectInfo{kTransferCodingUnknown, "transfer-coding-unknown", "RFC 9112 section 6.1",
               kPeerGrammar, 501, "A transfer coding other than chunked was applied."},
    DefectInfo{kChunkedNotFinal, "chunked-not-final", "RFC 9112 section 6.3", kPeerGrammar, 400,
               "The last transfer coding of a request was not chunked."},
    DefectInfo{kChunkedRepeated, "chunked-repeated", "RFC 9112 section 6.1", kPeerGrammar, 400,
               "The chunked coding was applied more than once."},
    DefectInfo{kFramingForbidden, "framing-forbidden", "RFC 9112 section 6", kOurMisuse, 500,
               "This message may not carry the framing field that was given for it."},

    DefectInfo{kChunkSizeNotHex, "chunk-size-not-hex", "RFC 9112 section 7.1", kPeerGrammar, 400,
               "A chunk size was not a hexadecimal number."},
    DefectInfo{kChunkSizeTooLarge, "chunk-size-too-large", "RFC 9112 section 7.1", kOurLimit, 413,
               "A chunk size was larger than this side can count."},
    DefectInfo{kChunkExtensionMalformed, "chunk-extension-malformed", "RFC 9112 section 7.1.1",
               kPeerGrammar, 400, "What followed a chunk size was no chunk extension."},
    DefectInfo{kChunkLineTooLong, "chunk-line-too-long", "RFC 9112 section 7.1.1", kOurLimit, 400,
               "A chunk size line was longer than this side takes."},
    DefectInfo{kChunkEndMissing, "chunk-end-missing", "RFC 9112 section 7.1", kPeerGrammar, 400,
               "CR LF did not follow the data of a chunk."},
    DefectInfo{kTrailerLineTooLong, "trailer-line-too-long", "RFC 9110 section 5.4", kOurLimit, 431,
               "A trailer line was longer than this side takes."},
    DefectInfo{kTooManyTrailers, "too-many-trailers", "RFC 9110 section 5.4", kOurLimit, 431,
               "The trailer section was larger than this side takes."},

    DefectInfo{kEndsEarly, "ends-early", "RFC 9112 section 8", kPeerGrammar, 400,
               "The stream ended inside a message."},
    DefectInfo{kEndsBeforeResponse, "ends-before-response", "RFC 9112 section 9.5", kPeerGrammar, 0,
               "The stream ended before any octet of the response."},
    DefectInfo{kResponseWithoutRequest, "response-without-request", "RFC 9112 section 6.3",
               kPeerGrammar, 0, "Octets came from a server that no request had asked for."},
    DefectInfo{kSwitchNotAsked, "switch-not-asked", "RFC 9110 section 7.8", kPeerGrammar, 0,
               "The server switched to another protocol that the request had not offered."},

    DefectInfo{kSendOutOfTurn, "send-out-of-turn", "RFC 9112 section 2.1", kOurMisuse, 500,
               "This side tried to send something that may not come now."},
    DefectInfo{kSendBodyTooLong, "send-body-too-long", "RFC 9112 section 6.2", kOurMisuse, 500,
               "This side tried to send more content than the head announced."},
    DefectInfo{kSendBodyTooShort, "send-body-too-short", "RFC 9112 section 6.2", kOurMisuse, 500,
               "This side ended a message with less content than the head announced."},
};

constexpr bool InOrder() {
  for (std::size_t i = 0; i < kDefects.size(); ++i) {
    if (static_cast<std::size_t>(kDefects[i].kind) != i) return false;
  }
  return kDefects.size() == static_cast<std::size_t>(kSendBodyTooShort) + 1;
}
static_assert(InOrder(), "one row a kind, in the order of the enumeration");

// Enough to recognise the offending text; a peer must not make us copy a megabyte of it.
constexpr std::size_t kMaxDetailInMessage = 200;

}  // namespace

std::span<const DefectInfo> AllDefects() {
  return kDefects;
}

const DefectInfo& Describe(DefectKind kind) {
  return kDefects[static_cast<std::size_t>(kind)];
}

Defect MakeDefect(DefectKind kind, std::uint64_t offset, std::string detail) {
  return {.kind = kind,
          .offset = offset,
          .detail = std::move(detail),
          .status = Describe(kind).status,
          .message = {},
          .explain = {}};
}

std::string ToString(const Defect& defect) {
  const DefectInfo& info = Describe(defect.kind);
  std::string shown;
  for (char c : defect.detail.substr(0, kMaxDetailInMessage)) {
    const auto octet = static_cast<unsigned char>(c);
    shown += octet < 0x20 || octet > 0x7e ? fmt::format("\\x{:02x}", octet) : std::string(1, c);
  }
  return fmt::format("{} at octet {}{}{}{}: {} ({})", info.id, defect.offset,
                     shown.empty() ? "" : " ('", shown, shown.empty() ? "" : "')", info.meaning,
                     info.rule);
}

}  // namespace wireproof::wire
