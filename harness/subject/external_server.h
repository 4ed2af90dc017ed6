// A server as it is: a program with a command line (nginx), or an address that answers already.
#pragma once

#include <expected>
#include <memory>

#include "harness/subject/manifest.h"
#include "harness/subject/subject.h"
#include "http/script/credentials.h"

namespace wireproof::harness {

// Starts the manifest's program on free ports and returns when it accepts connections.
net::Task<std::expected<std::unique_ptr<ServerSubject>, SubjectError>> StartExternalServer(
    net::Executor executor, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials);

// A server that runs already, at manifest.url. Only that something accepts there is checked.
net::Task<std::expected<std::unique_ptr<ServerSubject>, SubjectError>> ReachRunningServer(
    net::Executor executor, Manifest manifest);

}  // namespace wireproof::harness
