#include "harness/run/server_run.h"

#include "harness/run/residue.h"
#include "http/script/player.h"

namespace wireproof::harness {

namespace {

constexpr char kMain[] = "main";

script::PlayOptions OptionsFor(const ServerBench& bench, const Scenario& scenario, Variant variant,
                               int patience) {
  script::PlayOptions options;
  options.delivery = variant.delivery;
  options.deadline = bench.pace().deadline * patience;
  options.quiet = bench.pace().quiet;
  options.variables = [&bench, tls = variant.tls](std::string_view name) {
    return bench.Variable(name, tls);
  };
  if (variant.tls) options.tls = scenario.tls.value_or(script::TlsSettings());
  options.credentials = bench.credentials();
  return options;
}

// Asks once more on the connection. The transcript up to here is the scenario's.
net::Task<void> Probe(script::ClientSide& side, const ServerBench& bench, Variant variant,
                      RunFacts& facts) {
  const std::size_t before = side.messages(kMain).messages.size();
  const bool tagged = bench.identity().features.contains("app.echo");
  side.MarkSettled();
  std::string request =
      ProbeRequest(bench.get_target(), *bench.Variable("authority", variant.tls), tagged);
  co_await side.SendBytes(kMain, std::move(request));
  co_await side.AwaitEnd(kMain);
  const script::MessageSequence& sequence = side.messages(kMain);
  const ProbeAnswer answer{.messages = std::span(sequence.messages).subspan(before),
                           .malformed_or_surplus = sequence.malformed || !sequence.surplus.empty(),
                           .ended = !side.IsOpen(kMain)};
  const ProbeExpectation expectation{.status = bench.get_status(), .tagged = tagged};
  facts.residue = DecideResidue(answer, expectation);
}

// What the scenario left: an announced close is awaited, an open connection probed.
net::Task<void> LookAtTheEnd(script::ClientSide& side, const ServerBench& bench,
                             const Scenario& scenario, Variant variant, RunFacts& facts) {
  if (!side.IsOpen(kMain)) co_return;
  const script::MessageSequence& sequence = side.messages(kMain);
  const bool answered = !sequence.messages.empty();
  if (answered && sequence.messages.back().announces_close) {
    co_await side.AwaitEnd(kMain);
    co_return;
  }
  const bool clean = sequence.surplus.empty() && !sequence.malformed;
  if (scenario.probe && answered && clean && sequence.messages.back().complete) {
    co_await Probe(side, bench, variant, facts);
  } else {
    co_await side.AwaitQuiet();
  }
}

std::optional<std::string> WhyNotConnected(const script::Transcript& transcript) {
  for (const script::ConnectionTranscript& connection : transcript.connections) {
    for (const script::Event& event : connection.events) {
      if (event.kind == script::EventKind::kConnectFailed) return event.detail;
    }
  }
  return std::nullopt;
}

}  // namespace

net::Task<std::expected<Run, SubjectError>> RunAgainstServer(ServerBench& bench,
                                                             const Scenario& scenario,
                                                             Variant variant, int patience) {
  const Endpoint endpoint = bench.endpoint(variant.tls);
  script::ClientSide side(bench.executor(), endpoint.host, endpoint.port,
                          OptionsFor(bench, scenario, variant, patience));
  script::Script steps = scenario.steps;
  co_await side.Play(std::move(steps));
  RunFacts facts;
  if (!side.missed()) co_await LookAtTheEnd(side, bench, scenario, variant, facts);
  Run run{.variant = variant, .observation = {}, .transcript = {}};
  run.transcript = co_await side.Finish();
  if (auto why = WhyNotConnected(run.transcript)) {
    co_return std::unexpected(SubjectError{SubjectError::Kind::kUnreachable, std::move(*why)});
  }
  run.observation = Observe(Role::kServer, run.transcript, facts);
  co_return run;
}

}  // namespace wireproof::harness
