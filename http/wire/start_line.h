// request-line and status-line (RFC 9112 sections 3 and 4), one whole line at a time.
#pragma once

#include <expected>
#include <string_view>

#include "http/wire/defect.h"
#include "http/wire/dialect.h"
#include "http/wire/message.h"

namespace wireproof::wire {

// The line without its line end. The head has no fields yet. A request in HTTP/0.9, where the
// dialect knows that, has version 0.9 and will get none. Offsets count from the line's start.
std::expected<RequestHead, Defect> ParseRequestLine(std::string_view line, const Dialect& dialect);

// `line` is without its line end, `raw` with it: http.client shows that in its errors.
std::expected<ResponseHead, Defect> ParseStatusLine(std::string_view line, std::string_view raw,
                                                    const Dialect& dialect);

// Whether a request had no version, and so has no field section.
bool IsBareRequest(const RequestHead& head);

// Whether the response has no head: HTTP/0.9, unsaid or said.
bool WantsBareResponse(const RequestHead& head);

}  // namespace wireproof::wire
