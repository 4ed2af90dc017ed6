// Deadlines: until when, and the one way to hold a coroutine to it.
//
//   net::Waiting waiting("read the response", stream.peer_name(),
//                        [&] { return fmt::format("{} bytes so far", got); });
//   auto head = co_await net::WithDeadline(deadline, std::move(waiting), ReadHead(stream));
//   // head.error(): kTimeout, "read the response: 127.0.0.1:80 let the deadline of 500 ms pass
//   //               (17 bytes so far)"
//
// Cancellation: when the deadline passes, the operation that the inner coroutine waits for fails
// with kClosed, and any later co_await inside it throws asio::system_error(operation_aborted), so
// it unwinds; only then does WithDeadline return. A stream whose read was cancelled is as it was;
// one whose write was cancelled may have sent a part, so only Close(false), Reset or its destructor
// make sense. Clean up outside of the cancelled coroutine, or in destructors.
#pragma once

#include <chrono>
#include <exception>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "http/net/io_error.h"
#include "http/net/task.h"

namespace wireproof::net {

class Stream;

// A point in time on the steady clock, or never. It remembers what it was made from, for messages.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  static Deadline After(std::chrono::milliseconds duration);
  static Deadline Never() { return Deadline(); }

  bool never() const { return !at_.has_value(); }
  bool passed() const { return at_ && Clock::now() >= *at_; }
  // Not below 0; milliseconds::max() if never.
  std::chrono::milliseconds remaining() const;
  // Clock::time_point::max() if never.
  Clock::time_point at() const { return at_.value_or(Clock::time_point::max()); }
  // What After was called with; 0 if never.
  std::chrono::milliseconds duration() const { return duration_; }

  // The earlier of the two.
  static Deadline Earlier(const Deadline& a, const Deadline& b) { return b.at() < a.at() ? b : a; }

 private:
  Deadline() = default;
  std::optional<Clock::time_point> at_;
  std::chrono::milliseconds duration_{0};
};

// What the error says when the deadline passes. `so_far` is called at that moment, before anything
// is cancelled; it may refer to what the awaiting caller keeps alive.
class Waiting {
 public:
  Waiting(std::string step, std::string peer, std::function<std::string()> so_far = {})
      : step_(std::move(step)), peer_(std::move(peer)), so_far_(std::move(so_far)) {}

  // The kTimeout error for that deadline.
  IoError Missed(const Deadline& deadline) const;

 private:
  std::string step_;
  std::string peer_;
  std::function<std::string()> so_far_;
};

namespace internal {

// Runs `work`, cancelled when the deadline passes, and returns when it has ended: the error if the
// deadline passed, else nothing. Rethrows what escapes `work` unless the deadline had passed.
Task<std::optional<IoError>> RunUntil(Deadline deadline, Waiting waiting, Task<void> work);

template <typename T>
Task<void> Store(Task<std::expected<T, IoError>> task,
                 std::optional<std::expected<T, IoError>>& out) {
  out.emplace(co_await std::move(task));
}

}  // namespace internal

// Awaits `task`, but not beyond the deadline: then the error kTimeout, whose message names the
// step, the peer and what came so far. The task has ended, in order or by unwinding, whenever this
// returns. A success that was ready when the deadline passed is a success.
template <typename T>
Task<std::expected<T, IoError>> WithDeadline(Deadline deadline, Waiting waiting,
                                             Task<std::expected<T, IoError>> task) {
  std::optional<std::expected<T, IoError>> result;
  std::optional<IoError> missed = co_await internal::RunUntil(
      deadline, std::move(waiting), internal::Store(std::move(task), result));
  if (missed && !(result && result->has_value())) co_return std::unexpected(std::move(*missed));
  co_return std::move(*result);
}

// The same for a task without a result, such as Stream::Close.
Task<std::expected<void, IoError>> WithDeadline(Deadline deadline, Waiting waiting,
                                                Task<void> task);

// For hot paths: cancels a stream's reads and writes (Stream::Cancel, so they fail with kClosed)
// when the armed deadline passes. Arming again costs no timer operation, so a server may arm it for
// each request. It must not outlive the stream.
//
//   net::StreamWatch watch(*stream);
//   watch.Arm(net::Deadline::After(5s));
//   auto n = co_await stream->Read(buffer);
//   if (!n && watch.fired()) ...   // timed out
class StreamWatch {
 public:
  explicit StreamWatch(Stream& stream);
  ~StreamWatch();
  StreamWatch(const StreamWatch&) = delete;
  StreamWatch& operator=(const StreamWatch&) = delete;

  void Arm(Deadline deadline);
  void Disarm();
  // Whether the deadline armed last has cancelled the stream.
  bool fired() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace wireproof::net
