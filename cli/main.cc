// wireproof: the command line. Each verb is a file; this one knows only their names.
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>

#include <exception>
#include <system_error>

#include "cli/verbs.h"

namespace wireproof::cli {

int BadInput(const std::string& words) {
  fmt::print(stderr, "wireproof: {}\n", words);
  return Exit(harness::ExitCode::kBadInput);
}

namespace {

// One line: the help would push it out of sight.
std::string InOneLine(const CLI::App* app, const CLI::Error& error) {
  const auto verbs = app->get_subcommands();
  if (verbs.empty()) return CLI::FailureMessage::help(app, error);
  return fmt::format("wireproof {0}: {1}\nwireproof {0} --help tells what there is.\n",
                     verbs.front()->get_name(), error.what());
}

int Main(int argc, char** argv) {
  CLI::App app(
      "Judges HTTP/1.x clients and servers over real connections, against the RFCs and CPython",
      "wireproof");
  app.set_version_flag("--version", "wireproof " WIREPROOF_VERSION);
  app.require_subcommand(1);
  app.failure_message(InOneLine);
  app.footer(
      "Examples:\n"
      "  wireproof run                       judge our own client and server, and CPython\n"
      "  wireproof run --server http://127.0.0.1:8080\n"
      "  wireproof run nginx server/persistence\n"
      "  wireproof compare request.txt       what strict, cpython and CPython make of it\n"
      "  wireproof mock --root-dir stubs     a mock server with the stubs of a folder\n"
      "\nExit codes: 0 as expected, 1 unexpected results, 2 bad usage or input, 3 a subject could "
      "not be\nreached, 4 nothing selected.");
  Context context;
  app.add_option("--home", context.home,
                 "Folder with scenarios/, reference/recorded/ and harness/foreign/")
      ->check(CLI::ExistingDirectory);
  AddRun(app, context);
  AddCompare(app, context);
  AddList(app, context);
  AddShow(app, context);
  AddLint(app, context);
  AddMock(app, context);
  AddReference(app, context);
  AddShim(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : Exit(harness::ExitCode::kBadInput);
  }
  return context.action();
}

}  // namespace
}  // namespace wireproof::cli

// What a shell tells of a program that SIGPIPE ended.
constexpr int kOutputGone = 141;

int main(int argc, char** argv) {
  // Writing to a connection or pipe that the other side closed is a value (EPIPE), not an end.
  signal(SIGPIPE, SIG_IGN);
  // Many connections are open at once; what the system allows at the most is used.
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  try {
    return wireproof::cli::Main(argc, argv);
  } catch (const std::system_error& error) {
    // Whoever reads our output has gone: `wireproof list | head`.
    if (error.code() == std::errc::broken_pipe) return kOutputGone;
    return wireproof::cli::BadInput(error.what());
  } catch (const std::exception& error) {
    return wireproof::cli::BadInput(error.what());
  }
}
