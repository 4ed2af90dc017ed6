#include "mockserver/serve/proxy.h"

#include <fmt/format.h>

#include <algorithm>
#include <expected>
#include <optional>
#include <utility>

#include "http/client/connection.h"
#include "http/net/deadline.h"
#include "http/net/tcp.h"
#include "http/net/tls_context.h"
#include "http/wire/grammar.h"
#include "mockserver/serve/proxy_policy.h"

namespace wireproof::mock {
namespace {

constexpr std::size_t kMostContent = std::size_t{64} << 20;
constexpr std::size_t kPiece = std::size_t{64} << 10;

using Failure = std::unexpected<std::string>;

// RFC 9110 section 7.6.1, and what older clients send; the framing is made anew.
constexpr std::string_view kHopByHop[] = {
    "Connection", "Keep-Alive", "Proxy-Connection", "TE",     "Transfer-Encoding",
    "Upgrade",    "Trailer",    "Content-Length",   "Expect", "HTTP2-Settings"};

bool IsHopByHop(std::string_view name, const std::vector<std::string>& named) {
  const auto same = [name](std::string_view other) { return wire::EqualsIgnoreCase(name, other); };
  return std::ranges::any_of(kHopByHop, same) || std::ranges::any_of(named, same);
}

wire::Fields EndToEnd(const wire::Fields& fields) {
  std::vector<std::string> named;
  for (const std::string_view option : wire::ListElements(fields, "Connection")) {
    named.emplace_back(option);
  }
  wire::Fields kept;
  for (const wire::Field& field : fields) {
    if (!IsHopByHop(field.name, named)) kept.push_back(field);
  }
  return kept;
}

// Where WireMock has the fields by which a mock that was proxied to names its stub.
void MoveMatchedStubFirst(wire::Fields& fields) {
  std::ranges::stable_partition(fields, [](const wire::Field& field) {
    return wire::EqualsIgnoreCase(field.name, "Matched-Stub-Id") ||
           wire::EqualsIgnoreCase(field.name, "Matched-Stub-Name");
  });
}

std::expected<BaseUrl, std::string> TargetOf(const ProxyCall& call) {
  auto url = ParseBaseUrl(call.target.base_url);
  if (!url) return Failure("proxyBaseUrl is no http or https URL: " + call.target.base_url);
  return std::move(*url);
}

client::Request RequestFor(const ProxyPolicy& policy, const Request& request,
                           const ProxyTarget& target, const BaseUrl& base) {
  client::Request forwarded;
  forwarded.method = std::string(request.method());
  std::string_view url = request.url();
  const std::string& prefix = target.url_prefix_to_remove;
  if (!prefix.empty() && url.starts_with(prefix)) url.remove_prefix(prefix.size());
  forwarded.target = base.path;
  if (!url.starts_with('/')) forwarded.target += '/';
  forwarded.target += url;
  wire::Fields fields;
  for (const FieldView& field : request.fields()) {
    fields.push_back({std::string(field.name), std::string(field.value)});
  }
  fields = EndToEnd(fields);
  const auto drop = [&fields](std::string_view name) { (void)wire::Remove(fields, name); };
  if (!policy.preserve_host) drop("Host");
  for (const std::string& name : target.removed_request_fields) drop(name);
  for (const wire::Field& field : target.additional_request_fields) drop(field.name);
  fields.insert(fields.end(), target.additional_request_fields.begin(),
                target.additional_request_fields.end());
  if (!wire::FindFirst(fields, "Host")) fields.insert(fields.begin(), {"Host", base.authority()});
  forwarded.fields = std::move(fields);
  if (!request.body().empty()) forwarded.body = std::string(request.body());
  return forwarded;
}

// The address to connect to: resolved here, once, and checked, so that no second answer of a name
// server can lead elsewhere.
net::Task<std::expected<std::string, std::string>> AllowedAddress(Engine& engine, BaseUrl base) {
  auto addresses = co_await net::Resolve(engine.executor(), base.host);
  if (!addresses) co_return Failure("!" + addresses.error().message);
  for (const std::string& numeric : *addresses) {
    const auto address = net::ParseIpAddress(numeric);
    if (address && IsAllowed(engine.options().proxy, base.host, *address)) co_return numeric;
  }
  co_return Failure("The target proxy address is denied by this mock server's configuration: " +
                    base.host);
}

net::Task<std::expected<std::string, std::string>> ReadContent(client::Response& response) {
  std::string content;
  while (true) {
    auto piece = co_await response.ReadSome(kPiece);
    if (!piece) co_return Failure("!" + piece.error().message);
    if (piece->empty()) co_return content;
    content += *piece;
    if (content.size() > kMostContent) co_return Failure("!the answer is too large");
  }
}

std::expected<std::optional<net::TlsContext>, std::string> TlsFor(const ProxyPolicy& policy,
                                                                  const BaseUrl& base) {
  if (!base.https) return std::nullopt;
  net::TlsClientSettings settings;
  settings.verify = !policy.trust_all_certificates;
  settings.verify_hostname = settings.verify;
  auto context = net::TlsContext::ForClient(settings);
  if (!context) return Failure("!" + context.error().message);
  return std::move(*context);
}

struct Fetched {
  ResponseDefinition definition = {};
  std::string content = {};
};

net::Task<std::expected<Fetched, std::string>> Fetch(Engine& engine, BaseUrl base,
                                                     std::string address, client::Request request) {
  auto tls = TlsFor(engine.options().proxy, base);
  if (!tls) co_return Failure(std::move(tls.error()));
  client::ConnectionOptions options{.host = base.host,
                                    .port = base.port,
                                    .connect_to = net::Endpoint{std::move(address), base.port},
                                    .tls = std::move(*tls)};
  options.profile.user_agent.clear();
  options.profile.asks_identity = false;
  client::Connection connection(engine.executor(), std::move(options));
  connection.SetDeadline(net::Deadline::After(engine.options().proxy.timeout));
  auto sent = co_await connection.SendRequest(std::move(request));
  if (!sent) co_return Failure("!" + sent.error().message);
  auto response = co_await connection.GetResponse();
  if (!response) co_return Failure("!" + response.error().message);
  auto content = co_await ReadContent(*response);
  if (!content) co_return Failure(std::move(content.error()));
  Fetched answer;
  answer.definition.status = response->status();
  answer.definition.reason = response->reason();
  answer.definition.fields = EndToEnd(response->fields());
  answer.content = std::move(*content);
  co_await connection.Close();
  co_return answer;
}

Forwarded Failed(Engine& engine, std::string text) {
  ResponseDefinition definition;
  definition.status = 500;
  definition.fields = {{"Content-Type", "text/plain"}};
  return {.status = 500,
          .octets = MakeResponse(definition, text, WireReply{}, engine.options().replies)};
}

}  // namespace

net::Task<Forwarded> Forward(Engine& engine, const Request& request, ProxyCall call) {
  auto base = TargetOf(call);
  if (!base) co_return Failed(engine, std::move(base.error()));
  client::Request forwarded = RequestFor(engine.options().proxy, request, call.target, *base);
  const std::string url =
      fmt::format("{}://{}{}", base->https ? "https" : "http", base->authority(), forwarded.target);
  auto address = co_await AllowedAddress(engine, *base);
  std::string failure;
  if (address) {
    auto answer =
        co_await Fetch(engine, std::move(*base), std::move(*address), std::move(forwarded));
    if (answer) {
      wire::Fields& fields = answer->definition.fields;
      if (engine.options().compat_wiremock) MoveMatchedStubFirst(fields);
      fields.insert(fields.end(), call.added_fields.begin(), call.added_fields.end());
      const bool head = request.method() == "HEAD";
      co_return Forwarded{.status = answer->definition.status,
                          .octets = MakeResponse(answer->definition, head ? "" : answer->content,
                                                 WireReply{}, engine.options().replies)};
    }
    failure = std::move(answer.error());
  } else {
    failure = std::move(address.error());
  }
  // What begins with "!" came from the network.
  if (!failure.starts_with('!')) co_return Failed(engine, std::move(failure));
  co_return Failed(engine, fmt::format("Network failure trying to make a proxied request from the "
                                       "mock server to {}\n{}",
                                       url, failure.substr(1)));
}

}  // namespace wireproof::mock
