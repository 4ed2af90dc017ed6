#include "mockserver/match/body_text.h"

#include <algorithm>

#include "http/wire/grammar.h"
#include "mockserver/match/utf8.h"

namespace wireproof::mock {
namespace {

constexpr std::string_view kLatin1Names[] = {"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1"};

// The value of the parameter "charset" (RFC 9110 section 8.3.2), "" where there is none.
std::string_view Charset(std::string_view content_type) {
  while (true) {
    const std::size_t end = content_type.find(';');
    if (end == std::string_view::npos) return {};
    content_type.remove_prefix(end + 1);
    const std::string_view parameter =
        wire::TrimOws(content_type.substr(0, content_type.find(';')));
    const std::size_t mark = parameter.find('=');
    if (mark == std::string_view::npos) continue;
    if (!wire::EqualsIgnoreCase(parameter.substr(0, mark), "charset")) continue;
    std::string_view value = parameter.substr(mark + 1);
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) {
      value = value.substr(1, value.size() - 2);
    }
    return value;
  }
}

}  // namespace

std::string_view BodyText(const Request& request, std::string& room) {
  const std::string_view body = request.body();
  if (IsAscii(body)) return body;
  const std::string_view charset = Charset(request.Field("Content-Type").value_or(""));
  const bool latin1 = std::ranges::any_of(
      kLatin1Names, [&](std::string_view name) { return wire::EqualsIgnoreCase(charset, name); });
  if (!latin1) return body;
  room.clear();
  for (const char c : body) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x80) {
      room += c;
    } else {
      room += static_cast<char>(0xC0 | (octet >> 6));
      room += static_cast<char>(0x80 | (octet & 0x3F));
    }
  }
  return room;
}

}  // namespace wireproof::mock
