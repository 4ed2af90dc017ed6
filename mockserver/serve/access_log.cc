#include "mockserver/serve/access_log.h"

#include <fmt/format.h>

namespace wireproof::mock {

std::string Quoted(std::string_view octets) {
  std::string text = "\"";
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (octet >= 0x20 && octet < 0x7f) {
      text += c;
    } else {
      text += fmt::format("\\u{:04x}", octet);
    }
  }
  return text + '"';
}

std::string AccessLine(const AccessEntry& entry) {
  return fmt::format(
      R"({{"time_us":{},"client":{},"method":{},"target":{},"status":{},"stub":{},"sent":{},)"
      R"("duration_us":{}}})",
      entry.at_us, Quoted(entry.client_ip), Quoted(entry.method), Quoted(entry.target),
      entry.status, entry.stub_id.empty() ? "null" : Quoted(entry.stub_id), entry.sent,
      entry.duration_ns / 1000);
}

}  // namespace wireproof::mock
