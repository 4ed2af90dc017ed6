#include "http/server/listing.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/server/url_path.h"
#include "http/wire/grammar.h"

namespace wireproof::server {
namespace {

std::string LowerAscii(std::string text) {
  std::ranges::transform(text, text.begin(), wire::ToLowerAscii);
  return text;
}

}  // namespace

std::string ListingPage(std::string_view title, std::vector<ListingEntry> entries) {
  std::ranges::stable_sort(entries, {}, [](const ListingEntry& e) { return LowerAscii(e.name); });
  const std::string heading = "Directory listing for " + EscapeHtml(title);
  std::string page = "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += "<style type=\"text/css\">\n:root {\ncolor-scheme: light dark;\n}\n</style>\n";
  page += fmt::format("<title>{}</title>\n</head>\n<body>\n<h1>{}</h1>\n", heading, heading);
  page += "<hr>\n<ul>\n";
  for (const ListingEntry& entry : entries) {
    const std::string link = entry.is_directory ? entry.name + "/" : entry.name;
    const std::string shown = entry.is_symlink ? entry.name + "@" : link;
    page += fmt::format("<li><a href=\"{}\">{}</a></li>\n", Quote(link), EscapeHtml(shown));
  }
  page += "</ul>\n<hr>\n</body>\n</html>\n";
  return page;
}

}  // namespace wireproof::server
