// The pure parts of the file server: targets, media types, listings.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "http/server/listing.h"
#include "http/server/media_types.h"
#include "http/server/url_path.h"

namespace wireproof::server {
namespace {

TEST(UrlPath, NeverLeadsOutOfTheRoot) {
  const std::vector<std::pair<std::string, std::string>> kTable = {
      {"/", "/"},          {"/a", "a"},        {"/a/", "a/"},   {"/../../etc", "etc"},
      {"/a/../../b", "b"}, {"//a///b", "a/b"}, {"/./a/.", "a"}, {"a", "a"},
      {"../a", "a"},       {"*", "*"},         {"/a/..", ""},   {"/..%2f", "..%2f"},
  };
  for (const auto& [decoded, path] : kTable) EXPECT_EQ(RelativePath(decoded), path) << decoded;
}

TEST(UrlPath, DecodesOnceAndTakesLatin1ForCharacters) {
  EXPECT_EQ(Unquote("/a%20b%2Fc%2520%zz%4"), "/a b/c%20%zz%4");
  EXPECT_EQ(Unquote("%C3%A9\xe9"), "\xc3\xa9\xc3\xa9");
  EXPECT_EQ(Quote("a b/~\xc3\xa9?"), "a%20b/~%C3%A9%3F");
  EXPECT_EQ(PathOf("/a?b#c"), "/a");
  EXPECT_EQ(PathOf("/a#b?c"), "/a");
}

TEST(UrlPath, AddsTheSlashBeforeTheQuery) {
  EXPECT_EQ(WithSlash("/a"), "/a/");
  EXPECT_EQ(WithSlash("/a?b#c"), "/a/?b#c");
  EXPECT_EQ(WithSlash("?"), "/");
}

TEST(MediaTypes, AreThoseOfGuessType) {
  const std::vector<std::pair<std::string, std::string>> kTable = {
      {"a.html", "text/html"},
      {"a.HTML", "text/html"},
      {"a.tgz", "application/x-tar"},
      {"a.svgz", "image/svg+xml"},
      {"a.tbz2", "application/x-tar"},
      {"a.tar.gz", "application/gzip"},
      {"a.Z", "application/octet-stream"},
      {"a.html.br", "text/html"},
      {".html", "application/octet-stream"},
      {"..html", "application/octet-stream"},
      {"a.b/c", "application/octet-stream"},
      {"a.", "application/octet-stream"},
      {"a.js", "text/javascript"},
      {"x/a.css", "text/css"},
  };
  for (const auto& [path, type] : kTable) EXPECT_EQ(MediaTypeOf(path), type) << path;
}

TEST(Listing, IsThatOfListDirectory) {
  const std::vector<ListingEntry> entries = {
      {"b<.txt", false, false}, {"A", true, false}, {"link", true, true}};
  EXPECT_EQ(ListingPage("/x & y/", entries),
            "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<style type=\"text/css\">\n:root {\ncolor-scheme: light dark;\n}\n</style>\n"
            "<title>Directory listing for /x &amp; y/</title>\n</head>\n"
            "<body>\n<h1>Directory listing for /x &amp; y/</h1>\n<hr>\n<ul>\n"
            "<li><a href=\"A/\">A/</a></li>\n<li><a href=\"b%3C.txt\">b&lt;.txt</a></li>\n"
            "<li><a href=\"link/\">link@</a></li>\n</ul>\n<hr>\n</body>\n</html>\n");
}

}  // namespace
}  // namespace wireproof::server
