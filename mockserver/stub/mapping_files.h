// The two folders of a root directory: mappings/ (stubs) and __files/ (bodies).
//
// Nothing outside of them is read or written: names with "..", absolute names, and links that lead
// out are refused. Writing replaces files atomically.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/stub/stub.h"
#include "mockserver/stub/stub_json.h"

namespace wireproof::mock {

struct FileProblem {
  std::string file = {};     // relative to the root directory
  JsonProblem problem = {};  // an empty pointer where the file as a whole is meant
};

struct LoadedMappings {
  std::vector<Stub> stubs = {};  // by file name, in the order of the file
  std::vector<FileProblem> problems = {};
  std::vector<FileProblem> remarks = {};  // on stubs that are loaded (StubReading::remarks)
};

class MappingFiles {
 public:
  static constexpr std::size_t kMaxBodyFileBytes = std::size_t{256} << 20;
  static constexpr std::size_t kMaxMappingFileBytes = std::size_t{64} << 20;

  // The directory need not exist: then there is nothing in it, and writing makes it.
  explicit MappingFiles(std::string root) : root_(std::move(root)) {}
  const std::string& root() const { return root_; }

  // All of mappings/**.json; what cannot be read is a problem, the rest is loaded. The remarks of
  // `reading` are not used.
  LoadedMappings Load(const StubReading& reading = {}) const;
  // How many files Load reads.
  std::size_t Count() const;
  // A number that changes when a file under mappings/ does: names, sizes, times.
  std::uint64_t Fingerprint() const;

  // Writes a persistent stub to its file, or to a new one named after it; gives the name. A file
  // with several stubs is rewritten whole: `others` are its other stubs.
  std::expected<std::string, std::string> Save(const Stub& stub,
                                               const std::vector<const Stub*>& others) const;
  std::expected<void, std::string> RemoveFile(std::string_view file) const;

  std::vector<std::string> BodyFiles() const;
  std::expected<std::string, std::string> ReadBody(std::string_view name) const;
  std::expected<void, std::string> WriteBody(std::string_view name, std::string_view octets) const;
  std::expected<void, std::string> RemoveBody(std::string_view name) const;

 private:
  std::string root_;
};

}  // namespace wireproof::mock
