// The mock server's connections: listeners, the loop of each connection, effects on the wire.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "http/net/io_error.h"
#include "http/net/task.h"
#include "http/wire/message.h"
#include "mockserver/match/request.h"
#include "mockserver/serve/engine.h"

namespace wireproof::mock {

// An answer of the admin API. Date, Content-Length and framing are the connection's business.
struct AdminReply {
  int status = 200;
  wire::Fields fields = {};  // Content-Type...
  std::string content = {};
};

// The admin API as the connections see it (admin/admin.h implements it). `path` begins with
// "/__admin". May wait (requests/wait), so it is a task; the request outlives it.
class AdminHandler {
 public:
  virtual ~AdminHandler() = default;
  virtual net::Task<AdminReply> Handle(const Request& request) = 0;
  // The page for an unmatched request: content of the 404. `difference_width` from
  // X-WireMock-Console-Width.
  virtual AdminReply Unmatched(const Request& request) = 0;
  // Called when an exchange with listeners (webhooks) is done; spawns what is needed.
  virtual void AfterComplete(std::uint64_t exchange, const StoredStubPtr& stub) = 0;
  // The server is about to stop: what waits (requests/wait) is to be answered now. How many do.
  virtual std::size_t EndWaits() { return 0; }
};

class MockListener {
 public:
  // Binds all ports at once. `engine` and `admin` must outlive it. The error names the port.
  static std::expected<std::unique_ptr<MockListener>, std::string> Start(Engine& engine,
                                                                         AdminHandler& admin);
  ~MockListener();
  MockListener(const MockListener&) = delete;
  MockListener& operator=(const MockListener&) = delete;

  std::uint16_t port() const;        // 0: no plain HTTP
  std::uint16_t https_port() const;  // 0: none
  std::uint16_t admin_port() const;  // 0: none of its own

  // Stops accepting at once; exchanges under way get `grace` to end, then their connections are
  // reset. Idle connections are closed.
  net::Task<void> Stop(std::chrono::milliseconds grace);

  std::size_t connections() const;

  struct State;

 private:
  explicit MockListener(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace wireproof::mock
