// A client's connection: its stream, what came on it and was not looked at yet, its deadlines.
//
// Private to this folder.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "http/net/deadline.h"
#include "http/net/stream.h"
#include "http/net/task.h"
#include "http/net/tls.h"

namespace wireproof::mock {

class Link {
 public:
  // A client that within `patience` neither sends what is waited for, to its last octet, nor takes
  // what is sent is given up.
  Link(std::unique_ptr<net::Stream> stream, std::chrono::milliseconds patience);

  // --- Reading ---

  // What came and was not consumed. Valid until the next Room or Read.
  std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void Consume(std::size_t octets) {
    begin_ += octets;
    until_.reset();
  }
  // Where more can be read to; larger when the last reads filled it. TakeRead follows.
  std::span<char> Room();

  // Reads once. False: there will be no more; ended() or failed() says why.
  net::Task<bool> Read();
  // The client ended its direction in order.
  bool ended() const { return ended_; }
  // The connection is of no more use: reset, timed out, or cancelled.
  bool failed() const { return failed_; }
  // Takes what a read on stream() gave: what Read would have made of it. Whether octets came.
  bool TakeRead(const std::expected<std::size_t, net::IoError>& count);

  // Around a read on stream(). What came in part and was not consumed has the time that is left
  // since its first octets were waited for.
  void ArmRead();
  void Disarm() { watch_.Disarm(); }

  // --- Writing ---

  // What can be sent at once: how many of the octets.
  std::size_t WriteNow(std::string_view octets) {
    return failed_ || closed_ ? 0 : stream_->WriteNow(octets);
  }
  // All of it, or false: the connection failed.
  net::Task<bool> Write(std::string_view octets);
  // The same past TLS.
  net::Task<bool> WriteRaw(std::string_view octets);
  net::Task<void> HalfClose();

  // --- Ending ---

  // Ends in order: what was sent is read first, as far as a bounded patience goes.
  net::Task<void> Close();
  // Ends below TLS: in order on TCP, without a word of TLS.
  net::Task<void> CloseBelow();
  void Reset();
  bool closed() const { return closed_; }

  net::Stream& stream() { return *stream_; }

 private:
  void ArmWrite() { watch_.Arm(net::Deadline::After(patience_)); }
  net::TlsStream* tls() { return dynamic_cast<net::TlsStream*>(stream_.get()); }

  std::unique_ptr<net::Stream> stream_;
  net::StreamWatch watch_;  // ends before the stream
  std::chrono::milliseconds patience_;
  std::optional<net::Deadline> until_;  // of what is being read
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool ended_ = false;
  bool failed_ = false;
  bool closed_ = false;
};

// Waits until the peer has ended its direction or reset the connection, and reads nothing.
net::Task<void> AwaitHangUp(net::Stream& stream);

}  // namespace wireproof::mock
