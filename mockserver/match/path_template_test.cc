#include "mockserver/match/path_template.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wireproof::mock {
namespace {

// The bindings as one text, or "no match".
std::string Bound(std::string_view text, std::string_view path) {
  const auto parsed = PathTemplate::Parse(text);
  if (!parsed) return parsed.error();
  const auto bindings = parsed->Bind(path);
  EXPECT_EQ(parsed->Matches(path), bindings.has_value()) << text << " " << path;
  if (!bindings) return "no match";
  std::string all;
  for (const auto& [name, value] : *bindings) all += name + "=" + value + ";";
  return all;
}

TEST(PathTemplate, BindsItsVariablesAsWireMockDoes) {
  const std::vector<std::array<std::string, 3>> rows = {
      {"/a/{x}", "/a/b", "x=b;"},
      {"/a/{x}", "/a/", "no match"},
      {"/a/{x}", "/a/b/", "no match"},
      {"/a/{x}", "/a/b/c", "no match"},
      {"/a/{x}", "/a", "no match"},
      {"/a/{x}/", "/a/b/", "x=b;"},
      {"/a/{x}/c/{y}", "/a/1/c/2", "x=1;y=2;"},
      {"/a/{x}/c/{y}", "/a/1/d/2", "no match"},
      {"/a/{x}", "/a/b%20c", "x=b%20c;"},
      {"/a", "/a", ""},
      {"/", "/", ""},
      {"/", "", "no match"},
      {"", "", ""},
      {"a/{x}", "/a/c", "no match"},
      {"a/{x}", "a/c", "x=c;"},
      {"/a.b/{x}", "/axb/c", "no match"},
      {"/a+b/{x}", "/a+b/c", "x=c;"},
      {"/a/*", "/a/b", "no match"},
      {"/a/{x}.json", "/a/b.json", "x=b;"},
      {"/a/{x}.json", "/a/.json", "no match"},
      {"/a/{x}-{y}", "/a/b-c-d", "x=b-c;y=d;"},
      {"/a/**", "/a/", "0=;"},
      {"/a/**", "/a", "no match"},
      {"/a/**", "/a/b/c/", "0=b/c/;"},
      {"/a/**/b", "/a/x/y/b", "0=x/y;"},
      {"/a/{x}/**", "/a/b/c/d", "x=b;0=c/d;"},
      {"/a/{x}**", "/a/b/c", "x=b;0=/c;"},
      {"/**", "/a\nb", "0=a\nb;"},
      {"/a/{x}.{y}", "/a/\xe4.\xff", "x=\xe4;y=\xff;"},
      {"/a/{x:[0-9]+}", "/a/c", "x:[0-9]+=c;"},
  };
  for (const auto& [text, path, result] : rows) {
    EXPECT_EQ(Bound(text, path), result) << text << " " << path;
  }
}

TEST(PathTemplate, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(Bound("/a/{x", ""), "the path template has a { that is not closed");
  EXPECT_EQ(Bound("/a/{x/}", ""), "the path template has a { that is not closed");
  EXPECT_EQ(Bound("/a/{}", ""), "the path template has a {} without a name");
  EXPECT_EQ(Bound("/a/{x}/{x}", ""), "the path template has {x} twice");
  std::string many;
  for (int i = 0; i < 101; ++i) many += "/{v" + std::to_string(i) + "}";
  EXPECT_EQ(Bound(many, ""), "the path template has more than 100 variables");
}

TEST(PathTemplate, TellsItsSegments) {
  const auto parsed = PathTemplate::Parse("/a/{x}/{y}.json/**");
  ASSERT_TRUE(parsed.has_value());
  const std::vector<PathTemplate::Segment> expected = {
      {}, {.literal = "a"}, {.variable = "x"}, {.mixed = true}, {.rest = true}};
  EXPECT_EQ(parsed->segments(), expected);
  EXPECT_EQ(parsed->text(), "/a/{x}/{y}.json/**");
  EXPECT_EQ(parsed->plain(), "/a/*/*.json/*");
}

}  // namespace
}  // namespace wireproof::mock
