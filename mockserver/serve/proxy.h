// Forwarding a request to the server that a stub names, and its answer as octets to send.
//
// Private to this folder.
#pragma once

#include <string>

#include "http/net/stream.h"
#include "http/net/task.h"
#include "mockserver/serve/engine.h"
#include "mockserver/stub/reply.h"

namespace wireproof::mock {

struct ProxyCall {
  ProxyTarget target = {};         // its base_url rendered
  wire::Fields added_fields = {};  // to the answer
  // Where the request came from, watched for its end; null where it is our own.
  net::Stream* client = nullptr;
};

struct Forwarded {
  int status = 0;  // 0: the client has gone, and its request was given up
  ResponseOctets octets = {};
};

// Never fails: what goes wrong is a response that says so (500 as in WireMock; 508 for what goes
// round in a loop, 503 beyond ProxyTraffic's limit). The engine, the request and the client must
// outlive the task.
net::Task<Forwarded> Forward(Engine& engine, const Request& request, ProxyCall call);

}  // namespace wireproof::mock
