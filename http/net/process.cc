#include "http/net/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <system_error>

#include "http/net/error_code.h"
#include "http/net/launch.h"
#include "http/net/loop.h"
#include "http/net/pipe_stream.h"
#include "http/net/sync.h"

namespace wireproof::net {
namespace {

// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  int Release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

// What the child gets, and our end of it if it is a pipe.
struct Ends {
  Descriptor child;
  Descriptor ours;
};

std::expected<Ends, int> MakePipe(bool child_reads) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::unexpected(errno);
  const int child = child_reads ? 0 : 1;
  return Ends{Descriptor(ends[child]), Descriptor(ends[1 - child])};
}

std::expected<Ends, int> Open(const char* path, int flags) {
  Ends ends{Descriptor(::open(path, flags | O_CLOEXEC, 0666)), Descriptor()};
  if (ends.child.get() < 0) return std::unexpected(errno);
  return ends;
}

std::expected<Ends, int> Duplicate(int number) {
  Ends ends{Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 3)), Descriptor()};
  if (ends.child.get() < 0) return std::unexpected(errno);
  return ends;
}

std::expected<Ends, int> MakeEnds(StandardStream kind, int number, const ProcessOptions& options,
                                  int child_stdout) {
  switch (kind) {
    case StandardStream::kPiped:
      return MakePipe(/*child_reads=*/number == STDIN_FILENO);
    case StandardStream::kNull:
      return Open("/dev/null", O_RDWR);
    case StandardStream::kFile:
      return Open(options.stderr_file.c_str(), O_WRONLY | O_CREAT | O_APPEND);
    case StandardStream::kStdout:
      return Duplicate(child_stdout);
    case StandardStream::kInherit:
      break;
  }
  auto ends = Duplicate(number);
  if (!ends && ends.error() == EBADF) return Open("/dev/null", O_RDWR);
  return ends;
}

std::vector<std::string> Environment(const ProcessOptions& options) {
  std::map<std::string, std::string> values;
  for (char** entry = environ; !options.clear_environment && *entry != nullptr; ++entry) {
    char* equals = std::strchr(*entry, '=');
    if (equals != nullptr) values[std::string(*entry, equals)] = equals + 1;
  }
  for (const auto& [name, value] : options.environment) values[name] = value;
  std::vector<std::string> words;
  for (const auto& [name, value] : values) words.push_back(name + "=" + value);
  return words;
}

// pidfd_open(2); the function of that name in glibc 2.36 can't be called from C++.
int OpenPidfd(pid_t pid) {
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

// A write to a child that has gone must be an error, not the end of our process.
void IgnoreBrokenPipes() {
  struct sigaction now = {};
  if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) {
    ::signal(SIGPIPE, SIG_IGN);
  }
}

// The last bytes of what came; shared with the coroutine that reads.
struct Capture {
  Capture(Executor executor, int number, std::size_t limit)
      : stream(MakePipeStream(executor, number, -1, "the child's standard error")),
        limit_bytes(limit),
        ended(executor) {}
  std::unique_ptr<Stream> stream;
  std::size_t limit_bytes;
  std::string bytes;
  std::size_t dropped = 0;
  bool done = false;
  Signal ended;
};

Task<void> ReadCapture(std::shared_ptr<Capture> capture) {
  std::array<char, 4096> buffer;
  while (true) {
    auto count = co_await capture->stream->Read(buffer);
    if (!count || *count == 0) break;
    capture->bytes.append(buffer.data(), *count);
    if (capture->bytes.size() > capture->limit_bytes) {
      const std::size_t surplus = capture->bytes.size() - capture->limit_bytes;
      capture->bytes.erase(0, surplus);
      capture->dropped += surplus;
    }
  }
  capture->done = true;
  capture->ended.NotifyAll();
}

}  // namespace

std::string ToString(const ExitStatus& status) {
  if (status.signal == 0) return fmt::format("exit code {}", status.code);
  const char* name = ::sigdescr_np(status.signal);
  return fmt::format("killed by signal {} ({})", status.signal, name != nullptr ? name : "?");
}

struct ChildProcess::State {
  State(const Executor& executor, pid_t child, int pidfd) : pid(child), ended(executor, pidfd) {}

