#include "http/net/listener.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "http/net/deadline.h"
#include "http/net/loop.h"
#include "mockserver/serve/connection.h"
#include "mockserver/serve/server.h"
#include "mockserver/serve/site.h"

namespace wireproof::mock {
namespace {

// How long a listener rests when the system refuses to give it a connection.
constexpr std::chrono::milliseconds kRest{20};

// A client that says nothing for so long is shown to us all the same.
constexpr int kDeferSeconds = 5;

struct Entrance {
  std::unique_ptr<net::Listener> listener;
  Door door;
};

net::Task<void> AcceptLoop(std::shared_ptr<Site> site, std::shared_ptr<Entrance> entrance) {
  const std::size_t most = site->engine.options().max_connections;
  bool refused = false;  // by the system, and that was logged
  while (!site->stopping) {
    while (site->live.size() >= most && !site->stopping) co_await site->changed.Wait();
    auto stream = co_await entrance->listener->Accept();
    if (stream) {
      refused = false;
      site->tasks.Start("serve a connection",
                        ServeAccepted(site, std::move(*stream), entrance->door));
      continue;
    }
    if (stream.error().kind == net::IoErrorKind::kClosed || site->stopping) break;
    if (!std::exchange(refused, true)) site->Log(stream.error().message);
    co_await net::SleepFor(kRest);
  }
}

}  // namespace

struct MockListener::State {
  explicit State(std::shared_ptr<Site> of) : site(std::move(of)) {}

  std::expected<std::uint16_t, std::string> Open(std::uint16_t wanted, Door door) {
    const MockOptions& options = site->engine.options();
    net::ListenOptions listen{.host = options.host, .port = wanted, .eager_reads = true};
    if (options.defer_accept) listen.defer_accept_s = kDeferSeconds;
    auto bound = net::Listener::Bind(site->engine.executor(), std::move(listen));
    if (!bound) return std::unexpected(bound.error().message);
    door.port = (*bound)->port();
    auto entrance = std::make_shared<Entrance>(Entrance{std::move(*bound), door});
    entrances.push_back(entrance);
    return door.port;
  }

  std::expected<void, std::string> OpenAll();

  std::shared_ptr<Site> site;
  std::vector<std::shared_ptr<Entrance>> entrances;
  std::uint16_t port = 0;
  std::uint16_t https_port = 0;
  std::uint16_t admin_port = 0;
};

std::expected<void, std::string> MockListener::State::OpenAll() {
  const MockOptions& options = site->engine.options();
  const bool shared = !options.admin_port;  // the admin API is on the ports of the stubs
  if (options.port) {
    auto opened = Open(*options.port, {.admin = shared});
    if (!opened) return std::unexpected(std::move(opened.error()));
    port = *opened;
  }
  if (options.https) {
    auto tls = TlsContexts::Make(*options.https, options.host);
    if (!tls) return std::unexpected("HTTPS: " + tls.error());
    site->tls = std::move(*tls);
    site->engine.set_ca_pem(site->tls->ca_pem());
    auto opened = Open(options.https->port, {.tls = true, .admin = shared});
    if (!opened) return std::unexpected(std::move(opened.error()));
    https_port = *opened;
  }
  if (options.admin_port) {
    auto opened = Open(*options.admin_port, {.stubs = false});
    if (!opened) return std::unexpected(std::move(opened.error()));
    admin_port = *opened;
  }
  for (const auto& entrance : entrances) {
    site->tasks.Start("accept connections", AcceptLoop(site, entrance));
  }
  return {};
}

std::expected<std::unique_ptr<MockListener>, std::string> MockListener::Start(Engine& engine,
                                                                              AdminHandler& admin) {
  auto state = std::make_shared<State>(std::make_shared<Site>(engine, admin));
  auto opened = state->OpenAll();
  if (!opened) return std::unexpected(std::move(opened.error()));
  return std::unique_ptr<MockListener>(new MockListener(std::move(state)));
}

MockListener::~MockListener() {
  state_->site->tasks.CancelAll();
}

std::uint16_t MockListener::port() const {
  return state_->port;
}
std::uint16_t MockListener::https_port() const {
  return state_->https_port;
}
std::uint16_t MockListener::admin_port() const {
  return state_->admin_port;
}
std::size_t MockListener::connections() const {
  return state_->site->live.size();
}

net::Task<void> MockListener::Stop(std::chrono::milliseconds grace) {
  const std::shared_ptr<State> state = state_;
  Site& site = *state->site;
  site.stopping = true;
  site.changed.NotifyAll();
  for (const auto& entrance : state->entrances) entrance->listener->Close();
  for (Connection* connection : site.live) connection->StopSoon();
  const net::Deadline deadline = net::Deadline::After(grace);
  while (!site.live.empty() && !deadline.passed()) {
    (void)co_await site.changed.WaitUntil(deadline);
  }
  for (Connection* connection : site.live) connection->StopNow();
  site.tasks.CancelAll();
  co_await site.tasks.Join();
}

}  // namespace wireproof::mock
