// Loads scenario files and requirements, and checks all that scenarios/README.md says about them.
//
//   auto corpus = LoadCorpus("scenarios");
//   if (!corpus) for (const auto& error : corpus.error()) print(Describe(error));
//
// Every fault is reported, not only the first, with what was expected instead.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/load_error.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/scenario_reader.h"

namespace wireproof::harness {

// The most bytes of one file: far more than a topic needs, little enough to be read at once.
inline constexpr std::size_t kMaxFileBytes = 4u << 20;

// Reads `server/*.json`, `client/*.json` and `spec/*.json` of the directory, in the order of their
// names, and checks them as a whole. A corpus without scenarios is an error.
std::expected<Corpus, std::vector<LoadError>> LoadCorpus(const std::string& directory);

struct LoadFileOptions {
  // Where ids of requirements are looked up, which also gives the levels. Unset: they are not.
  const Requirements* requirements = nullptr;
  // The file stands in a corpus: the folder must be that of the role.
  bool in_corpus = false;
};

// Reads the scenarios of one file, in their order, families expanded. `name` is its path; the last
// part, without ".json", becomes part of the ids. Controls are looked up in the file itself, and
// what is a full id of another file is left as it is.
std::expected<std::vector<Scenario>, std::vector<LoadError>> LoadFile(
    std::string_view text, std::string_view name, const LoadFileOptions& options = {});

// Reads a file of requirements (`spec/*.json`).
std::expected<std::vector<Requirement>, std::vector<LoadError>> LoadRequirements(
    std::string_view text, std::string_view name);

}  // namespace wireproof::harness
