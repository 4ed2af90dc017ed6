// A client's connection to one server: http.client's HTTPConnection and HTTPSConnection.
//
//   client::ConnectionOptions options{.host = "example.com", .port = 80};
//   client::Connection connection(executor, std::move(options));
//   client::Request request{.method = "GET", .target = "/"};
//   auto sent = co_await connection.SendRequest(std::move(request));   // connects where needed
//   auto response = co_await connection.GetResponse();
//   auto body = co_await response->Read();
//
// The link is used again when the last response was read whole and both sides want to; else the
// next request opens another (auto_open). Interim responses are skipped. One coroutine at a time.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/client/error.h"
#include "http/client/profile.h"
#include "http/client/request.h"
#include "http/client/response.h"
#include "http/net/deadline.h"
#include "http/net/task.h"
#include "http/net/tcp.h"
#include "http/net/tls_context.h"
#include "http/wire/event.h"

namespace wireproof::client {

class Link;

struct ConnectionOptions {
  // Whom requests are for: Host says it, SNI too, and certificates are checked against it.
  std::string host;
  std::uint16_t port = 80;
  // Where to connect to, if that is elsewhere.
  std::optional<net::Endpoint> connect_to = std::nullopt;
  std::optional<net::TlsContext> tls = std::nullopt;  // absent: plain TCP
  Profile profile = Profile::Strict();
  // Told of each connection before anything is said on it, under TLS too.
  std::function<void(const net::Stream&)> on_connect = {};
};

// Logical states of http.client; the names are those of its messages.
enum class RequestState : std::uint8_t { kIdle, kRequestStarted, kRequestSent };
std::string_view Name(RequestState state);  // "Idle", "Request-started", "Request-sent"

class Connection {
 public:
  Connection(net::Executor executor, ConnectionOptions options);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  // Closes without a word of TLS; Close() first to end in order.
  ~Connection();

  // Until when all that follows must be done, the bodies of responses included.
  void SetDeadline(net::Deadline deadline);

  // Sends a request, head and body. http.client's request().
  net::Task<std::expected<void, Error>> SendRequest(Request request);

  // The response to it, once its head is whole. http.client's getresponse().
  net::Task<std::expected<Response, Error>> GetResponse();

  // Ends the link. An unread response that meant to keep it is given up. http.client's close().
  net::Task<void> Close();

  RequestState state() const { return state_; }
  bool is_open() const { return link_ != nullptr; }
  // How many links were opened so far.
  std::size_t links_opened() const { return links_opened_; }

 private:
  std::optional<Error> BeginRequest();
  net::Task<std::expected<void, Error>> ReadyLink();
  net::Task<std::expected<void, Error>> Open();
  net::Task<std::expected<std::unique_ptr<net::Stream>, Error>> Secure(
      std::unique_ptr<net::Stream> stream);
  std::optional<Error> ResponseNotReady();
  net::Task<std::expected<wire::ResponseHead, Error>> ReadHead();
  net::Task<Response> MakeResponse(wire::ResponseHead head);
  Origin origin() const;

  net::Executor executor_;
  const ConnectionOptions options_;
  net::Deadline deadline_ = net::Deadline::Never();
  std::shared_ptr<Link> link_;
  std::shared_ptr<BodyReader> reading_;  // of the last response, while link_ is meant for reuse
  RequestState state_ = RequestState::kIdle;
  wire::RequestHead head_;  // of the request that was sent last
  wire::Version peer_version_ = wire::kHttp11;
  std::size_t links_opened_ = 0;
};

}  // namespace wireproof::client
