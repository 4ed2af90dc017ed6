#include "harness/run/shim_check.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/run/control_requests.h"
#include "harness/subject/members.h"
#include "harness/subject/shim_process.h"
#include "harness/subject/shim_subject.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {

using nlohmann::json;

namespace {

constexpr std::chrono::milliseconds kDeadline{5000};

class Checker {
 public:
  Checker(net::Executor executor, Manifest manifest)
      : executor_(std::move(executor)), manifest_(std::move(manifest)) {}

  net::Task<std::vector<ShimCheck>> Run() {
    Manifest manifest = manifest_;
    auto shim = co_await ShimProcess::Start(executor_, std::move(manifest));
    Note("starts and answers hello", shim ? "" : shim.error().message);
    if (!shim) co_return std::move(checks_);
    const Identity identity = (*shim)->identity();
    Note("offers a role", identity.roles.empty() ? "its roles are empty" : "");
    co_await CheckRefusals(**shim);
    if (identity.roles.contains(Role::kServer)) co_await CheckServer(**shim);
    co_await (*shim)->Stop();
    if (identity.roles.contains(Role::kClient)) co_await CheckClient();
    co_return std::move(checks_);
  }

 private:
  void Note(std::string what, std::string problem) {
    checks_.push_back({std::move(what), std::move(problem)});
  }

  // The reply to a line must be an error of this kind.
  net::Task<void> ExpectError(ShimProcess& shim, std::string line, std::string kind,
                              std::string what) {
    auto reply = co_await shim.CallRaw(line + "\n", kDeadline);
    if (!reply) {
      Note(std::move(what), reply.error().message);
      co_return;
    }
    const auto value = script::ParseJson(*reply);
    const json::json_pointer at("/error/kind");
    const bool right = value && value->contains(at) && value->at(at) == kind;
    Note(std::move(what), right ? "" : fmt::format("{} is answered with {}", line, *reply));
  }

  net::Task<void> CheckRefusals(ShimProcess& shim) {
    co_await ExpectError(shim, R"({"id":900,"op":"no-such-op"})", "unsupported",
                         "answers an unknown op with unsupported");
    co_await ExpectError(shim, R"({"id":901,"op":"hello","protocol":99})", "unsupported",
                         "answers another protocol version with unsupported");
    co_await ExpectError(shim, R"({"id":902,"op":"hello","protocol":1,"wp-unknown":1})",
                         "unsupported", "answers an unknown member with unsupported");
    co_await ExpectError(shim, "this is no JSON", "bad-message",
                         "answers a line that is no JSON with bad-message");
    co_await ExpectError(shim, "[1]", "bad-message",
                         "answers a line that is no object with bad-message");
    co_await ExpectError(shim, R"({"id":903,"op":7})", "bad-message",
                         "answers an op that is no string with bad-message");
  }

  net::Task<void> CheckServer(ShimProcess& shim) {
    json members = {{"app", "echo"}};
    auto served = co_await shim.Call("serve", std::move(members), kDeadline);
    if (!served) {
      Note("serves the echo application", served.error().message);
      co_return;
    }
    MemberProblem problem;
    Members reply(*served, "", problem);
    const Endpoint endpoint{reply.Text("host"),
                            static_cast<std::uint16_t>(reply.Integer("port", 1, 65535))};
    if (problem) {
      Note("serves the echo application", problem.pointer + ": " + problem.message);
      co_return;
    }
    ControlRequests requests(executor_, endpoint, kDeadline);
    auto answer = co_await requests.Ask("GET", "/check?q=1", "1.1");
    Note("serves the echo application", EchoProblem(answer));
    json stop = {{"port", endpoint.port}};
    auto stopped = co_await shim.Call("stop", std::move(stop), kDeadline);
    Note("stops a server", stopped ? "" : stopped.error().message);
    auto after = co_await requests.Ask("GET", "/check", "1.1");
    Note("refuses connections after stop", after ? "a request is still answered" : "");
    co_await ExpectError(shim, fmt::format(R"({{"id":904,"op":"stop","port":{}}})", endpoint.port),
                         "bad-message",
                         "answers stop of a port that is not served with bad-message");
  }

  static std::string EchoProblem(const std::expected<ControlAnswer, std::string>& answer) {
    if (!answer) return answer.error();
    if (answer->status != 200) return fmt::format("status {}", answer->status);
    const auto echo = script::ParseJson(answer->body);
    if (!echo || !echo->is_object()) return "its body is no JSON object: " + answer->body;
    const auto is = [&](const char* name, std::string_view text) {
      const auto member = echo->find(name);
      return member != echo->end() && *member == text;
    };
    if (!is("method", "GET") || !is("target", "/check?q=1") || !is("version", "HTTP/1.1") ||
        !is("body", "")) {
      return "it echoes " + answer->body;
    }
    return {};
  }

  net::Task<void> CheckClient() {
    Manifest manifest = manifest_;
    auto client = co_await StartShimClient(executor_, std::move(manifest));
    if (!client) {
      Note("performs an exchange", client.error().message);
      co_return;
    }
    auto took = co_await TimeExchange(executor_, **client, kDeadline);
    Note("performs an exchange", took ? "" : took.error());
    auto again = co_await TimeExchange(executor_, **client, kDeadline);
    Note("performs another after release", again ? "" : again.error());
    Exchange exchange;
    exchange.connect = {"127.0.0.1", 1};
    exchange.requests.emplace_back();
    exchange.deadline = kDeadline;
    auto refused = co_await (*client)->Perform(std::move(exchange));
    const bool told =
        refused && refused->failure && refused->failure->kind == FailureKind::kConnect;
    Note("reports a refused connection as connect",
         told ? "" : (refused ? "it reports something else" : refused.error().message));
    co_await (*client)->Stop();
  }

  net::Executor executor_;
  Manifest manifest_;
  std::vector<ShimCheck> checks_;
};

}  // namespace

net::Task<std::vector<ShimCheck>> CheckShim(net::Executor executor, Manifest manifest) {
  Checker checker(std::move(executor), std::move(manifest));
  co_return co_await checker.Run();
}

}  // namespace wireproof::harness
