// An empty folder of its own, removed with all that is in it when the object ends.
#pragma once

#include <filesystem>

namespace wireproof::harness {

class TemporaryFolder {
 public:
  // In the system's folder for such (TMPDIR). Throws std::filesystem::filesystem_error.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace wireproof::harness
