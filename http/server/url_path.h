// Targets to file names and back. Pure: no file is looked at.
#pragma once

#include <string>
#include <string_view>

namespace wireproof::server {

// The target without query and fragment: what comes before the first "#" and then the first "?".
std::string_view PathOf(std::string_view target);

// Percent-decodes. The result is UTF-8: octets above 0x7F that were not encoded count as Latin-1
// characters, as in http.server, whose targets are str. urllib.parse.unquote().
std::string Unquote(std::string_view path);

// Percent-encodes all but letters, digits, "_.-~" and "/". urllib.parse.quote().
std::string Quote(std::string_view octets);

// "&", "<" and ">" as entities. html.escape(text, quote=False).
std::string EscapeHtml(std::string_view text);

// A decoded path as a path below a folder: no leading slash, "." and ".." resolved or dropped so
// that it never leads out, a trailing slash kept. translate_path().
std::string RelativePath(std::string_view decoded);

// The target of a folder, with the slash it lacked: "/a?q" is "/a/?q". Empty queries and fragments
// are lost, as in urllib.parse.urlunsplit().
std::string WithSlash(std::string_view target);

}  // namespace wireproof::server
