// One request and its response, as a handler sees them.
//
//   net::Task<void> Handle(Exchange& exchange) override {
//     auto body = co_await exchange.ReadBody();
//     if (!body) co_return;                                  // the server answers, or closes
//     Reply reply{.fields = {{"Content-Type", "text/plain"}}, .content = "hello"};
//     (void)co_await exchange.Send(std::move(reply));
//   }
//
// In the strict profile the exchange adds Date, Server, Connection and the framing; in CPython's it
// adds what send_response() does (Server and Date, in front) and sends the rest as it is given.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/net/io_error.h"
#include "http/net/task.h"
#include "http/server/channel.h"
#include "http/server/date_clock.h"
#include "http/server/profile.h"
#include "http/wire/message.h"

namespace wireproof::server {

// The status for a request that did not come in time (RFC 9110 section 15.5.9).
inline constexpr int kRequestTimeoutStatus = 408;

// A whole response.
struct Reply {
  int status = 200;
  std::string reason = {};  // empty: the usual one
  wire::Fields fields = {};
  // For HEAD it is not sent, but it counts for Content-Length.
  std::string content = {};
};

// Why a body could not be read.
struct BodyFailure {
  int status = 0;      // what to answer, if nothing was; 0: nothing
  bool gone = false;   // the connection is of no more use at all
  std::string detail;  // for people
};

class Exchange {
 public:
  Exchange(Channel& channel, wire::RequestHead head, const Profile& profile, DateClock& clock);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const wire::RequestHead& request() const { return head_; }
  // The version as the client wrote it: "HTTP/1.1".
  std::string version_text() const;
  const Profile& profile() const { return profile_; }

  // The whole body, up to Profile::body_limit; sends 100 (Continue) first where the client waits
  // for it. In CPython's profile what a handler gets that reads int(Content-Length) octets: no
  // decoding, short if the client ends, an error where that int() or read() raises.
  net::Task<std::expected<std::string, BodyFailure>> ReadBody();

  // The trailer section of the request, once the body was read.
  const wire::Fields& trailers() const { return trailers_; }

  // Sends a whole response. Fails if the connection does.
  net::Task<std::expected<void, net::IoError>> Send(Reply reply);

  // Sends the profile's error page; `message` and `explain` as in error_page.h. send_error().
  // `more` are fields of the strict profile's answer, such as Allow.
  net::Task<std::expected<void, net::IoError>> SendError(int status, std::string message = {},
                                                         std::string explain = {},
                                                         wire::Fields more = {});

  // The same in pieces. Begin() sends the head. If its fields have no Content-Length, the strict
  // profile chunks the content, or closes after it where the client speaks HTTP/1.0. Write() gives
  // content (nothing happens for HEAD, 204 and 304 in the strict profile), End() ends it.
  net::Task<std::expected<void, net::IoError>> Begin(int status, std::string reason,
                                                     wire::Fields fields);
  net::Task<std::expected<void, net::IoError>> Write(std::string_view content);
  net::Task<std::expected<void, net::IoError>> End(wire::Fields trailers = {});

  // --- For the server ---

  bool replied() const { return replied_; }    // a final response was begun
  bool finished() const { return finished_; }  // ... and ended
  const std::optional<BodyFailure>& body_failure() const { return body_failure_; }
  bool write_failed() const { return write_failed_; }
  // Reads and throws away what is left of the body. False where the connection must close for it.
  net::Task<bool> DrainBody();

 private:
  using Body = std::expected<std::string, BodyFailure>;
  using Done = std::expected<void, net::IoError>;

  net::Task<Body> ReadAsHandlersDo();
  net::Task<Body> ReadDecoded();
  std::unexpected<BodyFailure> Fail(BodyFailure failure);
  std::unexpected<BodyFailure> FailBy(const net::IoError& error);
  std::optional<std::string> MakeHead(int status, std::string reason, wire::Fields fields);
  void Frame(wire::ResponseHead& head) const;
  bool MayKeep() const;
  net::Task<Done> Flush(std::string_view octets);

  Channel& channel_;
  const wire::RequestHead head_;
  const Profile& profile_;
  DateClock& clock_;
  wire::Fields trailers_;
  bool body_read_ = false;      // its end came
  std::uint64_t received_ = 0;  // octets of it so far
  bool replied_ = false;
  bool finished_ = false;
  bool sends_content_ = true;
  bool write_failed_ = false;
  std::optional<BodyFailure> body_failure_;
};

}  // namespace wireproof::server
