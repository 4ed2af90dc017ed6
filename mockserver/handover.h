// A result, or what was thrown instead, from one thread to another that waits for it.
//
// Private to this folder. Not std::future: there both threads own an exception, and the one that
// threw may free it last; sanitizers of the user's program then take that for a race.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

namespace wireproof::mock {

template <typename Result>
class Handover {
 public:
  // One of them, once. The giver keeps nothing of what it gives.
  void Give(Result result) {
    const std::lock_guard lock(mutex_);
    result_.emplace(std::move(result));
    given_.notify_one();
  }
  void GiveError(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
    given_.notify_one();
  }

  // Waits; throws what was given to be thrown. Once.
  Result Take() {
    std::unique_lock lock(mutex_);
    given_.wait(lock, [this] { return result_ || error_; });
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    return std::move(*result_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable given_;
  std::optional<Result> result_;
  std::exception_ptr error_;
};

}  // namespace wireproof::mock
