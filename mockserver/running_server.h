// A mock server on a thread of its own, and how other threads ask it.
//
// Private to this folder.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <variant>

#include "http/net/loop.h"
#include "http/net/sync.h"
#include "mockserver/admin/admin.h"
#include "mockserver/handover.h"
#include "mockserver/serve/server.h"

namespace wireproof::mock {

class RunningServer {
 public:
  // Listens when it returns; throws std::runtime_error where it cannot.
  explicit RunningServer(MockOptions options);
  // Answers those that wait for requests, within a second, and resets what is still connected.
  ~RunningServer();
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::uint16_t https_port() const { return https_port_; }
  const std::string& ca_pem() const { return ca_pem_; }
  const std::string& host() const { return host_; }

  // Calls the function with the engine on the server's thread, waits, and gives its result or
  // throws what it throws. From any thread, the server's own too.
  template <typename Function>
  auto Call(Function function) {
    using Result = std::invoke_result_t<Function&, Engine&>;
    if constexpr (std::is_void_v<Result>) {
      Call([&function](Engine& engine) {
        function(engine);
        return std::monostate();
      });
    } else {
      if (std::this_thread::get_id() == thread_.get_id()) return function(engine_);
      auto handover = std::make_shared<Handover<Result>>();
      PostSettled([this, handover, &function] { Give(*handover, function); });
      return handover->Take();
    }
  }

  // A request to the admin API; not from the server's own thread.
  AdminReply Ask(std::string_view method, std::string_view path, std::string_view body);

 private:
  struct Stopping {
    explicit Stopping(net::Executor executor) : asked(std::move(executor)) {}
    net::Signal asked;
    bool now = false;
  };

  template <typename Result, typename Function>
  void Give(Handover<Result>& handover, Function& function) {
    std::exception_ptr error;
    try {
      handover.Give(function(engine_));
      return;
    } catch (...) {
      error = std::current_exception();
    }
    handover.GiveError(std::move(error));
  }

  static net::Task<void> RunUntilStopped(MockListener& listener, AdminHandler& admin,
                                         Stopping& stopping);
  void Start();
  void PostSettled(std::function<void()> function);

  net::EventLoop loop_;
  Engine engine_;
  std::unique_ptr<AdminHandler> admin_;
  std::unique_ptr<MockListener> listener_;
  Stopping stopping_;
  std::string host_, ca_pem_;
  std::uint16_t port_ = 0, https_port_ = 0;
  std::thread thread_;
};

}  // namespace wireproof::mock
