// A mock server in this process. Plain C++17.
//
//   wireproof::mock::MockServer server;                       // a free port of 127.0.0.1
//   server.When(Get("/things/1")).Reply(Ok().Json(R"({"id": 1})"));
//   server.Expect(Get("/things/1")).Times(1);                 // reported when the scope ends
//   MyClient client(server.url());
//
// Each server has a thread of its own; there may be many. All members may be called from any
// thread. What is wrong with a stub, a matcher or a JSON text throws std::invalid_argument, with a
// JSON pointer to where it is wrong.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wireproof/connect_builder.h"
#include "wireproof/received_request.h"
#include "wireproof/stub_builder.h"

namespace wireproof::mock {

// An expectation that was not met, told when its scope ends.
struct ExpectationFailure {
  std::string text = {};       // what was expected, what came, and the nearest request
  const char* file = nullptr;  // where Expect was called
  int line = 0;
};
using FailureHandler = void (*)(const ExpectationFailure& failure);

// What is called, by a server's destructor, for each expectation that was not met. The first one
// prints to standard error; <wireproof/gmock.h> sets one that fails the GoogleTest test. For the
// whole process, since the test framework is. Gives the one before.
FailureHandler SetFailureHandler(FailureHandler handler);

struct MockServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: a free one

  // HTTPS on a port of its own; without a certificate, one for localhost by a throw-away authority
  // (ca_pem()). All PEM.
  bool https = false;
  std::uint16_t https_port = 0;
  std::string certificate_pem = {};
  std::string key_pem = {};
  bool require_client_certificate = false;
  std::string client_ca_pem = {};  // empty: the throw-away authority

  // mappings/ and __files/, read at the start.
  std::string root_dir = {};
  // Reads and answers as WireMock 3 does where that differs.
  bool compat_wiremock = false;
  // Every reply is a template.
  bool global_templating = false;
  // A request that a stub matches, but that breaks RFC 9110 or 9112, gets 400 and the reasons.
  bool strict = false;
  // Of what was received and sent; the oldest exchanges go first.
  std::size_t journal_bytes = std::size_t{64} << 20;
  // Of random values and probabilities; unset: the system's.
  std::optional<std::uint64_t> seed = {};
  // Hosts, host globs, addresses or ranges ("192.0.2.0/24") that ProxyTo may reach.
  std::vector<std::string> proxy_allow = {};
  std::vector<std::string> proxy_deny = {};
  // What the admin API asks for, as a bearer token; empty: nothing.
  std::string admin_token = {};
  // A request that no stub answers is a failure at the end of the scope, as an unmet expectation.
  bool fail_on_unmatched = false;
  // What the server has to say, a line each, on its thread: it must not call Admin or WaitFor.
  // Empty: nowhere.
  std::function<void(std::string_view line)> log = {};
};

struct AdminAnswer {
  int status = 0;
  std::string body = {};
};

// Whether what was waited for came. `explanation` says what did not.
struct WaitResult {
  bool satisfied = false;
  std::uint64_t count = 0;  // matching requests; in order: how many of them were met
  std::string explanation = {};
  explicit operator bool() const { return satisfied; }
};

class MockServer;

// How often a request is expected; at least once where nothing is said.
class Expectation {
 public:
  Expectation& Times(std::uint64_t count);
  Expectation& AtLeast(std::uint64_t count);
  Expectation& AtMost(std::uint64_t count);
  Expectation& Between(std::uint64_t least, std::uint64_t most);
  Expectation& Never();

  struct State;

