#include "harness/subject/temporary_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace wireproof::harness {
namespace {

namespace fs = std::filesystem;

TEST(TemporaryFolder, IsEmptyPrivateAndItsOwn) {
  const TemporaryFolder one, other;
  EXPECT_NE(one.path(), other.path());
  EXPECT_TRUE(fs::is_empty(one.path()));
  struct stat status{};
  ASSERT_EQ(stat(one.path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST(TemporaryFolder, TakesAllThatIsInItAlong) {
  fs::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    fs::create_directories(path / "a" / "b");
    std::ofstream(path / "a" / "b" / "file") << "text";
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, DoesNotFollowLinksWhenItEnds) {
  const TemporaryFolder outside;
  std::ofstream(outside.path() / "kept") << "text";
  {
    const TemporaryFolder folder;
    fs::create_directory_symlink(outside.path(), folder.path() / "link");
  }
  EXPECT_TRUE(fs::exists(outside.path() / "kept"));
}

}  // namespace
}  // namespace wireproof::harness
