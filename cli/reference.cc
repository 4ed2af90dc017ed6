// wireproof reference record
#include <fmt/format.h>

#include <memory>

#include "cli/corpus.h"
#include "cli/verbs.h"
#include "harness/run/job.h"
#include "harness/run/reference_outcomes.h"
#include "harness/verdict/proof.h"
#include "http/net/loop.h"

namespace wireproof::cli {

namespace {

struct RecordArguments {
  std::string python;
  std::string into;  // folder; empty: the installation's
  bool differences = false, stale = false;
};

// "3.14.10" -> "3.14": recordings are named by the minor version.
std::string MinorVersion(const std::string& version) {
  const std::size_t second = version.find('.', version.find('.') + 1);
  return version.substr(0, second);
}

// Takes over what the scenarios still stand for and was not asked again.
void KeepFresh(const harness::Corpus& corpus, const harness::ReferenceOutcomes& known,
               harness::ReferenceOutcomes& outcomes) {
  for (const auto& [id, outcome] : known.outcomes) {
    const harness::Scenario* scenario = corpus.Find(id);
    if (scenario == nullptr || scenario->stimulus_digest != outcome.stimulus_digest) continue;
    outcomes.outcomes.try_emplace(id, outcome);
  }
  if (outcomes.version.empty()) outcomes.version = known.version;
  if (outcomes.details.empty()) outcomes.details = known.details;
}

// What is the same but for chance, such as a reset in the place of a close, is written as it stands
// already: recording again shows real changes alone.
void KeepSame(const harness::Corpus& corpus, const harness::ReferenceSet& known,
              harness::ReferenceOutcomes& outcomes) {
  for (auto& [id, outcome] : outcomes.outcomes) {
    const auto before = known.primary.outcomes.find(id);
    const harness::Scenario* scenario = corpus.Find(id);
    if (scenario == nullptr || before == known.primary.outcomes.end() ||
        before->second.stimulus_digest != outcome.stimulus_digest) {
      continue;
    }
    const auto compared = CompareWithReference(*scenario, outcome.observation, known,
                                               harness::Comparison::kWire, harness::AllReports());
    if (compared.agreement == harness::Agreement::kSame) outcome = before->second;
  }
}

int Record(const Context& context, const RecordArguments& arguments) {
  const auto installation = Locate(context);
  if (!installation) return BadInput(installation.error());
  const auto corpus = Load(*installation);
  if (!corpus) return BadInput(corpus.error());
  auto manifest = LiveCPython(*installation, arguments.python);
  if (!manifest) return BadInput(manifest.error());
  const std::filesystem::path folder =
      arguments.into.empty() ? installation->recordings : std::filesystem::path(arguments.into);
  std::optional<harness::ReferenceSet> base;
  auto known = harness::LoadReference(installation->recordings, kRecordedVersion);
  if (known) base = std::move(*known);
  if (arguments.differences && !base) {
    return BadInput(fmt::format("{}: {}", known.error().file, known.error().message));
  }
  std::vector<const harness::Scenario*> scenarios = harness::Select(*corpus, {});
  if (arguments.stale && base) {
    std::erase_if(scenarios, [&](const harness::Scenario* scenario) {
      return StaleOutcomes(*base, {scenario}).empty();
    });
  }
  net::EventLoop loop;
  auto outcomes =
      loop.RunTask(harness::AskReference(loop.executor(), *corpus, scenarios, std::move(*manifest),
                                         harness::JobOptions(), base ? &*base : nullptr));
  if (!outcomes) {
    fmt::print(stderr, "wireproof: {}\n", outcomes.error().message);
    return Exit(harness::ExitCode::kUnreachable);
  }
  if (arguments.differences || (base && base->primary.version == outcomes->version)) {
    KeepSame(*corpus, *base, *outcomes);
  }
  if (arguments.stale && base) KeepFresh(*corpus, base->primary, *outcomes);
  const std::filesystem::path file = folder / MinorVersion(outcomes->version);
  auto saved = SaveReference(file, *outcomes, arguments.differences ? &base->primary : nullptr);
  if (!saved) return BadInput(saved.error().file + ": " + saved.error().message);
  fmt::print("{}: {} outcomes of {} {}\n", file.string(), outcomes->outcomes.size(), outcomes->name,
             outcomes->version);
  return 0;
}

}  // namespace

void AddReference(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("reference", "The recorded outcomes of CPython");
  verb->require_subcommand(1);
  CLI::App* record =
      verb->add_subcommand("record", "Ask an interpreter every scenario, and record what it did");
  auto arguments = std::make_shared<RecordArguments>();
  record->add_option("--python", arguments->python, "The interpreter, a name or a path")
      ->required();
  record->add_option("--into", arguments->into, "Folder to write to (default: where they are read)")
      ->check(CLI::ExistingDirectory);
  CLI::Option* differences =
      record->add_flag("--differences", arguments->differences,
                       fmt::format("Keep only what differs from {}", kRecordedVersion));
  record
      ->add_flag("--stale", arguments->stale,
                 "Ask only what is missing or belongs to another stimulus, and keep the rest")
      ->excludes(differences);
  record->footer(
      "Examples:\n"
      "  wireproof reference record --python python3.14\n"
      "  wireproof reference record --python python3.13 --differences");
  record->callback([&context, arguments] {
    context.action = [&context, arguments] { return Record(context, *arguments); };
  });
}

}  // namespace wireproof::cli
