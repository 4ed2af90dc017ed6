// `wireproof shim serve`: our own client and server as a subject, on standard input and output.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "cli/shim_request.h"
#include "http/net/loop.h"
#include "http/net/task.h"

namespace wireproof::cli {

enum class ShimProfile : std::uint8_t { kStrict, kCPython };

// Speaks the shim protocol until `shutdown` or the end of standard input; the exit code: 0, or 2
// for a profile that is neither "strict" nor "cpython". Servers go on working between requests:
// the loop has a thread of its own. Ignores SIGPIPE.
int ShimServe(std::string_view profile);

// One shim: answers lines on a loop. For ShimServe and its tests.
class Shim {
 public:
  Shim(net::Executor executor, ShimProfile profile);
  ~Shim();
  Shim(const Shim&) = delete;
  Shim& operator=(const Shim&) = delete;

  // The reply to a line (both without their LF), and whether it was the last.
  struct Answer {
    std::string line;
    bool last = false;
  };
  net::Task<Answer> Respond(std::string line);

  // Closes all connections and servers.
  net::Task<void> End();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wireproof::cli
