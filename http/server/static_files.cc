#include "http/server/static_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "http/server/exchange.h"
#include "http/server/listing.h"
#include "http/server/media_types.h"
#include "http/server/url_path.h"
#include "http/wire/date.h"
#include "http/wire/target.h"

namespace wireproof::server {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 2> kMethods = {"GET", "HEAD"};
constexpr std::array<std::string_view, 2> kIndexPages = {"index.html", "index.htm"};
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
constexpr int kNotFound = 404;

// A regular file that is open for reading.
class OpenFile {
 public:
  // O_NONBLOCK: a FIFO must not keep the loop waiting; it is no regular file and refused below.
  explicit OpenFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    is_open_ = descriptor_ >= 0 && ::fstat(descriptor_, &status_) == 0 && S_ISREG(status_.st_mode);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  explicit operator bool() const { return is_open_; }
  std::uint64_t size() const { return static_cast<std::uint64_t>(status_.st_size); }
  std::int64_t modified() const { return status_.st_mtime; }

  // "" at the end.
  std::string Read(std::size_t max) {
    std::string octets(max, '\0');
    const ssize_t count = ::read(descriptor_, octets.data(), octets.size());
    octets.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return octets;
  }

 private:
  int descriptor_;
  bool is_open_ = false;
  struct stat status_ = {};
};

// The target as this handler takes it: of an absolute-form only path and query count (RFC 9112
// section 3.2.2), which http.server does not know.
std::string TargetOf(const Exchange& exchange) {
  const wire::RequestHead& request = exchange.request();
  if (!exchange.profile().supervised) return request.target;
  const auto target = wire::ParseTarget(request.method, request.target);
  if (!target) return request.target;
  const auto* absolute = std::get_if<wire::AbsoluteForm>(&*target);
  if (absolute == nullptr) return request.target;
  std::string path = absolute->path.empty() ? "/" : absolute->path;
  if (absolute->query) path += "?" + *absolute->query;
  return path;
}

// RFC 9110 section 13.1.3, in whole seconds.
bool IsUnmodified(const wire::Fields& fields, std::int64_t modified) {
  const auto since = wire::FindFirst(fields, "If-Modified-Since");
  if (!since || wire::FindFirst(fields, "If-None-Match")) return false;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto date =
      wire::ParseHttpDate(*since, std::chrono::duration_cast<std::chrono::seconds>(now).count());
  return date && modified <= *date;
}

bool IsDirectory(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool EndsWithSlash(std::string_view target) {
  const std::string_view path = PathOf(target);
  return path.ends_with('/') || path.ends_with("%2f") || path.ends_with("%2F");
}

std::optional<std::string> IndexOf(const std::string& folder) {
  for (const std::string_view page : kIndexPages) {
    std::string path = (fs::path(folder) / page).string();
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) return path;
  }
  return std::nullopt;
}

}  // namespace

StaticFiles::StaticFiles(std::string root) : root_(std::move(root)) {
  while (root_.size() > 1 && root_.ends_with('/')) root_.pop_back();
  std::error_code ignored;
  real_root_ = fs::weakly_canonical(root_, ignored).string();
}

std::span<const std::string_view> StaticFiles::methods() const {
  return kMethods;
}

net::Task<void> StaticFiles::Handle(Exchange& exchange) {
  const std::string target = TargetOf(exchange);
  const std::string decoded = Unquote(PathOf(target));
  const bool strict = exchange.profile().supervised;
  if (decoded.find('\0') != std::string::npos) {
    // open() of Python raises ValueError, and nobody answers (SIM-007).
    if (!strict) throw std::runtime_error("embedded null byte");
    (void)co_await exchange.SendError(kNotFound);
    co_return;
  }
  std::string path = root_ + "/" + RelativePath(decoded);
  if (IsDirectory(path)) {
    if (!EndsWithSlash(target)) {
      Reply moved{.status = 301, .fields = {{"Location", WithSlash(target)}}};
      moved.fields.push_back({"Content-Length", "0"});
      (void)co_await exchange.Send(std::move(moved));
      co_return;
    }
    auto index = IndexOf(path);
    if (!index && !strict) {
      co_await SendListing(exchange, std::move(path));
      co_return;
    }
    path = std::move(index).value_or("");
  }
  co_await SendFile(exchange, std::move(path));
}

net::Task<void> StaticFiles::SendFile(Exchange& exchange, std::string path) const {
  const bool strict = exchange.profile().supervised;
  const bool allowed = !path.empty() && !path.ends_with('/') && (!strict || IsInside(path));
  OpenFile file(allowed ? path : std::string());
  if (!file) {
    (void)co_await exchange.SendError(kNotFound, strict ? "" : "File not found");
    co_return;
  }
  const wire::Field modified = {"Last-Modified", wire::FormatHttpDate(file.modified())};
  if (IsUnmodified(exchange.request().fields, file.modified())) {
    Reply unchanged{.status = 304};
    // http.server sends no validator along (SIM-020).
    if (strict) unchanged.fields.push_back(modified);
    (void)co_await exchange.Send(std::move(unchanged));
    co_return;
  }
  wire::Fields fields;
  fields.push_back({strict ? "Content-Type" : "Content-type", std::string(MediaTypeOf(path))});
  fields.push_back({"Content-Length", std::to_string(file.size())});
  fields.push_back(modified);
  auto sent = co_await exchange.Begin(200, "", std::move(fields));
  std::uint64_t left = exchange.request().method == "HEAD" ? 0 : file.size();
  while (sent && left > 0) {
    const std::string piece = file.Read(left < kPieceBytes ? left : kPieceBytes);
    if (piece.empty()) co_return;  // it has shrunk: the connection ends, so the client knows
    left -= piece.size();
    sent = co_await exchange.Write(piece);
  }
  if (sent) (void)co_await exchange.End();
}

net::Task<void> StaticFiles::SendListing(Exchange& exchange, std::string path) const {
  std::vector<ListingEntry> entries;
  std::error_code failed;
  for (fs::directory_iterator at(path, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code ignored;
    entries.push_back({.name = at->path().filename().string(),
                       .is_directory = at->is_directory(ignored),
                       .is_symlink = at->is_symlink(ignored)});
  }
  if (failed) {
    (void)co_await exchange.SendError(kNotFound, "No permission to list directory");
    co_return;
  }
  const std::string title = Unquote(PathOf(exchange.request().target));
  Reply reply{.content = ListingPage(title, std::move(entries))};
  reply.fields = {{"Content-type", "text/html; charset=utf-8"},
                  {"Content-Length", std::to_string(reply.content.size())}};
  (void)co_await exchange.Send(std::move(reply));
}

bool StaticFiles::IsInside(const std::string& path) const {
  std::error_code failed;
  const std::string real = fs::canonical(path, failed).string();
  if (failed) return false;
  return real.starts_with(real_root_ == "/" ? real_root_ : real_root_ + "/");
}

}  // namespace wireproof::server
