// The player where we are the server.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "http/net/deadline.h"
#include "http/net/listener.h"
#include "http/net/loop.h"
#include "http/script/player.h"
#include "http/script/player_await.h"
#include "http/script/player_connection.h"

namespace wireproof::script {
namespace {

// The most connections that one peer accepts: a client that opens them without end is cut off.
constexpr std::size_t kMaxConnections = 1000;

using Connections = std::vector<std::shared_ptr<PlayerConnection>>;

}  // namespace

class ServerSide::State {
 public:
  State(net::Executor executor, PlayOptions options)
      : stage(std::make_shared<Stage>(std::move(executor), std::move(options))) {}

  // Keeps itself while it plays: the caller may give up its ServerSide.
  static net::Task<void> PlayOwned(std::shared_ptr<State> self, Script script) {
    co_await self->Play(std::move(script));
  }
  static net::Task<void> Accept(std::shared_ptr<State> self);
  static net::Task<void> Serve(std::shared_ptr<State> self,
                               std::shared_ptr<PlayerConnection> connection);

  // Something was not done in time, or cannot be done: the script ends.
  void Miss(PlayerConnection* connection, std::size_t step, const std::string& what) {
    failed = true;
    if (stage->settled) return;
    if (connection != nullptr) connection->Record(EventKind::kMissed, {}, what);
    if (missed.empty()) missed = StepText(step, what);
  }

  net::Task<void> Play(Script script);
  net::Task<void> PlayStep(const Step& step, std::size_t number);
  net::Task<void> PlayOn(std::shared_ptr<PlayerConnection> connection, const Step& step,
                         std::size_t number);
  net::Task<void> PlayAwait(std::shared_ptr<PlayerConnection> connection, Await await,
                            std::size_t number);
  net::Task<void> PlaySend(std::shared_ptr<PlayerConnection> connection, std::string bytes,
                           std::size_t number);
  net::Task<bool> TakeArrival(std::deque<std::size_t>& arrivals, std::string on);
  net::Task<std::shared_ptr<PlayerConnection>> Resolve(std::string name);
  net::Task<Transcript> Finish();

  std::optional<std::string> Gather(const Script& script, std::size_t& at);
  std::shared_ptr<PlayerConnection> Find(std::string_view name) const;

