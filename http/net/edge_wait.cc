#include "http/net/edge_wait.h"

#include <utility>

#if WIREPROOF_EDGE_WAIT

#include <asio/cancellation_type.hpp>
#include <asio/detail/reactor.hpp>
#include <asio/detail/reactor_op.hpp>
#include <asio/detail/recycling_allocator.hpp>
#include <asio/execution/context.hpp>
#include <asio/query.hpp>
#include <asio/use_awaitable.hpp>

namespace wireproof::net {
namespace {

using asio::detail::reactor;
using asio::detail::reactor_op;
using CoroutineThread = asio::detail::awaitable_thread<Executor>;
using CoroutineFrame = asio::detail::awaitable_frame_base<Executor>;

// A suspended coroutine with all its callers: resumed, or destroyed with this.
class Suspended : public CoroutineThread {
 public:
  explicit Suspended(CoroutineFrame* frame)
      : CoroutineThread(std::move(*frame->detach_thread())), frame_(frame) {}

  void Resume() {
    frame_->attach_thread(this);
    frame_->clear_cancellation_slot();
    pump();
  }

 private:
  CoroutineFrame* frame_;
};

}  // namespace

// One wait. Asio owns it from start_op until Complete.
class EdgeOperation : public reactor_op {
 public:
  static void Start(EdgeSocket& socket, CoroutineFrame* frame) {
    Allocator allocator;
    auto* operation = new (allocator.allocate(1)) EdgeOperation(socket, frame);
    auto slot = operation->suspended_.get_cancellation_slot();
    if (slot.is_connected()) slot.emplace<Cancel>(socket);
    operation->cancellation_key_ = &socket;
    ReactorOf(socket).start_op(reactor::read_op, socket.native_handle(), DataOf(socket), operation,
                               /*is_continuation=*/false, /*allow_speculative=*/true);
  }

  // Ends a wait that is under way, with operation_aborted.
  static void End(EdgeSocket& socket) {
    ReactorOf(socket).cancel_ops_by_key(socket.native_handle(), DataOf(socket), reactor::read_op,
                                        &socket);
  }

 private:
  using Allocator = asio::detail::recycling_allocator<EdgeOperation>;

  // What a cancellation of the awaiting coroutine does.
  struct Cancel {
    explicit Cancel(EdgeSocket& cancelled) : socket(&cancelled) {}
    void operator()(asio::cancellation_type type) const {
      if (type != asio::cancellation_type::none) End(*socket);
    }
    EdgeSocket* socket;
  };

  EdgeOperation(EdgeSocket& socket, CoroutineFrame* frame)
      : reactor_op(std::error_code(), &Perform, &Complete), socket_(&socket), suspended_(frame) {}

  static reactor& ReactorOf(EdgeSocket& socket) { return *static_cast<reactor*>(socket.reactor_); }
  static reactor::per_descriptor_data& DataOf(EdgeSocket& socket) {
    return socket.impl_.get_implementation().reactor_data_;
  }

  // The event is all that is wanted. "Exhausted" makes the next wait wait for another one.
  static status Perform(reactor_op*) { return done_and_exhausted; }

  // `owner` is null when the loop is destroyed: then the coroutine only goes.
  static void Complete(void* owner, asio::detail::operation* base, const std::error_code&,
                       std::size_t) {
    auto* self = static_cast<EdgeOperation*>(base);
    EdgeSocket& socket = *self->socket_;
    const std::error_code error = self->ec_;
    Suspended suspended(std::move(self->suspended_));
    self->~EdgeOperation();
    Allocator().deallocate(self, 1);
    if (owner == nullptr) return;
    const bool woken = std::exchange(socket.woken_, false);
    socket.wait_error_ = woken ? std::error_code() : error;
    suspended.Resume();
  }

  EdgeSocket* socket_;
  Suspended suspended_;
};

EdgeSocket::EdgeSocket(asio::ip::tcp::socket&& socket, std::shared_ptr<HangUpWatch> watch)
    : asio::ip::tcp::socket(std::move(socket)), watch_(std::move(watch)) {
  if (!watch_) return;
  reactor_ = &asio::use_service<reactor>(asio::query(get_executor(), asio::execution::context));
  if (!watch_->Add(native_handle(), *this)) watch_.reset();
}

void EdgeSocket::OnHangUp() {
  hung_up_ = true;
  woken_ = true;
  EdgeOperation::End(*this);
}

CoroutineThread* EdgeSocket::Wait::operator()(CoroutineFrame* frame) const {
  socket_->woken_ = false;
  EdgeOperation::Start(*socket_, frame);
  return nullptr;
}

}  // namespace wireproof::net

#else

#include <cstdlib>

namespace wireproof::net {

EdgeSocket::EdgeSocket(asio::ip::tcp::socket&& socket, std::shared_ptr<HangUpWatch>)
    : asio::ip::tcp::socket(std::move(socket)) {}

void EdgeSocket::OnHangUp() {}

asio::detail::awaitable_thread<Executor>* EdgeSocket::Wait::operator()(
    asio::detail::awaitable_frame_base<Executor>*) const {
  std::abort();  // has_edges() is false
}

}  // namespace wireproof::net

#endif

namespace wireproof::net {

EdgeSocket::~EdgeSocket() {
  CloseNow();
}

void EdgeSocket::CloseNow() {
  if (watch_ && is_open()) watch_->Remove(native_handle());
  std::error_code ignored;
  close(ignored);
}

}  // namespace wireproof::net
