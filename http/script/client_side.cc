// The player where we are the client.
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "http/net/deadline.h"
#include "http/net/loop.h"
#include "http/net/tcp.h"
#include "http/script/player.h"
#include "http/script/player_await.h"
#include "http/script/player_connection.h"

namespace wireproof::script {
namespace {

constexpr bool kNeverStop = false;
const MessageSequence kNoMessages;

}  // namespace

class ClientSide::State {
 public:
  State(net::Executor executor, std::string to_host, std::uint16_t to_port, PlayOptions options)
      : stage(std::make_shared<Stage>(std::move(executor), std::move(options))),
        host(std::move(to_host)),
        port(to_port) {}

  std::shared_ptr<PlayerConnection> Find(std::string_view name) const {
    const auto at =
        std::ranges::find_if(connections, [&](const auto& each) { return each->name() == name; });
    return at == connections.end() ? nullptr : *at;
  }

  // Something was not done in time, or cannot be done: the script ends.
  void Miss(PlayerConnection* connection, std::size_t step, const std::string& what) {
    failed = true;
    if (stage->settled) return;
    if (connection != nullptr) connection->Record(EventKind::kMissed, {}, what);
    if (missed.empty()) missed = step == 0 ? what : StepText(step, what);
  }

  // Keeps itself while it plays: the caller may give up its ClientSide.
  static net::Task<void> PlayOwned(std::shared_ptr<State> self, Script script) {
    co_await self->Play(std::move(script));
  }
  net::Task<void> Play(Script script);
  net::Task<void> PlayStep(const Step& step, std::size_t number);
  net::Task<void> Open(std::string name, std::optional<TlsSettings> tls, std::size_t number);
  net::Task<void> Secure(std::shared_ptr<PlayerConnection> connection, TlsSettings settings,
                         std::size_t number);
  net::Task<void> PlaySend(std::shared_ptr<PlayerConnection> connection, std::string bytes,
                           std::size_t number);
  net::Task<bool> AwaitThat(std::shared_ptr<PlayerConnection> connection, Await await,
                            std::size_t number);
  net::Task<Transcript> Finish();

  // What the Sends from `first` on write together, and how many they are.
  std::optional<std::pair<std::string, std::size_t>> Gather(const Script& script,
                                                            std::size_t first);

