#include "http/server/static_files.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "http/server/session_fixture.h"

namespace wireproof::server {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() {
    std::string name = (fs::temp_directory_path() / "static_files_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    root_ = folder_ / "root";
    fs::create_directories(root_ / "indexed");
    fs::create_directories(root_ / "bare");
    std::ofstream(root_ / "a b.txt") << "hello";
    std::ofstream(root_ / "indexed" / "index.htm") << "<p>";
    std::ofstream(folder_ / "secret") << "outside";
    fs::create_symlink(folder_ / "secret", root_ / "leak");
    std::ofstream(root_ / "big") << std::string(300000, 'x');
  }
  ~StaticFilesTest() override { fs::remove_all(folder_); }

  std::string Get(const Profile& profile, const std::string& request) const {
    return AnswerTo(TestSite(profile, std::make_shared<StaticFiles>(root_.string() + "/")), request,
                    {});
  }
  std::string Strict(const std::string& target, const std::string& more = "",
                     const std::string& method = "GET") const {
    return Get(Profile::Strict(), method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + more +
                                      "Connection: close\r\n\r\n");
  }
  std::string CPython(const std::string& target, const std::string& more = "") const {
    return Get(Profile::CPython(),
               "GET " + target + " HTTP/1.1\r\n" + more + "Connection: close\r\n\r\n");
  }

  fs::path folder_;
  fs::path root_;
};

TEST_F(StaticFilesTest, ServesAFileWithTypeLengthAndDate) {
  const std::string answer = Strict("/a%20b.txt?x");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_NE(answer.find("Content-Type: text/plain\r\nContent-Length: 5\r\nLast-Modified: "),
            answer.npos)
      << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\nhello")) << answer;
}

TEST_F(StaticFilesTest, HeadHasNoContent) {
  const std::string answer = Strict("/a%20b.txt", "", "HEAD");
  EXPECT_NE(answer.find("Content-Length: 5\r\n"), answer.npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(StaticFilesTest, ServesFilesLargerThanAPiece) {
  const std::string answer = Strict("/big");
  EXPECT_TRUE(answer.ends_with(std::string(300000, 'x')));
}

TEST_F(StaticFilesTest, TakesAbsoluteForm) {
  EXPECT_TRUE(Strict("http://a/a%20b.txt").ends_with("hello"));
}

TEST_F(StaticFilesTest, RefusesWhatIsNotThere) {
  for (const std::string target :
       {"/nothing", "/a%20b.txt/", "/../secret", "/%2e%2e/secret", "/%00", "/leak", "/bare/"}) {
    EXPECT_TRUE(Strict(target).starts_with("HTTP/1.1 404 Not Found\r\n")) << target;
  }
}

TEST_F(StaticFilesTest, RedirectsToTheFolderAndServesItsIndex) {
  const std::string moved = Strict("/indexed?q");
  EXPECT_TRUE(moved.starts_with("HTTP/1.1 301 Moved Permanently\r\n")) << moved;
  EXPECT_NE(moved.find("Location: /indexed/?q\r\nContent-Length: 0\r\n"), moved.npos) << moved;
  EXPECT_TRUE(Strict("/indexed/").ends_with("\r\n\r\n<p>"));
}

TEST_F(StaticFilesTest, NotModifiedSinceIts) {
  const std::string answer = Strict("/a%20b.txt");
  const std::size_t at = answer.find("Last-Modified: ") + 15;
  const std::string date = answer.substr(at, 29);
  const std::string later = Strict("/a%20b.txt", "If-Modified-Since: " + date + "\r\n");
  EXPECT_TRUE(later.starts_with("HTTP/1.1 304 Not Modified\r\n")) << later;
  EXPECT_TRUE(later.ends_with("\r\n\r\n")) << later;
  const std::string none =
      Strict("/a%20b.txt", "If-Modified-Since: " + date + "\r\nIf-None-Match: \"x\"\r\n");
  EXPECT_TRUE(none.starts_with("HTTP/1.1 200 OK\r\n")) << none;
}

TEST_F(StaticFilesTest, CPythonListsFollowsLinksAndIsSilentForNul) {
  const std::string listing = CPython("/bare/");
  EXPECT_NE(listing.find("<h1>Directory listing for /bare/</h1>"), listing.npos) << listing;
  EXPECT_TRUE(CPython("/leak").ends_with("outside"));
  EXPECT_EQ(CPython("/%00"), "");
  EXPECT_NE(CPython("/nothing").find("<p>Message: File not found.</p>"), std::string::npos);
  EXPECT_NE(CPython("/a%20b.txt").find("\r\nContent-type: text/plain\r\n"), std::string::npos);
}

}  // namespace
}  // namespace wireproof::server
