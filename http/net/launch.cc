#include "http/net/launch.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <string_view>

#include "http/net/error_code.h"

namespace wireproof::net {
namespace {

bool IsProgram(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

// As execvp(3) finds it, but before the fork, where allocation is allowed.
std::string FindProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const std::string folder(rest.substr(0, colon));
    const std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
    if (IsProgram(candidate)) return candidate;
    rest = colon == std::string_view::npos ? "" : rest.substr(colon + 1);
  }
  return "";
}

std::vector<char*> Pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// All that the child needs between fork and exec, where it may not allocate.
struct ChildPlan {
  const char* program;
  char* const* argv;
  char* const* environment;
  const char* working_directory;  // null: ours
  int standard[3];
  int error_pipe;
  pid_t parent;
};

// The standard descriptors, in an order that overwrites none that is still needed.
bool PlaceStandardDescriptors(const int (&from)[3]) {
  int kept[3];
  for (int i = 0; i < 3; ++i) {
    kept[i] = ::fcntl(from[i], F_DUPFD_CLOEXEC, 3);
    if (kept[i] < 0) return false;
  }
  for (int i = 0; i < 3; ++i) {
    if (::dup2(kept[i], i) < 0) return false;
  }
  return true;
}

void CloseTheRestOnExec() {
  if (::close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC) == 0) return;
  // An old kernel: as far as descriptors usually go.
  for (int number = 3; number < 4096; ++number) ::fcntl(number, F_SETFD, FD_CLOEXEC);
}

// Only functions that are safe after fork in a process with threads.
[[noreturn]] void RunChild(const ChildPlan& plan) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != plan.parent) ::_exit(127);  // it died before the line above
  ::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (PlaceStandardDescriptors(plan.standard) &&
      (plan.working_directory == nullptr || ::chdir(plan.working_directory) == 0)) {
    CloseTheRestOnExec();
    ::execve(plan.program, plan.argv, plan.environment);
  }
  const int error = errno;
  (void)!::write(plan.error_pipe, &error, sizeof error);
  ::_exit(127);
}

// 0 once the pipe is closed by exec, else the child's errno.
int AwaitExec(int error_pipe) {
  int error = 0;
  ssize_t count = 0;
  do {
    count = ::read(error_pipe, &error, sizeof error);
  } while (count < 0 && errno == EINTR);
  return count == static_cast<ssize_t>(sizeof error) ? error : 0;
}

}  // namespace

std::expected<pid_t, IoError> Launch(const LaunchPlan& plan) {
  if (plan.argv.empty()) return std::unexpected(ErrnoToIoError(EINVAL, "run", "no program"));
  const std::string program = FindProgram(plan.argv.front());
  if (program.empty()) return std::unexpected(ErrnoToIoError(ENOENT, "run", plan.argv.front()));
  const std::vector<char*> argv = Pointers(plan.argv);
  const std::vector<char*> environment = Pointers(plan.environment);
  int error_pipe[2];
  if (::pipe2(error_pipe, O_CLOEXEC) != 0) {
    return std::unexpected(ErrnoToIoError(errno, "run", program));
  }
  const ChildPlan child{program.c_str(),
                        argv.data(),
                        environment.data(),
                        plan.working_directory.empty() ? nullptr : plan.working_directory.c_str(),
                        {plan.standard_input, plan.standard_output, plan.standard_error},
                        error_pipe[1],
                        ::getpid()};
  const pid_t pid = ::fork();
  if (pid == 0) RunChild(child);
  int error = pid < 0 ? errno : 0;
  ::close(error_pipe[1]);
  if (pid > 0) {
    ::setpgid(pid, pid);  // whoever is first: it must hold when either goes on
    error = AwaitExec(error_pipe[0]);
  }
  ::close(error_pipe[0]);
  if (error == 0) return pid;
  if (pid > 0) ::waitpid(pid, nullptr, 0);
  return std::unexpected(ErrnoToIoError(error, "run", program));
}

}  // namespace wireproof::net
