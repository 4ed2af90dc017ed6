#include "http/server/channel.h"

#include <span>
#include <utility>
#include <variant>

#include "http/net/linger.h"
#include "http/net/tls.h"

namespace wireproof::server {
namespace {

constexpr std::size_t kReadBytes = std::size_t{16} << 10;

net::Deadline Within(std::chrono::milliseconds patience) {
  return patience.count() == 0 ? net::Deadline::Never() : net::Deadline::After(patience);
}

}  // namespace

Channel::Channel(std::unique_ptr<net::Stream> stream, const Profile& profile)
    : profile_(profile),
      stream_(std::move(stream)),
      watch_(*stream_),
      wire_(wire::Role::kServer, profile.dialect, profile.limits),
      buffer_(std::make_unique_for_overwrite<char[]>(kReadBytes)) {}

void Channel::ExpectHead() {
  waits_ = Waits::kForRequest;
  head_started_ = false;
  if (wire_.buffered() > 0) {
    waits_ = Waits::kForHead;
    head_started_ = true;
    head_deadline_ = Within(profile_.head_time);
  }
}

net::Task<std::expected<wire::Event, net::IoError>> Channel::NextEvent() {
  while (true) {
    wire::Event event = wire_.NextEvent();
    if (!std::holds_alternative<wire::NeedData>(event)) {
      if (std::holds_alternative<wire::Request>(event)) waits_ = Waits::kForBody;
      co_return event;
    }
    if (auto received = co_await Receive(); !received) {
      co_return std::unexpected(std::move(received.error()));
    }
  }
}

net::Task<std::expected<void, net::IoError>> Channel::Receive() {
  // A head has one deadline for all of it, however its octets trickle.
  if (waits_ == Waits::kForHead) {
    watch_.Arm(head_deadline_);
  } else {
    watch_.Arm(Within(waits_ == Waits::kForBody ? profile_.transfer_time : profile_.idle_time));
  }
  const std::span<char> room(buffer_.get(), kReadBytes);
  auto count = co_await stream_->Read(room);
  watch_.Disarm();
  if (!count) {
    net::IoError error = std::move(count.error());
    if (watch_.fired()) error.kind = net::IoErrorKind::kTimeout;
    co_return std::unexpected(std::move(error));
  }
  if (waits_ == Waits::kForRequest && *count > 0) {
    waits_ = Waits::kForHead;
    head_started_ = true;
    head_deadline_ = Within(profile_.head_time);
  }
  if (*count == 0) {
    wire_.ReceiveEnd();
  } else {
    wire_.Receive(std::string_view(buffer_.get(), *count));
  }
  co_return std::expected<void, net::IoError>();
}

net::Task<std::expected<void, net::IoError>> Channel::Write(std::string_view octets) {
  if (octets.empty()) co_return std::expected<void, net::IoError>();
  watch_.Arm(Within(profile_.transfer_time));
  auto sent = co_await stream_->Write(octets);
  watch_.Disarm();
  co_return sent;
}

net::Task<void> Channel::Close(bool abruptly) {
  if (profile_.close == CloseStyle::kShutdownAndClose) {
    // socketserver shuts the TCP connection down under its TLS.
    auto* tls = dynamic_cast<net::TlsStream*>(stream_.get());
    net::Stream& tcp = tls != nullptr ? tls->below() : *stream_;
    (void)co_await tcp.HalfClose();
    co_await stream_->Close(false);
    co_return;
  }
  if (abruptly) {
    co_await stream_->Close(false);
    co_return;
  }
  net::LingerOptions options{.deadline = net::Deadline::After(profile_.linger_time),
                             .drain_limit_bytes = profile_.linger_limit};
  (void)co_await net::CloseLingering(*stream_, std::move(options));
}

}  // namespace wireproof::server
