// A body as text: what patterns, templates and the journal show of it.
#pragma once

#include <string>
#include <string_view>

#include "mockserver/match/request.h"

namespace wireproof::mock {

// The body in UTF-8. One whose Content-Type says charset=ISO-8859-1 is converted into `room`, which
// must outlive what is given back; any other is the body's own octets.
std::string_view BodyText(const Request& request, std::string& room);

}  // namespace wireproof::mock
