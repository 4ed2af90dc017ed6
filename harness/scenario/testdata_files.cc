#include "harness/scenario/testdata_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "harness/scenario/controls.h"
#include "harness/scenario/loader.h"

namespace wireproof::harness {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path kTestdata(WIREPROOF_SCENARIO_TESTDATA);

std::vector<fs::path> JsonFilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// Patches are written short: ["add", pointer, value].
json PatchOf(const json& row) {
  json patch = json::array();
  for (const json& change : row.at("patch")) {
    json operation = {{"op", change.at(0)}, {"path", change.at(1)}};
    if (change.size() > 2) operation["value"] = change.at(2);
    patch.push_back(std::move(operation));
  }
  return patch;
}

std::vector<FaultRow> ReadFaultRows() {
  std::vector<FaultRow> rows;
  std::map<std::string, json> good;
  for (auto& file : GoodFiles()) good.emplace(file.name, std::move(file.value));
  for (const auto& path : JsonFilesBelow(kTestdata / "bad")) {
    for (const json& row : json::parse(ReadText(path.string()))) {
      const std::string name = row.at("file");
      rows.push_back({.fault = row.at("fault"),
                      .file = name,
                      .patched = good.at(name).patch(PatchOf(row)),
                      .pointer = row.at("pointer"),
                      .message = row.at("message"),
                      .beyond_schema = row.value("beyond_schema", "")});
    }
  }
  return rows;
}

const Requirements& GoodRequirements() {
  static const Requirements kRequirements = [] {
    Requirements all;
    const std::string name = GoodDirectory() + "/spec/requirements.json";
    const auto requirements = LoadRequirements(ReadText(name), name);
    for (const auto& requirement : requirements.value()) all.emplace(requirement.id, requirement);
    return all;
  }();
  return kRequirements;
}

}  // namespace

std::string GoodDirectory() {
  return (kTestdata / "good").string();
}

std::string ReadText(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<GoodFile> GoodFiles() {
  std::vector<GoodFile> files;
  for (const auto& path : JsonFilesBelow(kTestdata / "good")) {
    files.push_back({.name = fs::relative(path, kTestdata / "good").string(),
                     .value = json::parse(ReadText(path.string()))});
  }
  return files;
}

const std::vector<FaultRow>& FaultRows() {
  static const std::vector<FaultRow> kRows = ReadFaultRows();
  return kRows;
}

std::vector<LoadError> FaultsOf(const json& value, const std::string& name) {
  if (name.starts_with("spec/")) {
    const auto requirements = LoadRequirements(value.dump(), name);
    return requirements ? std::vector<LoadError>() : requirements.error();
  }
  const LoadFileOptions options{.requirements = &GoodRequirements(), .in_corpus = true};
  auto scenarios = LoadFile(value.dump(), name, options);
  if (!scenarios) return scenarios.error();
  std::ranges::sort(*scenarios, {}, &Scenario::id);
  return CheckControls(*scenarios);
}

}  // namespace wireproof::harness
