#include "http/net/edge_wait.h"

#if WIREPROOF_EDGE_WAIT

#include <asio/associated_cancellation_slot.hpp>
#include <asio/async_result.hpp>
#include <asio/detail/reactor.hpp>
#include <asio/detail/reactor_op.hpp>
#include <asio/detail/recycling_allocator.hpp>
#include <asio/execution/context.hpp>
#include <asio/query.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>

namespace wireproof::net {

using asio::detail::reactor;
using asio::detail::reactor_op;

// One wait. Asio owns it from start_op until Complete.
template <typename Handler>
class EdgeOperation : public reactor_op {
 public:
  using Allocator = asio::detail::recycling_allocator<EdgeOperation>;

  explicit EdgeOperation(Handler handler)
      : reactor_op(std::error_code(), &Perform, &Complete), handler_(std::move(handler)) {}

  Handler& handler() { return handler_; }

 private:
  // The event is all that is wanted. "Exhausted" makes the next wait wait for another one.
  static status Perform(reactor_op*) { return done_and_exhausted; }

  // `owner` is null when the loop is destroyed: then the handler only goes.
  static void Complete(void* owner, asio::detail::operation* base, const std::error_code&,
                       std::size_t) {
    auto* self = static_cast<EdgeOperation*>(base);
    const std::error_code error = self->ec_;
    Handler handler(std::move(self->handler_));
    self->~EdgeOperation();
    Allocator().deallocate(self, 1);
    if (owner != nullptr) handler(error);
  }

  Handler handler_;
};

namespace {

// What a cancellation of the awaiting coroutine does.
struct CancelWait {
  reactor* of;
  reactor::per_descriptor_data* data;
  int descriptor;
  void operator()(asio::cancellation_type type) {
    if (type == asio::cancellation_type::none) return;
    of->cancel_ops_by_key(descriptor, *data, reactor::read_op, this);
  }
};

}  // namespace

struct StartEdgeWait {
  EdgeSocket* socket;

  template <typename Handler>
  void operator()(Handler&& handler) const {
    using Operation = EdgeOperation<std::decay_t<Handler>>;
    auto& of = *static_cast<reactor*>(socket->reactor_);
    auto& data = socket->impl_.get_implementation().reactor_data_;
    const int descriptor = socket->native_handle();
    typename Operation::Allocator allocator;
    auto* operation = new (allocator.allocate(1)) Operation(std::forward<Handler>(handler));
    auto slot = asio::get_associated_cancellation_slot(operation->handler());
    if (slot.is_connected()) {
      operation->cancellation_key_ = &slot.template emplace<CancelWait>(&of, &data, descriptor);
    }
    of.start_op(reactor::read_op, descriptor, data, operation, /*is_continuation=*/false,
                /*allow_speculative=*/true);
  }
};

EdgeSocket::EdgeSocket(asio::ip::tcp::socket&& socket)
    : asio::ip::tcp::socket(std::move(socket)),
      reactor_(&asio::use_service<reactor>(asio::query(get_executor(), asio::execution::context))) {
}

Task<std::error_code> EdgeSocket::WaitEdge() {
  std::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  co_await asio::async_initiate<decltype(token), void(std::error_code)>(StartEdgeWait{this}, token);
  co_return error;
}

}  // namespace wireproof::net

#else

#include <asio/error.hpp>

namespace wireproof::net {

EdgeSocket::EdgeSocket(asio::ip::tcp::socket&& socket) : asio::ip::tcp::socket(std::move(socket)) {}

Task<std::error_code> EdgeSocket::WaitEdge() {
  co_return asio::error::operation_not_supported;
}

}  // namespace wireproof::net

#endif
