#include "harness/run/client_run.h"

#include <algorithm>

#include "harness/verdict/agree.h"
#include "http/net/loop.h"
#include "http/net/sync.h"
#include "http/script/player.h"

namespace wireproof::harness {

namespace {

constexpr char kPeerHost[] = "127.0.0.1";
// The name a client believes to talk to over TLS, unless the scenario says another.
constexpr char kServerName[] = "localhost";

script::PlayOptions OptionsFor(const ClientBench& bench, const Scenario& scenario, Variant variant,
                               int patience) {
  script::PlayOptions options;
  options.delivery = variant.delivery;
  // The client's own deadline is the shorter one: what it gives up on is its outcome, not ours.
  options.deadline = bench.pace().deadline * patience * 2;
  options.quiet = bench.pace().quiet;
  options.variables = [](std::string_view) { return std::nullopt; };
  if (variant.tls) options.tls = scenario.tls.value_or(script::TlsSettings());
  options.credentials = bench.credentials();
  return options;
}

Exchange ExchangeFor(const ClientBench& bench, const Scenario& scenario, Variant variant,
                     std::uint16_t port, int patience) {
  Exchange exchange;
  exchange.connect = {kPeerHost, port};
  exchange.requests = scenario.requests;
  exchange.reuse = scenario.reuse;
  exchange.deadline = bench.pace().deadline * patience;
  if (!variant.tls) return exchange;
  exchange.tls = Exchange::Tls{bench.credentials()->ca_pem(), kServerName};
  for (ClientRequest& request : exchange.requests) {
    if (!request.host) continue;
    exchange.tls->server_name = *request.host;
    request.host.reset();
  }
  return exchange;
}

// Whether an alternative says what becomes of the connection.
bool NamesFates(const Expectation& expectation) {
  const auto names = [](const Alternative& alternative) { return !alternative.fates.empty(); };
  return std::ranges::any_of(expectation.pass, names) ||
         std::ranges::any_of(expectation.warn, names);
}

}  // namespace

net::Task<std::expected<Run, SubjectError>> RunAgainstClient(ClientBench& bench,
                                                             ClientSubject& client,
                                                             const Scenario& scenario,
                                                             Variant variant, int patience) {
  script::ServerSide side(bench.executor(), OptionsFor(bench, scenario, variant, patience));
  const std::uint16_t port = side.Listen();
  if (port == 0) {
    co_return std::unexpected(
        SubjectError{SubjectError::Kind::kProtocol, "our own listener could not be bound"});
  }
  net::TaskGroup playing(bench.executor());
  script::Script peer = scenario.peer;
  playing.Start("peer of " + scenario.id, side.Play(std::move(peer)));
  Exchange exchange = ExchangeFor(bench, scenario, variant, port, patience);
  auto report = co_await client.Perform(std::move(exchange));
  // What the client does at its report's heels, closing above all, is seen a moment later.
  const bool compared = variant == PrimaryVariant(scenario);
  if (report && (compared || SeparatesEnds(scenario.expect) || NamesFates(scenario.expect))) {
    co_await net::SleepFor(bench.pace().quiet);
  }
  side.MarkSettled();
  co_await client.Release();
  side.Stop();
  co_await playing.Join();
  Run run{.variant = variant, .observation = {}, .transcript = {}};
  run.transcript = co_await side.Finish();
  if (!report) co_return std::unexpected(std::move(report.error()));
  RunFacts facts;
  facts.client = std::move(*report);
  run.observation = Observe(Role::kClient, run.transcript, facts);
  co_return run;
}

}  // namespace wireproof::harness
