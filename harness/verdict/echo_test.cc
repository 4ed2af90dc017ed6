#include "harness/verdict/echo.h"

#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

TEST(Echo, ReadsAllMembers) {
  const auto echo = ParseEcho(R"({"method":"POST","target":"/echo","version":"HTTP/1.1",)"
                              R"("fields":[["Host","h"],["X","\u00ff"]],)"
                              R"("body":"\u0000a","trailers":[["T","1"]]})");
  ASSERT_TRUE(echo) << echo.error();
  EXPECT_EQ(echo->method, "POST");
  EXPECT_EQ(echo->target, "/echo");
  EXPECT_EQ(echo->version, "HTTP/1.1");
  EXPECT_EQ(echo->fields, (wire::Fields{{"Host", "h"}, {"X", "\xff"}}));
  EXPECT_EQ(echo->body, std::string("\0a", 2));
  EXPECT_EQ(echo->trailers, (wire::Fields{{"T", "1"}}));
}

TEST(Echo, LeavesMissingMembersUnsetAndIgnoresOthers) {
  const auto echo = ParseEcho(R"({"target":"/","x":[{}]})");
  ASSERT_TRUE(echo);
  EXPECT_EQ(echo->target, "/");
  EXPECT_FALSE(echo->method || echo->version || echo->body || echo->fields || echo->trailers);
}

TEST(Echo, SaysWhyABodyIsNone) {
  struct Row {
    std::string body;
    std::string_view part;
  };
  const Row rows[] = {
      {"", "not JSON"},
      {"<html>", "not JSON"},
      {R"({"method":"GET"} )"
       "x",
       "not JSON"},
      {std::string(100'000, '['), "not JSON"},
      {"[]", "not a JSON object"},
      {"null", "not a JSON object"},
      {R"({"method":1})", "method is not octets"},
      {R"({"target":"\u0100"})", "target is not octets"},
      {R"({"version":null})", "version is not octets"},
      {R"({"body":{}})", "body is not octets"},
      {R"({"fields":{"Host":"h"}})", "fields is not a list of fields"},
      {R"({"fields":[["Host"]]})", "fields is not a list of fields"},
      {R"({"fields":[["Host",1]]})", "fields is not a list of fields"},
      {R"({"trailers":["a"]})", "trailers is not a list of fields"},
  };
  for (const Row& row : rows) {
    const auto echo = ParseEcho(row.body);
    ASSERT_FALSE(echo) << row.body.substr(0, 50);
    EXPECT_NE(echo.error().find(row.part), std::string::npos) << echo.error();
  }
}

}  // namespace
}  // namespace wireproof::harness
