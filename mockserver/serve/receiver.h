// Receives one request by the strict protocol machine: whatever the quick scanner calls unusual.
//
// Private to this folder. The octets stay in the link, unconsumed, until the caller has done with
// them: octets() says how many are the request's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "http/net/task.h"
#include "http/wire/connection.h"
#include "mockserver/serve/link.h"

namespace wireproof::mock {

class Receiver {
 public:
  Receiver(Link& link, const wire::Limits& limits, std::uint64_t most_body);

  enum class Got : std::uint8_t {
    kHead,      // the head is there; the body may be
    kWhole,     // the request is there
    kNothing,   // the client ended, or failed, without having begun a request
    kDefect,    // defect()
    kTooLarge,  // the body exceeds the limit
    kGone,      // the connection failed on the way
  };
  net::Task<Got> ReceiveHead();
  net::Task<Got> ReceiveBody();

  std::size_t octets() const { return fed_ - wire_.buffered(); }
  // Of the head, in octets(), once it came.
  std::size_t head_octets() const { return head_octets_; }
  const wire::Defect& defect() const { return defect_; }
  // The client waits for a 100 before it sends the body.
  bool awaits_continue() const { return wire_.peer_awaits_continue(); }
  bool whole() const { return whole_; }
  bool keep_alive() const { return wire_.keep_alive(); }
  bool http11() const { return http11_; }

 private:
  net::Task<bool> Feed();

  Link& link_;
  wire::Connection wire_;
  std::uint64_t most_body_;
  std::uint64_t body_octets_ = 0;
  std::size_t fed_ = 0;
  std::size_t head_octets_ = 0;
  bool whole_ = false;
  bool http11_ = true;
  bool end_fed_ = false;
  wire::Defect defect_;
};

}  // namespace wireproof::mock
