// wireproof mock: listening, telling where, and stopping.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "cli/mock.h"
#include "cli/verbs.h"
#include "http/net/loop.h"
#include "mockserver/admin/admin.h"
#include "mockserver/admin/stub_reload.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::cli {
namespace {

// How long exchanges under way may take to end once it is to stop.
constexpr std::chrono::milliseconds kGrace{2'000};

void PrintProblems(const std::vector<mock::FileProblem>& problems, std::string_view mark = "") {
  for (const mock::FileProblem& problem : problems) {
    fmt::print(stderr, "wireproof mock: {}{}: {}: {}\n", mark, problem.file,
               problem.problem.pointer.empty() ? "/" : problem.problem.pointer,
               problem.problem.message);
  }
}

void PrintReload(const mock::ReloadResult& result) {
  if (result.nothing()) return;
  if (result.added + result.replaced + result.removed != 0) {
    fmt::print(stderr, "wireproof mock: mappings changed: {} added, {} replaced, {} removed\n",
               result.added, result.replaced, result.removed);
  }
  PrintProblems(result.problems);
  PrintProblems(result.remarks, "warning: ");
}

// The file with the port, as long as the server listens. Whoever waits for it never sees half of
// it: it is renamed into place.
class PortFile {
 public:
  explicit PortFile(std::string path) : path_(std::move(path)) {}
  ~PortFile() {
    if (!written_) return;
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  PortFile(const PortFile&) = delete;
  PortFile& operator=(const PortFile&) = delete;

  bool Write(std::uint16_t port) {
    if (path_.empty()) return true;
    const std::string unfinished = fmt::format("{}.{}", path_, getpid());
    std::ofstream(unfinished) << port << '\n';
    written_ = std::rename(unfinished.c_str(), path_.c_str()) == 0;
    return written_;
  }

 private:
  std::string path_;
  bool written_ = false;
};

int Unwritable(const std::string& file) {
  return BadMockInput(file + " cannot be written");
}

// An address as it stands in a URL; one that means every interface is reached by loopback.
std::string UrlHost(const std::string& host) {
  if (host.empty() || host == "0.0.0.0") return "127.0.0.1";
  if (host == "::") return "[::1]";
  return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

// One line, when all ports listen.
void PrintReady(const mock::MockOptions& options, const mock::MockListener& listener) {
  const std::string host = UrlHost(options.host);
  std::string line = "wireproof mock:";
  if (listener.port() != 0) line += fmt::format(" http://{}:{}", host, listener.port());
  if (listener.https_port() != 0)
    line += fmt::format(" https://{}:{}", host, listener.https_port());
  if (listener.admin_port() != 0) {
    line += fmt::format(" admin http://{}:{}/__admin", host, listener.admin_port());
  }
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

template <typename Value>
void PrintRow(std::string_view name, const Value& value) {
  fmt::print("{:<29} {}\n", fmt::format("{}:", name), value);
}

// The table that WireMock prints: scripts look for "^port:".
void PrintTable(const mock::MockOptions& options, const mock::MockListener& listener) {
  fmt::print("\n");
  PrintRow("version", "wireproof " WIREPROOF_VERSION " in place of WireMock 3.13.2");
  if (listener.port() != 0) PrintRow("port", listener.port());
  if (listener.https_port() != 0) PrintRow("https-port", listener.https_port());
  PrintRow("bind-address", options.host);
  PrintRow("root-dir", options.root_dir);
  PrintRow("no-request-journal", !options.journal.enabled);
  fmt::print("\n");
  std::fflush(stdout);
}

// A request without another stub goes there (--proxy-all).
std::optional<std::string> AddProxyForAll(mock::Engine& engine, const std::string& url) {
  constexpr int kAfterAllOthers = 10;
  mock::Stub stub;
  stub.priority = kAfterAllOthers;
  stub.answer.response.proxy.emplace().base_url = url;
  const auto stored = engine.stubs().Add(std::move(stub));
  if (stored) return std::nullopt;
  return fmt::format("--proxy-all: {}", stored.error().problem.message);
}

// SIGTERM to ourselves once the parent is gone. A descriptor for its process, not
// PR_SET_PDEATHSIG: that one fires when the thread that started us ends, and test runners start
// processes from threads.
bool StopWithParent() {
  const pid_t parent = getppid();
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, parent, 0));
  if (descriptor < 0) return errno == ESRCH ? (raise(SIGTERM), true) : false;
  if (getppid() != parent) raise(SIGTERM);
  std::thread([descriptor] {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    pollfd waited{.fd = descriptor, .events = POLLIN, .revents = 0};
    while (poll(&waited, 1, -1) < 0 && errno == EINTR) {
    }
    kill(getpid(), SIGTERM);
  }).detach();
  return true;
}

// Holds back the signals to end until there is somebody to take them: whoever reads that we listen
// may end us at once, and the port files are to go then too.
class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&held_);
    for (const int signal : {SIGINT, SIGTERM}) sigaddset(&held_, signal);
    pthread_sigmask(SIG_BLOCK, &held_, &before_);
  }
  ~HeldSignals() { Release(); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  void Release() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t held_{}, before_{};
};

struct Stopping {
  explicit Stopping(net::Executor executor) : asked(std::move(executor)) {}
  net::Signal asked;
  bool now = false;
};

net::Task<void> WaitForSignals(Stopping& stopping) {
  std::vector<int> signals{SIGINT, SIGTERM};
  co_await net::WaitForSignal(std::move(signals));
  stopping.now = true;
  stopping.asked.NotifyAll();
}

net::Task<void> RunUntilStopped(mock::MockListener& listener, mock::AdminHandler& admin,
                                Stopping& stopping, HeldSignals& signals) {
  signals.Release();  // WaitForSignals has begun before
  while (!stopping.now) co_await stopping.asked.Wait();
  admin.EndWaits();
  co_await listener.Stop(kGrace);
}

// The loop of a server that listens. `files`: the fingerprint of those that it has loaded.
void RunListening(net::EventLoop& loop, mock::Engine& engine, mock::AdminHandler& admin,
                  mock::MockListener& listener, std::uint64_t files, HeldSignals& signals) {
  Stopping stopping(loop.executor());
  engine.OnShutdown([&stopping] {
    stopping.now = true;
    stopping.asked.NotifyAll();
  });
  net::Spawn(loop.executor(), "wait for signals", WaitForSignals(stopping));
  if (engine.options().reload) {
    net::Spawn(loop.executor(), "follow files", mock::FollowFiles(engine, files, PrintReload));
  }
  loop.RunTask(RunUntilStopped(listener, admin, stopping, signals));
  engine.OnShutdown({});
}

}  // namespace

