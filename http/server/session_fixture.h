// For tests: one connection to a session over memory, with a clock that stands still.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/net/deadline.h"
#include "http/net/loop.h"
#include "http/net/memory.h"
#include "http/server/handler.h"
#include "http/server/profile.h"
#include "http/server/session.h"

namespace wireproof::server {

inline constexpr std::string_view kTestDate = "Sun, 06 Nov 1994 08:49:37 GMT";

inline std::shared_ptr<Site> TestSite(Profile profile, std::shared_ptr<Handler> handler) {
  return std::make_shared<Site>(Site{.profile = std::move(profile),
                                     .handler = std::move(handler),
                                     .clock = DateClock([] { return std::int64_t{784111777}; }),
                                     .log = {}});
}

// Sends the octets, ends the client's direction, and gives all that comes back.
inline net::Task<std::string> Ask(std::unique_ptr<net::Stream> client, std::string octets) {
  auto sent = co_await client->Write(octets);
  if (sent) (void)co_await client->HalfClose();
  std::string answer;
  std::string buffer(4096, '\0');
  while (true) {
    auto count = co_await client->Read(buffer);
    if (!count || *count == 0) break;
    answer.append(buffer, 0, *count);
  }
  co_return answer;
}

// What a session answers to the octets, which come in pieces of that kind.
inline std::string AnswerTo(std::shared_ptr<Site> site, std::string octets,
                            net::Fragmentation pieces) {
  net::EventLoop loop;
  net::MemoryOptions options{.first_to_second = std::move(pieces)};
  auto pair = net::MakeStreamPair(loop.executor(), std::move(options));
  net::Spawn(loop.executor(), "serve", ServeConnection(std::move(pair.second), std::move(site)));
  std::string answer = loop.RunTask(Ask(std::move(pair.first), std::move(octets)));
  loop.Run();
  return answer;
}

}  // namespace wireproof::server
