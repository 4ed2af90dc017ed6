#include "cli/shim_serve.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <future>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "cli/shim_client.h"
#include "cli/shim_servers.h"
#include "http/net/sync.h"

namespace wireproof::cli {
namespace {

using nlohmann::json;
using Reply = std::expected<json, ShimError>;

constexpr std::size_t kMaxLine = std::size_t{1} << 26;  // with its LF
constexpr int kBadUsage = 2;

std::optional<ShimProfile> ProfileOf(std::string_view name) {
  if (name == "strict") return ShimProfile::kStrict;
  if (name == "cpython") return ShimProfile::kCPython;
  return std::nullopt;
}

json HelloReply(ShimProfile profile) {
  std::vector<std::string> features = {
      "get",        "head", "post",           "put",        "delete",     "options",    "patch",
      "keep-alive", "tls",  "app.echo",       "app.static", "pipelining", "tls.verify", "host",
      "fields",     "body", "chunked-upload", "method.any", "target.any"};
  std::vector<std::string> reports = {"version",      "reason",      "fields",
                                      "fields.order", "fields.case", "fields.duplicates",
                                      "body",         "partial"};
  const bool strict = profile == ShimProfile::kStrict;
  if (strict) {
    features.push_back("trailers");
    reports.push_back("trailers");
  }
  return {{"protocol", 1},
          {"name", strict ? "wireproof-strict" : "wireproof-cpython"},
          {"version", WIREPROOF_VERSION},
          {"roles", {"client", "server"}},
          {"features", std::move(features)},
          {"reports", std::move(reports)}};
}

std::string ReplyLine(const std::optional<std::int64_t>& id, const Reply& reply) {
  json message = {{"id", id ? json(*id) : json(nullptr)}};
  if (reply) {
    message["ok"] = *reply;
  } else {
    message["error"] = {{"kind", Name(reply.error().kind)}, {"message", reply.error().message}};
  }
  return message.dump(-1, ' ', true, json::error_handler_t::replace);
}

// The protocol has standard output to itself: what a library prints goes to standard error.
int TakeStandardOutput() {
  std::fflush(stdout);
  const int output = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (output >= 0) ::dup2(STDERR_FILENO, STDOUT_FILENO);
  return output;
}

bool WriteAll(int descriptor, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t count = ::write(descriptor, octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Blocking lines of standard input.
class InputLines {
 public:
  // The next line without its LF; nothing at the end, or for a line that is not ended or too long.
  std::optional<std::string> Next() {
    std::size_t searched = 0;
    while (true) {
      const std::size_t end = buffer_.find('\n', searched);
      if (end != std::string::npos) {
        std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        return line;
      }
      if (buffer_.size() >= kMaxLine) return std::nullopt;
      searched = buffer_.size();
      char piece[65536];
      const ssize_t count = ::read(STDIN_FILENO, piece, sizeof piece);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return std::nullopt;
      buffer_.append(piece, static_cast<std::size_t>(count));
    }
  }

 private:
  std::string buffer_;
};

// A line on its way from the thread that reads to the loop's, and its answer back.
struct Call {
  std::string line;
  std::promise<Shim::Answer> answer;
};
using Calls = net::Channel<std::shared_ptr<Call>>;

net::Task<void> AnswerCalls(net::Executor executor, ShimProfile profile, Calls& calls) {
  Shim shim(executor, profile);
  while (auto call = co_await calls.Receive()) {
    const std::shared_ptr<Call> taken = *call;
    auto answer = co_await shim.Respond(std::move(taken->line));
    taken->answer.set_value(std::move(answer));
  }
  co_await shim.End();
}

// Asks the loop's thread, line by line, until the last.
int RelayLines(const net::Executor& executor, Calls& calls, int output) {
  InputLines input;
  while (auto line = input.Next()) {
    const auto call = std::make_shared<Call>(Call{std::move(*line), {}});
    std::future<Shim::Answer> answered = call->answer.get_future();
    net::Post(executor, [&calls, call] { calls.Send(call); });
    Shim::Answer answer = answered.get();
    answer.line += '\n';
    if (!WriteAll(output, answer.line) || answer.last) break;
  }
  return 0;
}

}  // namespace

struct Shim::State {
  State(net::Executor executor, ShimProfile shim_profile)
      : profile(shim_profile),
        client(executor, shim_profile == ShimProfile::kStrict ? client::Profile::Strict()
                                                              : client::Profile::CPython()),
        servers(executor, shim_profile == ShimProfile::kStrict ? server::Profile::Strict()
                                                               : server::Profile::CPython()) {}

  net::Task<Reply> Perform(ShimOp op) {
    if (std::holds_alternative<ShimHello>(op)) co_return HelloReply(profile);
    if (auto* exchange = std::get_if<ShimExchange>(&op)) {
      co_return co_await client.Exchange(std::move(*exchange));
    }
    if (std::holds_alternative<ShimRelease>(op)) co_await client.Release();
    if (const auto* serve = std::get_if<ShimServing>(&op)) co_return servers.Serve(*serve);
    if (const auto* stop = std::get_if<ShimStop>(&op)) co_return co_await servers.Stop(stop->port);
    co_return json::object();
  }

  ShimProfile profile;
  ShimClient client;
  ShimServers servers;
};

Shim::Shim(net::Executor executor, ShimProfile profile)
    : state_(std::make_unique<State>(std::move(executor), profile)) {}

Shim::~Shim() = default;

net::Task<Shim::Answer> Shim::Respond(std::string line) {
  ShimRequest request = ReadShimRequest(line);
  if (!request.op) {
    co_return Answer{ReplyLine(request.id, std::unexpected(request.op.error())), false};
  }
  const bool last = std::holds_alternative<ShimShutdown>(*request.op);
  Reply reply = json::object();
  try {
    reply = co_await state_->Perform(std::move(*request.op));
  } catch (const std::exception& error) {
    reply = std::unexpected(ShimError{ShimErrorKind::kInternal, error.what()});
  }
  co_return Answer{ReplyLine(request.id, reply), last};
}

net::Task<void> Shim::End() {
  co_await state_->client.Release();
  co_await state_->servers.StopAll();
}

int ShimServe(std::string_view profile_name) {
  const auto profile = ProfileOf(profile_name);
  if (!profile) {
    fmt::print(stderr, "there is no profile \"{}\": strict and cpython are\n", profile_name);
    return kBadUsage;
  }
  // A write to a connection that the peer reset is an error and not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  const int output = TakeStandardOutput();
  if (output < 0) return kBadUsage;
  net::EventLoop loop;
  Calls calls(loop.executor());
  std::thread serving([&] { loop.RunTask(AnswerCalls(loop.executor(), *profile, calls)); });
  const int code = RelayLines(loop.executor(), calls, output);
  net::Post(loop.executor(), [&calls] { calls.Close(); });
  serving.join();
  ::close(output);
  return code;
}

}  // namespace wireproof::cli
