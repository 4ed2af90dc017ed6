// Bodies of several parts (RFC 2046 section 5.1, RFC 7578). Private to this folder.
#pragma once

#include <string_view>
#include <vector>

#include "mockserver/match/request.h"

namespace wireproof::mock {

// The fields of one part: a longer section is cut.
inline constexpr std::size_t kMaxPartFields = 100;

// The parts of the body between its boundary lines, which `content_type` names: none where that is
// no multipart type, or has no boundary. A last part that nothing ends is a part too. Views into
// the body; linear; at most kMaxBodyParts.
std::vector<BodyPart> ReadBodyParts(std::string_view content_type, std::string_view body);

}  // namespace wireproof::mock
