#include "mockserver/serve/link.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "http/net/linger.h"
#include "http/net/loop.h"

namespace wireproof::mock {
namespace {

// An idle connection holds the first; one that pipelines a lot grows to the second. Only one large
// request goes beyond.
constexpr std::size_t kFirstRoom = std::size_t{8} << 10;
constexpr std::size_t kMostRoom = std::size_t{128} << 10;

constexpr std::chrono::seconds kLingerTime{2};

// How often a connection is looked at that nothing is read from: the end of the client's direction
// wakes nobody then.
constexpr std::chrono::milliseconds kLook{50};

}  // namespace

Link::Link(std::unique_ptr<net::Stream> stream, std::chrono::milliseconds patience)
    : stream_(std::move(stream)),
      watch_(*stream_),
      patience_(patience),
      buffer_(std::make_unique_for_overwrite<char[]>(kFirstRoom)),
      capacity_(kFirstRoom) {}

std::span<char> Link::Room() {
  const std::size_t kept = end_ - begin_;
  std::size_t size = capacity_;
  if (end_ == capacity_ && kept * 2 >= capacity_) {
    // It is full of what cannot be answered yet. Whoever asks for more bounds that; doubling keeps
    // the copying linear.
    size = capacity_ * 2;
  } else if (kept == 0 && capacity_ > kMostRoom) {
    size = kFirstRoom;
  } else if (end_ == capacity_ && capacity_ < kMostRoom) {
    size = capacity_ * 2;
  }
  if (size != capacity_) {
    auto other = std::make_unique_for_overwrite<char[]>(size);
    std::memcpy(other.get(), buffer_.get() + begin_, kept);
    buffer_ = std::move(other);
    capacity_ = size;
  } else if (begin_ > 0 && kept > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, kept);
  }
  begin_ = 0;
  end_ = kept;
  return {buffer_.get() + end_, capacity_ - end_};
}

bool Link::TakeRead(const std::expected<std::size_t, net::IoError>& count) {
  if (!count) {
    failed_ = true;
    return false;
  }
  if (*count == 0) ended_ = true;
  end_ += *count;
  return *count > 0;
}

void Link::ArmRead() {
  if (!until_ || unread().empty()) until_ = net::Deadline::After(patience_);
  watch_.Arm(*until_);
}

net::Task<bool> Link::Read() {
  if (ended_ || failed_ || closed_) co_return false;
  const std::span<char> room = Room();
  ArmRead();
  auto count = co_await stream_->Read(room);
  Disarm();
  co_return TakeRead(count);
}

net::Task<bool> Link::Write(std::string_view octets) {
  if (failed_ || closed_) co_return false;
  if (octets.empty()) co_return true;
  octets.remove_prefix(WriteNow(octets));
  if (octets.empty()) co_return true;
  ArmWrite();
  auto sent = co_await stream_->Write(octets);
  Disarm();
  if (!sent) failed_ = true;
  co_return sent.has_value();
}

net::Task<bool> Link::WriteRaw(std::string_view octets) {
  net::TlsStream* over = tls();
  if (over == nullptr) co_return co_await Write(octets);
  if (failed_ || closed_ || octets.empty()) co_return !failed_ && !closed_;
  ArmWrite();
  auto sent = co_await over->WriteRaw(octets);
  Disarm();
  if (!sent) failed_ = true;
  co_return sent.has_value();
}

net::Task<void> Link::HalfClose() {
  if (failed_ || closed_) co_return;
  ArmWrite();
  auto done = co_await stream_->HalfClose();
  Disarm();
  if (!done) failed_ = true;
}

net::Task<void> Link::Close() {
  if (closed_) co_return;
  closed_ = true;
  if (failed_) {
    co_await stream_->Close(false);
    co_return;
  }
  net::LingerOptions options{.deadline = net::Deadline::After(kLingerTime)};
  (void)co_await net::CloseLingering(*stream_, std::move(options));
}

net::Task<void> Link::CloseBelow() {
  if (closed_) co_return;
  closed_ = true;
  net::TlsStream* over = tls();
  net::Stream& below = over == nullptr ? *stream_ : over->below();
  net::LingerOptions options{.deadline = net::Deadline::After(kLingerTime)};
  (void)co_await net::CloseLingering(below, std::move(options));
}

net::Task<void> AwaitHangUp(net::Stream& stream) {
  while (!stream.PeerIsGone()) co_await net::SleepFor(kLook);
}

void Link::Reset() {
  closed_ = true;
  stream_->Reset();
}

}  // namespace wireproof::mock
