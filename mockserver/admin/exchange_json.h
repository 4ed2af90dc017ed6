// Exchanges of the journal as WireMock's clients read them: LoggedRequest and ServeEvent. Private
// to this folder.
#pragma once

#include <cstdint>
#include <string>

#include "mockserver/json/json.h"
#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// A request that came (wiremock-format section 5.1). `received_at_us` since 1970.
Json LoggedRequestJson(const Request& request, std::int64_t received_at_us);
Json LoggedRequestJson(const Exchange& exchange);

// The whole exchange (section 5.2). What the stub was is known as long as it is in the store; later
// its id alone.
Json ServeEventJson(const Exchange& exchange, Engine& engine);

// "2026-11-22T10:00:00.123Z"
std::string IsoTime(std::int64_t unix_us);

// Whether the journal holds no stub for it.
inline bool IsUnmatched(const Exchange& exchange) {
  return exchange.stub_id.empty();
}

// About how much an exchange takes in JSON: replies are bounded by it.
std::size_t JsonSize(const Exchange& exchange);
// No list of exchanges in one reply grows beyond this; `meta` then says that it was cut.
inline constexpr std::size_t kMaxListBytes = std::size_t{128} << 20;

}  // namespace wireproof::mock