  const std::shared_ptr<Stage> stage;
  std::unique_ptr<net::Listener> listener;
  Connections connections;
  std::vector<std::size_t> heads_taken;  // by connection, as below
  std::vector<std::size_t> wholes_taken;
  std::optional<std::size_t> current;
  std::string missed;
  bool failed = false;
  bool stopped = false;
};

// --- Accepting ---

net::Task<void> ServerSide::State::Accept(std::shared_ptr<State> self) {
  const auto& stage = self->stage;
  while (self->connections.size() < kMaxConnections) {
    auto stream = co_await self->listener->Accept();
    if (!stream && stream.error().kind == net::IoErrorKind::kClosed) co_return;
    if (!stream) {  // too many open files: others will be closed
      constexpr std::chrono::milliseconds kPause{10};
      co_await net::SleepFor(kPause);
      continue;
    }
    const std::size_t index = self->connections.size();
    auto connection = std::make_shared<PlayerConnection>(stage, fmt::format("{}", index + 1), index,
                                                         MessageReader::Kind::kRequests);
    connection->Adopt(std::move(*stream));
    self->connections.push_back(connection);
    self->heads_taken.push_back(0);
    self->wholes_taken.push_back(0);
    stage->changed.NotifyAll();
    stage->Start("serve a connection of a script", Serve(self, std::move(connection)));
  }
  self->listener->Close();
}

net::Task<void> ServerSide::State::Serve(std::shared_ptr<State> self,
                                         std::shared_ptr<PlayerConnection> connection) {
  const std::optional<TlsSettings>& tls = self->stage->options.tls;
  if (tls) {
    const HandshakeEnd end = co_await connection->HandshakeAsServer(*tls);
    if (end != HandshakeEnd::kDone) co_return;
  }
  co_await PlayerConnection::ReadToEnd(connection);
}

// --- Playing ---

net::Task<void> ServerSide::State::Play(Script script) {
  std::size_t at = 0;
  while (at < script.size() && !failed && !stopped) {
    const Step& step = script[at];
    const std::size_t number = at + 1;
    if (!std::holds_alternative<Send>(step.action)) {
      co_await PlayStep(step, number);
      ++at;
      continue;
    }
    auto bytes = Gather(script, at);
    if (!bytes) co_return;
    const auto connection = co_await Resolve(step.on);
    if (connection != nullptr) {
      co_await PlaySend(connection, std::move(*bytes), number);
    } else if (!stopped) {
      Miss(nullptr, number, "send: no connection came");
    }
  }
}

// What the Sends from `at` on write together; `at` goes behind them.
std::optional<std::string> ServerSide::State::Gather(const Script& script, std::size_t& at) {
  const std::size_t first = at;
  std::string bytes;
  for (; at < script.size(); ++at) {
    const auto* send = std::get_if<Send>(&script[at].action);
    const bool together = at == first || (stage->options.delivery == Delivery::kCoalesced &&
                                          script[at].on == script[first].on);
    if (send == nullptr || !together) break;
    auto expanded = send->octets.Expand(stage->options.variables);
    if (!expanded) {
      Miss(nullptr, at + 1, fmt::format("send: unknown variable {}", expanded.error()));
      return std::nullopt;
    }
    bytes += *expanded;
  }
  return bytes;
}

net::Task<void> ServerSide::State::PlayStep(const Step& step, std::size_t number) {
  const auto* await = std::get_if<Await>(&step.action);
  if (const auto* pause = std::get_if<Pause>(&step.action)) {
    const auto end = net::Deadline::After(std::chrono::milliseconds(pause->ms));
    while (!stopped && co_await stage->changed.WaitUntil(end)) {
    }
    co_return;
  }
  if (await != nullptr && await->what == Await::What::kRequest) {
    const bool came = co_await TakeArrival(stage->wholes, step.on);
    if (!came) Miss(current ? connections[*current].get() : nullptr, number, "await request");
    co_return;
  }
  if (await != nullptr && await->what == Await::What::kHead && await->count == 1) {
    const bool came = co_await TakeArrival(stage->heads, step.on);
    if (!came) Miss(current ? connections[*current].get() : nullptr, number, "await head");
    co_return;
  }
  const auto connection = co_await Resolve(step.on);
  if (connection != nullptr) {
    co_await PlayOn(connection, step, number);
  } else if (!stopped) {
    Miss(nullptr, number, "no connection came");
  }
}

net::Task<void> ServerSide::State::PlayOn(std::shared_ptr<PlayerConnection> connection,
                                          const Step& step, std::size_t number) {
  std::optional<std::string> miss;
  if (const auto* await = std::get_if<Await>(&step.action)) {
    if (await->what == Await::What::kResponse) {
      miss = "await response: a server's side receives none";
    } else {
      co_await PlayAwait(connection, *await, number);
    }
  } else if (std::holds_alternative<HalfClose>(step.action)) {
    miss = co_await connection->HalfClose();
  } else if (const auto* close = std::get_if<Close>(&step.action)) {
    miss = co_await connection->Close(close->close_notify);
  } else if (std::holds_alternative<Reset>(step.action)) {
    connection->Reset();
  } else {
    miss = "a step that only a client's side can play";
  }
  if (miss) Miss(connection.get(), number, *miss);
}

net::Task<void> ServerSide::State::PlayAwait(std::shared_ptr<PlayerConnection> connection,
                                             Await await, std::size_t number) {
  Connections one{connection};
  const bool held = co_await AwaitOn(stage, std::move(one), await, stopped);
  if (!held) Miss(connection.get(), number, Describe(await, *connection));
}

net::Task<void> ServerSide::State::PlaySend(std::shared_ptr<PlayerConnection> connection,
                                            std::string bytes, std::size_t number) {
  const auto miss = co_await connection->Send(std::move(bytes), stage->options.delivery);
  if (miss) Miss(connection.get(), number, *miss);
}

// Takes the first arrival (on that connection, where one is named) and makes its connection
// current. False where none came in time; true when the script was stopped.
net::Task<bool> ServerSide::State::TakeArrival(std::deque<std::size_t>& arrivals, std::string on) {
  const net::Deadline deadline = net::Deadline::After(stage->options.deadline);
  for (;;) {
    const auto at = std::ranges::find_if(arrivals, [&](std::size_t index) {
      return on.empty() || connections[index]->name() == on;
    });
    if (at != arrivals.end()) {
      current = *at;
      arrivals.erase(at);
      break;
    }
    if (stopped) co_return true;
    if (deadline.passed()) co_return false;
    co_await stage->changed.WaitUntil(deadline);
  }
  if (&arrivals == &stage->heads) {
    ++heads_taken[*current];
    co_return true;
  }
  // Its head has been taken with it.
  if (heads_taken[*current] < ++wholes_taken[*current]) {
    ++heads_taken[*current];
    const auto head = std::ranges::find(stage->heads, *current);
    if (head != stage->heads.end()) stage->heads.erase(head);
  }
  co_return true;
}

// The connection of that name, or the current one; waits for it to be there, its handshake over.
net::Task<std::shared_ptr<PlayerConnection>> ServerSide::State::Resolve(std::string name) {
  const net::Deadline deadline = net::Deadline::After(stage->options.deadline);
  for (;;) {
    const auto connection = Find(name);
    if (connection != nullptr && (connection->ready() || connection->ended())) {
      if (!current) current = 0;
      co_return connection;
    }
    if (stopped || deadline.passed()) co_return nullptr;
    co_await stage->changed.WaitUntil(deadline);
  }
}

std::shared_ptr<PlayerConnection> ServerSide::State::Find(std::string_view name) const {
  if (name.empty()) {
    const std::size_t index = current.value_or(0);
    return index < connections.size() ? connections[index] : nullptr;
  }
  const auto at =
      std::ranges::find_if(connections, [&](const auto& each) { return each->name() == name; });
  return at == connections.end() ? nullptr : *at;
}

net::Task<Transcript> ServerSide::State::Finish() {
  const net::Deadline quiet = net::Deadline::After(stage->options.quiet);
  while (!std::ranges::all_of(connections, [](const auto& each) { return each->ended(); })) {
    const bool woken = co_await stage->changed.WaitUntil(quiet);
    if (!woken) break;
  }
  stage->finished = true;
  if (listener) listener->Close();
  for (const auto& connection : connections) {
    co_await connection->Close(true);
  }
  stage->tasks->CancelAll();
  co_await stage->tasks->Join();
  Transcript transcript;
  for (const auto& connection : connections) {
    transcript.connections.push_back(connection->TakeTranscript());
  }
  transcript.missed = missed;
  co_return transcript;
}

ServerSide::ServerSide(net::Executor executor, PlayOptions options)
    : state_(std::make_shared<State>(std::move(executor), std::move(options))) {}

// What is left ends from the loop, and owns what it uses.
ServerSide::~ServerSide() {
  state_->stage->finished = true;
  if (state_->listener) state_->listener->Close();
  state_->stage->tasks.reset();
}

std::uint16_t ServerSide::Listen() {
  net::ListenOptions options{.host = "127.0.0.1", .port = 0};
  auto listener = net::Listener::Bind(state_->stage->executor, std::move(options));
  if (!listener) return 0;
  state_->listener = std::move(*listener);
  state_->stage->Start("accept for a script", State::Accept(state_));
  return state_->listener->port();
}

net::Task<void> ServerSide::Play(Script script) {
  return State::PlayOwned(state_, std::move(script));
}

void ServerSide::Stop() {
  state_->stopped = true;
  state_->stage->changed.NotifyAll();
}

void ServerSide::MarkSettled() {
  for (const auto& connection : state_->connections) connection->Record(EventKind::kSettled);
  state_->stage->settled = true;
}

std::size_t ServerSide::requests() const {
  std::size_t sum = 0;
  for (const auto& connection : state_->connections) sum += connection->messages().Complete();
  return sum;
}

net::Task<Transcript> ServerSide::Finish() {
  return state_->Finish();
}

}  // namespace wireproof::script
