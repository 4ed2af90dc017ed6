#include "wireproof/mock_server.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <ostream>
#include <stdexcept>

#include "mockserver/builder_json.h"
#include "mockserver/expectations.h"
#include "mockserver/running_server.h"
#include "mockserver/serve/proxy_policy.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

void PrintFailure(const ExpectationFailure& failure) {
  fmt::print(stderr, "{}:{}: {}\n", failure.file == nullptr ? "mock server" : failure.file,
             failure.line, failure.text);
}

std::atomic<FailureHandler> failure_handler{PrintFailure};

// What would be passed over in silence.
void CheckOptions(const MockServerOptions& given) {
  if (!given.root_dir.empty() && !std::filesystem::is_directory(given.root_dir)) {
    throw std::runtime_error(fmt::format("root_dir {}: there is no such folder", given.root_dir));
  }
  for (const auto* entries : {&given.proxy_allow, &given.proxy_deny}) {
    for (const std::string& entry : *entries) {
      if (IsProxyEntry(entry)) continue;
      throw std::runtime_error(
          fmt::format("{} {}: expected a host, an address or a range, without scheme or port",
                      entries == &given.proxy_allow ? "proxy_allow" : "proxy_deny", entry));
    }
  }
}

MockOptions ToOptions(MockServerOptions given) {
  CheckOptions(given);
  MockOptions options;
  options.host = given.host;
  options.port = given.port;
  if (given.https) {
    HttpsOptions& https = options.https.emplace();
    https.port = given.https_port;
    https.cert_pem = std::move(given.certificate_pem);
    https.key_pem = std::move(given.key_pem);
    https.client_ca_pem = std::move(given.client_ca_pem);
    https.require_client_cert = given.require_client_certificate || !https.client_ca_pem.empty();
  }
  options.root_dir = std::move(given.root_dir);
  options.compat_wiremock = given.compat_wiremock;
  options.replies.wiremock_wire = given.compat_wiremock;
  options.replies.global_templating = given.global_templating;
  options.strict = given.strict;
  options.journal.bytes = given.journal_bytes;
  options.seed = given.seed;
  options.proxy.allow = std::move(given.proxy_allow);
  options.proxy.deny = std::move(given.proxy_deny);
  options.admin_token = std::move(given.admin_token);
  options.log = std::move(given.log);
  return options;
}

ReceivedRequest ToReceived(const Exchange& exchange) {
  std::vector<FieldView> fields;
  const Request request(exchange.Parts(fields));
  ReceivedRequest received;
  received.number = exchange.number;
  received.id = exchange.id;
  received.method = exchange.method;
  received.target = exchange.target;
  received.url = request.url();
  received.path = request.path();
  received.version = exchange.version;
  received.headers = exchange.fields;
  for (const Parameter& parameter : request.query_parameters()) {
    for (const std::string& value : parameter.values) {
      received.query.emplace_back(parameter.name, value);
    }
  }
  received.body = exchange.body;
  received.octets = exchange.request_octets;
  received.tls = exchange.tls;
  received.client_ip = exchange.client_ip;
  received.port = exchange.local_port;
  received.connection = exchange.connection;
  received.request_of_connection = exchange.request_of_connection;
  received.received_at =
      std::chrono::system_clock::time_point(std::chrono::microseconds(exchange.received_at_us));
  received.stub_id = exchange.stub_id;
  return received;
}

template <typename Predicate>
std::vector<ReceivedRequest> Received(Engine& engine, Predicate wanted) {
  std::vector<ReceivedRequest> requests;
  engine.journal().Visit(Journal::Order::kOldestFirst, [&](const Exchange& exchange) {
    if (wanted(exchange)) requests.push_back(ToReceived(exchange));
    return true;
  });
  return requests;
}

// An address as it stands in a URL; one that means every interface is reached by loopback.
std::string UrlHost(const std::string& host) {
  if (host.empty() || host == "0.0.0.0") return "127.0.0.1";
  if (host == "::") return "[::1]";
  return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

std::string AddTo(Engine& engine, std::string_view json) {
  std::vector<JsonProblem> remarks;
  StubReading reading = engine.Reading();
  reading.remarks = &remarks;
  auto stubs = ReadMappings(json, "", reading);
  if (!stubs) Refuse("stub", stubs.error());
  engine.LogRemarks("stub", remarks);
  if (stubs->size() != 1) Refuse("stub", {.pointer = {}, .message = "expected one stub"});
  auto added = engine.stubs().Add(std::move(stubs->front()));
  if (added) return (*added)->stub->id;
  if (added.error().compile_failed) Refuse("stub", added.error().problem);
  Refuse("stub", {.pointer = "/id", .message = "another stub has this id already"});
}

}  // namespace