  const std::shared_ptr<Stage> stage;
  const std::string host;
  const std::uint16_t port;
  std::vector<std::shared_ptr<PlayerConnection>> connections;
  std::string current = "main";
  std::string missed;
  bool failed = false;  // no further step is played
};

net::Task<void> ClientSide::State::Play(Script script) {
  if (connections.empty()) co_await Open("main", stage->options.tls, 0);
  std::size_t at = 0;
  while (at < script.size() && !failed) {
    const Step& step = script[at];
    if (!std::holds_alternative<Send>(step.action)) {
      co_await PlayStep(step, at + 1);
      ++at;
      continue;
    }
    const auto connection = Find(step.on.empty() ? current : step.on);
    auto gathered = Gather(script, at);
    if (connection == nullptr) {
      Miss(nullptr, at + 1, fmt::format("send on an unknown connection: {}", step.on));
    } else if (gathered) {
      co_await PlaySend(connection, std::move(gathered->first), at + 1);
      at += gathered->second;
    }
  }
}

std::optional<std::pair<std::string, std::size_t>> ClientSide::State::Gather(const Script& script,
                                                                             std::size_t first) {
  std::string bytes;
  std::size_t count = 0;
  for (std::size_t at = first; at < script.size(); ++at, ++count) {
    const auto* send = std::get_if<Send>(&script[at].action);
    const bool together = count == 0 || (stage->options.delivery == Delivery::kCoalesced &&
                                         script[at].on == script[first].on);
    if (send == nullptr || !together) break;
    auto expanded = send->octets.Expand(stage->options.variables);
    if (!expanded) {
      Miss(nullptr, at + 1, fmt::format("send: unknown variable {}", expanded.error()));
      return std::nullopt;
    }
    bytes += *expanded;
  }
  return std::pair(std::move(bytes), count);
}

net::Task<void> ClientSide::State::PlayStep(const Step& step, std::size_t number) {
  if (const auto* connect = std::get_if<Connect>(&step.action)) {
    std::optional<TlsSettings> tls = connect->tls;
    if (!tls && !connect->plain) tls = stage->options.tls;
    co_return co_await Open(connect->name, std::move(tls), number);
  }
  const auto connection = Find(step.on.empty() ? current : step.on);
  if (connection == nullptr) {
    Miss(nullptr, number, fmt::format("a step on an unknown connection: {}", step.on));
    co_return;
  }
  std::optional<std::string> miss;
  if (const auto* pause = std::get_if<Pause>(&step.action)) {
    co_await net::SleepFor(std::chrono::milliseconds(pause->ms));
  } else if (const auto* await = std::get_if<Await>(&step.action)) {
    if (await->what == Await::What::kRequest) {
      miss = "await request: a client's side receives none";
    } else {
      co_await AwaitThat(connection, *await, number);
    }
  } else if (std::holds_alternative<HalfClose>(step.action)) {
    miss = co_await connection->HalfClose();
  } else if (const auto* close = std::get_if<Close>(&step.action)) {
    miss = co_await connection->Close(close->close_notify);
  } else if (std::holds_alternative<Reset>(step.action)) {
    connection->Reset();
  } else if (const auto* start = std::get_if<StartTls>(&step.action)) {
    if (connection->ready()) {
      co_await connection->StopReading();
      co_await Secure(connection, start->settings, number);
    }
  }
  if (miss) Miss(connection.get(), number, *miss);
}

net::Task<void> ClientSide::State::Open(std::string name, std::optional<TlsSettings> tls,
                                        std::size_t number) {
  if (Find(name) != nullptr) {
    Miss(nullptr, number, fmt::format("a second connection of the name {}", name));
    co_return;
  }
  auto connection = std::make_shared<PlayerConnection>(stage, name, connections.size(),
                                                       MessageReader::Kind::kResponses);
  connections.push_back(connection);
  current = name;
  net::Endpoint endpoint{.host = host, .port = port};
  net::Waiting waiting("connect", net::ToString(endpoint));
  const net::Deadline deadline = net::Deadline::After(stage->options.deadline);
  auto made = co_await net::WithDeadline(deadline, std::move(waiting),
                                         net::Connect(stage->executor, std::move(endpoint)));
  if (!made) {
    const bool late = made.error().kind == net::IoErrorKind::kTimeout;
    if (late) Miss(connection.get(), number, "connect");
    connection->Fail(EventKind::kConnectFailed, made.error().message);
    failed = true;
    co_return;
  }
  connection->Adopt(std::move(*made));
  if (tls) co_return co_await Secure(connection, std::move(*tls), number);
  stage->Start("read a connection of a script", PlayerConnection::ReadToEnd(connection));
}

net::Task<void> ClientSide::State::Secure(std::shared_ptr<PlayerConnection> connection,
                                          TlsSettings settings, std::size_t number) {
  const HandshakeEnd end = co_await connection->HandshakeAsClient(settings, host);
  if (end == HandshakeEnd::kDone) {
    stage->Start("read a connection of a script", PlayerConnection::ReadToEnd(connection));
    co_return;
  }
  failed = true;
  const std::string what = fmt::format("handshake of {}", connection->name());
  if (end == HandshakeEnd::kMissed && missed.empty()) {
    missed = number == 0 ? what : StepText(number, what);
  }
}

net::Task<void> ClientSide::State::PlaySend(std::shared_ptr<PlayerConnection> connection,
                                            std::string bytes, std::size_t number) {
  const auto miss = co_await connection->Send(std::move(bytes), stage->options.delivery);
  if (miss) Miss(connection.get(), number, *miss);
}

net::Task<bool> ClientSide::State::AwaitThat(std::shared_ptr<PlayerConnection> connection,
                                             Await await, std::size_t number) {
  std::vector<std::shared_ptr<PlayerConnection>> one{connection};
  const bool held = co_await AwaitOn(stage, std::move(one), await, kNeverStop);
  if (!held) Miss(connection.get(), number, Describe(await, *connection));
  co_return held;
}

net::Task<Transcript> ClientSide::State::Finish() {
  stage->finished = true;
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

ClientSide::ClientSide(net::Executor executor, std::string host, std::uint16_t port,
                       PlayOptions options)
    : state_(std::make_shared<State>(std::move(executor), std::move(host), port,
                                     std::move(options))) {}

// Readers that are left end from the loop, and own what they use.
ClientSide::~ClientSide() {
  state_->stage->finished = true;
  state_->stage->tasks.reset();
}

net::Task<void> ClientSide::Play(Script script) {
  return State::PlayOwned(state_, std::move(script));
}

net::Task<bool> ClientSide::AwaitQuiet() {
  Await quiet{.what = Await::What::kQuiet};
  co_return co_await AwaitOn(state_->stage, state_->connections, quiet, kNeverStop);
}

net::Task<bool> ClientSide::AwaitEnd(std::string connection) {
  const auto found = state_->Find(connection);
  if (found == nullptr) co_return false;
  Await close{.what = Await::What::kClose};
  co_return co_await state_->AwaitThat(found, close, 0);
}

net::Task<bool> ClientSide::AwaitMessages(std::string connection, std::size_t count) {
  const auto found = state_->Find(connection);
  if (found == nullptr) co_return false;
  Await response{.what = Await::What::kResponse, .count = count};
  co_return co_await state_->AwaitThat(found, response, 0);
}

net::Task<void> ClientSide::SendBytes(std::string connection, std::string bytes) {
  const auto found = state_->Find(connection);
  if (found != nullptr) co_await found->Send(std::move(bytes), Delivery::kWhole);
}

void ClientSide::MarkSettled() {
  for (const auto& connection : state_->connections) connection->Record(EventKind::kSettled);
  state_->stage->settled = true;
}

bool ClientSide::missed() const {
  return state_->failed;
}

bool ClientSide::IsOpen(std::string_view connection) const {
  const auto found = state_->Find(connection);
  return found != nullptr && found->open();
}

const MessageSequence& ClientSide::messages(std::string_view connection) const {
  const auto found = state_->Find(connection);
  return found == nullptr ? kNoMessages : found->messages();
}

net::Task<Transcript> ClientSide::Finish() {
  return state_->Finish();
}

}  // namespace wireproof::script
