// What all connections of a mock server share.
//
// Private to this folder.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string_view>

#include "http/net/sync.h"
#include "mockserver/serve/engine.h"
#include "mockserver/serve/server.h"
#include "mockserver/serve/tls_contexts.h"

namespace wireproof::mock {

class Connection;

// Where a connection came in.
struct Door {
  std::uint16_t port = 0;
  bool tls = false;
  bool admin = true;  // /__admin is the admin API here
  bool stubs = true;  // all else is for stubs
};

struct Site {
  Site(Engine& of, AdminHandler& handler)
      : engine(of), admin(handler), changed(of.executor()), tasks(of.executor()) {}

  void Log(std::string_view line) const {
    if (engine.options().log) engine.options().log(line);
  }

  Engine& engine;
  AdminHandler& admin;
  std::unique_ptr<TlsContexts> tls;  // where there is an HTTPS port
  bool stopping = false;
  std::list<Connection*> live;
  net::Signal changed;  // a connection ended, or the server stops
  net::TaskGroup tasks;
};

}  // namespace wireproof::mock
