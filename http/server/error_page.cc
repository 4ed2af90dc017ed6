#include "http/server/error_page.h"

#include <fmt/format.h>

#include <utility>

#include "http/wire/status.h"

namespace wireproof::server {
namespace {

// html.escape(text, quote=False), of Latin-1 octets, in UTF-8.
std::string Escape(std::string_view octets) {
  std::string text;
  for (const char c : octets) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      text += "&amp;";
    } else if (c == '<') {
      text += "&lt;";
    } else if (c == '>') {
      text += "&gt;";
    } else if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xc0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return text;
}

bool MayHaveContent(int status) {
  return status >= 200 && status != 204 && status != 205 && status != 304;
}

// The page of http.server since Python 3.14 (SER-002); its text is what clients see of it.
std::string HttpServerPage(int status, std::string_view message, std::string_view explain) {
  std::string page;
  int depth = 0;
  const auto line = [&](std::string_view text) {
    page.append(static_cast<std::size_t>(depth) * 4, ' ').append(text) += '\n';
  };
  line("<!DOCTYPE HTML>");
  line("<html lang=\"en\">");
  depth = 1;
  line("<head>");
  depth = 2;
  line("<meta charset=\"utf-8\">");
  line("<style type=\"text/css\">");
  depth = 3;
  line(":root {");
  depth = 4;
  line("color-scheme: light dark;");
  depth = 3;
  line("}");
  depth = 2;
  line("</style>");
  line("<title>Error response</title>");
  depth = 1;
  line("</head>");
  line("<body>");
  depth = 2;
  line("<h1>Error response</h1>");
  line(fmt::format("<p>Error code: {}</p>", status));
  line(fmt::format("<p>Message: {}.</p>", Escape(message)));
  line(fmt::format("<p>Error code explanation: {} - {}.</p>", status, Escape(explain)));
  depth = 1;
  line("</body>");
  depth = 0;
  line("</html>");
  return page;
}

}  // namespace

ErrorPage MakeErrorPage(ErrorPageStyle style, int status, std::string_view message,
                        std::string_view explain) {
  const wire::StatusInfo* known = wire::FindStatus(status);
  const bool html = style == ErrorPageStyle::kHttpServer;
  const std::string_view unknown = html ? "???" : "";
  if (message.empty()) message = known != nullptr ? known->phrase : unknown;
  if (explain.empty()) explain = known != nullptr ? known->description : unknown;

  ErrorPage page{.reason = std::string(message), .fields = {}, .content = {}};
  if (html) page.fields.push_back({"Connection", "close"});
  if (!MayHaveContent(status)) return page;
  if (html) {
    page.content = HttpServerPage(status, message, explain);
  } else {
    page.content = fmt::format("{} {}\n", status, message);
    if (!explain.empty()) page.content += fmt::format("{}\n", explain);
  }
  page.fields.push_back({"Content-Type", html ? "text/html;charset=utf-8" : "text/plain"});
  page.fields.push_back({"Content-Length", std::to_string(page.content.size())});
  return page;
}

}  // namespace wireproof::server
