// Files below one directory, and none besides: names with ".." or NUL, absolute names, and links
// that lead out of it are refused, by the kernel where it can (openat2), else every link is.
// Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wireproof::mock {

// An open file; closes itself.
class FileHandle {
 public:
  explicit FileHandle(int fd = -1) : fd_(fd) {}
  FileHandle(FileHandle&& other) noexcept : fd_(other.Release()) {}
  FileHandle& operator=(FileHandle&& other) noexcept;
  ~FileHandle();
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int Release();

 private:
  int fd_;
};

// What identifies the content of a file without reading it.
struct FileStamp {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;
};

struct FileNames {
  std::vector<std::string> names = {};
  // Links to folders that are not followed, and why: they lead out, or to themselves.
  std::vector<std::pair<std::string, std::string>> refused = {};
};

class RootedFiles {
 public:
  static constexpr std::ptrdiff_t kMaxDepth = 32;     // of folders
  static constexpr std::size_t kMaxFolders = 20'000;  // in one listing
  static constexpr std::size_t kMaxFiles = 100'000;   // in one listing
  static constexpr std::size_t kMaxNameBytes = 4096;  // PATH_MAX

  explicit RootedFiles(std::string directory) : directory_(std::move(directory)) {}

  // Names relative to the directory, sorted by octets. Links to folders within it are followed, and
  // each folder stands there once, by its own name if it is entered without links. Folders, and
  // links to them, whose names begin with a dot are not entered. Empty where there is no directory.
  // An error where a limit is met.
  std::expected<FileNames, std::string> List() const;

  // Errors are in words, without the name.
  std::expected<std::string, std::string> Read(std::string_view name, std::size_t max_bytes) const;
  std::expected<FileStamp, std::string> Stamp(std::string_view name) const;
  // Replaces the file at once, or leaves it as it was; makes folders.
  std::expected<void, std::string> Write(std::string_view name, std::string_view octets) const;
  std::expected<void, std::string> Remove(std::string_view name) const;

 private:
  std::expected<FileHandle, std::string> Open(std::string_view name, int flags) const;
  std::expected<FileHandle, std::string> OpenParent(std::string_view name, bool make) const;

  std::string directory_;
};

// The error says what is wrong with the name.
std::expected<void, std::string> CheckFileName(std::string_view name);

}  // namespace wireproof::mock
