#include "mockserver/admin/stub_reload.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <set>

#include "http/net/loop.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {
namespace {

using Clock = std::chrono::steady_clock;

// Problems name a file from the root directory, stubs from here.
constexpr std::string_view kMappings = "mappings/";

// What a stub says, its id apart: a file need not give one.
std::string TextWithoutId(const Stub& stub) {
  Json json = StubToJson(stub);
  json.erase("id");
  json.erase("uuid");
  return stub.file + '\n' + WriteJson(json);
}

class Reload {
 public:
  explicit Reload(Engine& engine) : engine_(engine) {
    for (const StoredStubPtr& stored : engine.stubs().NewestFirst()) {
      if (!stored->stub->file.empty()) old_.push_back(stored);
    }
  }

  ReloadResult Run() {
    LoadedMappings loaded = engine_.files().Load(engine_.Reading());
    result_.problems = std::move(loaded.problems);
    result_.remarks = std::move(loaded.remarks);
    // A file that is half written must not take its stubs away.
    for (const FileProblem& problem : result_.problems) KeepFile(problem.file);
    std::vector<Stub> fresh;
    for (Stub& stub : loaded.stubs) {
      if (!KeepSame(stub)) fresh.push_back(std::move(stub));
    }
    KeepRemarksOn(fresh);
    for (Stub& stub : fresh) Take(std::move(stub));
    for (const StoredStubPtr& stored : old_) {
      if (kept_.contains(stored->stub->id)) continue;
      engine_.stubs().Remove(stored->stub->id);
      ++result_.removed;
    }
    return std::move(result_);
  }

 private:
  // Keeps the stubs of a file, of all files in a folder, or of mappings/ as a whole.
  void KeepFile(const std::string& file) {
    for (const StoredStubPtr& stored : old_) {
      const std::string own = std::string(kMappings).append(stored->stub->file);
      if (own == file || own.starts_with(file + '/')) kept_.insert(stored->stub->id);
    }
  }

  // What was told of a file before is not told again.
  void KeepRemarksOn(const std::vector<Stub>& fresh) {
    std::set<std::string> files;
    for (const Stub& stub : fresh) files.insert(std::string(kMappings).append(stub.file));
    std::erase_if(result_.remarks,
                  [&](const FileProblem& remark) { return !files.contains(remark.file); });
  }

  // Whether the stub stands in the store as it is; it then stays.
  bool KeepSame(const Stub& stub) {
    const std::string text = TextWithoutId(stub);
    const auto same = std::ranges::find_if(old_, [&](const StoredStubPtr& stored) {
      return !kept_.contains(stored->stub->id) &&
             (stub.id.empty() || stub.id == stored->stub->id) &&
             TextWithoutId(*stored->stub) == text;
    });
    if (same == old_.end()) return false;
    kept_.insert((*same)->stub->id);
    return true;
  }

  void Take(Stub stub) {
    const std::string file = stub.file;
    const std::string id = stub.id;
    const bool known = !id.empty() && engine_.stubs().Get(id) != nullptr;
    auto stored =
        known ? engine_.stubs().Replace(id, std::move(stub)) : engine_.stubs().Add(std::move(stub));
    if (!stored) {
      result_.problems.push_back({file, stored.error().problem});
      return;
    }
    ++(known ? result_.replaced : result_.added);
    kept_.insert((*stored)->stub->id);
  }

  Engine& engine_;
  std::vector<StoredStubPtr> old_;  // of files
  std::set<std::string> kept_;      // ids
  ReloadResult result_;
};

}  // namespace

ReloadResult ReloadStubs(Engine& engine) {
  return Reload(engine).Run();
}

net::Task<void> FollowFiles(Engine& engine, std::uint64_t known,
                            std::function<void(const ReloadResult&)> report) {
  constexpr std::chrono::milliseconds kOften{300};
  constexpr int kShare = 50;  // looking takes at most this part of the time
  std::chrono::milliseconds pause = kOften;
  while (true) {
    co_await net::SleepFor(pause);
    const auto begin = Clock::now();
    const std::uint64_t found = engine.files().Fingerprint();
    const auto cost = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    pause = std::max(kOften, kShare * cost);
    if (found == known) continue;
    known = found;
    report(ReloadStubs(engine));
  }
}

}  // namespace wireproof::mock
