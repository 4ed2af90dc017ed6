// What became of a request, in a few members: ours, beside WireMock's. Private to this folder.
#pragma once

#include <string_view>

#include "mockserver/json/json.h"
#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// "open", "sent", "closed", "reset", "failed"
std::string_view EndName(ExchangeEnd end);

// {"id", "stub_id", "stub_name", "status", "fault", "end", "sent", "whole"}: the stub as far as
// there is one, and its fault; the status that was really sent, if one was; how many octets were
// sent, and whether they are a whole response. With "body_cut" where the journal has only the
// beginning of the request.
Json OutcomeJson(const Exchange& exchange, Engine& engine);

// Whether the query asks for `outcome` of each request: "?outcome=true".
inline constexpr char kOutcome[] = "outcome";

}  // namespace wireproof::mock
