// A request that a mock server received, as a value. Plain C++17.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wireproof::mock {

struct ReceivedRequest {
  std::uint64_t number = 0;  // from 1, in the order of arrival
  std::string id = {};       // the UUID under which the admin API knows it
  std::string method = {};
  std::string target = {};   // as sent
  std::string url = {};      // path and query, of an absolute-form target too
  std::string path = {};     // not decoded
  std::string version = {};  // "HTTP/1.1"
  // In order, with duplicates, spelled as they came.
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::vector<std::pair<std::string, std::string>> query = {};  // decoded
  std::string body = {};                                        // without chunked framing
  std::string octets = {};  // all of it, byte by byte as it came; cut where it was very long
  bool tls = false;
  std::string client_ip = {};
  std::uint16_t port = 0;                                  // of the server
  std::uint64_t connection = 0;                            // from 1, in the order of accepts
  std::uint64_t request_of_connection = 0;                 // from 1
  std::chrono::system_clock::time_point received_at = {};  // by the mock's clock
  std::string stub_id = {};                                // of the stub that answered

  // Whether a stub answered it.
  bool matched() const { return !stub_id.empty(); }

  // The first value of that header, whatever the case of its name.
  std::optional<std::string> Header(std::string_view name) const;
  // All of them, one a line.
  std::vector<std::string> HeaderValues(std::string_view name) const;
  // The values of that query parameter.
  std::vector<std::string> QueryValues(std::string_view name) const;
};

// The first line, the headers, and the beginning of the body; bytes that cannot be printed are
// escaped.
std::string Describe(const ReceivedRequest& request);
std::ostream& operator<<(std::ostream& out, const ReceivedRequest& request);

// Whether both texts are JSON and equal: numbers by value, members in any order. Placeholders such
// as ${json-unit.any-string} may stand in `expected`.
// Throws std::invalid_argument where `expected` is no JSON.
bool EqualsJson(std::string_view actual, std::string_view expected);

}  // namespace wireproof::mock
