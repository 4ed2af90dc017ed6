// A mock server without sockets, for the tests of the admin API: requests go in as values.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/net/loop.h"
#include "mockserver/admin/admin.h"
#include "mockserver/json/json.h"

namespace wireproof::mock {

struct GivenFields {
  std::vector<std::pair<std::string, std::string>> fields = {};
};

class AdminServer {
 public:
  explicit AdminServer(MockOptions options = {});
  ~AdminServer();

  // To the admin API. A Host is added where none is given.
  AdminReply Ask(const std::string& method, const std::string& target, const std::string& body = "",
                 GivenFields given = {});
  // The same, running on while the loop does: for requests that wait.
  struct Pending {
    std::shared_ptr<AdminReply> reply = std::make_shared<AdminReply>();
    std::shared_ptr<bool> done = std::make_shared<bool>(false);
  };
  Pending Begin(const std::string& method, const std::string& target, const std::string& body);

  // To the stubs: what would be answered stands in the journal afterwards; gives its octets.
  std::string Serve(const std::string& method, const std::string& target,
                    const std::string& body = "", GivenFields given = {});

  net::EventLoop loop;
  Engine engine;
  std::unique_ptr<AdminHandler> admin;
};

// The JSON of a reply.
Json JsonOf(const AdminReply& reply);

// A folder of its own, removed at the end.
class TemporaryRoot {
 public:
  TemporaryRoot();
  ~TemporaryRoot();
  TemporaryRoot(const TemporaryRoot&) = delete;
  TemporaryRoot& operator=(const TemporaryRoot&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace wireproof::mock
