// Composes the octets of a response. Private to this folder.
#pragma once

#include <string_view>

#include "mockserver/stub/content_framing.h"
#include "mockserver/stub/reply.h"

namespace wireproof::mock {

struct ResponseMaterial {
  const ResponseDefinition& response;
  const WireReply& wire;
  const wire::Fields& fields;  // in place of the response's own
  std::string_view content = {};
  wire::Fields added = {};  // behind them, before those that frame: Matched-Stub-Id
  DefaultFraming usual = DefaultFraming::kLength;
  bool number_as_reason = false;  // where a status has no usual phrase, as Jetty
};

ResponseOctets ComposeResponse(const ResponseMaterial& material);

// The framing that WireMock's wire habits give a response, for a request that keeps its connection
// and one that does not.
DefaultFraming UsualFraming(const ReplyHabits& habits, bool from_file, bool keep_alive);

// A stub's own "Connection: close": with WireMock's habits such a response ends with its
// connection.
bool SaysClose(const wire::Fields& fields);

// The fields in force: those of "wireproof", or the response's.
inline const wire::Fields& FieldsOf(const ResponseDefinition& response, const WireReply& wire) {
  return wire.fields ? *wire.fields : response.fields;
}

}  // namespace wireproof::mock
