// Starts the subject that a manifest describes, whatever its kind.
#pragma once

#include <expected>
#include <memory>

#include "harness/subject/manifest.h"
#include "harness/subject/subject.h"
#include "http/script/credentials.h"

namespace wireproof::harness {

// As a server: Unsupported where the manifest has no such role.
net::Task<std::expected<std::unique_ptr<ServerSubject>, SubjectError>> StartServer(
    net::Executor executor, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials);

net::Task<std::expected<std::unique_ptr<ClientSubject>, SubjectError>> StartClient(
    net::Executor executor, Manifest manifest);

}  // namespace wireproof::harness
