// scenario_lint DIRECTORY [--rules]: loads a corpus and prints what is wrong with it, one line a
// fault. Exit code 0: clean; 1: only lint; 2: it does not load, or bad usage. For tests and editors
// that do without the whole program; people use `wireproof lint`.
#include <fmt/format.h>

#include <cstdio>
#include <string_view>

#include "harness/scenario/lint.h"
#include "harness/scenario/loader.h"

namespace wireproof::harness {
namespace {

int PrintRules() {
  for (const auto& rule : LintRules()) fmt::print("{}: {}\n", rule.name, rule.says);
  return 0;
}

int LintDirectory(const char* directory) {
  const auto corpus = LoadCorpus(directory);
  if (!corpus) {
    for (const auto& error : corpus.error()) fmt::print("{}\n", Describe(error));
    fmt::print("{}: {} errors\n", directory, corpus.error().size());
    return 2;
  }
  const auto findings = Lint(*corpus);
  for (const auto& finding : findings) fmt::print("{}\n", Describe(finding));
  fmt::print("{}: {} scenarios, {} requirements, {} findings, version {}, digest {:.12}\n",
             directory, corpus->scenarios.size(), corpus->requirements.size(), findings.size(),
             corpus->version, corpus->digest);
  return findings.empty() ? 0 : 1;
}

}  // namespace
}  // namespace wireproof::harness

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: scenario_lint DIRECTORY | --rules\n");
    return 2;
  }
  if (std::string_view(argv[1]) == "--rules") return wireproof::harness::PrintRules();
  return wireproof::harness::LintDirectory(argv[1]);
}
