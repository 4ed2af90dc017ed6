// File names to media types: the built-in tables of Python's mimetypes (3.14), as http.server asks.
#pragma once

#include <string_view>

namespace wireproof::server {

// SimpleHTTPRequestHandler.guess_type(): by the extension, compared in lower case; an extension
// for compression (".gz") gives its own type. "application/octet-stream" where nothing is known.
std::string_view MediaTypeOf(std::string_view path);

}  // namespace wireproof::server
