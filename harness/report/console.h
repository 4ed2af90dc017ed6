// The report that people read: a table of area by subject, then what is unexpected in detail, then
// one closing line.
#pragma once

#include <cstdio>
#include <memory>

#include "harness/run/sink.h"

namespace wireproof::harness {

struct ConsoleOptions {
  bool colour = false;    // ANSI colours
  bool progress = false;  // one line that is rewritten, for terminals
  bool verbose = false;   // a line for every result
  // Details of this many unexpected results; the others are one line each.
  std::size_t most_details = 20;
  // How a person runs one scenario again: "wireproof run".
  std::string command = "wireproof run";
};

std::unique_ptr<ReportSink> MakeConsole(std::FILE* out, ConsoleOptions options);

// One unexpected result as text: the requirement in our words with its section, what was expected,
// what happened, the transcript, and the command that runs it again.
std::string DescribeResult(const JudgedResult& judged, const std::string& command);

}  // namespace wireproof::harness
