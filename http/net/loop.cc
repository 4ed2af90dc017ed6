#include "http/net/loop.h"

#include <fmt/format.h>

#include <asio/co_spawn.hpp>
#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <system_error>

namespace wireproof::net {
namespace {

// Keeps the log, and whether the loop ends, with the execution context, so that whoever has an
// executor can reach them.
class LoopService : public asio::execution_context::service {
 public:
  using key_type = LoopService;
  static asio::execution_context::id id;

  explicit LoopService(asio::execution_context& context)
      : asio::execution_context::service(context) {}

  LogFunction log;
  bool ending = false;  // the loop is being destroyed

 private:
  void shutdown() override {}
};

asio::execution_context::id LoopService::id;

void LogTo(asio::execution_context& context, std::string_view line) {
  const LogFunction& log = asio::use_service<LoopService>(context).log;
  if (log) {
    log(line);
  } else {
    fmt::print(stderr, "{}\n", line);
  }
}

// "" for a cancellation, which is no news.
std::string Describe(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::system_error& failure) {
    return failure.code() == asio::error::operation_aborted ? "" : failure.what();
  } catch (const std::exception& failure) {
    return failure.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

}  // namespace

struct EventLoop::State {
  asio::io_context context{1};
  // A Stop that comes between two runs must not be lost.
  std::atomic<bool> stop_requested = false;

  // Whether to run at all.
  bool Start() {
    context.restart();
    return !stop_requested.exchange(false);
  }
};

EventLoop::EventLoop(LogFunction log) : state_(std::make_unique<State>()) {
  asio::use_service<LoopService>(state_->context).log = std::move(log);
}

EventLoop::~EventLoop() {
  asio::use_service<LoopService>(state_->context).ending = true;
}

Executor EventLoop::executor() {
  return state_->context.get_executor();
}

void EventLoop::Run() {
  if (state_->Start()) state_->context.run();
  state_->stop_requested = false;
}

bool EventLoop::RunFor(std::chrono::milliseconds limit) {
  if (state_->Start()) state_->context.run_for(limit);
  state_->stop_requested = false;
  return state_->context.stopped();
}

void EventLoop::RunReady() {
  if (state_->Start()) state_->context.poll();
  state_->stop_requested = false;
}

void EventLoop::Stop() {
  state_->stop_requested = true;
  state_->context.stop();
}

void EventLoop::RunToEnd(Task<void> task) {
  struct Outcome {
    bool done = false;
    std::exception_ptr error;
  };
  auto outcome = std::make_shared<Outcome>();
  asio::io_context& context = state_->context;
  const bool run = state_->Start();
  asio::co_spawn(context, std::move(task), [outcome, &context](std::exception_ptr error) {
    outcome->done = true;
    outcome->error = std::move(error);
    context.stop();
  });
  if (run) context.run();
  state_->stop_requested = false;
  if (!outcome->done) throw std::runtime_error("the event loop stopped before its task was done");
  if (outcome->error) std::rethrow_exception(outcome->error);
}

void Spawn(const Executor& executor, std::string_view what, Task<void> task) {
  asio::co_spawn(executor, std::move(task),
                 [executor, name = std::string(what)](std::exception_ptr error) {
                   LogEscaped(executor, name, error);
                 });
}

void LogEscaped(const Executor& executor, std::string_view what, const std::exception_ptr& error) {
  if (!error) return;
  const std::string words = Describe(error);
  if (!words.empty()) Log(executor, fmt::format("{}: {}", what, words));
}

void Post(const Executor& executor, std::function<void()> function) {
  asio::post(executor, std::move(function));
}

void Log(const Executor& executor, std::string_view line) {
  LogTo(asio::query(executor, asio::execution::context), line);
}

bool IsEnding(const Executor& executor) {
  return asio::use_service<LoopService>(asio::query(executor, asio::execution::context)).ending;
}

Task<void> SleepFor(std::chrono::milliseconds duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

Task<void> Yield() {
  co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
}

Task<Executor> CurrentExecutor() {
  co_return co_await asio::this_coro::executor;
}

Task<int> WaitForSignal(std::vector<int> signals) {
  asio::signal_set set(co_await asio::this_coro::executor);
  for (const int number : signals) set.add(number);
  co_return co_await set.async_wait(asio::use_awaitable);
}

}  // namespace wireproof::net
