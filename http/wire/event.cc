#include "http/wire/event.h"

#include <fmt/format.h>

namespace wireproof::wire {
namespace {

struct Describer {
  std::string operator()(const Request& e) const {
    return fmt::format("Request {} {}", e.head.method, e.head.target);
  }
  std::string operator()(const InterimResponse& e) const {
    return fmt::format("InterimResponse {}", e.head.status);
  }
  std::string operator()(const Response& e) const {
    return fmt::format("Response {}", e.head.status);
  }
  std::string operator()(const Data& e) const {
    return fmt::format("Data {} octets", e.bytes.size());
  }
  std::string operator()(const EndOfMessage& e) const {
    if (e.trailers.empty()) return "EndOfMessage";
    return fmt::format("EndOfMessage with {} trailers", e.trailers.size());
  }
  std::string operator()(const ConnectionClosed&) const { return "ConnectionClosed"; }
  std::string operator()(const NeedData&) const { return "NeedData"; }
  std::string operator()(const Paused&) const { return "Paused"; }
  std::string operator()(const Failed& e) const { return "Failed: " + ToString(e.defect); }
};

}  // namespace

std::string ToString(const Event& event) {
  return std::visit(Describer{}, event);
}

}  // namespace wireproof::wire
