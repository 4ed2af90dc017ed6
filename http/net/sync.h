// Waiting for each other, for coroutines of one loop (no locks: one thread).
//
// All waits can be cancelled (deadline.h). The objects share their state with those who wait, so
// that a loop may be destroyed in any order; otherwise they must outlive the waits.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "http/net/deadline.h"
#include "http/net/task.h"

namespace wireproof::net {

// "Something changed": who waits looks again, for a wait may also end without a change.
// Notifications are not remembered: test the condition, then wait, with no co_await in between.
//
//   while (!ready) co_await changed.Wait();
class Signal {
 public:
  explicit Signal(Executor executor);
  ~Signal();
  Signal(Signal&&) noexcept;
  Signal& operator=(Signal&&) noexcept;

  Task<void> Wait();
  // False if the deadline passed first.
  Task<bool> WaitUntil(Deadline deadline);

  // Wakes all who wait now. They run later, from the loop, not inside this call.
  void NotifyAll();
  // Wakes the one who waits longest. False if nobody waits.
  bool NotifyOne();

  struct State;

 private:
  std::shared_ptr<State> state_;
};

// Bounds how many do something at once; first come, first served.
//
//   auto permit = co_await semaphore.Acquire();   // released when `permit` ends
class Semaphore {
 public:
  Semaphore(Executor executor, std::size_t permits);
  ~Semaphore();
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  struct State;

  class Permit {
   public:
    Permit() = default;
    explicit Permit(std::shared_ptr<State> state) : state_(std::move(state)) {}
    Permit(Permit&& other) noexcept = default;
    Permit& operator=(Permit&& other) noexcept;
    ~Permit() { Release(); }
    void Release();

   private:
    std::shared_ptr<State> state_;
  };

  Task<Permit> Acquire();
  std::size_t available() const;

 private:
  std::shared_ptr<State> state_;
};

// Coroutines that are started together and awaited together.
//
//   net::TaskGroup group(executor);
//   for (...) group.Start("serve", Serve(...));
//   co_await group.Join();
class TaskGroup {
 public:
  explicit TaskGroup(Executor executor);
  // Cancels those that are left; they end later, from the loop. What they use must be theirs.
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  // Like Spawn (loop.h): what escapes is logged. More may be started while Join waits.
  void Start(std::string_view what, Task<void> task);

  // Returns when none is left. If it is cancelled, the tasks go on.
  Task<void> Join();

  // Cancels the operation each of them waits for; they unwind from the loop (see deadline.h).
  void CancelAll();

  std::size_t size() const;

  struct State;

 private:
  std::shared_ptr<State> state_;
};

// An unbounded queue between coroutines of one loop; the producer is bounded by its own means.
template <typename T>
class Channel {
 public:
  explicit Channel(Executor executor) : changed_(std::move(executor)) {}

  void Send(T value) {
    queue_.push_back(std::move(value));
    changed_.NotifyOne();
  }

  // No more comes; what is queued is still received.
  void Close() {
    closed_ = true;
    changed_.NotifyAll();
  }

  // The next value; nothing once the channel is closed and empty.
  Task<std::optional<T>> Receive() {
    while (queue_.empty() && !closed_) co_await changed_.Wait();
    std::optional<T> value;
    if (!queue_.empty()) {
      value.emplace(std::move(queue_.front()));
      queue_.pop_front();
    }
    co_return value;
  }

  std::size_t size() const { return queue_.size(); }

 private:
  std::deque<T> queue_;
  bool closed_ = false;
  Signal changed_;
};

}  // namespace wireproof::net
