// A client as it is: a program that is run once an exchange (curl), judged by what it sends, its
// exit code, and the files it leaves (docs/subjects.md, "An external client").
#pragma once

#include <expected>
#include <memory>

#include "harness/subject/manifest.h"
#include "harness/subject/placeholders.h"
#include "harness/subject/subject.h"

namespace wireproof::harness {

// Looks the program up and asks its version; it is run by Perform.
net::Task<std::expected<std::unique_ptr<ClientSubject>, SubjectError>> StartExternalClient(
    net::Executor executor, Manifest manifest);

// The arguments for one run: pure, for tests. `values` are those of the exchange; {n}, {method},
// {target} and the like are filled in here. The error says why it cannot be said.
struct ExternalRequest {
  const ClientRequest* request = nullptr;
  std::size_t number = 0;  // {n}
  bool tls = false;
};
std::expected<Argv, std::string> RequestArguments(const ExternalClient& client,
                                                  const ExternalRequest& request,
                                                  const Placeholders& values);

// The last response head in what a program wrote, with the trailers behind it; nullopt where there
// is no status line. Pure, for tests.
std::optional<script::Message> ReadHeadFile(std::string_view text);

}  // namespace wireproof::harness
