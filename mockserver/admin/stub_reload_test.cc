#include "mockserver/admin/stub_reload.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "mockserver/admin/admin_fixture.h"

namespace wireproof::mock {
namespace {

class StubReload : public testing::Test {
 protected:
  StubReload() : server_(Options()) {}

  void Write(const std::string& name, const std::string& text) {
    const auto folder = std::filesystem::path(root_.path()) / "mappings";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / name) << text;
  }
  void Erase(const std::string& name) {
    std::filesystem::remove(std::filesystem::path(root_.path()) / "mappings" / name);
  }
  std::string StatusOf(const std::string& target) {
    return server_.Serve("GET", target).substr(sizeof("HTTP/1.1"), 3);
  }
  MockOptions Options() {
    MockOptions options;
    options.root_dir = root_.path();
    return options;
  }

  TemporaryRoot root_;
  AdminServer server_;
};

TEST_F(StubReload, FollowsFilesThatComeChangeAndGo) {
  Write("a.json", R"({"request": {"url": "/a"}})");
  EXPECT_EQ(ReloadStubs(server_.engine).added, 1U);
  EXPECT_EQ(StatusOf("/a"), "200");
  Write("a.json", R"({"request": {"url": "/a"}, "response": {"status": 201}})");
  const ReloadResult changed = ReloadStubs(server_.engine);
  EXPECT_EQ(changed.added + changed.replaced, 1U);
  EXPECT_EQ(StatusOf("/a"), "201");
  Erase("a.json");
  EXPECT_EQ(ReloadStubs(server_.engine).removed, 1U);
  EXPECT_EQ(StatusOf("/a"), "404");
  EXPECT_TRUE(ReloadStubs(server_.engine).nothing());
}

TEST_F(StubReload, LeavesWhatDidNotChangeAndWhatTheApiMade) {
  Write("a.json", R"({"mappings": [{"request": {"url": "/a"}}, {"request": {"url": "/b"}}]})");
  server_.engine.LoadFiles();
  server_.Ask("POST", "/__admin/mappings", R"({"request": {"url": "/api"}})");
  const auto before = server_.engine.stubs().NewestFirst();
  Write("b.json", R"({"request": {"url": "/c"}})");
  EXPECT_EQ(ReloadStubs(server_.engine).added, 1U);
  for (const auto& stored : before) {
    EXPECT_EQ(server_.engine.stubs().Get(stored->stub->id), stored);
  }
}

TEST_F(StubReload, KeepsTheStubsOfAFileThatIsHalfWritten) {
  Write("a.json", R"({"request": {"url": "/a"}})");
  server_.engine.LoadFiles();
  Write("a.json", R"({"request": {"ur)");
  const ReloadResult result = ReloadStubs(server_.engine);
  ASSERT_EQ(result.problems.size(), 1U);
  EXPECT_EQ(result.removed, 0U);
  EXPECT_EQ(StatusOf("/a"), "200");
}

TEST_F(StubReload, KeepsNoStubsOfAFileWhoseNameEndsAsThatOfABadOneDoes) {
  Write("a.json", R"({"request": {"url": "/a"}})");
  Write("ba.json", R"({"request": {"url": "/ba"}})");
  server_.engine.LoadFiles();
  Write("ba.json", "{");
  Erase("a.json");
  EXPECT_EQ(ReloadStubs(server_.engine).removed, 1U);
  EXPECT_EQ(StatusOf("/a"), "404");
  EXPECT_EQ(StatusOf("/ba"), "200");
}

TEST_F(StubReload, KeepsAllStubsWhereTheFolderCannotBeListed) {
  Write("a.json", R"({"request": {"url": "/a"}})");
  server_.engine.LoadFiles();
  std::filesystem::path deep = "mappings";
  for (int i = 0; i < 40; ++i) deep /= "d";
  std::filesystem::create_directories(std::filesystem::path(root_.path()) / deep);
  EXPECT_EQ(ReloadStubs(server_.engine).problems.size(), 1U);
  EXPECT_EQ(StatusOf("/a"), "200");
}

TEST_F(StubReload, KeepsThePlaceOfAStubWithAnId) {
  constexpr char kId[] = R"("id": "00000000-0000-4000-8000-000000000001")";
  Write("a.json", std::string("{") + kId + R"(, "request": {"url": "/a"}})");
  server_.engine.LoadFiles();
  server_.Ask("POST", "/__admin/mappings",
              R"({"request": {"url": "/a"}, "response": {"status": 202}})");
  Write("a.json",
        std::string("{") + kId + R"(, "request": {"url": "/a"}, "response": {"status": 201}})");
  EXPECT_EQ(ReloadStubs(server_.engine).replaced, 1U);
  EXPECT_EQ(StatusOf("/a"), "202");
}

}  // namespace
}  // namespace wireproof::mock
