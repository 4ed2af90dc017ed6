#include "http/net/hang_up_watch.h"

#include <sys/epoll.h>

#include <array>
#include <asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <system_error>
#include <utility>

namespace wireproof::net {
namespace {

constexpr std::size_t kEventsAtOnce = 64;

}  // namespace

struct HangUpWatch::State : std::enable_shared_from_this<HangUpWatch::State> {
  State(const Executor& executor, int descriptor) : set(executor, descriptor) {}

  void Wait() {
    set.async_wait(asio::posix::stream_descriptor::wait_read,
                   [self = shared_from_this()](const std::error_code& error) {
                     if (error) return;
                     self->Tell();
                     self->Wait();
                   });
  }

  void Tell() {
    std::array<epoll_event, kEventsAtOnce> events;
    const int count = ::epoll_wait(set.native_handle(), events.data(), events.size(), 0);
    for (int i = 0; i < count; ++i) {
      static_cast<Watched*>(events[static_cast<std::size_t>(i)].data.ptr)->OnHangUp();
    }
  }

  asio::posix::stream_descriptor set;
};

HangUpWatch::HangUpWatch(std::shared_ptr<State> state) : state_(std::move(state)) {
  state_->Wait();
}

HangUpWatch::~HangUpWatch() {
  std::error_code ignored;
  state_->set.close(ignored);
}

std::shared_ptr<HangUpWatch> HangUpWatch::Make(const Executor& executor) {
  const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) return nullptr;
  auto state = std::make_shared<State>(executor, descriptor);
  return std::shared_ptr<HangUpWatch>(new HangUpWatch(std::move(state)));
}

bool HangUpWatch::Add(int descriptor, Watched& watched) {
  epoll_event event{};
  event.events = EPOLLRDHUP | EPOLLPRI | EPOLLET;
  event.data.ptr = &watched;
  return ::epoll_ctl(state_->set.native_handle(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void HangUpWatch::Remove(int descriptor) {
  (void)::epoll_ctl(state_->set.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
}

}  // namespace wireproof::net
