// wireproof lint
#include "harness/scenario/lint.h"

#include <fmt/format.h>

#include <memory>

#include "cli/corpus.h"
#include "cli/verbs.h"
#include "harness/verdict/proof.h"

namespace wireproof::cli {

namespace {

int Lint(const Context& context) {
  const auto installation = Locate(context);
  if (!installation) return BadInput(installation.error());
  const auto corpus = Load(*installation);
  if (!corpus) return BadInput(corpus.error());
  std::size_t findings = 0;
  for (const harness::LintFinding& finding : harness::Lint(*corpus)) {
    fmt::print("{}\n", Describe(finding));
    ++findings;
  }
  for (const harness::Scenario& scenario : corpus->scenarios) {
    for (const std::string& problem : harness::CheckProofs(scenario)) {
      fmt::print("{}\n", problem);
      ++findings;
    }
  }
  fmt::print("{} scenarios, {} requirements, {} findings\n", corpus->scenarios.size(),
             corpus->requirements.size(), findings);
  return Exit(findings == 0 ? harness::ExitCode::kAsExpected : harness::ExitCode::kBadInput);
}

}  // namespace

void AddLint(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand(
      "lint", "Check every scenario: its form, its proofs, and what a reviewer would ask");
  verb->footer("Example:\n  wireproof lint");
  verb->callback([&context] { context.action = [&context] { return Lint(context); }; });
}

}  // namespace wireproof::cli
