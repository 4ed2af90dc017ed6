// Accepting TCP connections.
//
//   auto listener = net::Listener::Bind(executor, {.host = "127.0.0.1"});   // port 0: any free one
//   while (auto stream = co_await (*listener)->Accept()) ...
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "http/net/io_error.h"
#include "http/net/stream.h"
#include "http/net/task.h"

namespace wireproof::net {

struct ListenOptions {
  std::string host = "127.0.0.1";  // numeric, IPv4 or IPv6 ("::1"); "" is every IPv4 interface
  std::uint16_t port = 0;          // 0: the system chooses
  // Connections that wait for Accept. Enough for a test that opens a thousand at once.
  int backlog = 1024;
  bool no_delay = true;
  bool reuse_address = true;  // SO_REUSEADDR, as socketserver.TCPServer of http.server sets it
  // TCP_DEFER_ACCEPT: Accept gives a connection only when its first octets have come, or after
  // about that long. Saves a turn of the loop; off where the bare connect must be seen.
  std::optional<int> defer_accept_s = std::nullopt;
  // A read takes what is there at once, without a turn of the loop, and one that follows an answer
  // does not look before it waits: a system call less a request. Off where other coroutines of the
  // loop must have their turn between two reads.
  bool eager_reads = false;
  std::optional<int> receive_buffer_bytes = std::nullopt;
  std::optional<int> send_buffer_bytes = std::nullopt;
};

class Listener {
 public:
  // Binds and listens at once, so that connections made afterwards succeed before any Accept.
  static std::expected<std::unique_ptr<Listener>, IoError> Bind(Executor executor,
                                                                ListenOptions options);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  // Closes. No Accept may be under way.
  ~Listener();

  const std::string& host() const;
  std::uint16_t port() const;

  // The next connection. Fails with kClosed after Cancel or Close, and with kOther for what the
  // system reports (too many open files: then pause before the next call). Connections that were
  // reset while they waited are skipped. One Accept at a time.
  Task<std::expected<std::unique_ptr<Stream>, IoError>> Accept();

  // Makes an Accept under way fail with kClosed; listening goes on.
  void Cancel();
  // Stops listening: connection attempts are refused from now on.
  void Close();

 private:
  struct State;
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wireproof::net
