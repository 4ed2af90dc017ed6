// What a server says when it refuses: reason phrase, fields and content. Pure.
#pragma once

#include <string>
#include <string_view>

#include "http/server/profile.h"
#include "http/wire/message.h"

namespace wireproof::server {

struct ErrorPage {
  std::string reason;
  // Without Server and Date, which come first. http.server's has "Connection: close".
  wire::Fields fields;
  std::string content;  // left out by the sender where the request was HEAD
  bool operator==(const ErrorPage&) const = default;
};

// The page for a status. `message` (octets) is the reason phrase, `explain` the longer words;
// where they are empty the status table has them. http.server's send_error(): fields in its order,
// CR and LF in the message not looked at, no content for 1xx, 204, 205 and 304.
ErrorPage MakeErrorPage(ErrorPageStyle style, int status, std::string_view message = {},
                        std::string_view explain = {});

}  // namespace wireproof::server
