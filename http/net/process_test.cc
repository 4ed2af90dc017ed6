#include "http/net/process.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "http/net/line_reader.h"
#include "http/net/stream_fixture.h"

namespace wireproof::net {
namespace {

using namespace std::chrono_literals;

class Process : public StreamTest {
 protected:
  std::unique_ptr<ChildProcess> Start(ProcessOptions options) {
    auto child = ChildProcess::Start(loop.executor(), std::move(options));
    EXPECT_TRUE(child) << child.error().message;
    return std::move(*child);
  }

  std::unique_ptr<ChildProcess> Shell(const std::string& command, ProcessOptions options = {}) {
    options.argv = {"sh", "-c", command};
    return Start(std::move(options));
  }

  static Task<std::expected<ExitStatus, IoError>> Waited(ChildProcess& child) {
    co_return co_await child.Wait();
  }

  ExitStatus Wait(ChildProcess& child) {
    auto status = Run(Waited(child));
    EXPECT_TRUE(status) << status.error().message;
    return status.value_or(ExitStatus{});
  }
};

TEST_F(Process, GivesAMegabyteThroughItsPipes) {
  auto child = Start({.argv = {"cat"}});
  std::string got;
  TaskGroup group(loop.executor());
  group.Start("send", SendAll(child->io(), Pattern(1 << 20)));
  group.Start("receive", ReceiveAll(child->io(), got));
  ASSERT_TRUE(Run(JoinInTime(group)));
  EXPECT_TRUE(got == Pattern(1 << 20));
  EXPECT_EQ(Wait(*child), (ExitStatus{0, 0}));
  EXPECT_TRUE(child->ended());
}

TEST_F(Process, AnswersLineByLine) {
  auto child = Shell("while read line; do echo \"got $line\"; done");
  LineReader lines(child->io(), 100);
  for (const char* word : {"one", "two"}) {
    ASSERT_TRUE(Run(child->io().Write(std::string(word) + "\n")));
    EXPECT_EQ(Run(lines.ReadLine()).value(), std::string("got ") + word);
  }
  ASSERT_TRUE(Run(child->io().HalfClose()));
  EXPECT_EQ(Run(lines.ReadLine()).value(), std::nullopt);
}

TEST_F(Process, TellsHowItEnded) {
  EXPECT_EQ(Wait(*Shell("exit 7")), (ExitStatus{7, 0}));
  EXPECT_EQ(Wait(*Shell("kill -9 $$")), (ExitStatus{-1, 9}));
  EXPECT_EQ(ToString(ExitStatus{7, 0}), "exit code 7");
  EXPECT_EQ(ToString(ExitStatus{-1, 9}), "killed by signal 9 (Killed)");
}

TEST_F(Process, IsSentSignals) {
  auto child = Shell("trap 'exit 3' TERM; echo ready; while true; do read line; done");
  LineReader lines(child->io(), 100);
  EXPECT_EQ(Run(lines.ReadLine()).value(), "ready");
  child->SendSignal(SIGTERM);
  EXPECT_EQ(Wait(*child), (ExitStatus{3, 0}));
}

TEST_F(Process, WaitsOnlyUntilTheDeadline) {
  auto child = Start({.argv = {"cat"}});
  Waiting waiting("wait for the end", "cat");
  auto status =
      loop.RunTask(WithDeadline(Deadline::After(5ms), std::move(waiting), Waited(*child)));
  EXPECT_EQ(status.error().kind, IoErrorKind::kTimeout);
  EXPECT_FALSE(child->ended());
}

// The number that a child prints, of a grandchild that would sleep for long.
pid_t Grandchild(const std::expected<std::optional<std::string>, IoError>& line) {
  return line && *line ? std::stoi(**line) : 0;
}

// True once nobody has that number any more (a zombie of our own still has it).
bool IsGone(pid_t pid) {
  const Deadline deadline = Deadline::After(kPatience);
  while (!deadline.passed()) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(stat, text);
    if (!stat || text.find(") Z") != std::string::npos) return true;
    std::this_thread::yield();
  }
  return false;
}

TEST_F(Process, IsKilledWithItsChildrenWhenDestroyed) {
  auto child = Shell("sleep 1000 & echo $!; wait");
  LineReader lines(child->io(), 100);
  const pid_t grandchild = Grandchild(Run(lines.ReadLine()));
  const pid_t pid = child->pid();
  child.reset();
  EXPECT_NE(::kill(pid, 0), 0);
  EXPECT_TRUE(IsGone(grandchild));
}

TEST_F(Process, LeavesNoChildrenBehindWhenItEnds) {
  auto child = Shell("sleep 1000 & echo $!");
  LineReader lines(child->io(), 100);
  const pid_t grandchild = Grandchild(Run(lines.ReadLine()));
  EXPECT_EQ(Wait(*child), (ExitStatus{0, 0}));
  EXPECT_TRUE(IsGone(grandchild));
}

TEST_F(Process, HasTheLastOfItsStandardErrorKept) {
  ProcessOptions options;
  options.standard_error = StandardStream::kPiped;
  options.stderr_limit_bytes = 10;
  auto child = Shell("echo a long complaint >&2", std::move(options));
  Run(child->FinishStderr());
  EXPECT_EQ(child->captured_stderr(), "complaint\n");
  EXPECT_EQ(child->dropped_stderr_bytes(), 7u);
}

TEST_F(Process, SendsItsStandardErrorWhereAsked) {
  ProcessOptions options;
  options.standard_error = StandardStream::kStdout;
  EXPECT_EQ(*Run(ReadToEnd(Shell("echo out; echo err >&2", options)->io(), 100)), "out\nerr\n");
  const std::string path = testing::TempDir() + "wireproof_stderr_" + std::to_string(::getpid());
  options.standard_error = StandardStream::kFile;
  options.stderr_file = path;
  Wait(*Shell("echo err >&2", options));
  std::string text;
  std::ifstream file(path);
  std::getline(file, text);
  EXPECT_EQ(text, "err");
  ::unlink(path.c_str());
}

TEST_F(Process, HasTheEnvironmentAndTheFolderThatItWasGiven) {
  ProcessOptions options;
  options.environment = {{"WIREPROOF_A", "1 2"}, {"WIREPROOF_B", ""}};
  options.working_directory = "/";
  auto child = Shell("echo \"$WIREPROOF_A|${WIREPROOF_B-unset}|${PATH:+path}|$PWD\"", options);
  EXPECT_EQ(*Run(ReadToEnd(child->io(), 100)), "1 2||path|/\n");
  options.clear_environment = true;
  child = Start(
      {.argv = {"/usr/bin/env"}, .environment = {{"ONLY", "this"}}, .clear_environment = true});
  EXPECT_EQ(*Run(ReadToEnd(child->io(), 100)), "ONLY=this\n");
}

TEST_F(Process, InheritsNoDescriptorOfOurs) {
  StreamPair pair = TcpPair();
  auto child = Shell("ls /proc/self/fd | wc -l");
  // 0, 1, 2 and the one that ls has of the folder.
  EXPECT_EQ(*Run(ReadToEnd(child->io(), 100)), "4\n");
}

TEST_F(Process, ThatCannotRunSaysWhy) {
  auto child = ChildProcess::Start(loop.executor(), {.argv = {"no-such-program"}});
  EXPECT_EQ(child.error().message, "run no-such-program: No such file or directory");
  child = ChildProcess::Start(loop.executor(), {.argv = {"/etc/passwd"}});
  EXPECT_EQ(child.error().message, "run /etc/passwd: Permission denied");
  child = ChildProcess::Start(loop.executor(),
                              {.argv = {"cat"}, .working_directory = "/no/such/folder"});
  EXPECT_NE(child.error().message.find("No such file or directory"), std::string::npos);
}

TEST_F(Process, ThatIsGoneMakesWritesFail) {
  auto child = Shell("exec <&-; echo closed; sleep 1000");
  LineReader lines(child->io(), 100);
  EXPECT_EQ(Run(lines.ReadLine()).value(), "closed");
  EXPECT_EQ(Run(child->io().Write("x")).error().kind, IoErrorKind::kReset);
}

}  // namespace
}  // namespace wireproof::net
