#include "mockserver/stub/base_url.h"

#include <gtest/gtest.h>

namespace wireproof::mock {
namespace {

TEST(BaseUrl, IsReadInItsParts) {
  const auto url = ParseBaseUrl("HTTPS://[::1]:8443/base/");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->https);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/base");
  EXPECT_EQ(url->authority(), "[::1]:8443");
  EXPECT_EQ(ParseBaseUrl("http://a")->authority(), "a");
  for (const char* text : {"", "a", "ftp://a", "http://", "http://u@a", "http://a:x",
                           "http://a:", "http://a:99999", "http://a/?q", "http://a b"}) {
    EXPECT_FALSE(ParseBaseUrl(text)) << text;
  }
}

TEST(BaseUrl, IsSplitFromWhatIsAskedForThere) {
  struct Row {
    const char* url;
    const char* base;
    const char* target;
  };
  for (const Row& row :
       {Row{"http://a", "http://a", "/"}, Row{"HTTP://a:1/b?c", "HTTP://a:1", "/b?c"},
        Row{"https://[::1]?c", "https://[::1]", "/?c"}}) {
    const auto parts = SplitUrl(row.url);
    ASSERT_TRUE(parts) << row.url;
    EXPECT_EQ(parts->base, row.base);
    EXPECT_EQ(parts->target, row.target);
  }
  for (const char* text : {"", "a", "/a", "//a/b", "a:1/b", "http:/a", "http:///a", "ftp://a/b",
                           "http://a:x/b", "http://a b/", "http://u@a/b"}) {
    EXPECT_FALSE(SplitUrl(text)) << text;
  }
}

}  // namespace
}  // namespace wireproof::mock
