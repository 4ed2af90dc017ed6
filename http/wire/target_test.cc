#include "http/wire/target.h"

#include <gtest/gtest.h>

#include <string>

namespace wireproof::wire {
namespace {

std::string IdOf(std::string_view method, std::string_view target) {
  const auto parsed = ParseTarget(method, target);
  return parsed ? "legal" : std::string(Describe(parsed.error().kind).id);
}

TEST(Target, HasFourForms) {
  EXPECT_EQ(*ParseTarget("GET", "/a//b;c=%41?d?/e"), Target(OriginForm{"/a//b;c=%41", "d?/e"}));
  EXPECT_EQ(*ParseTarget("GET", "/"), Target(OriginForm{"/", {}}));
  EXPECT_EQ(*ParseTarget("GET", "/?"), Target(OriginForm{"/", ""}));
  EXPECT_EQ(*ParseTarget("GET", "http://a.b:80/c?d"),
            Target(AbsoluteForm{"http", {"a.b", "80"}, "/c", "d"}));
  EXPECT_EQ(*ParseTarget("OPTIONS", "http://a?b"),
            Target(AbsoluteForm{"http", {"a", {}}, "", "b"}));
  EXPECT_EQ(*ParseTarget("CONNECT", "a:443"), Target(AuthorityForm{{"a", "443"}}));
  EXPECT_EQ(*ParseTarget("OPTIONS", "*"), Target(AsteriskForm{}));
}

TEST(Target, HasTheFormThatTheMethodMayUse) {
  EXPECT_EQ(IdOf("GET", "*"), "target-form-forbidden");
  EXPECT_EQ(IdOf("GET", "a:80"), "target-form-forbidden");
  EXPECT_EQ(IdOf("CONNECT", "/"), "target-form-forbidden");
  EXPECT_EQ(IdOf("CONNECT", "http://a/"), "target-form-forbidden");
}

TEST(Target, HoldsUriCharactersOnly) {
  for (const char* bad :
       {"", "a", "/\x80", "/ ", "/a#b", "/%4", "/%zz", "/<", "/\\", "/\"", "http://", "http:///a",
        "http://a:b/", "http://u@a/", "1http://a/", "://a", "http://a\\b/"}) {
    EXPECT_EQ(IdOf("GET", bad), "target-malformed") << bad;
  }
  for (const char* bad : {"a", "a:", ":1", "a b:1", "u@a:1"}) {
    EXPECT_EQ(IdOf("CONNECT", bad), "target-malformed") << bad;
  }
}

TEST(Authority, IsAHostWithAnOptionalPort) {
  EXPECT_EQ(*ParseAuthority("a"), (Authority{"a", {}}));
  EXPECT_EQ(*ParseAuthority(""), (Authority{"", {}}));
  EXPECT_EQ(*ParseAuthority("a:"), (Authority{"a", ""}));
  EXPECT_EQ(*ParseAuthority("127.0.0.1:65535"), (Authority{"127.0.0.1", "65535"}));
  EXPECT_EQ(*ParseAuthority("a%20!$&'()*+,;=~_:1"), (Authority{"a%20!$&'()*+,;=~_", "1"}));
  EXPECT_EQ(*ParseAuthority("[::1]:80"), (Authority{"[::1]", "80"}));
  for (const char* good : {"[::]", "[1:2:3:4:5:6:7:8]", "[1::8]", "[::ffff:1.2.3.4]",
                           "[1:2:3:4:5:6:1.2.3.4]", "[vF.a:b]", "[1:2:3:4:5:6:7::]"}) {
    EXPECT_TRUE(ParseAuthority(good)) << good;
  }
  for (const char* bad : {"a:b",
                          "a:65536",
                          "a:1:2",
                          "a b",
                          "a/b",
                          "a@b",
                          "a%4",
                          "a,b\x80",
                          "[",
                          "[]",
                          "[::1",
                          "[::1]x",
                          "[:1]",
                          "[1:2:3:4:5:6:7]",
                          "[1::2::3]",
                          "[12345::]",
                          "[g::]",
                          "[1:2:3:4:5:6:7:8:9]",
                          "[1:2:3:4:5:6:7::8]",
                          "[::1.2.3]",
                          "[::01.2.3.4]",
                          "[::256.1.1.1]",
                          "[v.a]",
                          "[vF.]",
                          "[vG.a]"}) {
    EXPECT_FALSE(ParseAuthority(bad)) << bad;
  }
}

}  // namespace
}  // namespace wireproof::wire
