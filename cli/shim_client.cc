#include "cli/shim_client.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/net/deadline.h"
#include "http/script/octets.h"

namespace wireproof::cli {
namespace {

using nlohmann::json;
using script::OctetsToUtf8;

constexpr std::size_t kMostContexts = 64;

json FieldsToJson(const wire::Fields& fields) {
  json out = json::array();
  for (const wire::Field& field : fields) {
    out.push_back({OctetsToUtf8(field.name), OctetsToUtf8(field.value)});
  }
  return out;
}

json ResponseToJson(const client::Response& response, const std::string& body) {
  return {{"version", wire::ToString(response.version())},
          {"status", response.status()},
          {"reason", OctetsToUtf8(response.reason())},
          {"fields", FieldsToJson(response.fields())},
          {"body", OctetsToUtf8(body)},
          {"trailers", FieldsToJson(response.trailers())}};
}

json FailureToJson(const client::Error& error, std::size_t request) {
  json out = {{"request", request},
              {"at", client::Name(error.at)},
              {"kind", client::Name(error.kind)},
              {"native", error.native},
              {"message", OctetsToUtf8(error.message)}};
  if (error.partial) out["partial"] = OctetsToUtf8(*error.partial);
  return out;
}

}  // namespace

ShimClient::ShimClient(net::Executor executor, client::Profile profile)
    : executor_(std::move(executor)), profile_(std::move(profile)) {}

net::Task<std::expected<json, ShimError>> ShimClient::Exchange(ShimExchange exchange) {
  co_await Release();
  const auto options = OptionsFor(exchange);
  if (!options) co_return std::unexpected(options.error());
  const auto deadline = net::Deadline::After(std::chrono::milliseconds(exchange.deadline_ms));
  json reply = {{"responses", json::array()}};
  for (std::size_t i = 0; i < exchange.requests.size(); ++i) {
    if (!connection_ || !exchange.reuse) {
      co_await Release();
      client::ConnectionOptions copy = *options;
      connection_ = std::make_unique<client::Connection>(executor_, std::move(copy));
      connection_->SetDeadline(deadline);
    }
    auto response = co_await Perform(std::move(exchange.requests[i]));
    if (!response) {
      reply["failure"] = FailureToJson(response.error(), i);
      break;
    }
    reply["responses"].push_back(std::move(*response));
  }
  co_return reply;
}

net::Task<std::expected<json, client::Error>> ShimClient::Perform(client::Request request) {
  auto sent = co_await connection_->SendRequest(std::move(request));
  if (!sent) co_return std::unexpected(std::move(sent.error()));
  auto response = co_await connection_->GetResponse();
  if (!response) co_return std::unexpected(std::move(response.error()));
  auto body = co_await response->Read();
  if (!body) co_return std::unexpected(std::move(body.error()));
  co_return ResponseToJson(*response, *body);
}

net::Task<void> ShimClient::Release() {
  const auto connection = std::exchange(connection_, nullptr);
  if (connection) co_await connection->Close();
}

std::expected<client::ConnectionOptions, ShimError> ShimClient::OptionsFor(
    const ShimExchange& exchange) {
  client::ConnectionOptions options{.host = exchange.host, .port = exchange.port};
  options.profile = profile_;
  if (!exchange.tls) return options;
  if (!exchange.tls->server_name.empty()) options.host = exchange.tls->server_name;
  options.connect_to = net::Endpoint{.host = exchange.host, .port = exchange.port};
  auto context = ContextFor(*exchange.tls);
  if (!context) return std::unexpected(std::move(context.error()));
  options.tls.emplace(std::move(*context));
  return options;
}

std::expected<net::TlsContext, ShimError> ShimClient::ContextFor(const ShimClientTls& tls) {
  const std::pair<std::string, bool> key(tls.ca_pem, tls.verify);
  if (const auto at = contexts_.find(key); at != contexts_.end()) return at->second;
  net::TlsClientSettings settings{.verify = tls.verify, .verify_hostname = tls.verify};
  settings.common.ca_pem = tls.ca_pem;
  settings.common_name_fallback = profile_.error_names != client::ErrorNames::kOwn;
  // CPython's SSLContext looks at the common name where no alternative name is given. http.client
  // offers ALPN only in a context of its own making, and users who trust an authority
  // of theirs pass one (CTL-004).
  if (profile_.error_names == client::ErrorNames::kOwn) settings.common.alpn = {"http/1.1"};
  auto context = net::TlsContext::ForClient(settings);
  if (!context) {
    return std::unexpected(
        ShimError{ShimErrorKind::kBadMessage, "exchange.tls.ca_pem: " + context.error().message});
  }
  if (contexts_.size() >= kMostContexts) contexts_.clear();
  contexts_.emplace(key, *context);
  return *context;
}

}  // namespace wireproof::cli
