#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/scenario/controls.h"
#include "harness/scenario/digest.h"
#include "harness/scenario/loader.h"
#include "harness/scenario/names.h"

namespace wireproof::harness {
namespace {

namespace fs = std::filesystem;
using Errors = std::vector<LoadError>;

void Append(Errors& errors, Errors more) {
  errors.insert(errors.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

// The JSON files of a folder by name; empty where there is no such folder.
std::vector<fs::path> JsonFilesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".json" && at->is_regular_file(error)) {
      files.push_back(at->path());
    }
  }
  std::ranges::sort(files);
  return files;
}

std::expected<std::string, LoadError> Contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad() || !stream.is_open()) {
    return std::unexpected(
        LoadError{.file = file.string(), .pointer = "", .message = "the file cannot be read"});
  }
  return text;
}

// A folder that no role has would be left out silently.
Errors CheckFolders(const fs::path& directory) {
  Errors errors;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!at->is_directory(error) || name == "server" || name == "client" || name == "spec") {
      continue;
    }
    errors.push_back({.file = at->path().string(),
                      .pointer = "",
                      .message = fmt::format("unknown folder \"{}\"; expected one of server, "
                                             "client, spec",
                                             name)});
  }
  return errors;
}

void AddRequirements(const fs::path& file, Corpus& corpus, Errors& errors) {
  const auto text = Contents(file);
  if (!text) {
    errors.push_back(text.error());
    return;
  }
  auto requirements = LoadRequirements(*text, file.string());
  if (!requirements) {
    Append(errors, std::move(requirements.error()));
    return;
  }
  for (std::size_t i = 0; i < requirements->size(); ++i) {
    Requirement& requirement = (*requirements)[i];
    const std::string id = requirement.id;
    if (corpus.requirements.emplace(id, std::move(requirement)).second) continue;
    errors.push_back({.file = file.string(),
                      .pointer = fmt::format("/requirements/{}/id", i),
                      .message = fmt::format("requirement \"{}\" is there already", id)});
  }
}

// `requirements`: unset where they could not be read whole, lest every scenario be reported.
void AddScenarios(const fs::path& file, const Requirements* requirements, Corpus& corpus,
                  Errors& errors) {
  const auto text = Contents(file);
  if (!text) {
    errors.push_back(text.error());
    return;
  }
  const LoadFileOptions options{.requirements = requirements, .in_corpus = true};
  auto scenarios = LoadFile(*text, file.string(), options);
  if (!scenarios) {
    Append(errors, std::move(scenarios.error()));
    return;
  }
  corpus.scenarios.insert(corpus.scenarios.end(), std::make_move_iterator(scenarios->begin()),
                          std::make_move_iterator(scenarios->end()));
}

// "0.10.0" is later than "0.9.0".
std::vector<int> VersionParts(std::string_view version) {
  std::vector<int> parts{0};
  for (const char c : version) {
    if (c == '.') {
      parts.push_back(0);
    } else if (parts.back() < 100'000'000) {
      parts.back() = parts.back() * 10 + (c - '0');
    }
  }
  return parts;
}

std::string LatestSince(const std::vector<Scenario>& scenarios) {
  const auto latest = std::ranges::max_element(
      scenarios, {}, [](const Scenario& scenario) { return VersionParts(scenario.since); });
  return latest == scenarios.end() ? "" : latest->since;
}

}  // namespace

std::expected<Corpus, std::vector<LoadError>> LoadCorpus(const std::string& directory) {
  const fs::path root(directory);
  std::error_code error;
  if (!fs::is_directory(root, error)) {
    return std::unexpected(
        Errors{{.file = directory, .pointer = "", .message = "there is no such directory"}});
  }
  Errors errors = CheckFolders(root);
  Corpus corpus;
  for (const auto& file : JsonFilesIn(root / "spec")) AddRequirements(file, corpus, errors);
  const Requirements* requirements = errors.empty() ? &corpus.requirements : nullptr;
  for (const auto& [folder, role] : kRoleNames) {
    for (const auto& file : JsonFilesIn(root / folder)) {
      AddScenarios(file, requirements, corpus, errors);
    }
  }
  std::ranges::sort(corpus.scenarios, {}, &Scenario::id);
  // Where a file was refused, its scenarios are missing: what rests on them would mislead.
  if (errors.empty()) Append(errors, CheckControls(corpus.scenarios));
  if (errors.empty() && corpus.scenarios.empty()) {
    errors.push_back({.file = directory,
                      .pointer = "",
                      .message = "no scenarios; expected server/*.json or client/*.json"});
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  corpus.version = LatestSince(corpus.scenarios);
  corpus.digest = CorpusDigest(corpus.scenarios);
  return corpus;
}

const Scenario* Corpus::Find(std::string_view id) const {
  const auto at = std::ranges::lower_bound(scenarios, id, {}, &Scenario::id);
  return at != scenarios.end() && at->id == id ? &*at : nullptr;
}

}  // namespace wireproof::harness