int ServeMock(const MockArguments& arguments, mock::MockOptions options) {
  net::EventLoop loop;
  if (arguments.exit_with_parent && !StopWithParent()) {
    return BadMockInput("--exit-with-parent: this system cannot tell when a process ends");
  }
  mock::Engine engine(loop.executor(), std::move(options));
  const std::uint64_t files = engine.options().reload ? engine.files().Fingerprint() : 0;
  if (const auto problems = engine.LoadFiles(); !problems.empty()) {
    PrintProblems(problems);
    return Exit(harness::ExitCode::kBadInput);
  }
  if (!arguments.proxy_all.empty()) {
    if (auto problem = AddProxyForAll(engine, arguments.proxy_all)) return BadMockInput(*problem);
  }
  const std::unique_ptr<mock::AdminHandler> admin = mock::MakeAdmin(engine);
  auto listener = mock::MockListener::Start(engine, *admin);
  if (!listener) {
    fmt::print(stderr, "wireproof mock: {}\n", listener.error());
    return Exit(harness::ExitCode::kUnreachable);
  }
  const std::uint16_t https_port = (*listener)->https_port();
  const std::uint16_t port = (*listener)->port() != 0 ? (*listener)->port() : https_port;
  HeldSignals signals;
  PortFile https_port_file(arguments.https_port_file);
  PortFile admin_port_file(arguments.admin_port_file);
  PortFile port_file(arguments.port_file);  // the last: who finds it finds the others
  if (!https_port_file.Write(https_port)) return Unwritable(arguments.https_port_file);
  if (!admin_port_file.Write((*listener)->admin_port())) {
    return Unwritable(arguments.admin_port_file);
  }
  if (!port_file.Write(port)) return Unwritable(arguments.port_file);
  if (arguments.compat_wiremock()) {
    PrintTable(engine.options(), **listener);
  } else {
    PrintReady(engine.options(), **listener);
  }
  RunListening(loop, engine, *admin, **listener, files, signals);
  return Exit(harness::ExitCode::kAsExpected);
}

}  // namespace wireproof::cli
