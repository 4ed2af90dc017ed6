// Child processes whose standard streams are ours.
//
//   net::ProcessOptions options{.argv = {"cat"}};
//   auto child = net::ChildProcess::Start(executor, std::move(options));
//   co_await (*child)->io().Write("hello\n");          // its standard input
//   net::LineReader lines((*child)->io(), 1 << 20);     // its standard output
//
// A child has a process group of its own; what is left of the group is killed when the child has
// ended or is destroyed. It inherits no descriptors but the standard ones. SIGPIPE is ignored in
// our process from the first Start on, unless it has a handler. If our process dies, the kernel
// kills the child (PR_SET_PDEATHSIG: bound to the thread that started it, so start children on a
// thread that lives as long as they do); its own children then see their pipes close.
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/net/io_error.h"
#include "http/net/stream.h"
#include "http/net/task.h"

namespace wireproof::net {

// What becomes of a standard stream that is not piped to us.
enum class StandardStream {
  kPiped,    // stdin, stdout: io(); stderr: kept in a bounded buffer, captured_stderr()
  kInherit,  // ours
  kNull,     // /dev/null
  kFile,     // stderr only: appended to stderr_file
  kStdout,   // stderr only: where stdout goes
};

struct ProcessOptions {
  std::vector<std::string> argv;  // argv[0] is searched in PATH unless it has a slash
  // Added to our environment; an empty value is a value. `clear_environment` starts from nothing.
  std::vector<std::pair<std::string, std::string>> environment = {};
  bool clear_environment = false;
  std::string working_directory = {};  // empty: ours
  StandardStream standard_input = StandardStream::kPiped;
  StandardStream standard_output = StandardStream::kPiped;
  StandardStream standard_error = StandardStream::kInherit;
  std::string stderr_file = {};
  // What captured_stderr keeps: the last bytes, since they say why it died.
  std::size_t stderr_limit_bytes = std::size_t{64} << 10;
};

// How a process ended.
struct ExitStatus {
  int code = -1;   // what it gave to exit(); -1 if a signal killed it
  int signal = 0;  // the signal that killed it, 0 if none
  bool operator==(const ExitStatus&) const = default;
};

// "exit code 1", "killed by signal 9 (Killed)".
std::string ToString(const ExitStatus& status);

class ChildProcess {
 public:
  // Fails if the program can't be found or run (the message has its name and the system's words).
  static std::expected<std::unique_ptr<ChildProcess>, IoError> Start(Executor executor,
                                                                     ProcessOptions options);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  // Kills its process group (SIGKILL) unless it ended already, and reaps it. No Wait may be under
  // way, nor a read or write on io().
  ~ChildProcess();

  // Read gives what it writes to standard output, Write feeds its standard input, HalfClose ends
  // its standard input. What is not piped fails with kClosed.
  Stream& io();

  int pid() const;

  // Returns when it has ended; at once if that is known. Bound it with WithDeadline.
  Task<ExitStatus> Wait();

  // Whether it has ended, without waiting.
  bool ended();

  // Sends a signal to its process group, as long as it has not been reaped.
  void SendSignal(int signal);

  // What came on its standard error, if piped: the last stderr_limit_bytes of it. Complete once
  // FinishStderr has returned.
  const std::string& captured_stderr() const;
  std::size_t dropped_stderr_bytes() const;
  // Waits until all who hold its standard error have closed it.
  Task<void> FinishStderr();

 private:
  struct State;
  explicit ChildProcess(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wireproof::net
