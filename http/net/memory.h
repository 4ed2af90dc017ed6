// Two streams connected in memory, with chosen fragmentation: what TCP only does by chance, a test
// does on purpose and the same way each time.
//
//   net::MemoryOptions options{.first_to_second = net::Fragmentation::OneByte()};
//   auto [client, server] = net::MakeStreamPair(executor, options);
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/net/stream.h"
#include "http/net/task.h"

namespace wireproof::net {

// How the bytes of each Write are cut into pieces. A Read gives bytes of one piece only, and never
// less of it than fits its buffer.
struct Fragmentation {
  // The sizes of the pieces, in turn and again from the first, over all writes; a Write's end ends
  // a piece. Empty: each Write is one piece. A size is at least 1.
  std::vector<std::size_t> sizes;

  static Fragmentation Whole() { return Fragmentation{}; }
  static Fragmentation OneByte() { return Fragmentation{.sizes = {1}}; }
};

struct MemoryOptions {
  Fragmentation first_to_second = {};
  Fragmentation second_to_first = {};
  // A Write waits while this many bytes or more lie unread in its direction.
  std::size_t buffer_limit_bytes = std::size_t{1} << 20;
  std::string first_peer_name = "memory:second";  // what first->peer_name() says
  std::string second_peer_name = "memory:first";
};

struct StreamPair {
  std::unique_ptr<Stream> first;
  std::unique_ptr<Stream> second;
};

// Closing, half-closing and resetting act as on TCP: a destroyed or closed stream ends its
// direction with FIN, or resets if bytes for it are unread; writing to a closed peer fails with
// kReset.
StreamPair MakeStreamPair(Executor executor, MemoryOptions options = MemoryOptions());

}  // namespace wireproof::net
