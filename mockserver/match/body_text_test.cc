#include "mockserver/match/body_text.h"

#include <gtest/gtest.h>

#include "mockserver/match/gzip.h"
#include "mockserver/match/raw_request.h"

namespace wireproof::mock {
namespace {

TEST(BodyTextTest, IsUtf8WhateverLatin1WasSent) {
  const struct {
    const char* type;
    const char* body;
    const char* text;
  } rows[] = {
      {"text/plain; charset=ISO-8859-1", "h\xe9", "h\xc3\xa9"},
      {"text/plain;x=1; Charset=\"iso-8859-1\"", "\xff", "\xc3\xbf"},
      {"text/plain; charset=iso-8859-1", "abc", "abc"},
      {"text/plain; charset=utf-8", "h\xc3\xa9", "h\xc3\xa9"},
      {"text/plain", "h\xe9", "h\xe9"},
      {"text/plain; charset", "h\xe9", "h\xe9"},
  };
  for (const auto& row : rows) {
    const RawRequest raw(Raw("POST /", std::string("Content-Type: ") + row.type, row.body));
    const Request request(raw.parts());
    std::string room;
    EXPECT_EQ(BodyText(request, room), row.text) << row.type;
  }
}

TEST(GzipTest, TellsWhetherItIsNamed) {
  for (const char* yes : {"gzip", "x-gzip", "deflate, GZIP", "gzip;q=0.5", "br , gzip ; q=1"}) {
    EXPECT_TRUE(NamesGzip(yes)) << yes;
  }
  for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000", "gzipped", "*", ",;,"}) {
    EXPECT_FALSE(NamesGzip(no)) << no;
  }
}

TEST(GzipTest, ComesBackAsItWas) {
  const std::string large(1'000'000, 'a');
  for (const std::string& content : {std::string(), std::string("hello"), large}) {
    EXPECT_EQ(Gunzip(Gzip(content), large.size()), content);
  }
  EXPECT_EQ(Gunzip(Gzip("ab") + Gzip("c"), 10), "abc");
  EXPECT_LT(Gzip(large).size(), 2000u);
}

TEST(GzipTest, RefusesWhatIsNoneAndWhatIsTooLarge) {
  EXPECT_EQ(Gunzip(Gzip(std::string(100, 'a')), 99), std::unexpected(GunzipFailure::kTooLarge));
  const std::string whole = Gzip("hello");
  for (const std::string& bad :
       {std::string(), std::string("hello"), whole.substr(0, whole.size() - 1), whole + "x"}) {
    EXPECT_EQ(Gunzip(bad, 100), std::unexpected(GunzipFailure::kNotGzip)) << bad.size();
  }
}

}  // namespace
}  // namespace wireproof::mock
