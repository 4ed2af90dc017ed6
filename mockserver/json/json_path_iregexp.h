// Regular expressions of RFC 9485 (I-Regexp), run by RE2. Private to this folder.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string_view>

namespace wireproof::mock {

// Null where it is none, or too large. Use FullMatch for match(), PartialMatch for search().
std::shared_ptr<const re2::RE2> CompileIRegexp(std::string_view pattern);

}  // namespace wireproof::mock
