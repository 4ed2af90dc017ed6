#include "http/wire/dialect.h"

namespace wireproof::wire {

Dialect Dialect::Strict() {
  return Dialect{};
}

// The http package of CPython 3.14: http.client where it reads responses, http.server where it
// reads requests.
Dialect Dialect::CPython() {
  Dialect d;
  d.bare_lf_ends_line = true;
  d.bare_lf_ends_chunk_line = true;
  d.bare_cr = BareCr::kEndsFieldLine;
  d.empty_line_before_request = EmptyLine::kCloses;
  d.empty_line_before_response = EmptyLine::kRejected;
  d.end_completes_head = true;

  d.request_line_words = Words::kPythonSplit;
  d.status_line_words = Words::kPythonSplit;
  d.reason_space_required = false;
  d.status_code = Digits::kPythonInt;
  d.request_version = VersionSyntax::kPythonServer;
  d.response_version = VersionSyntax::kPythonClient;
  d.http09 = true;
  d.any_method = true;
  d.any_target = true;
  d.collapse_leading_slashes = true;
  d.host_required = false;
  d.python_messages = true;

  d.field_names = FieldNames::kPrintable;
  d.field_values = FieldValues::kAnything;
  d.bad_field_line = BadFieldLine::kEndsFields;
  d.empty_field_name = OddLine::kSkipped;
  d.fold_before_fields = OddLine::kSkipped;
  d.mailbox_lines_skipped = true;
  d.trailing_whitespace_kept = true;
  d.obs_fold_in_request = ObsFold::kKept;
  d.obs_fold_in_response = ObsFold::kKept;

  d.content_length = Digits::kPythonInt;
  d.content_lengths = ContentLengths::kFirstLine;
  d.transfer_encodings = TransferEncodings::kFirstLineExactChunked;
  d.both_lengths_in_request = BothLengths::kChunked;
  d.both_lengths_in_response = BothLengths::kChunked;
  d.http10_transfer_encoding = true;
  d.unknown_coding_until_close = true;
  d.chunked_despite_status = true;
  d.connect_switches = false;
  d.upgrade_switches = false;
  d.interim_statuses = InterimStatuses::kOnly100;
  d.request_body = RequestBody::kLeftToHandler;

  d.chunk_size = Digits::kPythonInt;
  d.chunk_extensions = ChunkExtensions::kToLineEnd;
  d.chunk_end = ChunkEnd::kTwoOctets;
  d.trailers = Trailers::kDiscarded;
  d.end_completes_trailers = true;

  d.options_in_request = ConnectionOptions::kExactFirstLine;
  d.options_in_response = ConnectionOptions::kSubstringFirstLine;
  d.keep_alive_hints = true;
  d.sent_close_counts = false;
  d.exact_expect = true;
  d.unframed_response_closes = false;
  d.surplus = Surplus::kDiscarded;

  d.send_request = SendCheck::kPythonClient;
  d.send_response = SendCheck::kNothing;
  d.send_request_body = SendBody::kUncounted;
  d.send_response_body = SendBody::kPassThrough;
  return d;
}

}  // namespace wireproof::wire
