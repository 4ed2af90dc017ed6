// Where the data of this wireproof are: scenarios, recorded outcomes, the subjects that come with
// it. Found relative to the binary, so an installed tree can be moved.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

namespace wireproof::cli {

struct Installation {
  std::filesystem::path binary;      // this program
  std::filesystem::path scenarios;   // scenarios/
  std::filesystem::path recordings;  // reference/recorded/
  std::filesystem::path subjects;    // harness/foreign/
};

// Looks for <binary>/../../share/wireproof (installed), then upwards from the binary for a source
// tree, then upwards from the current directory. The error says where it looked.
std::expected<Installation, std::string> FindInstallation();

// Uses `home` (a folder laid out like the source tree) instead.
Installation InstallationAt(const std::filesystem::path& home);

}  // namespace wireproof::cli
