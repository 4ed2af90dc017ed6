#include "mockserver/stub/rooted_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <utility>

namespace wireproof::mock {
namespace {

constexpr mode_t kFileMode = 0644;
constexpr mode_t kFolderMode = 0755;
// What writing leaves behind if the process dies in it.
constexpr std::string_view kUnfinished = ".wireproof-unfinished-";

std::unexpected<std::string> SystemError(int error) {
  if (error == EXDEV) return std::unexpected(std::string("a link leads out of it"));
  return std::unexpected(std::string(std::strerror(error)));
}

// Without openat2: each step by itself, and no links at all.
FileHandle OpenWithoutLinks(int directory, std::string_view name, int flags) {
  FileHandle folder(dup(directory));
  while (folder.is_open()) {
    const auto slash = name.find('/');
    const std::string step(name.substr(0, slash));
    const bool last = slash == std::string_view::npos;
    const int wanted = last ? flags : O_PATH | O_DIRECTORY | O_CLOEXEC;
    FileHandle next(openat(folder.get(), step.c_str(), wanted | O_NOFOLLOW));
    if (last) return next;
    folder = std::move(next);
    name.remove_prefix(slash + 1);
  }
  return folder;
}

FileHandle OpenBeneath(int directory, std::string_view name, int flags) {
  open_how how{};
  how.flags = static_cast<decltype(how.flags)>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const std::string path(name);
  // EAGAIN: something was renamed meanwhile, and the kernel cannot tell.
  for (int tries = 0; tries < 10; ++tries) {
    const long fd = syscall(SYS_openat2, directory, path.c_str(), &how, sizeof how);
    if (fd >= 0) return FileHandle(static_cast<int>(fd));
    if (errno == ENOSYS || errno == EPERM) return OpenWithoutLinks(directory, name, flags);
    if (errno != EAGAIN) break;
  }
  return FileHandle();
}

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

enum class EntryKind { kFile, kFolder, kOther };

EntryKind KindOf(int folder, const dirent& entry) {
  if (entry.d_type == DT_DIR) return EntryKind::kFolder;
  if (entry.d_type == DT_REG || entry.d_type == DT_LNK) return EntryKind::kFile;
  if (entry.d_type != DT_UNKNOWN) return EntryKind::kOther;
  struct stat found{};
  if (fstatat(folder, entry.d_name, &found, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::kOther;
  if (S_ISDIR(found.st_mode)) return EntryKind::kFolder;
  return S_ISREG(found.st_mode) || S_ISLNK(found.st_mode) ? EntryKind::kFile : EntryKind::kOther;
}

// One walk through a directory and what is in it. Links to folders are followed at the end, and
// each folder is entered once: one that links lead to has the name that it has without them.
class Listing {
 public:
  explicit Listing(int root) : root_(root) {}

  std::expected<void, std::string> Walk(FileHandle first) {
    auto listed = Enter(std::move(first), "");
    while (listed && !links_.empty()) {
      const auto link = links_.extract(links_.begin());
      listed = EnterLink(link.value());
    }
    return listed;
  }

  FileNames Result() {
    std::ranges::sort(result_.names);
    std::ranges::sort(result_.refused);
    return std::move(result_);
  }

 private:
  std::expected<void, std::string> Enter(FileHandle handle, const std::string& prefix) {
    if (std::ranges::count(prefix, '/') > RootedFiles::kMaxDepth) {
      return std::unexpected(fmt::format("folders deeper than {}", RootedFiles::kMaxDepth));
    }
    struct stat found{};
    if (fstat(handle.get(), &found) != 0) return SystemError(errno);
    if (!entered_.emplace(found.st_dev, found.st_ino).second) return {};
    if (entered_.size() > RootedFiles::kMaxFolders) {
      return std::unexpected(fmt::format("more than {} folders", RootedFiles::kMaxFolders));
    }
    const Folder folder(fdopendir(handle.get()));
    if (folder == nullptr) return SystemError(errno);
    const int fd = handle.Release();  // the stream has it now
    while (const dirent* entry = readdir(folder.get())) {
      if (auto taken = Take(fd, *entry, prefix); !taken) return taken;
    }
    return {};
  }

  std::expected<void, std::string> Take(int folder, const dirent& entry,
                                        const std::string& prefix) {
    const std::string_view name = entry.d_name;
    const EntryKind kind = KindOf(folder, entry);
    if (kind == EntryKind::kOther || name.starts_with(kUnfinished)) return {};
    const std::string path = prefix + entry.d_name;
    if (kind == EntryKind::kFolder) {
      if (name.starts_with('.')) return {};
      FileHandle inner(
          openat(folder, entry.d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      // Else it is gone, or not ours to read.
      return inner.is_open() ? Enter(std::move(inner), path + "/")
                             : std::expected<void, std::string>();
    }
    struct stat found{};
    const bool there = fstatat(folder, entry.d_name, &found, 0) == 0;
    if (!there && errno == ELOOP) {
      Refuse(path, "a link that leads back to itself");
      return {};
    }
    if (there && S_ISDIR(found.st_mode)) {
      if (!name.starts_with('.')) links_.insert(path);
      return {};
    }
    if (result_.names.size() == RootedFiles::kMaxFiles) {
      return std::unexpected(fmt::format("more than {} files", RootedFiles::kMaxFiles));
    }
    result_.names.push_back(path);
    return {};
  }

  std::expected<void, std::string> EnterLink(const std::string& path) {
    FileHandle inner = OpenBeneath(root_, path, O_RDONLY | O_DIRECTORY);
    if (inner.is_open()) return Enter(std::move(inner), path + "/");
    Refuse(path, SystemError(errno).error());
    return {};
  }

  void Refuse(const std::string& path, std::string why) {
    result_.refused.emplace_back(path, std::move(why));
  }

  int root_;
  std::set<std::pair<dev_t, ino_t>> entered_ = {};
  std::set<std::string> links_ = {};  // to folders; not followed yet
  FileNames result_ = {};
};

std::expected<void, std::string> WriteAll(int fd, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t count = write(fd, octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError(errno);
    octets.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

std::string_view LastStep(std::string_view name) {
  return name.substr(name.rfind('/') + 1);
}

}  // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) close(fd_);
    fd_ = other.Release();
  }
  return *this;
}

FileHandle::~FileHandle() {
  if (fd_ >= 0) close(fd_);
}

int FileHandle::Release() {
  return std::exchange(fd_, -1);
}

std::expected<void, std::string> CheckFileName(std::string_view name) {
  if (name.empty()) return std::unexpected("an empty name");
  if (name.size() >= RootedFiles::kMaxNameBytes) return std::unexpected("a name that is too long");
  if (name.find('\0') != std::string_view::npos) return std::unexpected("a name with NUL in it");
  if (name.starts_with('/')) return std::unexpected("an absolute name");
  while (true) {
    const auto slash = name.find('/');
    const std::string_view step = name.substr(0, slash);
    if (step.empty() || step == ".") return std::unexpected("a name with an empty step in it");
    if (step == "..") return std::unexpected("a name with \"..\" in it");
    if (slash == std::string_view::npos) return {};
    name.remove_prefix(slash + 1);
  }
}

std::expected<FileNames, std::string> RootedFiles::List() const {
  FileHandle root(open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root.is_open()) {
    if (errno == ENOENT) return FileNames();
    return SystemError(errno);
  }
  FileHandle first(openat(root.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!first.is_open()) return SystemError(errno);
  Listing listing(root.get());
  const auto listed = listing.Walk(std::move(first));
  if (!listed) return std::unexpected(listed.error());
  return listing.Result();
}

std::expected<FileHandle, std::string> RootedFiles::Open(std::string_view name, int flags) const {
  if (const auto fine = CheckFileName(name); !fine) return std::unexpected(fine.error());
  const FileHandle root(open(directory_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.is_open()) return SystemError(errno);
  FileHandle file = OpenBeneath(root.get(), name, flags);
  if (!file.is_open()) return SystemError(errno);
  return file;
}

// The folder that `name` is in.
std::expected<FileHandle, std::string> RootedFiles::OpenParent(std::string_view name,
                                                               bool make) const {
  if (const auto fine = CheckFileName(name); !fine) return std::unexpected(fine.error());
  if (make && mkdir(directory_.c_str(), kFolderMode) != 0 && errno != EEXIST) {
    return SystemError(errno);
  }
  FileHandle folder(open(directory_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  for (auto at = name.find('/'); at != std::string_view::npos; at = name.find('/', at + 1)) {
    if (!folder.is_open()) break;
    const std::string_view path = name.substr(0, at);
    if (make) mkdirat(folder.get(), std::string(LastStep(path)).c_str(), kFolderMode);
    // From the root again: a step may be a link, which must not lead out.
    const FileHandle root(open(directory_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    folder = OpenBeneath(root.get(), path, O_PATH | O_DIRECTORY);
  }
  if (!folder.is_open()) return SystemError(errno);
  return folder;
}

std::expected<std::string, std::string> RootedFiles::Read(std::string_view name,
                                                          std::size_t max_bytes) const {
  // Not blocking: a pipe in the folder must not stop the server.
  const auto file = Open(name, O_RDONLY | O_NONBLOCK);
  if (!file) return std::unexpected(file.error());
  struct stat found{};
  if (fstat(file->get(), &found) != 0) return SystemError(errno);
  if (!S_ISREG(found.st_mode)) return std::unexpected("not a file");
  std::string octets;
  const auto announced = static_cast<std::size_t>(found.st_size);
  while (octets.size() <= max_bytes && announced <= max_bytes) {
    constexpr std::size_t kPiece = std::size_t{64} << 10;
    const std::size_t before = octets.size();
    octets.resize(before + (announced > before ? announced - before + 1 : kPiece));
    const ssize_t count = read(file->get(), octets.data() + before, octets.size() - before);
    octets.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno != EINTR) return SystemError(errno);
    if (count == 0) return octets;
  }
  return std::unexpected(fmt::format("larger than {} octets", max_bytes));
}

std::expected<FileStamp, std::string> RootedFiles::Stamp(std::string_view name) const {
  const auto file = Open(name, O_PATH);
  if (!file) return std::unexpected(file.error());
  struct stat found{};
  if (fstat(file->get(), &found) != 0) return SystemError(errno);
  const auto nanoseconds = [](const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  };
  return FileStamp{.inode = found.st_ino,
                   .size = static_cast<std::uint64_t>(found.st_size),
                   .modified_ns = nanoseconds(found.st_mtim),
                   .changed_ns = nanoseconds(found.st_ctim)};
}

std::expected<void, std::string> RootedFiles::Write(std::string_view name,
                                                    std::string_view octets) const {
  const auto folder = OpenParent(name, true);
  if (!folder) return std::unexpected(folder.error());
  const std::string last(LastStep(name));
  std::string unfinished;
  FileHandle file;
  for (int i = 0; !file.is_open() && i < 1000; ++i) {
    unfinished = fmt::format("{}{}-{}", kUnfinished, getpid(), i);
    file = FileHandle(openat(folder->get(), unfinished.c_str(),
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
    if (!file.is_open() && errno != EEXIST) return SystemError(errno);
  }
  if (!file.is_open()) return SystemError(EEXIST);
  auto written = WriteAll(file.get(), octets);
  if (written && renameat(folder->get(), unfinished.c_str(), folder->get(), last.c_str()) != 0) {
    written = SystemError(errno);
  }
  if (!written) unlinkat(folder->get(), unfinished.c_str(), 0);
  return written;
}

std::expected<void, std::string> RootedFiles::Remove(std::string_view name) const {
  const auto folder = OpenParent(name, false);
  if (!folder) return std::unexpected(folder.error());
  if (unlinkat(folder->get(), std::string(LastStep(name)).c_str(), 0) == 0) return {};
  return SystemError(errno);
}

}  // namespace wireproof::mock
