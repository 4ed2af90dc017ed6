// The server role of our own shim: serve and stop.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/shim_request.h"
#include "http/net/task.h"
#include "http/server/profile.h"
#include "http/server/server.h"

namespace wireproof::cli {

class ShimServers {
 public:
  ShimServers(net::Executor executor, server::Profile profile);

  // Listens on 127.0.0.1, at a port that the system chose; the reply's members.
  std::expected<nlohmann::json, ShimError> Serve(const ShimServing& serve);

  net::Task<std::expected<nlohmann::json, ShimError>> Stop(std::uint16_t port);

  // Stops all.
  net::Task<void> StopAll();

 private:
  net::Executor executor_;
  const server::Profile profile_;
  std::map<std::uint16_t, std::unique_ptr<server::Server>> running_;
};

}  // namespace wireproof::cli
