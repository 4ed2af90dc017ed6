// Deviation, named: every choice in which HTTP/1.x implementations differ, in both directions.
//
// RFC 9112 leaves some choices open, and implementations take others that it forbids. Each one is
// a member here, with its section; "CPython" names the behaviour of its http package (3.14).
// The defaults are the strict ones, so Dialect{} and Dialect::Strict() are the same value: what
// the RFC says MUST, and where it leaves a choice, the safer one.
#pragma once

#include <cstdint>

#include "http/wire/message.h"

namespace wireproof::wire {

// How the words of a start-line are told apart.
enum class Words : std::uint8_t {
  kSingleSpace,  // the grammar: exactly one SP
  kPythonSplit,  // str.split(): runs of 09-0D, 1C-1F, 20, 85, A0; ends are trimmed
};

// What an empty line before a start-line means.
enum class EmptyLine : std::uint8_t {
  kIgnored,   // up to Limits::leading_empty_lines
  kRejected,  // a malformed start-line
  kCloses,    // the connection ends without an answer
};

// How digits become numbers.
enum class Digits : std::uint8_t {
  kGrammar,    // DIGIT or HEXDIG and nothing else
  kPythonInt,  // int(): sign, underscores, whitespace around, 0x where the base is 16
};

enum class VersionSyntax : std::uint8_t {
  kGrammar,       // "HTTP/" DIGIT "." DIGIT
  kPythonServer,  // "HTTP/" 1*10DIGIT "." 1*10DIGIT
  kPythonClient,  // HTTP/0.9 and HTTP/1.0 are 1.0, what starts with "HTTP/1." is 1.1
};

// A field line that is no field line: no colon, whitespace before it, illegal octets in the name.
enum class BadFieldLine : std::uint8_t {
  kRejected,
  kEndsFields,  // it and all later lines are dropped silently
};

// A field line that is to be refused or left out.
enum class OddLine : std::uint8_t { kRejected, kSkipped };

enum class FieldNames : std::uint8_t {
  kToken,
  kPrintable,  // 21-39 and 3B-7E
};

enum class FieldValues : std::uint8_t {
  kGrammar,   // field-vchar, SP and HTAB
  kAnything,  // control octets and NUL are kept
};

enum class BareCr : std::uint8_t {
  kRejected,
  kReplaced,       // by SP
  kEndsFieldLine,  // as CRLF does
};

enum class ObsFold : std::uint8_t {
  kRejected,
  kReplaced,  // by SP
  kKept,      // with CR, LF and whitespace in the value
};

// What several or repeated Content-Length values mean.
enum class ContentLengths : std::uint8_t {
  kIdenticalCollapse,  // equal numbers are one, different ones an error
  kFirstLine,          // the first line counts; a value that is no number is ignored
};

enum class TransferEncodings : std::uint8_t {
  kList,                   // the last coding of all lines decides
  kFirstLineExactChunked,  // the whole first line is "chunked", or the field is ignored
};

// Content-Length beside Transfer-Encoding.
enum class BothLengths : std::uint8_t {
  kRejected,
  kChunkedThenClose,  // Transfer-Encoding wins and the connection ends afterwards
  kChunked,           // Transfer-Encoding wins silently
};

enum class ChunkExtensions : std::uint8_t {
  kGrammar,
  kToLineEnd,  // everything after the first ";" is ignored
};

enum class ChunkEnd : std::uint8_t {
  kCrlf,
  kTwoOctets,  // any two octets
};

enum class Trailers : std::uint8_t {
  kParsed,
  kDiscarded,  // read line by line and not looked at
};

// Where a connection option is looked for.
enum class ConnectionOptions : std::uint8_t {
  kTokens,              // list elements over all lines
  kExactFirstLine,      // the whole first line, without case
  kSubstringFirstLine,  // anywhere in the first line, without case
};

enum class InterimStatuses : std::uint8_t {
  kAll,      // 1xx but 101
  kOnly100,  // the others are final
};

// Who takes the body of a request off the connection.
enum class RequestBody : std::uint8_t {
  kDecoded,        // Connection does, as the head frames it
  kLeftToHandler,  // nobody: what the application does not take is the next request
};

// What is checked before a line is sent.
enum class SendCheck : std::uint8_t {
  kGrammar,
  kPythonClient,  // putrequest() and putheader(): CR LF only where a fold follows, see serializer.h
  kNothing,
};

// How a body is sent.
enum class SendBody : std::uint8_t {
  kAsFramed,     // chunked where the head says so; too many or too few octets are refused
  kUncounted,    // chunked where the head says so; never refused
  kPassThrough,  // octets as given
};

// Bytes that come on a client's connection with no request to answer (RFC 9112 section 6.3).
enum class Surplus : std::uint8_t { kRejected, kDiscarded };

struct Dialect {
  // --- Lines (RFC 9112 section 2.2) ---
  bool bare_lf_ends_line = false;        // CPython: yes (CSL-004, CHD-001, SRL-005)
  bool bare_lf_ends_chunk_line = false;  // no RFC allows it; CPython: yes (CCK-002, CCK-006)
  BareCr bare_cr = BareCr::kRejected;    // CPython: ends field lines (CHD-017 to CHD-020)
  EmptyLine empty_line_before_request = EmptyLine::kIgnored;    // CPython: closes (SRL-007)
  EmptyLine empty_line_before_response = EmptyLine::kRejected;  // CPython: the same (CSL-013)
  bool end_completes_head = false;  // an end of stream ends the head (section 8); CPython: yes
                                    // (CSL-016, CHD-003, SRL-009, SHD-004)

