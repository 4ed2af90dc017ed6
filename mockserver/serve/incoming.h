// A request on its way through the slow path: it owns its octets, whatever becomes of the link.
//
// Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "mockserver/journal/stored_request.h"
#include "mockserver/match/gzip.h"
#include "mockserver/match/request.h"

namespace wireproof::mock {

class Receiver;

// When something came: the mock's clock, and the steady one for spans.
struct Arrival {
  std::int64_t at_us = 0;
  std::int64_t steady_ns = 0;
};

std::int64_t SteadyNs();

class Incoming {
 public:
  Incoming(std::string_view octets, const RequestOrigin& origin, Arrival arrival)
      : origin_(origin), arrival_(arrival) {
    SetOctets(octets);
  }
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;

  // More of it came; views of before are gone.
  void SetOctets(std::string_view octets) {
    octets_ = octets;
    decoded_content_.clear();
    Read();
  }

  // A body in gzip becomes what is in it; one that only says so stays. False where it is larger
  // than `most`.
  bool DecodeContent(std::size_t most) {
    if (request_->body().empty()) return true;
    if (!NamesGzip(request_->Field("Content-Encoding").value_or(""))) return true;
    auto content = Gunzip(request_->body(), most);
    if (!content) return content.error() != GunzipFailure::kTooLarge;
    decoded_content_ = *std::move(content);
    Read();
    return true;
  }
  // "" unless that was done.
  std::string_view decoded_content() const { return decoded_content_; }

  const Request& request() const { return *request_; }
  const std::string& octets() const { return octets_; }
  const RequestOrigin& origin() const { return origin_; }
  const Arrival& arrival() const { return arrival_; }

  bool keep_alive = true;
  // Where the head alone came so far, what receives the rest; else null.
  Receiver* receiver = nullptr;

 private:
  void Read() {
    RequestParts parts = reader_.Read(octets_, decoded_content_);
    parts.origin = origin_;
    request_ = std::make_unique<Request>(parts);
  }

  std::string octets_;
  std::string decoded_content_;
  RequestOrigin origin_;
  Arrival arrival_;
  StoredRequest reader_;
  std::unique_ptr<Request> request_;
};

}  // namespace wireproof::mock