struct MockServer::State {
  explicit State(MockServerOptions options)
      : fail_on_unmatched(options.fail_on_unmatched), server(ToOptions(std::move(options))) {}

  std::vector<ExpectationFailure> TakeFailures();
  WaitResult Wait(Json question, const std::vector<RequestMatcher>& matchers,
                  std::chrono::milliseconds timeout);

  const bool fail_on_unmatched;
  std::mutex mutex;  // guards the list
  std::vector<std::shared_ptr<Expectation::State>> expectations;
  RunningServer server;
};

std::vector<ExpectationFailure> MockServer::State::TakeFailures() {
  std::vector<std::shared_ptr<Expectation::State>> taken;
  {
    const std::lock_guard lock(mutex);
    taken.swap(expectations);
  }
  return server.Call([&](Engine& engine) {
    std::vector<ExpectationFailure> failures;
    for (const auto& expectation : taken) {
      if (auto failure = Judge(engine, *expectation)) failures.push_back(std::move(*failure));
    }
    if (!fail_on_unmatched) return failures;
    const auto unmatched =
        Received(engine, [](const Exchange& one) { return one.stub_id.empty(); });
    for (const ReceivedRequest& request : unmatched) {
      failures.push_back({"No stub matched\n" + Describe(request), nullptr, 0});
    }
    return failures;
  });
}

WaitResult MockServer::State::Wait(Json question, const std::vector<RequestMatcher>& matchers,
                                   std::chrono::milliseconds timeout) {
  question["timeout_ms"] = timeout.count();
  const AdminReply reply = server.Ask("POST", "/__admin/requests/wait", WriteJson(question));
  const Json answer = JsonOfUser("wait", reply.content);
  if (reply.status != 200) throw std::invalid_argument("wait: " + reply.content);
  WaitResult result;
  result.satisfied = answer.at("satisfied").get<bool>();
  result.count = answer.at("count").get<std::uint64_t>();
  if (result.satisfied) return result;
  const std::size_t missing = matchers.size() == 1 ? 0 : static_cast<std::size_t>(result.count);
  result.explanation = server.Call([&](Engine& engine) {
    return fmt::format("Waited {} ms for\n  {}\n{}", timeout.count(), matchers[missing].Describe(),
                       ExplainMiss(engine, PatternOf(engine, matchers[missing])));
  });
  return result;
}

FailureHandler SetFailureHandler(FailureHandler handler) {
  return failure_handler.exchange(handler == nullptr ? PrintFailure : handler);
}

std::string PendingStub::Reply(const ReplyBuilder& reply) const {
  return server_->AddStubJson(detail::WithReply(json(), reply));
}

std::string PendingStub::ReplyInTurn(const std::vector<ReplyBuilder>& replies) const {
  return server_->AddStubJson(detail::WithReplies(json(), replies));
}

std::string PendingStub::ReplyInCycle(const std::vector<ReplyBuilder>& replies) const {
  return server_->AddStubJson(
      detail::WithMember(detail::WithReplies(json(), replies), "/wireproof/cycle", "true"));
}

MockServer::MockServer(MockServerOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}

MockServer::~MockServer() {
  const FailureHandler handler = failure_handler;
  for (const ExpectationFailure& failure : state_->TakeFailures()) handler(failure);
}

std::string MockServer::url() const {
  return fmt::format("http://{}:{}", UrlHost(state_->server.host()), port());
}

std::string MockServer::https_url() const {
  return https_port() == 0 ? std::string() : fmt::format("https://localhost:{}", https_port());
}

std::uint16_t MockServer::port() const {
  return state_->server.port();
}

std::uint16_t MockServer::https_port() const {
  return state_->server.https_port();
}

std::string MockServer::ca_pem() const {
  return state_->server.ca_pem();
}

PendingStub MockServer::When(const RequestMatcher& request) {
  return {*this, StubBuilder(request).json()};
}

std::string MockServer::AddStub(const StubBuilder& stub) {
  return AddStubJson(stub.json());
}

std::string MockServer::AddStub(const ConnectBuilder& rule) {
  return AddStubJson(rule.json());
}

std::string MockServer::AddStubJson(std::string_view json) {
  return state_->server.Call([&](Engine& engine) { return AddTo(engine, json); });
}

bool MockServer::RemoveStub(std::string_view id) {
  return state_->server.Call([&](Engine& engine) { return engine.stubs().Remove(id); });
}

void MockServer::Reset() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->expectations.clear();
  }
  state_->server.Call([](Engine& engine) { engine.Reset(); });
}

