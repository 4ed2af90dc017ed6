// Test helper: requests written as they come over the wire.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "mockserver/match/request.h"

namespace wireproof::mock {

// "GET /a" and field lines, to the host "abc".
inline std::string Raw(const std::string& start, const std::string& lines = "",
                       const std::string& body = "") {
  return start + " HTTP/1.1\r\nHost: abc\r\n" + (lines.empty() ? "" : lines + "\r\n") + "\r\n" +
         body;
}

// The parts of such a request; what follows the head is the body. Must outlive its Request.
class RawRequest {
 public:
  explicit RawRequest(std::string octets) : octets_(std::move(octets)) {
    std::string_view rest = octets_;
    const auto cut = [&rest](std::string_view mark) {
      const std::size_t at = rest.find(mark);
      const std::string_view piece = rest.substr(0, at);
      rest.remove_prefix(piece.size() + mark.size());
      return piece;
    };
    parts_.method = cut(" ");
    parts_.target = cut(" ");
    parts_.version = cut("\r\n");
    while (!rest.starts_with("\r\n")) {
      const std::string_view name = cut(":");
      std::string_view value = cut("\r\n");
      while (value.starts_with(' ')) value.remove_prefix(1);
      fields_.push_back({name, value});
    }
    parts_.fields = fields_;
    parts_.body = rest.substr(2);
    parts_.origin.client_ip = "127.0.0.1";
  }
  RawRequest(const RawRequest&) = delete;
  RawRequest& operator=(const RawRequest&) = delete;

  const RequestParts& parts() const { return parts_; }

 private:
  std::string octets_;
  std::vector<FieldView> fields_;
  RequestParts parts_;
};

}  // namespace wireproof::mock
