// Starts a program: fork and exec, done safely. Inside http/net only; others use ChildProcess.
#pragma once

#include <sys/types.h>

#include <expected>
#include <string>
#include <vector>

#include "http/net/io_error.h"

namespace wireproof::net {

struct LaunchPlan {
  std::vector<std::string> argv;
  std::vector<std::string> environment;  // "NAME=value"
  std::string working_directory;         // empty: ours
  // What becomes 0, 1 and 2 of the child; the caller closes its own copies.
  int standard_input = -1;
  int standard_output = -1;
  int standard_error = -1;
};

// The child is the leader of a new process group, dies with the thread that calls this, and has no
// descriptors but those three. Returns once the program runs; its failure to do so is the error.
std::expected<pid_t, IoError> Launch(const LaunchPlan& plan);

}  // namespace wireproof::net
