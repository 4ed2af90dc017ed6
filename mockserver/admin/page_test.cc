#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "mockserver/admin/admin_fixture.h"
#include "mockserver/admin/router.h"
#include "mockserver/admin/unmatched_page.h"

namespace wireproof::mock {
namespace {

using Strings = std::vector<std::string>;

TEST(Wrapped, BreaksAtSpacesAndWithinLongWords) {
  EXPECT_EQ(Wrapped("", 5), Strings{""});
  EXPECT_EQ(Wrapped("12345", 5), Strings{"12345"});
  EXPECT_EQ(Wrapped("12 45 78", 5), (Strings{"12 45", "78"}));
  EXPECT_EQ(Wrapped("1234567890123", 5), (Strings{"12345", "67890", "123"}));
  EXPECT_EQ(Wrapped("a\nb\r\n\nc", 5), (Strings{"a", "b", "", "c"}));
  EXPECT_EQ(Wrapped("\na\n\n", 5), (Strings{"", "a"}));
}

TEST(Wrapped, KeepsCharactersWhole) {
  EXPECT_EQ(Wrapped("äöüßé", 2), (Strings{"äö", "üß", "é"}));
  EXPECT_EQ(Wrapped("\x80\x80\x80", 2), Strings{"\x80\x80\x80"});
}

TEST(Wrapped, CutsWhatNobodyReads) {
  const std::string large(10 * kMostCellBytes, 'x');
  EXPECT_EQ(Wrapped(large, kMostCellBytes).size(), 1U);
}

TEST(DifferenceTable, HasTwoColumnsAndNotesBehindTheFirstLine) {
  const std::string table =
      DifferenceTable({{"GET", "POST", "HTTP method does not match"},
                       {"one two three four five", "six", "Body does not match"},
                       {},
                       {"left", "", ""}},
                      40);
  EXPECT_EQ(table,
            "\n"
            "        Request was not matched\n"
            "        =======================\n"
            "\n"
            "----------------------------------------\n"
            "| Closest stub      | Request           |\n"
            "----------------------------------------\n"
            "                    |\n"
            "GET                 | POST         <<<<< HTTP method does not match\n"
            "one two three four  | six          <<<<< Body does not match\n"
            "five                |\n"
            "                    |\n"
            "left                |\n"
            "                    |\n"
            "----------------------------------------\n");
}

TEST(UnmatchedPage, IsAsWideAsAskedForWithinBounds) {
  AdminServer server;
  server.Ask("POST", "/__admin/mappings", R"({"request": {"url": "/a"}})");
  struct {
    const char* asked;
    std::size_t width;
  } const cases[] = {{"80", 80},
                     {"1", kLeastPageWidth},
                     {"99999999999999999999", kUsualPageWidth},
                     {"x", kUsualPageWidth},
                     {"5000", kMostPageWidth},
                     {"-4", kUsualPageWidth}};
  for (const auto& one : cases) {
    const std::string page =
        server.Serve("GET", "/b", "", {{{"X-WireMock-Console-Width", one.asked}}});
    const std::string rule = "\n" + std::string(one.width, '-') + "\n";
    EXPECT_NE(page.find(rule), std::string::npos) << one.asked << page;
  }
}

TEST(UnmatchedPage, SaysThatAStubIsUsedUp) {
  AdminServer server;
  server.Ask("POST", "/__admin/mappings",
             R"({"request": {"url": "/a"}, "wireproof": {"when": {"times": 1}}})");
  server.Ask("POST", "/__admin/mappings", R"({"wireproof": {"connect": {"tls_fault": "stall"}}})");
  EXPECT_TRUE(server.Serve("GET", "/a").starts_with("HTTP/1.1 200"));
  const std::string page = server.Serve("GET", "/a");
  EXPECT_NE(page.find("<<<<< The stub is used up"), std::string::npos) << page;
  EXPECT_NE(page.find("[1 before]"), std::string::npos) << page;
}

TEST(UnmatchedPage, CopesWithBodiesOfAnySize) {
  AdminServer server;
  server.Ask("POST", "/__admin/mappings",
             R"({"request": {"url": "/a", "bodyPatterns": [{"equalTo": "x"}]}})");
  const std::string page = server.Serve("POST", "/a", std::string(std::size_t{4} << 20, '\n'));
  EXPECT_LT(page.size(), std::size_t{16} << 20);
}

TEST(MatchPath, BindsVariablesAndTheRest) {
  using Variables = std::optional<Strings>;
  EXPECT_EQ(MatchPath("/mappings", "/mappings"), Variables(Strings{}));
  EXPECT_EQ(MatchPath("/mappings", "/mappings/"), std::nullopt);
  EXPECT_EQ(MatchPath("/mappings/{id}", "/mappings/a%20b"), Variables(Strings{"a b"}));
  EXPECT_EQ(MatchPath("/mappings/{id}", "/mappings/"), std::nullopt);
  EXPECT_EQ(MatchPath("/mappings/{id}", "/mappings/a/b"), std::nullopt);
  EXPECT_EQ(MatchPath("/s/{n}/state", "/s/x/state"), Variables(Strings{"x"}));
  EXPECT_EQ(MatchPath("/s/{n}/state", "/s/x/stat"), std::nullopt);
  EXPECT_EQ(MatchPath("/s/{n}/state", "/s/x"), std::nullopt);
  EXPECT_EQ(MatchPath("/files/**", "/files/a/b.txt"), Variables(Strings{"a/b.txt"}));
  EXPECT_EQ(MatchPath("/files/**", "/files/"), std::nullopt);
  EXPECT_EQ(MatchPath("/files/**", "/files"), std::nullopt);
  EXPECT_EQ(MatchPath("/", "/"), Variables(Strings{}));
  EXPECT_EQ(MatchPath("/", ""), std::nullopt);
}

TEST(FindRoute, PrefersLiteralPathsToVariables) {
  EXPECT_EQ(FindRoute("GET", "/__admin/mappings/unmatched")->route->path, "/mappings/unmatched");
  EXPECT_EQ(FindRoute("GET", "/__admin/requests/unmatched")->route->path, "/requests/unmatched");
  EXPECT_EQ(FindRoute("HEAD", "/__admin/requests/x")->route->path, "/requests/{id}");
  EXPECT_FALSE(FindRoute("PATCH", "/__admin/mappings"));
  EXPECT_FALSE(FindRoute("GET", "/__adminx/mappings"));
}

}  // namespace
}  // namespace wireproof::mock
