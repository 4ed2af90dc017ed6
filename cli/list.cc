// wireproof list, wireproof show ID
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/corpus.h"
#include "cli/verbs.h"
#include "http/script/json_reader.h"

namespace wireproof::cli {

using harness::Scenario;
using nlohmann::json;

namespace {

struct ListArguments {
  Selectors selectors;
  std::string format = "text";
};

void ListAsJson(const std::vector<const Scenario*>& scenarios) {
  json list = json::array();
  for (const Scenario* scenario : scenarios) {
    list.push_back({{"id", scenario->id},
                    {"role", Name(scenario->role)},
                    {"area", scenario->area},
                    {"level", Name(scenario->level)},
                    {"tags", scenario->tags},
                    {"spec", scenario->spec},
                    {"title", scenario->title},
                    {"since", scenario->since}});
  }
  fmt::print("{}\n", list.dump(1));
}

int List(const Context& context, const ListArguments& arguments) {
  const auto installation = Locate(context);
  if (!installation) return BadInput(installation.error());
  const auto corpus = Load(*installation);
  if (!corpus) return BadInput(corpus.error());
  const auto scenarios = harness::Select(*corpus, arguments.selectors.Selection());
  if (arguments.format == "json") {
    ListAsJson(scenarios);
  } else {
    for (const Scenario* scenario : scenarios) {
      fmt::print("{:<60} {:<8} {:<16} {}\n", scenario->id, Name(scenario->level), scenario->area,
                 scenario->title);
    }
    fmt::print("{} scenarios\n", scenarios.size());
  }
  return Exit(scenarios.empty() ? harness::ExitCode::kNothingSelected
                                : harness::ExitCode::kAsExpected);
}

// The scenario's own text in its file, families unexpanded.
std::string SourceText(const Scenario& scenario) {
  std::ifstream stream(scenario.file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(stream)), {});
  const auto file = script::ParseJson(text);
  if (!file) return {};
  const json::json_pointer pointer(scenario.pointer);
  return file->contains(pointer) ? file->at(pointer).dump(2) : std::string();
}

int Show(const Context& context, const std::string& id) {
  const auto installation = Locate(context);
  if (!installation) return BadInput(installation.error());
  const auto corpus = Load(*installation);
  if (!corpus) return BadInput(corpus.error());
  const Scenario* scenario = corpus->Find(id);
  if (scenario == nullptr) {
    return BadInput(fmt::format("no scenario has the id {}; `wireproof list` names them", id));
  }
  fmt::print("{}\n{}\n\n", scenario->id, scenario->title);
  fmt::print("role {}, area {}, level {}, basis {}, since {}\n", Name(scenario->role),
             scenario->area, Name(scenario->level), Name(scenario->basis), scenario->since);
  if (!scenario->needs.empty()) fmt::print("needs {}\n", fmt::join(scenario->needs, ", "));
  if (!scenario->control.empty()) fmt::print("control {}\n", scenario->control);
  if (!scenario->covers.empty()) {
    fmt::print("covers CPython's {}\n", fmt::join(scenario->covers, ", "));
  }
  if (scenario->reference) fmt::print("differs from CPython: {}\n", scenario->reference->reason);
  if (!scenario->note.empty()) fmt::print("note: {}\n", scenario->note);
  for (const std::string& spec : scenario->spec) {
    const auto found = corpus->requirements.find(spec);
    if (found == corpus->requirements.end()) continue;
    fmt::print("\n{} ({})\n  {}\n", spec, Name(found->second.level), found->second.text);
  }
  fmt::print("\n{}#{}\n{}\n", scenario->file, scenario->pointer, SourceText(*scenario));
  return 0;
}

}  // namespace

void AddList(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("list", "List scenarios");
  auto arguments = std::make_shared<ListArguments>();
  arguments->selectors.AddTo(*verb);
  verb->add_option("--format", arguments->format, "text, or json: an array of objects")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->footer("Example:\n  wireproof list --role client --area TLS --format json");
  verb->callback([&context, arguments] {
    context.action = [&context, arguments] { return List(context, *arguments); };
  });
}

void AddShow(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("show", "Show one scenario and the sentences it stands on");
  auto id = std::make_shared<std::string>();
  verb->add_option("id", *id, "The scenario's id")->required();
  verb->footer("Example:\n  wireproof show server/chunk-syntax/size/plus-sign");
  verb->callback(
      [&context, id] { context.action = [&context, id] { return Show(context, *id); }; });
}

}  // namespace wireproof::cli
