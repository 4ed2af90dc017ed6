// Two one-way descriptors as a Stream, e.g. a child's standard output and input. Inside http/net
// only.
#pragma once

#include <memory>
#include <string>

#include "http/net/stream.h"
#include "http/net/task.h"

namespace wireproof::net {

// Takes both descriptors; -1 is a direction that does not exist: it fails with kClosed.
std::unique_ptr<Stream> MakePipeStream(Executor executor, int read_from, int write_to,
                                       std::string peer);

}  // namespace wireproof::net
