// wireproof shim serve, wireproof shim check SUBJECT
#include <fmt/format.h>

#include <memory>

#include "cli/corpus.h"
#include "cli/shim_serve.h"
#include "cli/verbs.h"
#include "harness/run/shim_check.h"
#include "http/net/loop.h"

namespace wireproof::cli {

namespace {

int Check(const Context& context, const std::string& subject) {
  const auto installation = Locate(context);
  if (!installation) return BadInput(installation.error());
  auto plan = FindSubject(*installation, subject);
  if (!plan) return BadInput(plan.error());
  if (plan->manifest.shim.empty()) return BadInput(plan->label + " is no shim");
  net::EventLoop loop;
  const auto checks = loop.RunTask(harness::CheckShim(loop.executor(), std::move(plan->manifest)));
  std::size_t wrong = 0;
  for (const harness::ShimCheck& check : checks) {
    wrong += !check.problem.empty();
    fmt::print("{}  {}\n", check.problem.empty() ? "ok    " : "WRONG ", check.what);
    if (!check.problem.empty()) fmt::print("        {}\n", check.problem);
  }
  fmt::print("{}: {} of {} checks hold\n", wrong == 0 ? "PASS" : "FAIL", checks.size() - wrong,
             checks.size());
  return Exit(wrong == 0 ? harness::ExitCode::kAsExpected : harness::ExitCode::kUnexpected);
}

}  // namespace

void AddShim(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("shim", "The protocol between wireproof and its subjects");
  verb->require_subcommand(1);
  CLI::App* serve =
      verb->add_subcommand("serve", "Offer our own client and server on standard input and output");
  auto profile = std::make_shared<std::string>();
  serve->add_option("--profile", *profile, "How they behave")
      ->required()
      ->check(CLI::IsMember({"strict", "cpython"}));
  serve->footer("Example:\n  wireproof shim serve --profile strict");
  serve->callback(
      [&context, profile] { context.action = [profile] { return ShimServe(*profile); }; });
  CLI::App* check = verb->add_subcommand("check", "Try the whole protocol on a shim");
  auto subject = std::make_shared<std::string>();
  check->add_option("subject", *subject, "A subject's name, or the path of its subject.json")
      ->required();
  check->footer("Example:\n  wireproof shim check ./subject.json");
  check->callback([&context, subject] {
    context.action = [&context, subject] { return Check(context, *subject); };
  });
}

}  // namespace wireproof::cli
