#include "harness/subject/command.h"

#include <stdlib.h>
#include <unistd.h>

#include <array>

#include "harness/subject/temporary_folder.h"
#include "http/net/deadline.h"

namespace wireproof::harness {

namespace {

// No program takes longer to tell its version.
constexpr std::chrono::milliseconds kVersionDeadline{10000};
// What a --version prints at the most that is looked at.
constexpr std::size_t kMaxVersionBytes = 64u << 10;

// The program's path where PATH lacks the folders of system daemons; else the name as it is.
std::string LookUp(const std::string& program) {
  if (program.find('/') != std::string::npos) return program;
  const char* path = getenv("PATH");
  std::string folders = path == nullptr ? "/usr/bin:/bin" : path;
  folders += ":/usr/sbin:/sbin";
  for (std::size_t begin = 0; begin <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    const std::string candidate = folders.substr(begin, end - begin) + "/" + program;
    if (end > begin && access(candidate.c_str(), X_OK) == 0) return candidate;
    begin = end + 1;
  }
  return program;
}

net::Task<std::expected<std::string, net::IoError>> ReadAll(net::Stream& stream) {
  std::string text;
  std::array<char, 4096> buffer;
  while (text.size() < kMaxVersionBytes) {
    auto got = co_await stream.Read(buffer);
    if (!got) co_return std::unexpected(got.error());
    if (*got == 0) break;
    text.append(buffer.data(), *got);
  }
  co_return text;
}

std::string WordAfter(const std::string& text, const std::string& marker) {
  const std::size_t found = text.find(marker);
  if (found == std::string::npos) return {};
  const std::size_t begin = text.find_first_not_of(" \t\r\n", found + marker.size());
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_first_of(" \t\r\n,;()", begin) - begin);
}

}  // namespace

net::ProcessOptions SubjectProcess(const Argv& argv, const Placeholders& values,
                                   const std::filesystem::path& folder) {
  net::ProcessOptions options{.argv = {}};
  for (const std::string& argument : argv) options.argv.push_back(Fill(argument, values));
  if (!options.argv.empty()) options.argv[0] = LookUp(options.argv[0]);
  options.clear_environment = true;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    if (equals == std::string_view::npos || name.ends_with("_proxy") || name.ends_with("_PROXY") ||
        name == "HOME" || name == "TZ" || name == "LC_ALL") {
      continue;
    }
    options.environment.emplace_back(name, text.substr(equals + 1));
  }
  options.environment.emplace_back("HOME", folder.string());
  options.environment.emplace_back("TZ", "UTC");
  options.environment.emplace_back("LC_ALL", "C.UTF-8");
  options.working_directory = folder.string();
  options.standard_error = net::StandardStream::kPiped;
  return options;
}

net::Task<std::string> AskVersion(net::Executor executor, Manifest manifest) {
  if (manifest.version_run.empty()) co_return "";
  TemporaryFolder folder;
  const Placeholders values{{"dir", manifest.directory.string()}, {"tmp", folder.path().string()}};
  net::ProcessOptions options = SubjectProcess(manifest.version_run, values, folder.path());
  options.standard_input = net::StandardStream::kNull;
  options.standard_error = net::StandardStream::kStdout;
  auto child = net::ChildProcess::Start(executor, std::move(options));
  if (!child) co_return "";
  net::Waiting waiting("tell the version", manifest.name);
  auto text = co_await net::WithDeadline(net::Deadline::After(kVersionDeadline), std::move(waiting),
                                         ReadAll((*child)->io()));
  co_return text ? WordAfter(*text, manifest.version_after) : "";
}

}  // namespace wireproof::harness
