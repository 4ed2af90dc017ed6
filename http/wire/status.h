// Status codes: the table behind Python's http.HTTPStatus (3.14), with the IANA registry's codes.
#pragma once

#include <span>
#include <string_view>

namespace wireproof::wire {

struct StatusInfo {
  int code;
  std::string_view name;         // "NOT_FOUND"
  std::string_view phrase;       // "Not Found": the usual reason phrase
  std::string_view description;  // the sentence that error pages show; may be empty
};

// All known codes in rising order.
std::span<const StatusInfo> AllStatuses();

// The row of a code, or null.
const StatusInfo* FindStatus(int code);

// The usual reason phrase, or "" for an unknown code.
std::string_view ReasonPhrase(int code);

}  // namespace wireproof::wire