 private:
  friend class MockServer;
  explicit Expectation(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

// A stub about to be added to a server: Reply does so.
class [[nodiscard]] PendingStub : public StubConditions<PendingStub> {
 public:
  // Each gives the id of the stub. The replies in turn: see StubBuilder.
  std::string Reply(const ReplyBuilder& reply) const;
  std::string ReplyInTurn(const std::vector<ReplyBuilder>& replies) const;
  std::string ReplyInCycle(const std::vector<ReplyBuilder>& replies) const;

 private:
  friend class MockServer;
  PendingStub(MockServer& server, std::string json)
      : StubConditions(std::move(json)), server_(&server) {}
  MockServer* server_;
};

class MockServer {
 public:
  // Listens when it returns. Throws std::runtime_error where it cannot: a port that is taken, a
  // root_dir that is not there, a PEM, a mapping file or an entry of proxy_allow that is wrong.
  explicit MockServer(MockServerOptions options = {});
  // Hands unmet expectations to the failure handler, answers what waits for requests over HTTP
  // (503), within a second, and resets what is still connected.
  ~MockServer();
  MockServer(const MockServer&) = delete;
  MockServer& operator=(const MockServer&) = delete;

  // "http://127.0.0.1:8080", without a slash at its end.
  std::string url() const;
  std::string https_url() const;  // "https://localhost:8443"; empty without HTTPS
  std::uint16_t port() const;
  std::uint16_t https_port() const;  // 0 without HTTPS
  // Of the throw-away authority; empty without HTTPS.
  std::string ca_pem() const;

  // --- Stubs. The newest of those that match answers, unless priorities say otherwise ---
  PendingStub When(const RequestMatcher& request);
  // Each gives the id of the stub.
  std::string AddStub(const StubBuilder& stub);
  // A rule for connections; RemoveStub takes its id.
  std::string AddStub(const ConnectBuilder& rule);
  // One stub in WireMock's JSON, comments and 'single quotes' allowed.
  std::string AddStubJson(std::string_view json);
  // False if there is none of that id.
  bool RemoveStub(std::string_view id);
  // Stubs back to the files of root_dir; requests and scenarios forgotten, connections counted
  // from 1. Expectations are forgotten, met or not: call Verify before.
  void Reset();
  // Only what was received.
  void ForgetRequests();

  // --- What was received, oldest first ---
  std::vector<ReceivedRequest> Requests() const;
  std::vector<ReceivedRequest> Requests(const RequestMatcher& matcher) const;
  std::vector<ReceivedRequest> UnmatchedRequests() const;
  std::uint64_t Count(const RequestMatcher& matcher) const;
  // What came and what was nearest to the matcher: for messages.
  std::string Explain(const RequestMatcher& matcher) const;

  // Until at least so many have come, in all. For requests that another thread or process sends.
  WaitResult WaitFor(const RequestMatcher& matcher, std::uint64_t count = 1,
                     std::chrono::milliseconds timeout = std::chrono::seconds(5)) const;
  // Until one of each has come, each after the one before it.
  WaitResult WaitInOrder(const std::vector<RequestMatcher>& matchers,
                         std::chrono::milliseconds timeout = std::chrono::seconds(5)) const;

  // --- Expectations: judged at the end of the server's scope, or by Verify ---
  Expectation Expect(const RequestMatcher& matcher, const char* file = __builtin_FILE(),
                     int line = __builtin_LINE());
  // One of each, each after the one before it; others may come in between.
  void ExpectInOrder(const std::vector<RequestMatcher>& matchers,
                     const char* file = __builtin_FILE(), int line = __builtin_LINE());
  // The text of what was not met; empty if all was. They are then forgotten.
  std::string Verify();

  // --- The clock of the server: delays, templates and times of requests go by it ---
  void FreezeClock();
  void FreezeClockAt(std::chrono::system_clock::time_point time);
  // Moves it on, frozen or not; delays whose time has come end.
  void AdvanceClock(std::chrono::microseconds by);
  void ResumeClock();

  // The admin API, without a connection: Admin("GET", "/__admin/requests").
  AdminAnswer Admin(std::string_view method, std::string_view path,
                    std::string_view body = {}) const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

// "MockServer at http://127.0.0.1:8080"
std::ostream& operator<<(std::ostream& out, const MockServer& server);

}  // namespace wireproof::mock
