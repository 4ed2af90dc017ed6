// A client that can do just enough for an example.
#pragma once

#include <cstdint>
#include <string>

struct HttpAnswer {
  int status = 0;  // 0: the connection failed, or what came was no HTTP
  std::string body;
};

// One request on a connection of its own to 127.0.0.1.
HttpAnswer HttpRequest(std::uint16_t port, const std::string& method, const std::string& target,
                       const std::string& body = "");
HttpAnswer HttpGet(std::uint16_t port, const std::string& target);
