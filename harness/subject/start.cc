#include "harness/subject/start.h"

#include "harness/subject/external_client.h"
#include "harness/subject/external_server.h"
#include "harness/subject/shim_subject.h"

namespace wireproof::harness {

net::Task<std::expected<std::unique_ptr<ServerSubject>, SubjectError>> StartServer(
    net::Executor executor, Manifest manifest,
    std::shared_ptr<const script::Credentials> credentials) {
  if (!manifest.shim.empty()) {
    co_return co_await StartShimServer(executor, std::move(manifest), std::move(credentials));
  }
  if (manifest.server) {
    co_return co_await StartExternalServer(executor, std::move(manifest), std::move(credentials));
  }
  if (manifest.url) co_return co_await ReachRunningServer(executor, std::move(manifest));
  co_return std::unexpected(
      SubjectError{SubjectError::Kind::kUnsupported, manifest.name + " is no server"});
}

net::Task<std::expected<std::unique_ptr<ClientSubject>, SubjectError>> StartClient(
    net::Executor executor, Manifest manifest) {
  if (!manifest.shim.empty()) co_return co_await StartShimClient(executor, std::move(manifest));
  if (manifest.client) co_return co_await StartExternalClient(executor, std::move(manifest));
  co_return std::unexpected(
      SubjectError{SubjectError::Kind::kUnsupported, manifest.name + " is no client"});
}

}  // namespace wireproof::harness
