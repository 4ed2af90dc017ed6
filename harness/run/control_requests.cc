#include "harness/run/control_requests.h"

#include <fmt/format.h>

#include "http/net/sync.h"
#include "http/script/player.h"

namespace wireproof::harness {

namespace {

using Clock = std::chrono::steady_clock;

constexpr char kMain[] = "main";
constexpr char kHost[] = "127.0.0.1";

script::Script SendAndAwait(std::string request, std::size_t responses) {
  script::Script steps;
  steps.push_back({"", script::Send{script::OctetsTemplate(request)}});
  steps.push_back({"", script::Await{script::Await::What::kResponse, responses}});
  return steps;
}

std::string Request(std::string_view method, std::string_view target, std::string_view version,
                    const Endpoint& endpoint) {
  return fmt::format("{} {} HTTP/{}\r\nHost: {}\r\n{}\r\n", method, target, version,
                     ToString(endpoint), method == "POST" ? "Content-Length: 0\r\n" : "");
}

}  // namespace

ControlRequests::ControlRequests(net::Executor executor, Endpoint endpoint,
                                 std::chrono::milliseconds deadline)
    : executor_(std::move(executor)), endpoint_(std::move(endpoint)), deadline_(deadline) {}

net::Task<std::expected<ControlAnswer, std::string>> ControlRequests::Ask(std::string method,
                                                                          std::string target,
                                                                          std::string version) {
  script::PlayOptions options{.deadline = deadline_};
  script::ClientSide side(executor_, endpoint_.host, endpoint_.port, std::move(options));
  const auto began = Clock::now();
  script::Script steps = SendAndAwait(Request(method, target, version, endpoint_), 1);
  co_await side.Play(std::move(steps));
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  // A response that lasts to the end of the connection is whole only there.
  if (!side.missed() && side.IsOpen(kMain) && side.messages(kMain).messages.empty()) {
    co_await side.AwaitEnd(kMain);
  }
  const script::MessageSequence sequence = side.messages(kMain);
  const script::Transcript transcript = co_await side.Finish();
  if (sequence.messages.empty() || !sequence.messages.front().complete) {
    co_return std::unexpected(transcript.missed.empty() ? "the connection ended without an answer"
                                                        : transcript.missed);
  }
  const script::Message& response = sequence.messages.front();
  co_return ControlAnswer{response.status, response.body, took};
}

net::Task<bool> ControlRequests::KeepsAlive(std::string target) {
  script::PlayOptions options{.deadline = deadline_};
  script::ClientSide side(executor_, endpoint_.host, endpoint_.port, std::move(options));
  const std::string request = Request("GET", target, "1.1", endpoint_);
  for (std::size_t answers = 1; answers <= 2; ++answers) {
    script::Script steps = SendAndAwait(request, answers);
    co_await side.Play(std::move(steps));
  }
  const bool kept = side.messages(kMain).messages.size() == 2;
  co_await side.Finish();
  co_return kept;
}

bool LooksLikeEcho(std::string_view body) {
  return body.starts_with("{\"method\":\"") && body.find("\"target\":") != std::string_view::npos;
}

net::Task<std::expected<std::chrono::microseconds, std::string>> TimeExchange(
    net::Executor executor, ClientSubject& client, std::chrono::milliseconds deadline) {
  script::PlayOptions options{.deadline = deadline};
  script::ServerSide side(executor, std::move(options));
  const std::uint16_t port = side.Listen();
  script::Script steps;
  steps.push_back({"", script::Await{script::Await::What::kRequest, 1}});
  steps.push_back(
      {"", script::Send{script::OctetsTemplate("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")}});
  net::TaskGroup playing(executor);
  playing.Start("calibrate", side.Play(std::move(steps)));
  Exchange exchange;
  exchange.connect = {kHost, port};
  exchange.requests.emplace_back();
  exchange.deadline = deadline;
  const auto began = Clock::now();
  auto report = co_await client.Perform(std::move(exchange));
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  co_await client.Release();
  side.Stop();
  co_await playing.Join();
  co_await side.Finish();
  if (!report) co_return std::unexpected(report.error().message);
  if (report->failure) co_return std::unexpected(report->failure->message);
  co_return took;
}

}  // namespace wireproof::harness
