#include "http/script/player_await.h"

#include <fmt/format.h>

#include <algorithm>

namespace wireproof::script {
namespace {

using Connections = std::vector<std::shared_ptr<PlayerConnection>>;

std::size_t ActivityOf(const Connections& connections) {
  std::size_t sum = 0;
  for (const auto& connection : connections) sum += connection->activity();
  return sum;
}

bool AllEnded(const Connections& connections) {
  return std::ranges::all_of(connections, [](const auto& each) { return each->ended(); });
}

net::Task<bool> AwaitQuietOn(const Stage& stage, net::Signal& changed,
                             const Connections& connections, const bool& stop) {
  const net::Deadline deadline = net::Deadline::After(stage.options.deadline);
  while (!stop && !AllEnded(connections)) {
    const std::size_t before = ActivityOf(connections);
    const net::Deadline quiet = net::Deadline::After(stage.options.quiet);
    const net::Deadline first = net::Deadline::Earlier(quiet, deadline);
    bool woken = true;
    while (woken && !stop && ActivityOf(connections) == before) {
      woken = co_await changed.WaitUntil(first);
    }
    if (woken || ActivityOf(connections) != before) continue;
    // Not by the clock: on a busy machine both have passed when this goes on.
    co_return first.at() == quiet.at();
  }
  co_return true;
}

}  // namespace

bool Holds(const Await& await, const PlayerConnection& connection) {
  if (connection.ended()) return true;
  const MessageSequence& messages = connection.messages();
  switch (await.what) {
    case Await::What::kHead:
      return messages.heads >= await.count || messages.Stuck();
    case Await::What::kRequest:
    case Await::What::kResponse:
      return messages.Complete() >= await.count || messages.Stuck();
    case Await::What::kBytes:
      return connection.received() >= await.count;
    case Await::What::kClose:
    case Await::What::kQuiet:
      return false;
  }
  return false;
}

std::string Describe(const Await& await, const PlayerConnection& connection) {
  const MessageSequence& messages = connection.messages();
  const std::string bytes = fmt::format("{} bytes so far", connection.received());
  const std::string text = fmt::format("await {}", Name(await.what));
  switch (await.what) {
    case Await::What::kHead:
      return fmt::format("{} ({} of {} came, {})", text, messages.heads, await.count, bytes);
    case Await::What::kRequest:
    case Await::What::kResponse:
      return fmt::format("{} ({} of {} came, {})", text, messages.Complete(), await.count, bytes);
    case Await::What::kBytes:
      return fmt::format("{} ({} of {} came)", text, connection.received(), await.count);
    case Await::What::kClose:
    case Await::What::kQuiet:
      return fmt::format("{} ({})", text, bytes);
  }
  return text;
}

net::Task<bool> AwaitOn(std::shared_ptr<Stage> stage,
                        std::vector<std::shared_ptr<PlayerConnection>> connections, Await await,
                        const bool& stop) {
  if (await.what == Await::What::kQuiet) {
    co_return co_await AwaitQuietOn(*stage, stage->changed, connections, stop);
  }
  const auto holds = [&] {
    return stop ||
           std::ranges::all_of(connections, [&](const auto& each) { return Holds(await, *each); });
  };
  const net::Deadline deadline = net::Deadline::After(stage->options.deadline);
  while (!holds()) {
    const bool woken = co_await stage->changed.WaitUntil(deadline);
    if (!woken) co_return holds();
  }
  co_return true;
}

std::string StepText(std::size_t step, std::string_view what) {
  return fmt::format("step {}: {}", step, what);
}

}  // namespace wireproof::script
