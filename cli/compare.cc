// wireproof compare FILE
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/corpus.h"
#include "cli/verbs.h"
#include "harness/report/facts.h"
#include "harness/run/playground.h"
#include "harness/scenario/loader.h"
#include "http/net/loop.h"

namespace wireproof::cli {

using harness::FactColumn;
using harness::Role;
using harness::Scenario;
using script::Await;

namespace {

constexpr std::size_t kDefaultTerminalWidth = 120;
constexpr std::size_t kLeastColumn = 24;
constexpr std::size_t kNameColumn = 24;
constexpr std::size_t kGap = 2;  // between columns

struct CompareArguments {
  std::string file, what = "auto", python = "python3", method = "GET";
  bool crlf = false, keep_open = false;
};

std::expected<std::string, std::string> ReadInput(const CompareArguments& arguments) {
  std::ostringstream text;
  if (arguments.file == "-") {
    text << std::cin.rdbuf();
  } else {
    std::ifstream stream(arguments.file, std::ios::binary);
    if (!stream) return std::unexpected(arguments.file + " cannot be read");
    text << stream.rdbuf();
  }
  std::string bytes = std::move(text).str();
  if (bytes.empty()) return std::unexpected(arguments.file + " is empty");
  if (!arguments.crlf) return bytes;
  std::string converted;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r')) converted += '\r';
    converted += bytes[i];
  }
  return converted;
}

std::string Guess(const std::string& bytes) {
  if (bytes.starts_with("HTTP/")) return "response";
  return bytes.starts_with('{') ? "scenario" : "request";
}

Scenario RequestScenario(const std::string& bytes) {
  Scenario scenario;
  scenario.id = "request";
  scenario.role = Role::kServer;
  scenario.steps.push_back({"", script::Send{script::OctetsTemplate(bytes)}});
  scenario.steps.push_back({"", Await{Await::What::kResponse, 1}});
  return scenario;
}

Scenario ResponseScenario(const std::string& bytes, const CompareArguments& arguments) {
  Scenario scenario;
  scenario.id = "response";
  scenario.role = Role::kClient;
  scenario.requests.emplace_back();
  scenario.requests.front().method = arguments.method;
  scenario.peer.push_back({"", Await{Await::What::kRequest, 1}});
  scenario.peer.push_back({"", script::Send{script::OctetsTemplate(bytes)}});
  if (!arguments.keep_open) scenario.peer.push_back({"", script::Close{}});
  return scenario;
}

std::expected<std::vector<Scenario>, std::string> Scenarios(const CompareArguments& arguments) {
  auto bytes = ReadInput(arguments);
  if (!bytes) return std::unexpected(bytes.error());
  const std::string what = arguments.what == "auto" ? Guess(*bytes) : arguments.what;
  if (what == "request") return std::vector{RequestScenario(*bytes)};
  if (what == "response") return std::vector{ResponseScenario(*bytes, arguments)};
  auto scenarios = harness::LoadFile(*bytes, arguments.file);
  if (scenarios) return std::move(*scenarios);
  std::string words = "it is no scenario file:";
  for (const harness::LoadError& error : scenarios.error()) words += "\n" + Describe(error);
  return std::unexpected(std::move(words));
}

// One subject and the playgrounds it was opened in.
struct Contestant {
  std::string label;
  harness::Manifest manifest;
  std::map<Role, std::unique_ptr<harness::Playground>> open;
  std::string trouble;
};

net::Task<void> Open(net::Executor executor, Contestant& contestant, Role role,
                     std::shared_ptr<const script::Credentials> credentials) {
  harness::BenchOptions options;
  options.jobs = 1;
  harness::Manifest manifest = contestant.manifest;
  auto playground = co_await harness::OpenPlayground(executor, role, std::move(manifest),
                                                     std::move(credentials), options);
  if (playground) {
    contestant.open[role] = std::move(*playground);
  } else {
    contestant.trouble = playground.error().message;
  }
}

net::Task<FactColumn> Ask(Contestant& contestant, const Scenario& scenario) {
  const auto found = contestant.open.find(scenario.role);
  if (found == contestant.open.end()) {
    co_return FactColumn{contestant.label, {{"not asked", contestant.trouble}}};
  }
  harness::Playground& playground = *found->second;
  FactColumn column{contestant.label + " " + playground.identity().version, {}};
  auto run = co_await playground.Play(scenario, harness::PrimaryVariant(scenario), 1);
  if (run) {
    column.facts = harness::FactsOf(run->observation);
  } else {
    contestant.trouble = run.error().message;
    column.facts = {{"not asked", contestant.trouble}};
  }
  co_return column;
}

std::size_t ColumnWidth(std::size_t columns) {
  winsize size{};
  std::size_t width = kDefaultTerminalWidth;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) width = size.ws_col;
  const std::size_t left = width > kNameColumn ? width - kNameColumn : 0;
  return std::max(kLeastColumn + kGap, left / columns) - kGap;
}

