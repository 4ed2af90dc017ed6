// Counting and order, against a naive list.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "mockserver/journal/journal.h"

namespace wireproof::mock {
namespace {

RequestPattern PatternOf(const std::string& text) {
  const auto json = ReadJson(text);
  EXPECT_TRUE(json) << text;
  auto pattern = RequestPattern::FromJson(*json, "");
  EXPECT_TRUE(pattern) << text << ": " << pattern.error().message;
  return *pattern;
}

struct Plain {
  std::string method, path, body;
};

std::string OctetsOf(const Plain& request, bool chunked) {
  std::string octets = request.method + " " + request.path + " HTTP/1.1\r\nHost: x\r\n";
  if (chunked) {
    octets += "Transfer-Encoding: chunked\r\n\r\n";
    for (const char c : request.body) octets += std::string("1\r\n") + c + "\r\n";
    return octets + "0\r\n\r\n";
  }
  return octets + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" +
         request.body;
}

TEST(JournalQuery, CountEqualsThatOfANaiveList) {
  Journal journal(JournalOptions{.bytes = std::size_t{256} << 10});
  std::vector<Plain> list;
  std::mt19937 random(3);
  for (int i = 0; i < 3000; ++i) {
    Plain request{.method = random() % 2 == 0 ? "GET" : "POST",
                  .path = "/p" + std::to_string(random() % 3),
                  .body = std::string(random() % 4, 'b')};
    journal.Append({.request_octets = OctetsOf(request, random() % 3 == 0)});
    list.push_back(std::move(request));
  }
  ASSERT_GT(journal.dropped(), 0u);
  list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(journal.dropped()));
  for (int p = 0; p < 3; ++p) {
    const std::string path = "/p" + std::to_string(p);
    std::uint64_t expected = 0;
    for (const Plain& one : list) {
      if (one.method == "POST" && one.path == path && one.body == "bb") ++expected;
    }
    const RequestPattern pattern =
        PatternOf(R"({"method":"POST","url":")" + path + R"(","bodyPatterns":[{"equalTo":"bb"}]})");
    EXPECT_EQ(journal.Count(pattern, MatchContext{}), expected) << path;
  }
  EXPECT_EQ(journal.Count(RequestPattern(), MatchContext{}), list.size());
}

TEST(JournalQuery, OrderNeedsALaterExchangeForEachPattern) {
  Journal journal{JournalOptions{}};
  for (const char* path : {"/a", "/b", "/a", "/c"}) {
    journal.Append({.request_octets = OctetsOf({"GET", path, ""}, false)});
  }
  const auto met = [&](const std::vector<const char*>& paths) {
    std::vector<RequestPattern> patterns;
    for (const char* path : paths) {
      patterns.push_back(PatternOf(R"({"urlPath":")" + std::string(path) + "\"}"));
    }
    return journal.MetInOrder(patterns, MatchContext{});
  };
  EXPECT_TRUE(met({}));
  EXPECT_TRUE(met({"/a", "/b", "/c"}));
  EXPECT_TRUE(met({"/a", "/a"}));
  EXPECT_TRUE(met({"/b", "/a"}));
  EXPECT_FALSE(met({"/a", "/a", "/a"}));
  EXPECT_FALSE(met({"/c", "/a"}));
  journal.Remove(3);
  EXPECT_FALSE(met({"/b", "/a"}));
}

}  // namespace
}  // namespace wireproof::mock
