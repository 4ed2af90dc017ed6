// Following the files under mappings/ while the server runs (--reload).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "http/net/task.h"
#include "mockserver/serve/engine.h"

namespace wireproof::mock {

struct ReloadResult {
  std::size_t added = 0;
  std::size_t replaced = 0;
  std::size_t removed = 0;
  std::vector<FileProblem> problems = {};
  std::vector<FileProblem> remarks = {};  // on files with stubs that were added or replaced
  bool nothing() const { return added + replaced + removed == 0 && problems.empty(); }
};

// Makes the stubs of files what the files say now. Stubs that did not change keep their places and
// counts, as do those made by the API; a file that cannot be read keeps the stubs it had.
ReloadResult ReloadStubs(Engine& engine);

// Reloads whenever something under mappings/ changes, until it is cancelled; `report` is told what
// changed. By looking at names, sizes and times: that also works where no change is notified
// (network and container file systems). `known` is their fingerprint from before they were loaded:
// what changed since then is not missed. `engine` must outlive it.
net::Task<void> FollowFiles(Engine& engine, std::uint64_t known,
                            std::function<void(const ReloadResult&)> report);

}  // namespace wireproof::mock
