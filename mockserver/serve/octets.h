// Octets of responses that no stub describes: refusals, and the pages of the admin API.
//
// Private to this folder. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/wire/defect.h"
#include "mockserver/serve/server.h"

namespace wireproof::mock {

// The whole interim response.
inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

struct PageHabits {
  bool head_only = false;    // for HEAD: the length, but no content
  bool close = false;        // says Connection: close
  std::int64_t date_s = -1;  // since 1970; below 0: no Date
};

// status-line, the reply's fields, Content-Length, content.
std::string PageOctets(const AdminReply& reply, const PageHabits& habits);

// The answer to what could not be read: the status of the defect, and in words what is wrong and
// by which section. Empty where it is answered by closing alone.
std::string RefusalOctets(const wire::Defect& defect);

// A plain text answer that ends the connection.
std::string RefusalOctets(int status, std::string_view text);

// "fields" plus `field` in front of the others: behind the first status-line of a response.
std::string WithFirstField(std::string_view head, std::string_view field_line);

// Whether the path of a request-target is "/__admin" or below it.
bool IsAdminTarget(std::string_view target);

}  // namespace wireproof::mock
