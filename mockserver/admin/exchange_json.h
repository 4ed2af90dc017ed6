// Exchanges of the journal as WireMock's clients read them: LoggedRequest and ServeEvent.
//
// Private to this folder.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "mockserver/json/json.h"
#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// A request that came (wiremock-format section 5.1). `received_at_us` since 1970.
Json LoggedRequestJson(const Request& request, std::int64_t received_at_us);
Json LoggedRequestJson(const Exchange& exchange);

// The whole exchange (section 5.2). What the stub was is known as long as it is in the store; later
// its id alone. What has to be rendered for it is added to `cost`; where that is spent already, it
// is left out, and a sub-event says so (served_response.h).
Json ServeEventJson(const Exchange& exchange, Engine& engine, RenderCost& cost);

// Exchanges of one reply, which is bounded: in octets, and in what is rendered again.
class ServeEventList {
 public:
  // With `outcomes` each has its outcome too (outcome_json.h).
  explicit ServeEventList(Engine& engine, bool outcomes = false)
      : engine_(engine), outcomes_(outcomes) {}

  void Add(const Exchange& exchange);
  std::size_t size() const { return events_.size(); }
  // Whether something was added that it had no room for.
  bool cut() const { return cut_; }
  Json Take() { return std::move(events_); }

 private:
  Engine& engine_;
  bool outcomes_;
  Json events_ = Json::array();
  RenderCost cost_ = {};
  std::size_t bytes_ = 0;
  bool cut_ = false;
};

// "2026-11-22T10:00:00.123Z"
std::string IsoTime(std::int64_t unix_us);

// Whether the journal holds no stub for it.
inline bool IsUnmatched(const Exchange& exchange) {
  return exchange.stub_id.empty();
}

// About how much the octets of an exchange take in JSON.
std::size_t JsonSize(const Exchange& exchange);
// No list of exchanges in one reply grows beyond this; `meta` then says that it was cut.
inline constexpr std::size_t kMaxListBytes = std::size_t{128} << 20;

}  // namespace wireproof::mock
