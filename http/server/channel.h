// A server's side of one connection: the stream, the protocol on it, and its deadlines.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "http/net/deadline.h"
#include "http/net/stream.h"
#include "http/net/task.h"
#include "http/server/profile.h"
#include "http/wire/connection.h"
#include "http/wire/event.h"

namespace wireproof::server {

class Channel {
 public:
  Channel(std::unique_ptr<net::Stream> stream, const Profile& profile);

  // What the client says next; never NeedData. Waits for a request as long as idle_time, for the
  // rest of its head as long as head_time, and for each piece of a body as long as transfer_time;
  // then kTimeout.
  net::Task<std::expected<wire::Event, net::IoError>> NextEvent();

  // More octets for the protocol, or its end.
  net::Task<std::expected<void, net::IoError>> Receive();

  // Writes octets, within transfer_time.
  net::Task<std::expected<void, net::IoError>> Write(std::string_view octets);

  // Ends the connection as the profile says. With `abruptly` there is nothing to be saved: the
  // peer is gone, or too slow.
  net::Task<void> Close(bool abruptly);

  wire::Connection& wire() { return wire_; }
  net::Stream& stream() { return *stream_; }
  // Whether octets of the request that is being waited for have come.
  bool head_started() const { return head_started_; }
  void ExpectHead();

 private:
  enum class Waits { kForRequest, kForHead, kForBody };

  const Profile& profile_;
  std::unique_ptr<net::Stream> stream_;
  net::StreamWatch watch_;  // ends before the stream
  wire::Connection wire_;
  std::unique_ptr<char[]> buffer_;
  Waits waits_ = Waits::kForRequest;
  bool head_started_ = false;
  net::Deadline head_deadline_ = net::Deadline::Never();
};

}  // namespace wireproof::server
