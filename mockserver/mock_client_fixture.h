// For the tests of the C++ API: a client on blocking sockets, which knows nothing of the server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wireproof::mock {

// Sends the octets, ends its direction, and gives all that comes back. "RESET" stands at the end
// where the connection was reset.
std::string Talk(std::uint16_t port, std::string_view octets);

// A request with Connection: close, and the whole answer.
std::string Fetch(std::uint16_t port, std::string_view method, std::string_view target,
                  std::string_view fields = "", std::string_view body = "");

// A connection that is kept.
class KeptConnection {
 public:
  explicit KeptConnection(std::uint16_t port);
  ~KeptConnection();
  KeptConnection(const KeptConnection&) = delete;
  KeptConnection& operator=(const KeptConnection&) = delete;

  // GETs, and returns as soon as what came ends with that text.
  void GetUntil(std::string_view target, std::string_view end);

 private:
  int descriptor_;
};

// Of an answer: "200", and what stands behind the head.
std::string StatusOf(const std::string& answer);
std::string ContentOf(const std::string& answer);

}  // namespace wireproof::mock