  // --- Start-lines (RFC 9112 sections 3 and 4) ---
  Words request_line_words = Words::kSingleSpace;            // CPython: split (SRL-003, SRL-004)
  Words status_line_words = Words::kSingleSpace;             // CPython: split (CSL-005 to CSL-007)
  bool reason_space_required = true;                         // section 4; CPython: no (CSL-002)
  Digits status_code = Digits::kGrammar;                     // section 4; CPython: int() (CSL-019)
  VersionSyntax request_version = VersionSyntax::kGrammar;   // section 2.3; SRL-016 to SRL-024
  VersionSyntax response_version = VersionSyntax::kGrammar;  // section 2.3; CSL-010 to CSL-012
  bool http09 = false;      // "GET /path" alone is a request; CPython: yes (SRL-011, SRL-012)
  bool any_method = false;  // section 3.1: a token; CPython: any word (SRL-027)
  bool any_target = false;  // section 3.2: four forms; CPython: any word (SRL-030)
  bool collapse_leading_slashes = false;  // "//a" is "/a"; CPython: yes (SRL-029)
  bool host_required = true;              // section 3.2; CPython: never looked at (SRL-031)
  bool python_messages = false;           // defects carry http.server's words for its error page

  // --- Fields (RFC 9112 section 5, RFC 9110 section 5.5) ---
  FieldNames field_names = FieldNames::kToken;            // CPython: CHD-024, CHD-025
  FieldValues field_values = FieldValues::kGrammar;       // CPython: CHD-016
  BadFieldLine bad_field_line = BadFieldLine::kRejected;  // CPython: CHD-021, CHD-022, CHD-024
  OddLine empty_field_name = OddLine::kRejected;          // CPython: skipped (CHD-023)
  OddLine fold_before_fields = OddLine::kRejected;        // section 2.2; CPython: CHD-029
  bool mailbox_lines_skipped = false;     // "From nobody"; CPython: yes (CHD-031, CHD-032)
  bool trailing_whitespace_kept = false;  // section 5.1; CPython: yes (CHD-012)
  ObsFold obs_fold_in_request = ObsFold::kRejected;   // section 5.2; CPython: kept (SHD-001)
  ObsFold obs_fold_in_response = ObsFold::kReplaced;  // section 5.2; CPython: kept (CHD-026)

  // --- Framing (RFC 9112 section 6) ---
  Digits content_length = Digits::kGrammar;  // section 6.3 item 5; CPython: CCL-002 to CCL-005
  ContentLengths content_lengths = ContentLengths::kIdenticalCollapse;  // CPython: CCL-006..10
  TransferEncodings transfer_encodings = TransferEncodings::kList;      // CPython: CTE-001..05
  BothLengths both_lengths_in_request = BothLengths::kRejected;   // section 6.1; CPython: SCN-013
  BothLengths both_lengths_in_response = BothLengths::kRejected;  // section 6.3; CPython: CCL-011
  bool http10_transfer_encoding = false;    // section 6.1: faulty; CPython: decoded (CTE-006)
  bool unknown_coding_until_close = false;  // section 6.3 item 4 for a coding we cannot undo;
                                            // CPython: not chunked is not looked at (CTE-003)
  bool chunked_despite_status = false;      // section 6.3 item 1; CPython: CBD-004, C1XX-009
  bool connect_switches = true;             // section 6.3 item 2; CPython: no (CBD-006)
  bool upgrade_switches = true;  // RFC 9110 section 7.8; CPython: 101 is final (C1XX-007)
  InterimStatuses interim_statuses = InterimStatuses::kAll;  // CPython: C1XX-007
  RequestBody request_body = RequestBody::kDecoded;          // CPython: SCN-011, SCN-012

  // --- Chunks (RFC 9112 section 7.1) ---
  Digits chunk_size = Digits::kGrammar;                          // CPython: CCK-007 to CCK-010
  ChunkExtensions chunk_extensions = ChunkExtensions::kGrammar;  // CPython: CCK-005
  ChunkEnd chunk_end = ChunkEnd::kCrlf;                          // CPython: CCK-003, CCK-013
  Trailers trailers = Trailers::kParsed;                         // CPython: CCK-019
  bool end_completes_trailers = false;  // section 8; CPython: CCK-018, CCK-020

  // --- Persistence (RFC 9112 section 9.3) ---
  ConnectionOptions options_in_request = ConnectionOptions::kTokens;   // CPython: SCN-004..006
  ConnectionOptions options_in_response = ConnectionOptions::kTokens;  // CPython: CWC-002, CWC-003
  bool keep_alive_hints = false;  // Keep-Alive and Proxy-Connection of HTTP/1.0 responses count;
                                  // CPython: yes (CWC-005 to CWC-007)
  bool sent_close_counts = true;  // section 9.6: a client that sent close; CPython: no
  bool exact_expect = false;      // RFC 9110 section 10.1.1: list member; CPython: SEX-001, SEX-003
  bool unframed_response_closes = true;  // a server that sends no length closes; CPython: no
  Surplus surplus = Surplus::kRejected;  // section 6.3; CPython: CCK-027

  // --- Sending ---
  Version server_version = kHttp11;  // of our status-lines; CPython's default handler says 1.0
  SendCheck send_request = SendCheck::kGrammar;       // CPython: notes on what http.client sends
  SendCheck send_response = SendCheck::kGrammar;      // CPython: nothing checked (SSR-004, SER-005)
  SendBody send_request_body = SendBody::kAsFramed;   // CPython: not counted
  SendBody send_response_body = SendBody::kAsFramed;  // CPython: handlers write what they like

  static Dialect Strict();
  static Dialect CPython();

  bool operator==(const Dialect&) const = default;
};

}  // namespace wireproof::wire
