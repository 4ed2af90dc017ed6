#include "http/net/deadline.h"

#include <fmt/format.h>

#include <algorithm>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <system_error>

#include "http/net/stream.h"

namespace wireproof::net {

Deadline Deadline::After(std::chrono::milliseconds duration) {
  Deadline deadline;
  deadline.at_ = Clock::now() + duration;
  deadline.duration_ = duration;
  return deadline;
}

std::chrono::milliseconds Deadline::remaining() const {
  if (!at_) return std::chrono::milliseconds::max();
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*at_ - Clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

IoError Waiting::Missed(const Deadline& deadline) const {
  std::string message = fmt::format("{}: {} let the deadline of {} ms pass", step_, peer_,
                                    deadline.duration().count());
  if (so_far_) message += fmt::format(" ({})", so_far_());
  return IoError{IoErrorKind::kTimeout, std::move(message)};
}

namespace internal {
namespace {

// What the timer's handler shares with RunUntil: it may be queued already when the work ends.
struct Expiry {
  bool active = true;
  asio::cancellation_signal stop;
};

// Detaches the handler whichever way the coroutine ends.
struct Detach {
  std::shared_ptr<Expiry> expiry;
  ~Detach() { expiry->active = false; }
};

}  // namespace

Task<std::optional<IoError>> RunUntil(Deadline deadline, Waiting waiting, Task<void> work) {
  if (deadline.never()) {
    co_await std::move(work);
    co_return std::nullopt;
  }
  const Executor executor = co_await asio::this_coro::executor;
  std::optional<IoError> missed;
  auto expiry = std::make_shared<Expiry>();
  const Detach detach{expiry};
  asio::steady_timer timer(executor, deadline.at());
  timer.async_wait([&deadline, &waiting, &missed, expiry](const std::error_code& error) {
    if (error || !expiry->active) return;
    missed = waiting.Missed(deadline);
    expiry->stop.emit(asio::cancellation_type::terminal);
  });

  // A cancellation from outside goes on to the work. (Asio clears the slot when we are resumed.)
  auto outer = (co_await asio::this_coro::cancellation_state).slot();
  if (outer.is_connected()) {
    outer.assign([expiry](asio::cancellation_type type) { expiry->stop.emit(type); });
  }
  try {
    co_await asio::co_spawn(executor, std::move(work),
                            asio::bind_cancellation_slot(expiry->stop.slot(), asio::use_awaitable));
  } catch (const std::system_error& error) {
    // The unwinding that we caused ends here; any other exception is the work's own.
    if (!missed || error.code() != asio::error::operation_aborted) throw;
  }
  co_return missed;
}

}  // namespace internal

Task<std::expected<void, IoError>> WithDeadline(Deadline deadline, Waiting waiting,
                                                Task<void> task) {
  auto missed = co_await internal::RunUntil(deadline, std::move(waiting), std::move(task));
  if (missed) co_return std::unexpected(std::move(*missed));
  co_return std::expected<void, IoError>();
}

struct StreamWatch::State : std::enable_shared_from_this<StreamWatch::State> {
  explicit State(Stream& watched) : stream(&watched), timer(watched.executor()) {}

  void Wait(Deadline::Clock::time_point until) {
    waiting_until = until;
    timer.expires_at(until);
    timer.async_wait([self = shared_from_this()](const std::error_code& error) {
      if (!error) self->Expired();
    });
  }

  // The timer may be older than the deadline: then it waits for the rest.
  void Expired() {
    waiting_until = Deadline::Clock::time_point::max();
    if (stream == nullptr || at == Deadline::Clock::time_point::max()) return;
    if (Deadline::Clock::now() < at) return Wait(at);
    fired = true;
    at = Deadline::Clock::time_point::max();
    stream->Cancel();
  }

  Stream* stream;  // null once the watch is gone
  asio::steady_timer timer;
  Deadline::Clock::time_point at = Deadline::Clock::time_point::max();
  Deadline::Clock::time_point waiting_until = Deadline::Clock::time_point::max();
  bool fired = false;
};

StreamWatch::StreamWatch(Stream& stream) : state_(std::make_shared<State>(stream)) {}

StreamWatch::~StreamWatch() {
  state_->stream = nullptr;
  state_->timer.cancel();
}

void StreamWatch::Arm(Deadline deadline) {
  state_->at = deadline.at();
  state_->fired = false;
  if (state_->at < state_->waiting_until) state_->Wait(state_->at);
}

void StreamWatch::Disarm() {
  state_->at = Deadline::Clock::time_point::max();
}

bool StreamWatch::fired() const {
  return state_->fired;
}

}  // namespace wireproof::net
