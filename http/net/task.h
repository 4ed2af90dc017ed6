// The coroutine type of the whole project, and how one is started and awaited.
//
// Everything runs on one thread per EventLoop (loop.h). A Task takes owned things by value; a
// reference parameter must outlive the co_await of its caller, and is never given to Spawn.
// No capturing lambda is a coroutine: write a named function. g++ 12 destroys twice an aggregate
// temporary, or a temporary lambda with captures, inside a co_await expression: name options first,
// then std::move them. It also miscompiles `if (co_await ...)` and `while (co_await ...)` in a
// coroutine that has no local variable at all (it crashes): name the result first. Asio's
// per-operation cancellation reaches every task (deadline.h).
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

namespace wireproof::net {

// A lazily started coroutine that runs on the executor of whoever awaits or spawns it.
template <typename T>
using Task = asio::awaitable<T>;

// Where coroutines run. Cheap to copy.
using Executor = asio::any_io_executor;

}  // namespace wireproof::net
