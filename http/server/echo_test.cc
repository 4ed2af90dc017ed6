#include "http/server/echo.h"

#include <gtest/gtest.h>

namespace wireproof::server {
namespace {

TEST(EchoText, HasOneSpelling) {
  EXPECT_EQ(EchoText({"GET", "/a/b", "HTTP/1.1", {{"A", "1"}, {"a", "2"}}, "", {{"T", "v"}}}),
            R"({"method":"GET","target":"/a/b","version":"HTTP/1.1",)"
            R"("fields":[["A","1"],["a","2"]],"body":"","trailers":[["T","v"]]})");
}

TEST(EchoText, EscapesOctetsAsJsonDumpsDoes) {
  EXPECT_EQ(EchoText({"", std::string("\0\x1f \"\\/\b\f\n\r\t~\x7f\x80\xff", 15), ""}),
            "{\"method\":\"\",\"target\":"
            "\"\\u0000\\u001f \\\"\\\\/\\b\\f\\n\\r\\t~\\u007f\\u0080\\u00ff\","
            "\"version\":\"\",\"fields\":[],\"body\":\"\",\"trailers\":[]}");
}

}  // namespace
}  // namespace wireproof::server
