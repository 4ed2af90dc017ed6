// The verbs of the command line, one file each. Each adds its subcommand to the parser and, when it
// was chosen, leaves what to do in `action`; main runs it and exits with what it returns.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cli/installation.h"
#include "harness/verdict/gate.h"

namespace wireproof::cli {

struct Context {
  std::string home;             // --home; empty: found
  std::function<int()> action;  // set by the verb that was chosen
};

void AddRun(CLI::App& app, Context& context);
void AddCompare(CLI::App& app, Context& context);
void AddList(CLI::App& app, Context& context);
void AddShow(CLI::App& app, Context& context);
void AddLint(CLI::App& app, Context& context);
void AddMock(CLI::App& app, Context& context);
void AddReference(CLI::App& app, Context& context);
void AddShim(CLI::App& app, Context& context);

// The codes of `wireproof run`, as every verb uses them.
inline int Exit(harness::ExitCode code) {
  return static_cast<int>(code);
}

// Prints "wireproof: words" to standard error and gives the exit code for bad input.
int BadInput(const std::string& words);

}  // namespace wireproof::cli
