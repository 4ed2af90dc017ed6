// One connection to a server while it lasts: a stream, and the protocol on it.
//
// Shared by the Connection that opened it and the Response that is still being read: a response
// that ends with the connection outlives its Connection, as in http.client.
#pragma once

#include <cstddef>
#include <deque>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/client/error.h"
#include "http/client/profile.h"
#include "http/client/request.h"
#include "http/net/deadline.h"
#include "http/net/stream.h"
#include "http/net/task.h"
#include "http/wire/connection.h"
#include "http/wire/event.h"

namespace wireproof::client {

class Link {
 public:
  Link(std::unique_ptr<net::Stream> stream, const Profile& profile);

  // Reads and writes fail with kTimeout from then on.
  void Arm(net::Deadline deadline);

  // Sends a whole request. With Profile::early_response: succeeds too when a final response came
  // before all was sent, or the peer reset; the response then decides.
  net::Task<std::expected<void, Error>> SendRequest(const PreparedRequest& request);

  // From now on the response to `head`, which was sent before, is read: a fresh reader, as each
  // HTTPResponse of http.client has one. What the last one had buffered is lost.
  void StartResponse(const wire::RequestHead& head);

  // What the peer says next; never NeedData.
  net::Task<std::expected<wire::Event, Error>> NextEvent(Step at);

  // Whether the peer has neither ended the connection nor sent anything since the last exchange.
  net::Task<bool> IsQuiet();

  // The next exchange may begin on this link; makes it begin.
  bool StartNextCycle();

  // Ends it in order; what is still to be read is lost.
  net::Task<void> Close();
  bool closed() const { return closed_; }

  const wire::Connection& wire() const { return *wire_; }
  // Over TLS the peer's direction ended without close_notify.
  bool cut_off() const;

 private:
  net::Task<std::expected<void, Error>> SendAsHttpClient(const PreparedRequest& request);
  net::Task<std::expected<void, Error>> SendClean(const PreparedRequest& request);
  net::Task<std::expected<void, Error>> WriteWatched(std::string octets);
  net::Task<void> WatchForResponse();
  net::Task<std::expected<void, Error>> Write(std::string_view octets);
  net::Task<std::expected<void, net::IoError>> Receive();
  std::span<char> buffer() { return {buffer_.get(), profile_.read_size}; }
  Error Translate(const net::IoError& error, Step at) const;

  const Profile profile_;
  std::unique_ptr<net::Stream> stream_;
  net::StreamWatch watch_;  // ends before the stream
  std::unique_ptr<wire::Connection> wire_;
  // Not filled beforehand: most reads touch little of it.
  std::unique_ptr<char[]> buffer_;
  std::deque<wire::Event> early_;       // events met while the request was being sent
  std::optional<net::IoError> broken_;  // why reading failed then
  bool answered_early_ = false;
  bool send_cut_ = false;  // not all of the request was sent: no reuse
  bool closed_ = false;
};

}  // namespace wireproof::client
