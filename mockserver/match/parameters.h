// Names with values, out of the places of a request that hold them. Private to this folder.
#pragma once

#include <span>
#include <string_view>

#include "mockserver/match/request.h"

namespace wireproof::mock {

// "a=1&b=2&a=3": names and values decoded; empty pieces are skipped, a name alone has the value "".
// At most kMaxParameters values; the rest is left out.
Parameters ReadParameters(std::string_view text);

// The pairs of all Cookie fields (RFC 6265 section 5.4). Quotes around a value are removed; a name
// without "=" is no cookie.
Parameters ReadCookies(std::span<const FieldView> fields);

// The value of a parameter of a field value, without quotes: FieldParameter("a; b=c", "b") is "c".
// Names are compared without case.
std::optional<std::string> FieldParameter(std::string_view value, std::string_view name);

// What stands before the first ";" is that media type, without case.
bool IsMediaType(std::string_view value, std::string_view type);

}  // namespace wireproof::mock
