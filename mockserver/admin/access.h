// Who may use the admin API. Private to this folder.
#pragma once

#include <optional>

#include "mockserver/serve/server.h"

namespace wireproof::mock {

// The answer to a request that may not use the admin API; nothing where it may.
//
// With a token or a password: 401 to whoever does not show one of them. Without: a web page must
// not be able to drive the server through a browser. So on loopback the request's Host must be a
// name of loopback, the bound address or one of admin_hosts (or a page whose name was pointed at
// 127.0.0.1 could), and everywhere an Origin that is not the server's own is refused: 403.
std::optional<AdminReply> RefuseAccess(const MockOptions& options, const Request& request);

// 127.0.0.0/8, ::1, localhost and names below it.
bool IsLoopbackName(std::string_view host);

}  // namespace wireproof::mock
