// wireproof run
#include <arpa/inet.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "cli/corpus.h"
#include "cli/verbs.h"
#include "harness/report/console.h"
#include "harness/report/files.h"
#include "harness/run/job.h"
#include "http/net/loop.h"

namespace wireproof::cli {

using harness::Job;
using harness::SubjectPlan;

namespace {

// What a shell gives for a program that SIGINT ended.
constexpr int kInterrupted = 130;

constexpr char kCPython[] = "cpython";

struct RunArguments {
  std::vector<std::string> words;  // subjects, and ids of scenarios
  std::string server;              // --server URL
  bool allow_remote = false;
  Selectors selectors;
  std::string reference = "recorded";
  std::vector<std::string> reporters;
  std::vector<std::string> deliveries, transports;
  std::string baseline, gate, compare;
  std::string python;  // what runs the subject cpython
  bool every_variant = false;
  bool strict = false, accept = false, verbose = false;
  std::size_t jobs = 0;
};

using Failure = std::unexpected<std::string>;

// A name that merely begins like such an address, 127.example.org, is none.
bool IsLoopback(const std::string& host) {
  constexpr std::uint32_t kLoopbackNetwork = 127;
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) {
    return ntohl(address.s_addr) >> 24 == kLoopbackNetwork;
  }
  return host == "::1" || host == "localhost";
}

std::expected<SubjectPlan, std::string> RunningServer(const RunArguments& arguments) {
  auto endpoint = harness::ParseServerUrl(arguments.server);
  if (!endpoint) return Failure(endpoint.error());
  if (!arguments.allow_remote && !IsLoopback(endpoint->host)) {
    return Failure(fmt::format(
        "{} is not on loopback: hostile requests are sent there only with --allow-remote",
        endpoint->host));
  }
  SubjectPlan plan;
  plan.label = arguments.server;
  plan.manifest.name = arguments.server;
  plan.manifest.roles = {harness::Role::kServer};
  plan.manifest.url = *endpoint;
  return plan;
}

// --python PATH
std::expected<void, std::string> ChooseInterpreter(const RunArguments& arguments,
                                                   const Installation& installation, Job& job) {
  if (arguments.python.empty()) return {};
  const auto cpython = std::ranges::find(job.subjects, kCPython, &SubjectPlan::label);
  if (cpython == job.subjects.end()) {
    return Failure(fmt::format("--python goes with the subject {}", kCPython));
  }
  auto manifest = LiveCPython(installation, arguments.python);
  if (!manifest) return Failure(manifest.error());
  cpython->manifest = std::move(*manifest);
  return {};
}

std::expected<void, std::string> ChooseSubjects(const RunArguments& arguments,
                                                const Installation& installation, Job& job) {
  std::vector<std::string> names;
  for (const std::string& word : arguments.words) {
    if (NamesScenarios(word)) {
      job.options.selection.ids.push_back(word);
    } else {
      names.push_back(word);
    }
  }
  if (!arguments.server.empty()) {
    auto plan = RunningServer(arguments);
    if (!plan) return Failure(plan.error());
    job.subjects.push_back(std::move(*plan));
  } else if (names.empty()) {
    names = {"wireproof:strict", "wireproof:cpython"};
  }
  job.options.judge_reference =
      arguments.words.size() == job.options.selection.ids.size() && arguments.server.empty();
  for (const std::string& name : names) {
    auto plan = FindSubject(installation, name);
    if (!plan) return Failure(plan.error());
    job.subjects.push_back(std::move(*plan));
  }
  return ChooseInterpreter(arguments, installation, job);
}

// --compare
void ChooseComparison(const RunArguments& arguments, Job& job) {
  if (arguments.compare.empty()) return;
  const bool wire = arguments.compare == "wire";
  for (SubjectPlan& plan : job.subjects) {
    plan.comparison = wire ? harness::Comparison::kWire : harness::Comparison::kOutcome;
  }
}

std::expected<void, std::string> ChooseBaselineAndGate(const RunArguments& arguments, Job& job) {
  if (!arguments.gate.empty()) {
    for (SubjectPlan& plan : job.subjects) plan.gate = *harness::GateKindFromName(arguments.gate);
  }
  if (!arguments.baseline.empty()) {
    if (job.subjects.size() != 1) return Failure("--baseline goes with one subject");
    if (!arguments.accept && !std::filesystem::exists(arguments.baseline)) {
      return Failure(arguments.baseline + " does not exist; --accept writes it");
    }
    auto read = ReadBaseline(arguments.baseline, job.subjects.front());
    if (!read) return Failure(read.error());
  }
  job.options.accept = arguments.accept;
  if (!arguments.accept) return {};
  const bool every_way = arguments.deliveries.empty() && arguments.transports.empty();
  if (!job.options.selection.everything() || !every_way) {
    return Failure("--accept would lose the entries that a filtered run does not see");
  }
  for (const SubjectPlan& plan : job.subjects) {
    if (plan.baseline_file.empty()) return Failure(plan.label + " has no baseline to accept into");
  }
  return {};
}

std::expected<void, std::string> ChooseReference(const RunArguments& arguments,
                                                 const Installation& installation, Job& job) {
  if (arguments.reference == "none") return {};
  auto recorded = harness::LoadReference(installation.recordings, kRecordedVersion);
  if (arguments.reference != "recorded") {
    auto live = LiveCPython(installation, arguments.reference);
    if (!live) return Failure(live.error());
    job.live = std::move(*live);
    if (recorded) job.recorded = std::move(*recorded);
    return {};
  }
  if (!recorded) {
    return Failure(fmt::format("{}: {}", recorded.error().file, recorded.error().message));
  }
  job.recorded = std::move(*recorded);
  return {};
}

void ChooseVariants(const RunArguments& arguments, harness::VariantChoice& choice) {
  using script::Delivery;
  const std::map<std::string, Delivery> names{{"whole", Delivery::kWhole},
                                              {"bytewise", Delivery::kBytewise},
                                              {"split", Delivery::kSplit},
                                              {"coalesced", Delivery::kCoalesced}};
  if (arguments.every_variant) choice.tls = harness::kAllDeliveries;
  if (!arguments.deliveries.empty()) choice.plain.clear();
  for (const std::string& name : arguments.deliveries) choice.plain.push_back(names.at(name));
  if (!arguments.deliveries.empty()) choice.tls = choice.plain;
  const auto wanted = [&](std::string_view transport) {
    return arguments.transports.empty() ||
           std::ranges::find(arguments.transports, transport) != arguments.transports.end();
  };
  if (!wanted("plain")) choice.plain.clear();
  if (!wanted("tls")) choice.tls.clear();
}

std::expected<std::unique_ptr<harness::ReportSink>, std::string> MakeSinks(
    const RunArguments& arguments, bool& report_failed) {
  auto sinks = std::make_unique<harness::ManySinks>();
  harness::ConsoleOptions console;
  console.progress = isatty(STDOUT_FILENO) != 0;
  console.colour = console.progress && std::getenv("NO_COLOR") == nullptr;
  console.verbose = arguments.verbose;
  sinks->Add(harness::MakeConsole(stdout, std::move(console)));
  for (const std::string& reporter : arguments.reporters) {
    const std::size_t equals = reporter.find('=');
    const std::string kind = reporter.substr(0, equals);
    const std::string file = equals == std::string::npos ? "" : reporter.substr(equals + 1);
    if (kind == "json" && !file.empty()) {
      sinks->Add(harness::MakeJsonReport(file, report_failed));
    } else if (kind == "junit" && !file.empty()) {
      sinks->Add(harness::MakeJunitReport(file, report_failed));
    } else {
      return Failure(
          fmt::format("\"{}\" is no reporter: expected junit=FILE or json=FILE", reporter));
    }
  }
  return sinks;
}

std::expected<Job, std::string> MakeJob(const RunArguments& arguments,
                                        const Installation& installation) {
  Job job;
  job.options.selection = arguments.selectors.Selection();
  job.options.strict_warn = arguments.strict;
  if (arguments.jobs > 0) job.options.server_jobs = job.options.client_jobs = arguments.jobs;
  ChooseVariants(arguments, job.options.variants);
  job.options.every_variant = arguments.every_variant || !arguments.deliveries.empty();
  if (auto chosen = ChooseSubjects(arguments, installation, job); !chosen) {
    return Failure(chosen.error());
  }
  ChooseComparison(arguments, job);
  if (auto chosen = ChooseBaselineAndGate(arguments, job); !chosen) return Failure(chosen.error());
  if (auto chosen = ChooseReference(arguments, installation, job); !chosen) {
    return Failure(chosen.error());
  }
  return job;
}

// Both outlive the loop's coroutines.
net::Task<void> StopOnSignal(net::EventLoop& loop, bool& interrupted) {
  std::vector<int> signals{SIGINT, SIGTERM};
  const int number = co_await net::WaitForSignal(std::move(signals));
  interrupted = number != 0;
  loop.Stop();
}

int Run(const Context& context, const RunArguments& arguments) {
  const auto installation = Locate(context);
  if (!installation) return BadInput(installation.error());
  const auto corpus = Load(*installation);
  if (!corpus) return BadInput(corpus.error());
  auto job = MakeJob(arguments, *installation);
  if (!job) return BadInput(job.error());
  job->corpus = &*corpus;
  bool report_failed = false;
  auto sinks = MakeSinks(arguments, report_failed);
  if (!sinks) return BadInput(sinks.error());
  bool interrupted = false;
  net::EventLoop loop;
  net::Spawn(loop.executor(), "wait for signals", StopOnSignal(loop, interrupted));
  harness::ExitCode code = harness::ExitCode::kAsExpected;
  try {
    code = loop.RunTask(harness::RunJob(loop.executor(), std::move(*job), **sinks));
  } catch (const std::runtime_error&) {
    // The loop ends what is under way: subjects are killed with their groups, folders removed.
    if (!interrupted) throw;
    fmt::print(stderr, "wireproof: interrupted\n");
    return kInterrupted;
  }
  if (report_failed) code = MoreSevere(code, harness::ExitCode::kBadInput);
  return Exit(code);
}

}  // namespace

