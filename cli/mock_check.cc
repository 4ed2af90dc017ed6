// wireproof mock --check: are the stubs of a folder what they should be?
#include <fmt/format.h>

#include <filesystem>

#include "cli/mock.h"
#include "cli/verbs.h"
#include "http/net/loop.h"
#include "mockserver/serve/engine.h"

namespace wireproof::cli {
namespace {

std::string InWords(const mock::FileProblem& problem) {
  return fmt::format("{}: {}: {}", problem.file,
                     problem.problem.pointer.empty() ? "/" : problem.problem.pointer,
                     problem.problem.message);
}

// Body files that are not there. A name may be a template: then only requests can tell.
void CheckBodyFiles(const mock::Engine& engine, const mock::Stub& stub,
                    std::vector<mock::FileProblem>& problems) {
  const auto* file = std::get_if<mock::FileContent>(&stub.answer.response.content);
  if (file == nullptr || file->name.find("{{") != std::string::npos) return;
  if (auto content = engine.files().ReadBody(file->name); !content) {
    problems.push_back({"mappings/" + stub.file, {"/response/bodyFileName", content.error()}});
  }
}

}  // namespace

int CheckMappings(const std::string& directory, bool compat_wiremock) {
  const std::filesystem::path mappings = std::filesystem::path(directory) / "mappings";
  if (!std::filesystem::is_directory(mappings)) {
    return BadMockInput(fmt::format("{} is no folder: --check takes a root folder with mappings/",
                                    mappings.string()));
  }
  net::EventLoop loop;
  mock::MockOptions options;
  options.root_dir = directory;
  options.compat_wiremock = compat_wiremock;
  options.journal.enabled = false;
  std::size_t warnings = 0;
  options.log = [&warnings](std::string_view line) {
    ++warnings;
    fmt::print(stderr, "{}\n", line);
  };
  mock::Engine engine(loop.executor(), std::move(options));
  std::vector<mock::FileProblem> problems = engine.LoadFiles();
  const std::vector<mock::StoredStubPtr> stubs = engine.stubs().NewestFirst();
  for (auto stored = stubs.rbegin(); stored != stubs.rend(); ++stored) {
    CheckBodyFiles(engine, *(*stored)->stub, problems);
  }
  for (const mock::FileProblem& problem : problems) fmt::print("{}\n", InWords(problem));
  const auto counted = [](std::size_t n, std::string_view noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
  };
  fmt::print("{} in {}, {}{}\n", counted(stubs.size(), "stub"),
             counted(engine.files().Count(), "file"),
             problems.empty() ? "no problem" : counted(problems.size(), "problem"),
             warnings == 0 ? "" : ", " + counted(warnings, "warning"));
  return Exit(problems.empty() ? harness::ExitCode::kAsExpected : harness::ExitCode::kBadInput);
}

}  // namespace wireproof::cli
