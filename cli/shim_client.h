// The client role of our own shim: exchange and release.
#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "cli/shim_request.h"
#include "http/client/connection.h"
#include "http/client/error.h"
#include "http/client/profile.h"
#include "http/net/task.h"
#include "http/net/tls_context.h"

namespace wireproof::cli {

class ShimClient {
 public:
  ShimClient(net::Executor executor, client::Profile profile);

  // Performs the requests one after the other; the reply's members. What was open is closed first.
  net::Task<std::expected<nlohmann::json, ShimError>> Exchange(ShimExchange exchange);

  // Closes what the last exchange left open.
  net::Task<void> Release();

 private:
  std::expected<client::ConnectionOptions, ShimError> OptionsFor(const ShimExchange& exchange);
  std::expected<net::TlsContext, ShimError> ContextFor(const ShimClientTls& tls);
  net::Task<std::expected<nlohmann::json, client::Error>> Perform(client::Request request);

  net::Executor executor_;
  const client::Profile profile_;
  std::unique_ptr<client::Connection> connection_;
  // By what they were made from: certificates are few, exchanges many.
  std::map<std::pair<std::string, bool>, net::TlsContext> contexts_;
};

}  // namespace wireproof::cli