void AddRun(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("run", "Judge subjects; without one, the main job");
  auto arguments = std::make_shared<RunArguments>();
  verb->add_option("what", arguments->words,
                   "Subjects (wireproof:strict, wireproof:cpython, nginx, PATH/subject.json) and "
                   "scenarios (server/persistence, client/*)");
  verb->add_option("--server", arguments->server,
                   "Judge the server that runs at http://HOST[:PORT]");
  verb->add_flag("--allow-remote", arguments->allow_remote, "--server may be another machine");
  arguments->selectors.AddTo(*verb);
  verb->add_option("--reference", arguments->reference,
                   "What outcomes are compared with: recorded, none, or an interpreter (python3)")
      ->capture_default_str();
  verb->add_option("--reporter", arguments->reporters, "Also write junit=FILE or json=FILE");
  verb->add_option("--delivery", arguments->deliveries, "Only these ways of cutting our bytes")
      ->check(CLI::IsMember({"whole", "bytewise", "split", "coalesced"}));
  verb->add_option("--transport", arguments->transports, "Only plain, or only tls")
      ->check(CLI::IsMember({"plain", "tls"}));
  verb->add_flag("--every-variant", arguments->every_variant,
                 "Every delivery over TLS too, and for subjects that are compared only");
  verb->add_option("--jobs,-j", arguments->jobs,
                   "Scenarios in flight, and processes of a client (32 and 6)")
      ->check(CLI::Range(1, 512));
  verb->add_option("--baseline", arguments->baseline, "Known failures of the one subject");
  verb->add_option("--gate", arguments->gate, "What counts as unexpected")
      ->check(CLI::IsMember({"verdicts", "agreement", "foreign", "never"}));
  verb->add_option("--compare", arguments->compare,
                   "What must agree with the reference: the outcome, or all bytes on the wire "
                   "(default: wire for wireproof:cpython, outcome for others)")
      ->check(CLI::IsMember({"outcome", "wire"}));
  verb->add_option("--python", arguments->python,
                   "The interpreter of the subject cpython (default: python3)");
  verb->add_flag("--accept", arguments->accept, "Rewrite the baseline to what fails now");
  verb->add_flag("--strict", arguments->strict, "Warnings fail too");
  verb->add_flag("--verbose,-v", arguments->verbose, "A line for every result");
  verb->footer(
      "Examples:\n"
      "  wireproof run\n"
      "  wireproof run nginx --reporter junit=nginx.xml\n"
      "  wireproof run wireproof:strict server/chunk-syntax/size --verbose\n"
      "  wireproof run --reference python3.14");
  verb->callback([&context, arguments] {
    context.action = [&context, arguments] { return Run(context, *arguments); };
  });
}

}  // namespace wireproof::cli
