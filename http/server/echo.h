// The echo application of docs/shim-protocol.md: answers with what it was given, as JSON.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/net/task.h"
#include "http/server/handler.h"
#include "http/wire/message.h"

namespace wireproof::server {

class Exchange;

// What the application was given; octets throughout.
struct Echoed {
  std::string method;
  std::string target;
  std::string version;
  wire::Fields fields = {};
  std::string body = {};
  wire::Fields trailers = {};
};

// Its one spelling: members in that order, no spaces, strings as Python's json.dumps() writes
// Latin-1 text.
std::string EchoText(const Echoed& echoed);

class EchoHandler : public Handler {
 public:
  // GET HEAD POST PUT DELETE OPTIONS PATCH
  std::span<const std::string_view> methods() const override;
  net::Task<void> Handle(Exchange& exchange) override;
};

}  // namespace wireproof::server
