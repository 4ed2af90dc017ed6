// Subjects behind a shim process: a server that it serves, a client that it drives.
#pragma once

#include <expected>
#include <memory>

#include "harness/subject/manifest.h"
#include "harness/subject/subject.h"
#include "http/script/credentials.h"

namespace wireproof::harness {

// Serves the echo application. The certificate it gets for TLS is valid for localhost.
net::Task<std::expected<std::unique_ptr<ServerSubject>, SubjectError>> StartShimServer(
    net::Executor executor, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials);

// A client whose process is started again, once a call, after it died or was killed.
net::Task<std::expected<std::unique_ptr<ClientSubject>, SubjectError>> StartShimClient(
    net::Executor executor, Manifest manifest);

}  // namespace wireproof::harness
