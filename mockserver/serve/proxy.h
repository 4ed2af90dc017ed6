// Forwarding a request to the server that a stub names, and its answer as octets to send.
//
// Private to this folder.
#pragma once

#include <string>

#include "http/net/task.h"
#include "mockserver/serve/engine.h"
#include "mockserver/stub/reply.h"

namespace wireproof::mock {

struct ProxyCall {
  ProxyTarget target = {};         // its base_url rendered
  wire::Fields added_fields = {};  // to the answer
};

struct Forwarded {
  int status = 0;
  ResponseOctets octets = {};
};

// Never fails: what goes wrong is a response that says so (500 as in WireMock). The request must
// outlive the task.
net::Task<Forwarded> Forward(Engine& engine, const Request& request, ProxyCall call);

}  // namespace wireproof::mock
