// Values to octets: heads, chunks and trailers. Nothing is added that the value does not say.
//
// What the grammar forbids is refused with a Defect (never sent half) unless the dialect allows it:
// SendCheck::kPythonClient is what putrequest() and putheader() check, kNothing is send_header().
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "http/wire/defect.h"
#include "http/wire/dialect.h"
#include "http/wire/message.h"

namespace wireproof::wire {

// The head with its empty line (RFC 9112 sections 2.1, 3, 4, 5).
std::expected<std::string, Defect> SerializeHead(const RequestHead& head, const Dialect& dialect);
std::expected<std::string, Defect> SerializeHead(const ResponseHead& head, const Dialect& dialect);

// Appends one chunk: size in upper-case hex, CRLF, data, CRLF (RFC 9112 section 7.1). Nothing for
// no data: an empty chunk would end the body.
void AppendChunk(std::string& out, std::string_view data);

// The last chunk and the trailer section. Framing fields are no trailers (RFC 9110 section 6.5.1).
std::expected<std::string, Defect> SerializeLastChunk(const Fields& trailers, SendCheck check);

}  // namespace wireproof::wire
