// The exchanges that calibrate a subject and measure its features, before any scenario.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

#include "harness/subject/subject.h"
#include "http/net/task.h"

namespace wireproof::harness {

struct ControlAnswer {
  int status = 0;
  std::string body;
  std::chrono::microseconds took{0};
};

// Valid requests to a server, each on a connection of its own.
class ControlRequests {
 public:
  ControlRequests(net::Executor executor, Endpoint endpoint, std::chrono::milliseconds deadline);

  // `version`: "1.1" or "1.0". POST sends an empty body. The error is in words.
  net::Task<std::expected<ControlAnswer, std::string>> Ask(std::string method, std::string target,
                                                           std::string version);
  // Whether a second request on one connection is answered.
  net::Task<bool> KeepsAlive(std::string target);

 private:
  net::Executor executor_;
  Endpoint endpoint_;
  std::chrono::milliseconds deadline_;
};

// Whether a body is the echo application's (docs/shim-protocol.md).
bool LooksLikeEcho(std::string_view body);

// How long a client takes for one GET that is answered 200 at once. The error is in words.
net::Task<std::expected<std::chrono::microseconds, std::string>> TimeExchange(
    net::Executor executor, ClientSubject& client, std::chrono::milliseconds deadline);

}  // namespace wireproof::harness
