// The tokens between {{ and }}. Private to this folder.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mockserver/template/lexer.h"

namespace wireproof::mock::handlebars {

struct TagReading {
  std::string_view source = {};
  std::size_t at = 0;  // behind the opening delimiter; then behind the closing one
  SourcePlace place = {};
  std::string_view close = {};
  std::string error = {};
  SourcePlace error_place = {};
};

// Reads up to the closing delimiter into `tag`; false with `error` where there is none, or where
// something stands that is no token.
bool ReadTokens(TagReading& reading, Tag& tag);

}  // namespace wireproof::mock::handlebars
