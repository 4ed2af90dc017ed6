// The requests of one connection, one after the other: http.server's handle().
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "http/net/stream.h"
#include "http/net/task.h"
#include "http/server/channel.h"
#include "http/server/date_clock.h"
#include "http/server/exchange.h"
#include "http/server/handler.h"
#include "http/server/profile.h"

namespace wireproof::server {

// What all connections of a server share. They share its ownership too.
struct Site {
  Profile profile;
  std::shared_ptr<Handler> handler;
  DateClock clock;
  std::function<void(std::string_view line)> log;  // of failures; may be empty
};

class Session {
 public:
  Session(std::unique_ptr<net::Stream> stream, std::shared_ptr<Site> site);

  // Serves until the connection ends.
  net::Task<void> Run();

 private:
  enum class Next { kServe, kClose, kAbort };

  net::Task<Next> ServeOne();
  net::Task<Next> Answer(wire::RequestHead head);
  net::Task<bool> Judge(Exchange& exchange);
  net::Task<void> CallHandler(Exchange& exchange);
  net::Task<Next> Finish(Exchange& exchange);
  net::Task<Next> RefuseMalformed(const wire::Defect& defect);
  net::Task<Next> RefuseLate();
  void Log(std::string_view line) const;

  std::shared_ptr<Site> site_;
  Channel channel_;
};

// Run() of a session that it owns: for spawning.
net::Task<void> ServeConnection(std::unique_ptr<net::Stream> stream, std::shared_ptr<Site> site);

}  // namespace wireproof::server
