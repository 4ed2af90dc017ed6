#include "mockserver/serve/octets.h"

#include <fmt/format.h>

#include "http/wire/date.h"
#include "http/wire/status.h"

namespace wireproof::mock {
namespace {

constexpr std::string_view kPlainText = "text/plain;charset=UTF-8";

// What a defect quotes is the client's: control characters would be read as something else.
std::string Printable(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x20 && octet < 0x7f) {
      clean += c;
    } else {
      clean += fmt::format("\\x{:02x}", octet);
    }
  }
  return clean;
}

}  // namespace

std::string PageOctets(const AdminReply& reply, const PageHabits& habits) {
  std::string octets =
      fmt::format("HTTP/1.1 {} {}\r\n", reply.status, wire::ReasonPhrase(reply.status));
  for (const wire::Field& field : reply.fields) {
    octets += fmt::format("{}: {}\r\n", field.name, field.value);
  }
  if (habits.date_s >= 0) octets += "Date: " + wire::FormatHttpDate(habits.date_s) + "\r\n";
  if (habits.close) octets += "Connection: close\r\n";
  const bool bodiless = reply.status == 204 || reply.status == 304;
  if (!bodiless) octets += fmt::format("Content-Length: {}\r\n", reply.content.size());
  octets += "\r\n";
  if (!habits.head_only && !bodiless) octets += reply.content;
  return octets;
}

std::string RefusalOctets(const wire::Defect& defect) {
  if (defect.status == 0) return {};
  const wire::DefectInfo& info = wire::Describe(defect.kind);
  std::string text = fmt::format("{}: {} ({})\n", info.id, info.meaning, info.rule);
  if (!defect.detail.empty()) text += Printable(defect.detail) + "\n";
  return RefusalOctets(defect.status, text);
}

std::string RefusalOctets(int status, std::string_view text) {
  AdminReply reply{.status = status,
                   .fields = {{"Content-Type", std::string(kPlainText)}},
                   .content = std::string(text)};
  return PageOctets(reply, {.close = true});
}

std::string WithFirstField(std::string_view head, std::string_view field_line) {
  const std::size_t line_end = head.find("\r\n");
  if (line_end == std::string_view::npos) return std::string(head);
  std::string octets(head.substr(0, line_end + 2));
  octets += field_line;
  octets += head.substr(line_end + 2);
  return octets;
}

bool IsAdminTarget(std::string_view target) {
  constexpr std::string_view kAdmin = "/__admin";
  if (!target.starts_with(kAdmin)) return false;
  target.remove_prefix(kAdmin.size());
  return target.empty() || target.front() == '/' || target.front() == '?';
}

}  // namespace wireproof::mock
