#include "cli/installation.h"

#include <fmt/format.h>

namespace wireproof::cli {

namespace fs = std::filesystem;

namespace {

fs::path ThisBinary() {
  std::error_code error;
  const fs::path path = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path("wireproof") : path;
}

bool HoldsData(const fs::path& home) {
  std::error_code error;
  return fs::exists(home / "scenarios" / "scenario.schema.json", error);
}

// `from` or the nearest folder above it that holds the data; empty: none.
fs::path LookUpwards(fs::path from) {
  while (true) {
    if (HoldsData(from)) return from;
    if (!from.has_relative_path()) return {};
    from = from.parent_path();
  }
}

}  // namespace

Installation InstallationAt(const fs::path& home) {
  return {ThisBinary(), home / "scenarios", home / "reference" / "recorded",
          home / "harness" / "foreign"};
}

std::expected<Installation, std::string> FindInstallation() {
  const fs::path binary = ThisBinary();
  const fs::path installed = binary.parent_path().parent_path() / "share" / "wireproof";
  if (HoldsData(installed)) return InstallationAt(installed);
  std::error_code error;
  for (const fs::path& from : {binary.parent_path(), fs::current_path(error)}) {
    if (const fs::path home = LookUpwards(from); !home.empty()) return InstallationAt(home);
  }
  return std::unexpected(fmt::format(
      "no scenarios found: neither in {} nor in a source tree above {} or here; name them with "
      "--home",
      installed.string(), binary.parent_path().string()));
}

}  // namespace wireproof::cli
