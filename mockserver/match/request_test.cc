#include "mockserver/match/request.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace wireproof::mock {
namespace {

// "a=1,2;b=;"
std::string Text(const Parameters& parameters) {
  std::string all;
  for (const Parameter& parameter : parameters) {
    all += parameter.name + "=";
    for (std::size_t i = 0; i < parameter.values.size(); ++i) {
      all += (i > 0 ? "," : "") + parameter.values[i];
    }
    all += ";";
  }
  return all;
}

struct TargetRow {
  std::string target;
  std::string host_field;
  std::string url;
  std::string path;
  std::string host;
  int port;
  std::string absolute;
};

TEST(Request, TakesItsTargetApart) {
  const std::vector<TargetRow> rows = {
      {"/a?b=1", "h:81", "/a?b=1", "/a", "h", 81, "http://h:81/a?b=1"},
      {"/a", "h", "/a", "/a", "h", 80, "http://h/a"},
      {"/a?", "h:80", "/a", "/a", "h", 80, "http://h/a"},
      {"http://x:99/a?b", "h", "/a?b", "/a", "x", 99, "http://x:99/a?b"},
      {"http://x", "h", "/", "/", "x", 80, "http://x/"},
      {"http://x?q", "h", "?q", "", "x", 80, "http://x/?q"},
      {"/a", "[::1]:81", "/a", "/a", "::1", 81, "http://[::1]:81/a"},
      {"/a", "[::1]", "/a", "/a", "::1", 80, "http://[::1]/a"},
      {"/a?x=http://y/z", "h", "/a?x=http://y/z", "/a", "h", 80, "http://h/a?x=http://y/z"},
      {"*", "h", "*", "*", "h", 80, "http://h/*"},
      {"/a", "h:99999", "/a", "/a", "h", 80, "http://h/a"},
  };
  for (const TargetRow& row : rows) {
    SCOPED_TRACE(row.target + " " + row.host_field);
    const std::vector<FieldView> fields = {{"hOST", row.host_field}};
    const Request request({.method = "GET", .target = row.target, .fields = fields});
    EXPECT_EQ(request.url(), row.url);
    EXPECT_EQ(request.path(), row.path);
    EXPECT_EQ(request.host(), row.host);
    EXPECT_EQ(request.port(), row.port);
    EXPECT_EQ(request.absolute_url(), row.absolute);
  }
  const Request tls({.target = "/", .origin = {.tls = true}});
  EXPECT_EQ(tls.port(), 443);
  EXPECT_EQ(tls.scheme(), "https");
  EXPECT_EQ(tls.host(), "");
}

TEST(Request, DecodesTheQuery) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"/a", ""},
      {"/a?", ""},
      {"/a?x=1&x=2&y=3", "x=1,2;y=3;"},
      {"/a?y=1&x=2&y=3", "y=1,3;x=2;"},
      {"/a?x", "x=;"},
      {"/a?x=", "x=;"},
      {"/a?x=a+b%20c", "x=a b c;"},
      {"/a?%78=%C3%A4", "x=\xc3\xa4;"},
      {"/a?x=%zz%4", "x=%zz%4;"},
      {"/a?x=1;y=2", "x=1;y=2;"},
      {"/a?=1", "=1;"},
      {"/a?X=1&x=2", "X=1;x=2;"},
      {"/a?a+b=1", "a b=1;"},
      {"/a?x=1=2", "x=1=2;"},
      {"/a?&&x=1&", "x=1;"},
      {"/a?x[]=1", "x[]=1;"},
  };
  for (const auto& [target, parameters] : rows) {
    const Request request({.target = target});
    EXPECT_EQ(Text(request.query_parameters()), parameters) << target;
  }
  std::string many = "/?";
  for (std::size_t i = 0; i < kMaxParameters + 10; ++i) many += "a&";
  EXPECT_EQ(Request({.target = many}).query_parameters()[0].values.size(), kMaxParameters);
}

TEST(Request, ReadsCookies) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"c=1; d=2", "c=1;d=2;"},
      {"c=\"a b\"", "c=a b;"},
      {"c=%20", "c=%20;"},
      {"c=1;c=2", "c=1,2;"},
      {"c=", "c=;"},
      {"c", ""},
      {"c=1=2", "c=1=2;"},
      {"c=1, d=2", "c=1, d=2;"},
      {" d = 2 ", "d=2;"},
      {"c=\"a;b\"; d=1", "c=a;b;d=1;"},
  };
  for (const auto& [value, cookies] : rows) {
    const std::vector<FieldView> fields = {{"Cookie", value}};
    EXPECT_EQ(Text(Request({.fields = fields}).cookies()), cookies) << value;
  }
  const std::vector<FieldView> two = {{"Cookie", "a=1"}, {"cookie", "b=2"}};
  EXPECT_EQ(Text(Request({.fields = two}).cookies()), "a=1;b=2;");
}

TEST(Request, ReadsFormsOfTheirMediaTypeOnly) {
  const std::vector<FieldView> form = {
      {"Content-Type", "Application/X-WWW-form-urlencoded; charset=utf-8"}};
  const std::vector<FieldView> text = {{"Content-Type", "text/plain"}};
  EXPECT_EQ(Text(Request({.fields = form, .body = "a=1+2&b"}).form_parameters()), "a=1 2;b=;");
  EXPECT_EQ(Text(Request({.fields = text, .body = "a=1"}).form_parameters()), "");
  EXPECT_EQ(Text(Request({.body = "a=1"}).form_parameters()), "");
}

TEST(Request, FindsFieldsWithoutCase) {
  const std::vector<FieldView> fields = {{"A", "1"}, {"b", "2"}, {"a", "3"}};
  const Request request({.fields = fields});
  EXPECT_EQ(request.Field("a"), "1");
  EXPECT_EQ(request.Field("B"), "2");
  EXPECT_EQ(request.Field("c"), std::nullopt);
  EXPECT_EQ(request.FieldValues("A"), (std::vector<std::string_view>{"1", "3"}));
}

TEST(Request, ReadsItsBodyAsJsonAndParts) {
  EXPECT_EQ(Request({.body = "{\"a\":1}"}).json()->at("a"), 1);
  EXPECT_EQ(Request({.body = "nope"}).json(), nullptr);
  EXPECT_EQ(Request({}).json(), nullptr);
  const std::vector<FieldView> fields = {{"Content-Type", "multipart/mixed; boundary=b"}};
  const Request request({.fields = fields, .body = "--b\r\n\r\nx\r\n--b--"});
  ASSERT_EQ(request.body_parts().size(), 1u);
  EXPECT_EQ(request.body_parts()[0].body, "x");
}

TEST(Decoding, OfPathsKeepsThePlus) {
  EXPECT_EQ(DecodePathSegment("a+b%2Fc"), "a+b/c");
  EXPECT_EQ(DecodeFormComponent("a+b%2Fc"), "a b/c");
  EXPECT_EQ(DecodeFormComponent("%"), "%");
}

}  // namespace
}  // namespace wireproof::mock
