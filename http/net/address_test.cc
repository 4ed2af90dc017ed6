#include "http/net/address.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace wireproof::net {
namespace {

TEST(IpAddress, ReadsNumericFormsOnly) {
  for (const char* text : {"127.0.0.1", "::1", "[::1]", "fe80::1%eth0", "::ffff:10.0.0.1"}) {
    EXPECT_TRUE(ParseIpAddress(text)) << text;
  }
  for (const char* text :
       {"", "localhost", "1.2.3", "0x7f.1", "127.1", "2130706433", "1.2.3.4.5"}) {
    EXPECT_FALSE(ParseIpAddress(text)) << text;
  }
}

TEST(IpAddress, MappedAndPlainSpellingsAreTheSame) {
  EXPECT_EQ(ParseIpAddress("10.0.0.1"), ParseIpAddress("::ffff:10.0.0.1"));
}

TEST(IpRange, ContainsByItsBits) {
  const struct {
    const char* range;
    const char* address;
    bool inside;
  } kCases[] = {
      {"10.0.0.0/8", "10.255.1.2", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.0.0.0/9", "10.127.0.1", true},
      {"10.0.0.0/9", "10.128.0.1", false},
      {"1.2.3.4", "1.2.3.4", true},
      {"1.2.3.4", "1.2.3.5", false},
      {"0.0.0.0/0", "9.9.9.9", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"2001:db8::/32", "2001:db8:9::1", true},
  };
  for (const auto& [range, address, inside] : kCases) {
    EXPECT_EQ(ParseIpRange(range)->Contains(*ParseIpAddress(address)), inside)
        << range << " " << address;
  }
  for (const char* text :
       {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "a/8", "1.1.1.1/8x"}) {
    EXPECT_FALSE(ParseIpRange(text)) << text;
  }
}

TEST(IpAddress, KnowsWhatIsNotTheWorlds) {
  for (const char* text :
       {"127.0.0.1", "127.9.9.9", "10.1.1.1", "172.31.0.1", "192.168.0.1", "169.254.169.254",
        "0.0.0.0", "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "::7f00:1", "100.64.0.1", "255.255.255.255"}) {
    EXPECT_TRUE(IsInternal(*ParseIpAddress(text))) << text;
  }
  for (const char* text : {"8.8.8.8", "172.32.0.1", "193.0.0.1", "2001:4860:4860::8888"}) {
    EXPECT_FALSE(IsInternal(*ParseIpAddress(text))) << text;
  }
}

}  // namespace
}  // namespace wireproof::net