void MockServer::ForgetRequests() {
  state_->server.Call([](Engine& engine) { engine.journal().Clear(); });
}

std::vector<ReceivedRequest> MockServer::Requests() const {
  return state_->server.Call(
      [](Engine& engine) { return Received(engine, [](const Exchange&) { return true; }); });
}

std::vector<ReceivedRequest> MockServer::Requests(const RequestMatcher& matcher) const {
  return state_->server.Call([&](Engine& engine) {
    const RequestPattern pattern = PatternOf(engine, matcher);
    return Received(engine, [&](const Exchange& exchange) {
      std::vector<FieldView> fields;
      const Request request(exchange.Parts(fields));
      return pattern.Matches(request, engine.Context(&request));
    });
  });
}

std::vector<ReceivedRequest> MockServer::UnmatchedRequests() const {
  return state_->server.Call([](Engine& engine) {
    return Received(engine, [](const Exchange& exchange) { return exchange.stub_id.empty(); });
  });
}

std::uint64_t MockServer::Count(const RequestMatcher& matcher) const {
  return state_->server.Call([&](Engine& engine) {
    return engine.journal().Count(PatternOf(engine, matcher), engine.Context(nullptr));
  });
}

std::string MockServer::Explain(const RequestMatcher& matcher) const {
  return state_->server.Call(
      [&](Engine& engine) { return ExplainMiss(engine, PatternOf(engine, matcher)); });
}

WaitResult MockServer::WaitFor(const RequestMatcher& matcher, std::uint64_t count,
                               std::chrono::milliseconds timeout) const {
  Json question = Json::object();
  question["request"] = JsonOfUser("wait", matcher.json());
  question["count"]["atLeast"] = count;
  return state_->Wait(std::move(question), {matcher}, timeout);
}

WaitResult MockServer::WaitInOrder(const std::vector<RequestMatcher>& matchers,
                                   std::chrono::milliseconds timeout) const {
  Json question = Json::object();
  Json& patterns = question["inOrder"] = Json::array();
  for (const RequestMatcher& matcher : matchers) {
    patterns.push_back(JsonOfUser("wait", matcher.json()));
  }
  return state_->Wait(std::move(question), matchers, timeout);
}

Expectation MockServer::Expect(const RequestMatcher& matcher, const char* file, int line) {
  auto expected = std::make_shared<Expectation::State>();
  expected->matchers = {matcher};
  expected->file = file;
  expected->line = line;
  state_->server.Call(
      [&](Engine& engine) { expected->patterns.push_back(PatternOf(engine, matcher)); });
  const std::lock_guard lock(state_->mutex);
  state_->expectations.push_back(expected);
  return Expectation(std::move(expected));
}

void MockServer::ExpectInOrder(const std::vector<RequestMatcher>& matchers, const char* file,
                               int line) {
  if (matchers.empty()) throw std::invalid_argument("ExpectInOrder: expected a matcher");
  auto expected = std::make_shared<Expectation::State>();
  expected->matchers = matchers;
  expected->in_order = true;
  expected->file = file;
  expected->line = line;
  state_->server.Call([&](Engine& engine) {
    for (const RequestMatcher& matcher : matchers) {
      expected->patterns.push_back(PatternOf(engine, matcher));
    }
  });
  const std::lock_guard lock(state_->mutex);
  state_->expectations.push_back(std::move(expected));
}

std::string MockServer::Verify() {
  std::string text;
  for (const ExpectationFailure& failure : state_->TakeFailures()) {
    if (!text.empty()) text += "\n\n";
    if (failure.file != nullptr) text += fmt::format("{}:{}: ", failure.file, failure.line);
    text += failure.text;
  }
  return text;
}

void MockServer::FreezeClock() {
  state_->server.Call([](Engine& engine) { engine.clock().Freeze(); });
}

void MockServer::FreezeClockAt(std::chrono::system_clock::time_point time) {
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch());
  state_->server.Call([&](Engine& engine) { engine.clock().FreezeAt(since.count()); });
}

void MockServer::AdvanceClock(std::chrono::microseconds by) {
  state_->server.Call([&](Engine& engine) { engine.clock().Advance(by); });
}

void MockServer::ResumeClock() {
  state_->server.Call([](Engine& engine) { engine.clock().Resume(); });
}

AdminAnswer MockServer::Admin(std::string_view method, std::string_view path,
                              std::string_view body) const {
  AdminReply reply = state_->server.Ask(method, path, body);
  return {reply.status, std::move(reply.content)};
}

std::ostream& operator<<(std::ostream& out, const MockServer& server) {
  return out << "MockServer at " << server.url();
}

}  // namespace wireproof::mock
