#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<JsonProblem> RemarksOn(const char* text) {
  std::vector<JsonProblem> remarks;
  StubReading reading;
  reading.remarks = &remarks;
  const auto stubs = ReadMappings(text, "", reading);
  EXPECT_TRUE(stubs) << text;
  return remarks;
}

TEST(Unmatchable, UrlsAreRemarkedOn) {
  struct Row {
    const char* request;
    const char* pointer;
    const char* why;
  };
  for (const Row& row : {
           Row{R"({"url":"/q?"})", "/request/url", "/a? is taken as /a"},
           Row{R"({"url":""})", "/request/url", "an empty URL"},
           Row{R"({"url":"a"})", "/request/url", "begins with \"/\""},
           Row{R"({"url":"a/b:c"})", "/request/url", "begins with \"/\""},
           Row{R"({"url":"http://h/a"})", "/request/url", "behind scheme and host"},
           Row{R"({"url":"/a b"})", "/request/url", "a blank"},
           Row{R"({"urlPath":"/p?x=1"})", "/request/urlPath", "a path has no \"?\""},
           Row{R"({"urlPath":"/p?"})", "/request/urlPath", "a path has no \"?\""},
           Row{R"({"urlPath":"p"})", "/request/urlPath", "begins with \"/\""},
           Row{R"({"urlPath":""})", "/request/urlPath", "an empty URL"},
           Row{R"({"urlPathTemplate":"/t/{id}?x={x}"})", "/request/urlPathTemplate", "no \"?\""},
           Row{R"({"urlPathTemplate":"t/{id}"})", "/request/urlPathTemplate", "begins with \"/\""},
           Row{R"({"urlPathTemplate":"{a}/b"})", "/request/urlPathTemplate", "begins with"},
           Row{R"({"urlPathTemplate":"a**/b"})", "/request/urlPathTemplate", "begins with"},
           Row{R"({"urlPathTemplate":"http://{h}/b"})", "/request/urlPathTemplate", "scheme and"},
           Row{R"({"urlPathTemplate":""})", "/request/urlPathTemplate", "an empty URL"},
       }) {
    const auto remarks = RemarksOn((R"({"request":)" + std::string(row.request) + "}").c_str());
    EXPECT_THAT(remarks, ElementsAre(testing::AllOf(
                             testing::Field(&JsonProblem::pointer, row.pointer),
                             testing::Field(&JsonProblem::message, HasSubstr(row.why)))))
        << row.request;
  }
}

TEST(Unmatchable, WhatSomeRequestMatchesIsNotRemarkedOn) {
  for (const char* request : {
           R"({})",
           R"({"url":"/"})",
           R"({"url":"/q??"})",
           R"({"url":"/q?a?"})",
           R"({"url":"/a#b"})",
           R"({"url":"/é"})",
           R"({"url":"?x=1"})",
           R"({"method":"OPTIONS","url":"*"})",
           R"({"method":"CONNECT","url":"h:443"})",
           R"({"url":"[::1]:443"})",
           R"({"url":"/http://h/a"})",
           R"({"urlPath":"/p"})",
           R"({"urlPath":"*"})",
           R"({"urlPathTemplate":"/x/{a?b c}"})",
           R"({"urlPathTemplate":"**"})",
           R"({"urlPathTemplate":"**/a"})",
           R"({"urlPathTemplate":"{any}"})",
           R"({"urlPathTemplate":"{host}:443"})",
           R"({"urlPathTemplate":"/**/{x}.{y}"})",
           // Expressions are not looked into.
           R"({"urlPattern":"a?"})",
           R"({"urlPattern":""})",
           R"({"urlPathPattern":"b ?c\\?d"})",
           R"({"urlPattern":".*"})",
           // The first form counts.
           R"({"url":"/a","urlPath":"b?"})",
       }) {
    EXPECT_THAT(RemarksOn((R"({"request":)" + std::string(request) + "}").c_str()), IsEmpty())
        << request;
  }
}

TEST(Unmatchable, IsRemarkedOnWhereItStandsInAFile) {
  const auto remarks = RemarksOn(R"({"mappings":[{}, {"request":{"url":"a"}}]})");
  ASSERT_EQ(remarks.size(), 1u);
  EXPECT_EQ(remarks.front().pointer, "/mappings/1/request/url");
}

}  // namespace
}  // namespace wireproof::mock
