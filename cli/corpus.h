// What several verbs need: the installation, the corpus, the selectors, the subjects by name.
#pragma once

#include <CLI/CLI.hpp>
#include <expected>
#include <string>
#include <vector>

#include "cli/installation.h"
#include "cli/verbs.h"
#include "harness/run/job.h"
#include "harness/run/plan.h"
#include "harness/scenario/scenario.h"

namespace wireproof::cli {

std::expected<Installation, std::string> Locate(const Context& context);

// The CPython version whose recorded outcomes are compared with by default.
inline constexpr char kRecordedVersion[] = "3.14";

// All scenarios; the error is every fault, one a line.
std::expected<harness::Corpus, std::string> Load(const Installation& installation);

// --id, --tag, --area, --role.
struct Selectors {
  std::vector<std::string> ids, tags, areas, roles;
  void AddTo(CLI::App& verb);
  harness::Selection Selection() const;
};

// Whether a word of the command line names scenarios ("server/keep-alive", "client/*").
bool NamesScenarios(const std::string& word);

// A subject by name: strict, cpython (ours; also as wireproof:strict), one of harness/foreign, or
// the path of a manifest. The error says what was expected.
std::expected<harness::SubjectPlan, std::string> FindSubject(const Installation& installation,
                                                             const std::string& name);

// Reads a baseline into the plan; a file that is not there is an empty one.
std::expected<void, std::string> ReadBaseline(const std::filesystem::path& file,
                                              harness::SubjectPlan& plan);

// CPython behind its shim, run by that interpreter.
std::expected<harness::Manifest, std::string> LiveCPython(const Installation& installation,
                                                          const std::string& interpreter);

}  // namespace wireproof::cli
