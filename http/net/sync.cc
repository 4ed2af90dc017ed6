#include "http/net/sync.h"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/error.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <exception>
#include <iterator>
#include <list>
#include <string>
#include <system_error>

#include "http/net/loop.h"

namespace wireproof::net {
namespace {

// One coroutine that waits. Its timer is both the way to wake it and its deadline.
struct Waiter {
  asio::steady_timer timer;
  bool notified = false;
};

}  // namespace

struct Signal::State {
  explicit State(Executor of) : executor(std::move(of)) {}

  void Wake(Waiter& waiter) {
    waiter.notified = true;
    waiter.timer.cancel();
  }

  Executor executor;
  std::list<Waiter*> waiters;  // those not notified yet, the oldest first
};

namespace {

// In the list as long as it waits unnotified, whichever way the wait ends.
struct Enlisted {
  Enlisted(std::list<Waiter*>& waiters, Waiter& waiter) : list(waiters), self(waiter) {
    position = list.insert(list.end(), &self);
  }
  Enlisted(const Enlisted&) = delete;
  Enlisted& operator=(const Enlisted&) = delete;
  ~Enlisted() {
    if (!self.notified) list.erase(position);
  }
  std::list<Waiter*>& list;
  Waiter& self;
  std::list<Waiter*>::iterator position;
};

// True if notified, false if the deadline passed. A waiter that was notified and cancelled in the
// same turn passes the notification on, so that none is lost.
Task<bool> WaitOn(std::shared_ptr<Signal::State> state, Deadline deadline) {
  Waiter waiter{asio::steady_timer(state->executor, deadline.at())};
  {
    const Enlisted enlisted(state->waiters, waiter);
    std::error_code error;
    co_await waiter.timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none) {
    if (waiter.notified && !state->waiters.empty()) {
      Waiter* next = state->waiters.front();
      state->waiters.pop_front();
      state->Wake(*next);
    }
    throw std::system_error(asio::error::make_error_code(asio::error::operation_aborted));
  }
  co_return waiter.notified;
}

}  // namespace

Signal::Signal(Executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
Signal::~Signal() = default;
Signal::Signal(Signal&&) noexcept = default;
Signal& Signal::operator=(Signal&&) noexcept = default;

Task<void> Signal::Wait() {
  co_await WaitOn(state_, Deadline::Never());
}

Task<bool> Signal::WaitUntil(Deadline deadline) {
  co_return co_await WaitOn(state_, deadline);
}

void Signal::NotifyAll() {
  // Waking only queues the coroutines, but the list is taken first all the same.
  std::list<Waiter*> woken;
  woken.swap(state_->waiters);
  for (Waiter* waiter : woken) state_->Wake(*waiter);
}

bool Signal::NotifyOne() {
  if (state_->waiters.empty()) return false;
  Waiter* waiter = state_->waiters.front();
  state_->waiters.pop_front();
  state_->Wake(*waiter);
  return true;
}

struct Semaphore::State {
  State(Executor executor, std::size_t permits) : free(permits), released(std::move(executor)) {}
  std::size_t free;
  Signal released;
};

Semaphore::Semaphore(Executor executor, std::size_t permits)
    : state_(std::make_shared<State>(std::move(executor), permits)) {}
Semaphore::~Semaphore() = default;

std::size_t Semaphore::available() const {
  return state_->free;
}

Task<Semaphore::Permit> Semaphore::Acquire() {
  const std::shared_ptr<State> state = state_;
  while (state->free == 0) co_await state->released.Wait();
  --state->free;
  co_return Permit(state);
}

Semaphore::Permit& Semaphore::Permit::operator=(Permit&& other) noexcept {
  if (this != &other) {
    Release();
    state_ = std::move(other.state_);
  }
  return *this;
}

void Semaphore::Permit::Release() {
  if (!state_) return;
  ++state_->free;
  state_->released.NotifyOne();
  state_.reset();
}

struct TaskGroup::State {
  explicit State(Executor of) : executor(of), ended(std::move(of)) {}
  Executor executor;
  Signal ended;
  std::list<asio::cancellation_signal> running;
};

TaskGroup::TaskGroup(Executor executor) : state_(std::make_shared<State>(std::move(executor))) {}

TaskGroup::~TaskGroup() {
  CancelAll();
}

void TaskGroup::Start(std::string_view what, Task<void> task) {
  state_->running.emplace_back();
  const auto self = std::prev(state_->running.end());
  auto on_end = [state = state_, self, name = std::string(what)](std::exception_ptr error) {
    LogEscaped(state->executor, name, error);
    state->running.erase(self);
    if (state->running.empty()) state->ended.NotifyAll();
  };
  asio::co_spawn(state_->executor, std::move(task),
                 asio::bind_cancellation_slot(self->slot(), std::move(on_end)));
}

Task<void> TaskGroup::Join() {
  const std::shared_ptr<State> state = state_;
  while (!state->running.empty()) co_await state->ended.Wait();
}

void TaskGroup::CancelAll() {
  // A coroutine that was destroyed with the loop has left its slot connected to what it waited for.
  if (IsEnding(state_->executor)) return;
  for (asio::cancellation_signal& signal : state_->running) {
    signal.emit(asio::cancellation_type::terminal);
  }
}

std::size_t TaskGroup::size() const {
  return state_->running.size();
}

}  // namespace wireproof::net
