// What is under test, always behind a process (or an address): our own client and server, CPython,
// nginx, curl. One interface, no special case.
//
//   manifest.h says how to reach one; start.h starts it; shim_subject.h, external_server.h and
//   external_client.h are the kinds.
#pragma once

#include <chrono>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/scenario/scenario.h"
#include "harness/verdict/observation.h"
#include "http/net/task.h"
#include "http/net/tcp.h"

namespace wireproof::harness {

// "Could not run", as opposed to what a subject did: that is an Observation.
struct SubjectError {
  enum class Kind {
    kUnsupported,  // it does not offer this: a skip
    kUnreachable,  // it could not be started or reached
    kProtocol,     // its shim broke the protocol, or failed inside
    kHung,         // no reply within the deadline: the process was killed
    kEnded,        // the process ended
  };
  Kind kind = Kind::kProtocol;
  std::string message;  // with the tail of its standard error where there is one
};

// Who a subject is and what it offers (docs/shim-protocol.md, hello).
struct Identity {
  std::string name;
  std::string version;
  std::set<Role> roles;
  std::set<std::string> features;
  std::set<std::string> reports;
  std::map<std::string, std::string> targets;  // by name, "get": "/hello.txt"
  std::map<std::string, std::string> details;
};

using net::Endpoint;

// A server under test, running. Many connections may be open to it at once.
class ServerSubject {
 public:
  virtual ~ServerSubject() = default;
  virtual const Identity& identity() const = 0;

  // Where it listens, plain and with TLS; started at the first call. Unsupported where it has none.
  virtual net::Task<std::expected<Endpoint, SubjectError>> Listen(bool tls) = 0;

  // Whether its process still runs; true for one that is not ours to watch.
  virtual bool alive() = 0;
  // What it wrote to standard error, the last of it.
  virtual std::string diagnostics() const = 0;
  // Ends it in order, and waits for that.
  virtual net::Task<void> Stop() = 0;
};

// One exchange that a client under test is asked to perform.
struct Exchange {
  Endpoint connect;
  struct Tls {
    std::string ca_pem;
    std::string server_name;
  };
  std::optional<Tls> tls;
  std::vector<ClientRequest> requests;
  bool reuse = true;
  std::chrono::milliseconds deadline{5000};
};

// A client under test: strictly serial, so parallel work is more of them.
class ClientSubject {
 public:
  virtual ~ClientSubject() = default;
  virtual const Identity& identity() const = 0;

  // Performs the requests and reports, connections left open. After kHung, kEnded or kProtocol the
  // process is gone, and the next call starts another.
  virtual net::Task<std::expected<ClientReport, SubjectError>> Perform(Exchange exchange) = 0;
  // Closes what the last exchange left open.
  virtual net::Task<void> Release() = 0;

  virtual std::string diagnostics() const = 0;
  virtual net::Task<void> Stop() = 0;
};

}  // namespace wireproof::harness
