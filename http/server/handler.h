// What answers requests: http.server's BaseHTTPRequestHandler with its do_GET(), do_POST()...
#pragma once

#include <span>
#include <string_view>

#include "http/net/task.h"

namespace wireproof::server {

class Exchange;

class Handler {
 public:
  virtual ~Handler() = default;

  // The methods it answers; any other gets 501 or 405 without it.
  virtual std::span<const std::string_view> methods() const = 0;

  // Answers one request. A handler whose read or write on the exchange fails just returns; the
  // server knows. One that returns without an answer is answered for (500) in the strict profile,
  // and silent in CPython's. What it throws is logged and ends the connection, after a 500 in the
  // strict profile. Exchanges of several connections run at the same time on one loop.
  virtual net::Task<void> Handle(Exchange& exchange) = 0;
};

}  // namespace wireproof::server
