// Webhooks: requests that the server makes itself once an exchange is done (wiremock-format section
// 3.1). Private to this folder.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "http/net/sync.h"
#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// A request to be made, its templates rendered.
struct WebhookRequest {
  std::string method = {};
  std::string base_url = {};  // "http://host:port"
  std::string target = {};    // "/path?query"
  wire::Fields fields = {};
  std::string body = {};
  double delay_ms = 0;
};

// From the parameters of a listener {"method", "url", "headers", "body" | "jsonBody" | "base64Body"
// | "bodyFileName", "delay", ...}; their templates see `originalRequest` and `parameters`. The
// error is in words.
std::expected<WebhookRequest, std::string> PrepareWebhook(Engine& engine, const Exchange& exchange,
                                                          const Json& parameters);

class Webhooks {
 public:
  // `engine` must outlive it.
  explicit Webhooks(Engine& engine) : engine_(engine), calls_(engine.executor()) {}

  // Starts what the stub's listeners ask for. Where it may go is what proxying may (ProxyPolicy).
  // What is sent, and what comes back, are sub-events of the exchange.
  void Start(std::uint64_t exchange, const StoredStubPtr& stub);

 private:
  Engine& engine_;
  net::TaskGroup calls_;
};

}  // namespace wireproof::mock
