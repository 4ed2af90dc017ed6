#include "cli/corpus.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "harness/scenario/loader.h"

namespace wireproof::cli {

using harness::SubjectPlan;

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kOurs = "wireproof:";

SubjectPlan OurSubject(const Installation& installation, const std::string& profile) {
  SubjectPlan plan;
  plan.label = std::string(kOurs) + profile;
  plan.manifest.name = plan.label;
  plan.manifest.directory = installation.binary.parent_path();
  plan.manifest.roles = {harness::Role::kServer, harness::Role::kClient};
  plan.manifest.shim = {installation.binary.string(), "shim", "serve", "--profile", profile};
  const bool strict = profile == "strict";
  plan.gate = strict ? harness::GateKind::kVerdicts : harness::GateKind::kAgreement;
  plan.comparison = strict ? harness::Comparison::kOutcome : harness::Comparison::kWire;
  return plan;
}

}  // namespace

std::expected<Installation, std::string> Locate(const Context& context) {
  if (!context.home.empty()) return InstallationAt(context.home);
  return FindInstallation();
}

std::expected<harness::Corpus, std::string> Load(const Installation& installation) {
  auto corpus = harness::LoadCorpus(installation.scenarios.string());
  if (corpus) return std::move(*corpus);
  std::string words = fmt::format("{} faults in the scenarios:", corpus.error().size());
  for (const harness::LoadError& error : corpus.error()) words += "\n" + Describe(error);
  return std::unexpected(std::move(words));
}

void Selectors::AddTo(CLI::App& verb) {
  verb.add_option("--id", ids, "Scenarios by id: whole, the beginning up to a /, or with * and ?");
  verb.add_option("--tag", tags, "Scenarios with this tag");
  verb.add_option("--area", areas, "Scenarios of this area, e.g. \"header syntax\"");
  verb.add_option("--role", roles, "Scenarios that judge a server or a client")
      ->check(CLI::IsMember({"server", "client"}));
}

harness::Selection Selectors::Selection() const {
  harness::Selection selection{ids, tags, areas, {}};
  for (const std::string& role : roles) {
    selection.roles.push_back(role == "server" ? harness::Role::kServer : harness::Role::kClient);
  }
  return selection;
}

bool NamesScenarios(const std::string& word) {
  return word == "server" || word == "client" || word.starts_with("server/") ||
         word.starts_with("client/");
}

std::expected<void, std::string> ReadBaseline(const fs::path& file, SubjectPlan& plan) {
  plan.baseline_file = file;
  plan.baseline = {};
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return {};
  std::ostringstream text;
  text << stream.rdbuf();
  auto baseline = harness::ParseBaseline(text.view());
  if (baseline) {
    plan.baseline = std::move(*baseline);
    return {};
  }
  std::string words;
  for (const harness::BaselineError& error : baseline.error()) {
    words += fmt::format("{}{}:{}: {}", words.empty() ? "" : "\n", file.string(), error.line,
                         error.message);
  }
  return std::unexpected(std::move(words));
}

std::expected<SubjectPlan, std::string> FindSubject(const Installation& installation,
                                                    const std::string& name) {
  const std::string short_name = name.starts_with(kOurs) ? name.substr(kOurs.size()) : name;
  const bool prefixed = name.starts_with(kOurs);
  if (short_name == "strict" || (short_name == "cpython" && prefixed)) {
    return OurSubject(installation, short_name);
  }
  fs::path file = name;
  if (name.find('/') == std::string::npos && !name.ends_with(".json")) {
    file = installation.subjects / name / "subject.json";
    if (!fs::exists(file)) {
      return std::unexpected(
          fmt::format("\"{}\" is no subject: expected wireproof:strict, wireproof:cpython, a name "
                      "in {}, or the "
                      "path of a subject.json",
                      name, installation.subjects.string()));
    }
  }
  auto manifest = harness::LoadManifest(file);
  if (!manifest) return std::unexpected(ToString(manifest.error()));
  SubjectPlan plan;
  plan.label = manifest->name;
  plan.manifest = std::move(*manifest);
  if (auto read = ReadBaseline(plan.manifest.directory / "baseline.txt", plan); !read) {
    return std::unexpected(read.error());
  }
  return plan;
}

std::expected<harness::Manifest, std::string> LiveCPython(const Installation& installation,
                                                          const std::string& interpreter) {
  auto manifest = harness::LoadManifest(installation.subjects / "cpython" / "subject.json");
  if (!manifest) return std::unexpected(ToString(manifest.error()));
  if (manifest->shim.empty()) return std::unexpected("the subject cpython is no shim");
  // A path is the caller's, and the shim runs in a folder of its own.
  const bool path = interpreter.find('/') != std::string::npos;
  manifest->shim.front() = path ? fs::absolute(interpreter).string() : interpreter;
  return std::move(*manifest);
}

}  // namespace wireproof::cli
