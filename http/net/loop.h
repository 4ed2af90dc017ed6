// The event loop: one thread that runs coroutines, and the one place where they are spawned.
//
//   net::EventLoop loop;
//   auto answer = loop.RunTask(Ask(loop.executor(), target));   // Task<T> in, T out
//
// Everything that is made with a loop's executor (streams, signals, processes) must be used on the
// loop's thread, and destroyed before the loop or by it. Only Stop and Post may be called
// elsewhere.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "http/net/task.h"

namespace wireproof::net {

// Where a loop reports what no caller is left to hear: exceptions that escape spawned coroutines.
using LogFunction = std::function<void(std::string_view line)>;

class EventLoop {
 public:
  // `log` is called on the loop's thread; without one, lines go to standard error.
  explicit EventLoop(LogFunction log = {});
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  // Destroys the coroutines that are still suspended, without resuming them.
  ~EventLoop();

  Executor executor();

  // Runs until no work is left, or until Stop. May be called again afterwards.
  void Run();
  // The same, for at most `limit`. True if no work is left (or Stop was called).
  bool RunFor(std::chrono::milliseconds limit);
  // Runs what is ready now, and what that makes ready, without waiting.
  void RunReady();

  // Makes Run return soon. From any thread, and from signal handlers' coroutines.
  void Stop();

  // Runs the loop until `task` is done and gives its result; rethrows what escapes it. Coroutines
  // spawned meanwhile keep their state and go on with the next Run. Throws std::runtime_error if
  // Stop was called, or no work is left, before the task was done.
  template <typename T>
  T RunTask(Task<T> task) {
    auto result = std::make_shared<std::optional<T>>();
    RunToEnd(StoreResult(std::move(task), result));
    return std::move(**result);
  }
  void RunTask(Task<void> task) { RunToEnd(std::move(task)); }

 private:
  template <typename T>
  static Task<void> StoreResult(Task<T> task, std::shared_ptr<std::optional<T>> result) {
    result->emplace(co_await std::move(task));
  }
  void RunToEnd(Task<void> task);

  struct State;
  std::unique_ptr<State> state_;
};

// Starts a coroutine that nobody awaits. What escapes it goes to the loop's log as "what: words";
// a cancellation is no news and is not logged. The task must own, or share, all that it uses.
// To wait for spawned coroutines or cancel them, use TaskGroup (sync.h).
void Spawn(const Executor& executor, std::string_view what, Task<void> task);

// What Spawn does with an exception: a line "what: words" in the loop's log, unless it is none or a
// cancellation.
void LogEscaped(const Executor& executor, std::string_view what, const std::exception_ptr& error);

// Runs `function` on the executor's loop, soon. From any thread.
void Post(const Executor& executor, std::function<void()> function);

// Passes a line to the log of the executor's loop.
void Log(const Executor& executor, std::string_view line);

// Whether the executor's loop is being destroyed: its coroutines are then destroyed where they are
// suspended, in any order, so there is nothing left to be cancelled.
bool IsEnding(const Executor& executor);

// Suspends for that long; for pauses that a scenario asks for, never to wait for an event.
Task<void> SleepFor(std::chrono::milliseconds duration);

// Lets other ready coroutines run first.
Task<void> Yield();

Task<Executor> CurrentExecutor();

// Waits for the first of the signals and gives its number. While it waits, they do not have their
// usual effect. The vector is a named variable in the caller: see the g++ 12 notes in task.h.
Task<int> WaitForSignal(std::vector<int> signals);

}  // namespace wireproof::net