net::Task<int> CompareAll(net::Executor executor, std::vector<Scenario> scenarios,
                          std::vector<Contestant> contestants) {
  auto credentials = std::make_shared<const script::Credentials>();
  bool same = true, all_asked = true;
  for (const Scenario& scenario : scenarios) {
    std::vector<FactColumn> columns;
    for (Contestant& contestant : contestants) {
      if (!contestant.open.contains(scenario.role)) {
        co_await Open(executor, contestant, scenario.role, credentials);
      }
      columns.push_back(co_await Ask(contestant, scenario));
      all_asked = all_asked && contestant.trouble.empty();
    }
    if (scenarios.size() > 1) fmt::print("{}: {}\n", scenario.id, scenario.title);
    fmt::print("{}\n", harness::SideBySide(columns, ColumnWidth(columns.size())));
    same = same && harness::AllSame(columns);
  }
  for (Contestant& contestant : contestants) {
    for (auto& [role, playground] : contestant.open) co_await playground->Stop();
  }
  fmt::print("{}\n", same ? "No difference." : "Lines that begin with ! differ.");
  if (!all_asked) co_return Exit(harness::ExitCode::kUnreachable);
  co_return same ? 0 : Exit(harness::ExitCode::kUnexpected);
}

int Compare(const Context& context, const CompareArguments& arguments) {
  const auto installation = Locate(context);
  if (!installation) return BadInput(installation.error());
  auto scenarios = Scenarios(arguments);
  if (!scenarios) return BadInput(scenarios.error());
  std::vector<Contestant> contestants;
  for (const char* name : {"wireproof:strict", "wireproof:cpython"}) {
    auto plan = FindSubject(*installation, name);
    if (!plan) return BadInput(plan.error());
    contestants.push_back({plan->label, std::move(plan->manifest), {}, {}});
  }
  auto live = LiveCPython(*installation, arguments.python);
  if (!live) return BadInput(live.error());
  contestants.push_back({"CPython", std::move(*live), {}, {}});
  net::EventLoop loop;
  return loop.RunTask(CompareAll(loop.executor(), std::move(*scenarios), std::move(contestants)));
}

}  // namespace

void AddCompare(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand(
      "compare", "What strict, cpython and a live CPython make of one message, side by side");
  auto arguments = std::make_shared<CompareArguments>();
  verb->add_option("file", arguments->file,
                   "A raw request or response, or a scenario file; - is "
                   "standard input")
      ->required();
  verb->add_option("--as", arguments->what, "What the file holds")
      ->check(CLI::IsMember({"auto", "request", "response", "scenario"}))
      ->capture_default_str();
  verb->add_flag("--crlf", arguments->crlf, "Turn each bare LF of the file into CRLF");
  verb->add_option("--method", arguments->method, "A response: to which request")
      ->capture_default_str();
  verb->add_flag("--keep-open", arguments->keep_open,
                 "A response: leave the connection open behind it");
  verb->add_option("--python", arguments->python, "The live interpreter")->capture_default_str();
  verb->footer(
      "Exit code: 0 no difference, 1 differences, 2 bad input, 3 one could not be asked.\n"
      "Examples:\n"
      "  printf 'HTTP/1.1 200 OK\\r\\nContent-Length: +5\\r\\n\\r\\nhello' | wireproof compare -\n"
      "  wireproof compare request.txt --crlf --python python3.13");
  verb->callback([&context, arguments] {
    context.action = [&context, arguments] { return Compare(context, *arguments); };
  });
}

}  // namespace wireproof::cli
