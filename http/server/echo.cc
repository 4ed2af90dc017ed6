#include "http/server/echo.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "http/server/exchange.h"

namespace wireproof::server {
namespace {

constexpr std::array<std::string_view, 7> kMethods = {"GET",    "HEAD",    "POST", "PUT",
                                                      "DELETE", "OPTIONS", "PATCH"};

void AppendOctets(std::string& out, std::string_view octets) {
  out += '"';
  for (const char c : octets) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20 || byte >= 0x7f) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void AppendFields(std::string& out, const wire::Fields& fields) {
  out += '[';
  for (const wire::Field& field : fields) {
    if (out.back() != '[') out += ',';
    out += '[';
    AppendOctets(out, field.name);
    out += ',';
    AppendOctets(out, field.value);
    out += ']';
  }
  out += ']';
}

}  // namespace

std::string EchoText(const Echoed& echoed) {
  std::string out = "{\"method\":";
  AppendOctets(out, echoed.method);
  out += ",\"target\":";
  AppendOctets(out, echoed.target);
  out += ",\"version\":";
  AppendOctets(out, echoed.version);
  out += ",\"fields\":";
  AppendFields(out, echoed.fields);
  out += ",\"body\":";
  AppendOctets(out, echoed.body);
  out += ",\"trailers\":";
  AppendFields(out, echoed.trailers);
  out += '}';
  return out;
}

std::span<const std::string_view> EchoHandler::methods() const {
  return kMethods;
}

net::Task<void> EchoHandler::Handle(Exchange& exchange) {
  auto body = co_await exchange.ReadBody();
  if (!body) co_return;
  const wire::RequestHead& request = exchange.request();
  const Echoed echoed{.method = request.method,
                      .target = request.target,
                      .version = exchange.version_text(),
                      .fields = request.fields,
                      .body = std::move(*body),
                      .trailers = exchange.trailers()};
  Reply reply{.fields = {{"Content-Type", "application/json"}}, .content = EchoText(echoed)};
  reply.fields.push_back({"Content-Length", std::to_string(reply.content.size())});
  (void)co_await exchange.Send(std::move(reply));
}

}  // namespace wireproof::server
