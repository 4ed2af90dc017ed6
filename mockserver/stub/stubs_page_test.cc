// Every example of docs/stubs.md is read as the page says.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

std::string Page() {
  std::ifstream file(WIREPROOF_STUBS_PAGE, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The texts of the code blocks of that kind.
std::vector<std::string> Blocks(const std::string& page, const std::string& kind) {
  std::vector<std::string> blocks;
  const std::string begin = "\n```" + kind + "\n";
  for (auto at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    blocks.push_back(page.substr(at, page.find("\n```\n", at) - at));
  }
  return blocks;
}

TEST(StubsPage, HasOnlyExamplesThatAreRead) {
  const auto blocks = Blocks(Page(), "json");
  EXPECT_GT(blocks.size(), 10u);
  for (const std::string& block : blocks) {
    const auto stubs = ReadMappings(block, "example.json");
    EXPECT_TRUE(stubs) << block << "\n" << stubs.error().pointer << ": " << stubs.error().message;
  }
}

TEST(StubsPage, NamesEveryMemberThatTheKeyCanHave) {
  const std::string page = Page();
  const auto refused = StubFromJson(Json{{"wireproof", {{"?", 1}}}});
  ASSERT_FALSE(refused);
  std::string names = refused.error().message;
  names.erase(0, names.find("one of ") + 7);
  std::size_t count = 0;
  while (!names.empty()) {
    const auto comma = std::min(names.find(", "), names.size());
    EXPECT_NE(page.find("`" + names.substr(0, comma) + "`"), std::string::npos) << names;
    names.erase(0, comma + 2);
    ++count;
  }
  EXPECT_GE(count, 9u);
}

}  // namespace
}  // namespace wireproof::mock
