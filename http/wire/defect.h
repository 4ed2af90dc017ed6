// What can be wrong with a message, by name.
//
// Every kind has one row in a table: a stable id, the rule that is broken, whose fault it is, the
// status with which a server answers it, and its meaning. Parsers, serializer and connection give
// a Defect, never an exception; the layers above translate it once (an error page, a client error).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace wireproof::wire {

enum class DefectKind : std::uint8_t {
  // Lines
  kBareLf,
  kBareCr,
  kStartLineTooLong,
  kFieldLineTooLong,
  kTooManyFields,
  kHeadTooLarge,
  kTooManyEmptyLines,
  kEmptyStartLine,
  // Request line
  kRequestLineMalformed,
  kMethodNotToken,
  kTargetMalformed,
  kTargetFormForbidden,
  kVersionMalformed,
  kVersionNotSupported,
  // Status line
  kStatusLineMalformed,
  kStatusCodeMalformed,
  kReasonMalformed,
  kTooManyInterimResponses,
  // Field lines
  kFieldLineWithoutColon,
  kWhitespaceBeforeColon,
  kFieldNameEmpty,
  kFieldNameNotToken,
  kFieldValueMalformed,
  kObsFold,
  kWhitespaceBeforeFields,
  // Host
  kHostMissing,
  kHostRepeated,
  kHostMalformed,
  // Framing
  kContentLengthNotDigits,
  kContentLengthDiffers,
  kContentLengthTooLarge,
  kContentLengthWithTransferEncoding,
  kTransferEncodingInHttp10,
  kTransferEncodingMalformed,
  kTransferCodingUnknown,
  kChunkedNotFinal,
  kChunkedRepeated,
  kFramingForbidden,
  // Chunks
  kChunkSizeNotHex,
  kChunkSizeTooLarge,
  kChunkExtensionMalformed,
  kChunkLineTooLong,
  kChunkEndMissing,
  kTrailerLineTooLong,
  kTooManyTrailers,
  // The connection
  kEndsEarly,
  kEndsBeforeResponse,
  kResponseWithoutRequest,
  kSwitchNotAsked,
  // Our own use
  kSendOutOfTurn,
  kSendBodyTooLong,
  kSendBodyTooShort,
};

// Whose fault a defect is.
enum class Blame : std::uint8_t {
  kPeerGrammar,  // the peer broke a rule of the protocol
  kOurLimit,     // the peer may have been right; it exceeded a limit of ours
  kOurMisuse,    // this side tried to send what it must not
};

// A row of the table.
struct DefectInfo {
  DefectKind kind;
  std::string_view id;    // stable, for reports and documents: "chunk-size-not-hex"
  std::string_view rule;  // the document and section: "RFC 9112 section 7.1"
  Blame blame;
  int status;  // what a server answers; 0: it closes without an answer
  std::string_view meaning;
};

// All rows, in the order of DefectKind.
std::span<const DefectInfo> AllDefects();

const DefectInfo& Describe(DefectKind kind);

// A defect found in a message. `message` and `explain` are for the error page of a server and are
// empty unless the dialect prescribes their text; then the status' own words are used.
struct Defect {
  DefectKind kind = DefectKind::kRequestLineMalformed;
  std::uint64_t offset = 0;  // octets from the start of the message to where it was noticed
  std::string detail = {};   // the offending text, or what was expected; may be cut
  int status = 0;            // what a server answers; 0: close without an answer
  std::string message = {};  // reason phrase of that answer
  std::string explain = {};  // longer explanation in its page
  bool operator==(const Defect&) const = default;
};

// A defect with the status of its kind.
Defect MakeDefect(DefectKind kind, std::uint64_t offset = 0, std::string detail = {});

// One line for people: id, detail, offset, rule.
std::string ToString(const Defect& defect);

}  // namespace wireproof::wire
