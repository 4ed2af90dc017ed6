#include "http/client/link.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include "http/net/loop.h"
#include "http/net/sync.h"
#include "http/net/tls.h"
#include "http/wire/serializer.h"

namespace wireproof::client {
namespace {

// A body up to this size is written without looking for an early response: it fits into the
// buffers of the two kernels, so the write cannot wait for a peer that does not read.
constexpr std::size_t kUnwatchedBytes = std::size_t{64} << 10;

constexpr std::chrono::milliseconds kCloseTime{500};

std::size_t SizeOf(const PreparedRequest& request) {
  std::size_t size = 0;
  for (const std::string& piece : request.pieces) size += piece.size();
  return size;
}

bool IsFinalResponse(const wire::Event& event) {
  return std::holds_alternative<wire::Response>(event) ||
         std::holds_alternative<wire::Failed>(event);
}

}  // namespace

Link::Link(std::unique_ptr<net::Stream> stream, const Profile& profile)
    : profile_(profile),
      stream_(std::move(stream)),
      watch_(*stream_),
      wire_(
          std::make_unique<wire::Connection>(wire::Role::kClient, profile.dialect, profile.limits)),
      buffer_(std::make_unique_for_overwrite<char[]>(profile.read_size)) {}

void Link::Arm(net::Deadline deadline) {
  watch_.Arm(deadline);
}

net::Task<std::expected<void, Error>> Link::SendRequest(const PreparedRequest& request) {
  if (profile_.request_style == RequestStyle::kHttpClient) {
    co_return co_await SendAsHttpClient(request);
  }
  co_return co_await SendClean(request);
}

// One write for the head, one for each piece, one for the last chunk (CRQ-001, CAH-021).
net::Task<std::expected<void, Error>> Link::SendAsHttpClient(const PreparedRequest& request) {
  const auto head = wire::SerializeHead(request.head, profile_.dialect);
  if (!head) {
    co_return std::unexpected(
        Error{ErrorKind::kRefused, Step::kSend, "ValueError", wire::ToString(head.error())});
  }
  if (auto sent = co_await Write(*head); !sent) co_return sent;
  for (const std::string& piece : request.pieces) {
    std::string chunk;
    if (request.chunked) wire::AppendChunk(chunk, piece);
    if (auto sent = co_await Write(request.chunked ? chunk : piece); !sent) co_return sent;
  }
  if (request.chunked) co_return co_await Write("0\r\n\r\n");
  co_return std::expected<void, Error>();
}

net::Task<std::expected<void, Error>> Link::SendClean(const PreparedRequest& request) {
  std::string octets;
  std::vector<wire::Event> events = {wire::Request{request.head}};
  for (const std::string& piece : request.pieces) events.push_back(wire::Data{.bytes = piece});
  events.push_back(wire::EndOfMessage{});
  for (const wire::Event& event : events) {
    const auto part = wire_->Send(event);
    if (!part) {
      co_return std::unexpected(Error{ErrorKind::kRefused, Step::kSend,
                                      std::string(wire::Describe(part.error().kind).id),
                                      wire::ToString(part.error())});
    }
    octets += *part;
  }
  if (profile_.early_response && SizeOf(request) > kUnwatchedBytes) {
    co_return co_await WriteWatched(std::move(octets));
  }
  auto sent = co_await Write(octets);
  if (!sent && sent.error().kind == ErrorKind::kClosed && profile_.early_response) {
    // The peer may have answered before it reset the connection: GetResponse() will tell.
    send_cut_ = true;
    co_return std::expected<void, Error>();
  }
  co_return sent;
}

net::Task<std::expected<void, Error>> Link::WriteWatched(std::string octets) {
  net::TaskGroup group(stream_->executor());
  group.Start("look for an early response", WatchForResponse());
  auto sent = co_await stream_->Write(octets);
  // A read that is cancelled loses nothing.
  if (!broken_ && !answered_early_) stream_->Cancel();
  co_await group.Join();
  if (sent) co_return std::expected<void, Error>();
  send_cut_ = true;
  const bool reset = sent.error().kind == net::IoErrorKind::kReset;
  if (answered_early_ || reset) co_return std::expected<void, Error>();
  co_return std::unexpected(Translate(sent.error(), Step::kSend));
}

// Reads while the request is being sent, until a final response's head is there.
net::Task<void> Link::WatchForResponse() {
  while (!answered_early_) {
    wire::Event event = wire_->NextEvent();
    if (!std::holds_alternative<wire::NeedData>(event)) {
      answered_early_ = IsFinalResponse(event);
      const bool ended = std::holds_alternative<wire::ConnectionClosed>(event);
      early_.push_back(std::move(event));
      if (ended) co_return;
      continue;
    }
    if (wire_->end_received()) co_return;
    auto received = co_await Receive();
    if (received) continue;
    if (received.error().kind != net::IoErrorKind::kClosed) broken_ = received.error();
    co_return;
  }
  stream_->Cancel();  // the write: the peer has made up its mind
}

net::Task<std::expected<void, Error>> Link::Write(std::string_view octets) {
  auto sent = co_await stream_->Write(octets);
  if (sent) co_return std::expected<void, Error>();
  co_return std::unexpected(Translate(sent.error(), Step::kSend));
}

net::Task<std::expected<void, net::IoError>> Link::Receive() {
  auto count = co_await stream_->Read(buffer());
  if (!count) co_return std::unexpected(std::move(count.error()));
  if (*count == 0) {
    wire_->ReceiveEnd();
  } else {
    wire_->Receive(std::string_view(buffer_.get(), *count));
  }
  co_return std::expected<void, net::IoError>();
}

void Link::StartResponse(const wire::RequestHead& head) {
  wire_ =
      std::make_unique<wire::Connection>(wire::Role::kClient, profile_.dialect, profile_.limits);
  // Only for the reader's sake: the octets were sent before.
  (void)wire_->Send(wire::Request{head});
  wire_->PassBodyThrough();
  (void)wire_->Send(wire::EndOfMessage{});
}

net::Task<std::expected<wire::Event, Error>> Link::NextEvent(Step at) {
  while (true) {
    if (!early_.empty()) {
      wire::Event event = std::move(early_.front());
      early_.pop_front();
      co_return event;
    }
    wire::Event event = wire_->NextEvent();
    if (!std::holds_alternative<wire::NeedData>(event)) co_return event;
    if (broken_) co_return std::unexpected(Translate(*broken_, at));
    if (auto received = co_await Receive(); !received) {
      co_return std::unexpected(Translate(received.error(), at));
    }
  }
}

namespace {

net::Task<void> CancelSoon(net::Stream& stream) {
  co_await net::Yield();
  stream.Cancel();
}

}  // namespace

net::Task<bool> Link::IsQuiet() {
  if (wire_->buffered() > 0 || wire_->end_received()) co_return false;
  // A read that has nothing to give is cancelled as soon as the loop comes round.
  net::TaskGroup group(stream_->executor());
  group.Start("end the look at an idle connection", CancelSoon(*stream_));
  auto count = co_await stream_->Read(buffer());
  co_await group.Join();
  co_return !count && count.error().kind == net::IoErrorKind::kClosed;
}

bool Link::StartNextCycle() {
  if (closed_ || send_cut_ || !wire_->CanStartNextCycle()) return false;
  wire_->StartNextCycle();
  return true;
}

net::Task<void> Link::Close() {
  if (closed_) co_return;
  closed_ = true;
  if (stream_->tls() && profile_.close_notify && !watch_.fired() && !send_cut_) {
    // A peer that does not read must not keep us from going.
    net::Waiting waiting("send close_notify", stream_->peer_name());
    auto ended = co_await net::WithDeadline(net::Deadline::After(kCloseTime), std::move(waiting),
                                            stream_->HalfClose());
    (void)ended;
  }
  co_await stream_->Close(false);
}

bool Link::cut_off() const {
  return stream_->tls() && wire_->end_received() &&
         stream_->peer_end() != net::PeerEnd::kCloseNotify;
}

Error Link::Translate(const net::IoError& error, Step at) const {
  if (watch_.fired()) return TimeoutError(at, profile_.error_names);
  return StreamError(error, at, profile_.error_names);
}

}  // namespace wireproof::client
