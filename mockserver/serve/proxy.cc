#include "mockserver/serve/proxy.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <utility>

#include "http/client/connection.h"
#include "http/net/deadline.h"
#include "http/net/sync.h"
#include "http/net/tcp.h"
#include "http/net/tls_context.h"
#include "http/wire/grammar.h"
#include "mockserver/serve/proxy_policy.h"
#include "mockserver/serve/proxy_traffic.h"
#include "mockserver/stub/base_url.h"

namespace wireproof::mock {
namespace {

constexpr std::size_t kMostContent = std::size_t{64} << 20;
constexpr std::size_t kPiece = std::size_t{64} << 10;

// How often the client is looked at, and how long it is answered once it has ended its direction:
// from one that is gone that cannot be told at once.
constexpr std::chrono::milliseconds kLook{100};
constexpr std::chrono::seconds kAfterItsEnd{2};

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
net::Task<std::expected<std::string, std::string>> AllowedAddress(net::Executor executor,
                                                                  ProxyPolicy policy,
                                                                  std::string host) {
  const auto denied = Failure(DeniedTarget(host));
  if (!MayBeAllowed(policy, host)) co_return denied;
  auto addresses = co_await net::Resolve(executor, host);
  if (!addresses) co_return Failure("!" + addresses.error().message);
  for (const std::string& numeric : *addresses) {
    const auto address = net::ParseIpAddress(numeric);
    if (address && IsAllowed(policy, host, *address)) co_return numeric;
  }
  co_return denied;
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
  std::optional<std::string> content_length = {};  // as the target said it
  ResponseDefinition definition = {};
  std::string content = {};
};

// A request that is passed on. Its task may outlive whoever waits for it, so it has all it needs.
struct Passing {
  Passing(Engine& engine, BaseUrl to, client::Request passed)
      : executor(engine.executor()),
        policy(engine.options().proxy),
        base(std::move(to)),
        request(std::move(passed)),
        changed(executor) {}

  const net::Executor executor;
  const ProxyPolicy policy;
  const BaseUrl base;
  client::Request request;
  std::optional<ProxyTraffic::Entry> entry;
  std::expected<Fetched, std::string> result = {};
  bool done = false;
  net::Signal changed;
};

net::Task<std::expected<Fetched, std::string>> Fetch(std::shared_ptr<Passing> passing,
                                                     std::string address) {
  const BaseUrl& base = passing->base;
  auto tls = TlsFor(passing->policy, base);
  if (!tls) co_return Failure(std::move(tls.error()));
  client::ConnectionOptions options{.host = base.host,
                                    .port = base.port,
                                    .connect_to = net::Endpoint{std::move(address), base.port},
                                    .tls = std::move(*tls)};
  options.profile.user_agent.clear();
  options.profile.asks_identity = false;
  options.on_connect = [entry = &*passing->entry](const net::Stream& stream) {
    entry->GoesOver(net::LocalName(stream));
  };
  client::Connection connection(passing->executor, std::move(options));
  connection.SetDeadline(net::Deadline::After(passing->policy.timeout));
  auto sent = co_await connection.SendRequest(std::move(passing->request));
  if (!sent) co_return Failure("!" + sent.error().message);
  auto response = co_await connection.GetResponse();
  if (!response) co_return Failure("!" + response.error().message);
  auto content = co_await ReadContent(*response);
  if (!content) co_return Failure(std::move(content.error()));
  Fetched answer;
  answer.definition.status = response->status();
  answer.definition.reason = response->reason();
  answer.definition.fields = EndToEnd(response->fields());
  if (const auto length = wire::FindFirst(response->fields(), "Content-Length")) {
    answer.content_length = std::string(*length);
  }
  answer.content = std::move(*content);
  co_await connection.Close();
  co_return answer;
}

net::Task<void> Pass(std::shared_ptr<Passing> passing) {
  auto address = co_await AllowedAddress(passing->executor, passing->policy, passing->base.host);
  if (address) {
    passing->result = co_await Fetch(passing, std::move(*address));
  } else {
    passing->result = Failure(std::move(address.error()));
  }
  passing->done = true;
  passing->changed.NotifyAll();
}

// False: the client has gone, and the request is given up.
net::Task<bool> PassWhileWanted(std::shared_ptr<Passing> passing, net::Stream* client) {
  net::TaskGroup group(passing->executor);
  group.Start("pass a request on", Pass(passing));
  net::Deadline until = net::Deadline::Never();
  while (!passing->done && group.size() > 0 && !until.passed()) {
    (void)co_await passing->changed.WaitUntil(net::Deadline::After(kLook));
    const bool gone = until.never() && client != nullptr && client->PeerIsGone();
    if (gone) until = net::Deadline::After(kAfterItsEnd);
  }
  if (!passing->done) group.CancelAll();
  co_await group.Join();
  co_return passing->done;
}

Forwarded Failed(Engine& engine, std::string text, int status = 500) {
  ResponseDefinition definition;
  definition.status = status;
  definition.fields = {{"Content-Type", "text/plain"}};
  return {.status = status,
          .octets = MakeResponse(definition, text, WireReply{}, engine.options().replies)};
}

Forwarded Answered(Engine& engine, const Request& request, const ProxyCall& call, Fetched answer) {
  wire::Fields& fields = answer.definition.fields;
  if (engine.options().compat_wiremock) MoveMatchedStubFirst(fields);
  fields.insert(fields.end(), call.added_fields.begin(), call.added_fields.end());
  WireReply wire;
  // To HEAD the length is that of the content that GET would get, which the target knows.
  if (request.method() == "HEAD" && answer.content_length) {
    wire.framing.content_length = {*answer.content_length};
  }
  return {
      .status = answer.definition.status,
      .octets = MakeResponse(answer.definition, answer.content, wire, engine.options().replies)};
}

}  // namespace

net::Task<Forwarded> Forward(Engine& engine, const Request& request, ProxyCall call) {
  auto base = TargetOf(call);
  if (!base) co_return Failed(engine, std::move(base.error()));
  client::Request forwarded = RequestFor(engine.options().proxy, request, call.target, *base);
  const std::string url =
      fmt::format("{}://{}{}", base->https ? "https" : "http", base->authority(), forwarded.target);
  auto passing = std::make_shared<Passing>(engine, std::move(*base), std::move(forwarded));
  auto entry = ProxyTraffic::Enter(engine.proxy_traffic(),
                                   call.client == nullptr ? "" : call.client->peer_name());
  if (!entry) co_return Failed(engine, entry.error().text + url, entry.error().status);
  passing->entry.emplace(std::move(*entry));
  const bool wanted = co_await PassWhileWanted(passing, call.client);
  if (!wanted) co_return Forwarded{};
  if (passing->result) {
    co_return Answered(engine, request, call, std::move(*passing->result));
  }
  std::string failure = std::move(passing->result.error());
  // What begins with "!" came from the network.
  if (!failure.starts_with('!')) co_return Failed(engine, std::move(failure));
  co_return Failed(engine, fmt::format("Network failure trying to make a proxied request from the "
                                       "mock server to {}\n{}",
                                       url, failure.substr(1)));
}

}  // namespace wireproof::mock
