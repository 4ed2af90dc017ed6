#include "http/server/url_path.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "http/wire/grammar.h"

namespace wireproof::server {
namespace {

void AppendLatin1AsUtf8(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x80) {
    out += c;
    return;
  }
  out += static_cast<char>(0xc0 | (byte >> 6));
  out += static_cast<char>(0x80 | (byte & 0x3f));
}

// The octet of "%XX" at the start of text.
std::optional<char> EncodedOctet(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  if (!wire::Is(text[1], wire::kHexdig) || !wire::Is(text[2], wire::kHexdig)) return std::nullopt;
  return static_cast<char>(wire::ParseHex(text.substr(1, 2))->value);
}

bool IsUnreserved(char c) {
  return wire::Is(c, wire::kAlpha | wire::kDigit) || c == '_' || c == '.' || c == '-' || c == '~';
}

}  // namespace

std::string_view PathOf(std::string_view target) {
  target = target.substr(0, target.find('#'));
  return target.substr(0, target.find('?'));
}

std::string Unquote(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (const auto octet = EncodedOctet(path)) {
      out += *octet;
      path.remove_prefix(3);
    } else {
      AppendLatin1AsUtf8(out, path.front());
      path.remove_prefix(1);
    }
  }
  return out;
}

std::string Quote(std::string_view octets) {
  std::string out;
  for (const char c : octets) {
    if (IsUnreserved(c) || c == '/') {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string RelativePath(std::string_view decoded) {
  const bool trailing_slash = decoded.ends_with('/');
  std::vector<std::string_view> parts;
  while (!decoded.empty()) {
    const std::size_t slash = decoded.find('/');
    const std::string_view part = decoded.substr(0, slash);
    decoded.remove_prefix(slash == std::string_view::npos ? decoded.size() : slash + 1);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
  }
  std::string path;
  for (const std::string_view part : parts) {
    if (!path.empty()) path += '/';
    path += part;
  }
  if (trailing_slash) path += '/';
  return path;
}

std::string WithSlash(std::string_view target) {
  const std::size_t hash = target.find('#');
  const std::string_view fragment =
      hash == std::string_view::npos ? std::string_view() : target.substr(hash + 1);
  target = target.substr(0, hash);
  const std::size_t mark = target.find('?');
  const std::string_view query =
      mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  std::string out = std::string(target.substr(0, mark)) + "/";
  if (!query.empty()) out.append("?").append(query);
  if (!fragment.empty()) out.append("#").append(fragment);
  return out;
}

}  // namespace wireproof::server