  ~State() {
    if (capture) capture->stream->Reset();
    if (status) return;
    ::kill(-pid, SIGKILL);
    Reap(/*wait=*/true);
  }

  // Notes how it ended; false if it has not. The zombie keeps the number of the group from being
  // given away until what is left of the group has been killed.
  bool Reap(bool wait) {
    if (status) return true;
    siginfo_t info = {};
    int result = 0;
    do {
      result =
          ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT | (wait ? 0 : WNOHANG));
    } while (result != 0 && errno == EINTR);
    if (result == 0 && info.si_pid == 0) return false;
    ::kill(-pid, SIGKILL);
    ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG);
    const bool exited = info.si_code == CLD_EXITED;
    status = exited ? ExitStatus{info.si_status, 0} : ExitStatus{-1, info.si_status};
    return true;
  }

  pid_t pid;
  asio::posix::stream_descriptor ended;  // readable once the child has ended
  std::optional<ExitStatus> status;
  std::unique_ptr<Stream> io;
  std::shared_ptr<Capture> capture;  // null unless standard error is piped
};

ChildProcess::ChildProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChildProcess::~ChildProcess() = default;

std::expected<std::unique_ptr<ChildProcess>, IoError> ChildProcess::Start(Executor executor,
                                                                          ProcessOptions options) {
  IgnoreBrokenPipes();
  const std::string name = options.argv.empty() ? "no program" : options.argv.front();
  auto failed = [&](int number) { return std::unexpected(ErrnoToIoError(number, "run", name)); };
  auto in = MakeEnds(options.standard_input, STDIN_FILENO, options, -1);
  if (!in) return failed(in.error());
  auto out = MakeEnds(options.standard_output, STDOUT_FILENO, options, -1);
  if (!out) return failed(out.error());
  auto err = MakeEnds(options.standard_error, STDERR_FILENO, options, out->child.get());
  if (!err) return failed(err.error());

  const LaunchPlan plan{options.argv,    Environment(options), options.working_directory,
                        in->child.get(), out->child.get(),     err->child.get()};
  auto pid = Launch(plan);
  if (!pid) return std::unexpected(std::move(pid.error()));
  const int pidfd = OpenPidfd(*pid);
  if (pidfd < 0) {
    const int error = errno;
    ::kill(-*pid, SIGKILL);
    ::waitpid(*pid, nullptr, 0);
    return failed(error);
  }
  auto state = std::make_unique<State>(executor, *pid, pidfd);
  state->io = MakePipeStream(executor, out->ours.Release(), in->ours.Release(),
                             fmt::format("{} (process {})", name, *pid));
  if (err->ours.get() >= 0) {
    state->capture =
        std::make_shared<Capture>(executor, err->ours.Release(), options.stderr_limit_bytes);
    Spawn(executor, "read a child's standard error", ReadCapture(state->capture));
  }
  return std::unique_ptr<ChildProcess>(new ChildProcess(std::move(state)));
}

Stream& ChildProcess::io() {
  return *state_->io;
}

int ChildProcess::pid() const {
  return state_->pid;
}

Task<ExitStatus> ChildProcess::Wait() {
  while (!state_->Reap(/*wait=*/false)) {
    std::error_code error;
    co_await state_->ended.async_wait(asio::posix::descriptor_base::wait_read,
                                      asio::redirect_error(asio::use_awaitable, error));
  }
  co_return *state_->status;
}

bool ChildProcess::ended() {
  return state_->Reap(/*wait=*/false);
}

void ChildProcess::SendSignal(int signal) {
  if (!state_->status) ::kill(-state_->pid, signal);
}

const std::string& ChildProcess::captured_stderr() const {
  static const std::string nothing;
  return state_->capture ? state_->capture->bytes : nothing;
}

std::size_t ChildProcess::dropped_stderr_bytes() const {
  return state_->capture ? state_->capture->dropped : 0;
}

Task<void> ChildProcess::FinishStderr() {
  const std::shared_ptr<Capture> capture = state_->capture;
  while (capture && !capture->done) co_await capture->ended.Wait();
}

}  // namespace wireproof::net
