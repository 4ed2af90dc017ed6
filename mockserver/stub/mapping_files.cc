#include "mockserver/stub/mapping_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mockserver/stub/mapping_name.h"
#include "mockserver/stub/rooted_files.h"

namespace wireproof::mock {
namespace {

RootedFiles Mappings(const std::string& root) {
  return RootedFiles(root + "/mappings");
}

RootedFiles Bodies(const std::string& root) {
  return RootedFiles(root + "/__files");
}

// Not what editors and macOS leave beside a file.
bool IsMappingFile(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('/') + 1);
  return last.ends_with(".json") && !last.starts_with(".#") && !last.starts_with("._");
}

void LoadFile(const RootedFiles& files, const std::string& name, StubReading reading,
              LoadedMappings& loaded) {
  const std::string shown = "mappings/" + name;
  const auto text = files.Read(name, MappingFiles::kMaxMappingFileBytes);
  if (!text) {
    loaded.problems.push_back({.file = shown, .problem = {.message = text.error()}});
    return;
  }
  std::vector<JsonProblem> remarks;
  reading.remarks = &remarks;
  auto stubs = ReadMappings(*text, name, reading);
  if (!stubs) {
    loaded.problems.push_back({.file = shown, .problem = std::move(stubs.error())});
    return;
  }
  std::ranges::move(*stubs, std::back_inserter(loaded.stubs));
  for (JsonProblem& remark : remarks) {
    loaded.remarks.push_back({.file = shown, .problem = std::move(remark)});
  }
}

// FNV-1a over 64 bits.
class Hash {
 public:
  void Add(std::string_view octets) {
    for (const char c : octets) {
      value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
  }
  void Add(std::uint64_t number) {
    for (int i = 0; i < 64; i += 8) value_ = (value_ ^ ((number >> i) & 0xff)) * 0x100000001b3;
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

// Where the stub of that id stands among the others of its file, as it is now: at the end if it is
// new there.
std::size_t PlaceInFile(const RootedFiles& files, std::string_view name, std::string_view id,
                        std::size_t otherwise) {
  const auto text = files.Read(name, MappingFiles::kMaxMappingFileBytes);
  const auto value = text ? ReadJson(*text, {.relaxed = true}) : std::expected<Json, JsonProblem>();
  if (!value || !value->is_object() || !value->contains("mappings")) return otherwise;
  const Json& mappings = *value->find("mappings");
  for (std::size_t i = 0; mappings.is_array() && i < mappings.size(); ++i) {
    const Json& stub = mappings[i];
    if (stub.is_object() && stub.contains("id") && stub.at("id") == id) {
      return std::min(i, otherwise);
    }
  }
  return otherwise;
}

}  // namespace

LoadedMappings MappingFiles::Load(const StubReading& reading) const {
  LoadedMappings loaded;
  const RootedFiles files = Mappings(root_);
  const auto found = files.List();
  if (!found) {
    loaded.problems.push_back({.file = "mappings", .problem = {.message = found.error()}});
    return loaded;
  }
  for (const auto& [name, why] : found->refused) {
    loaded.problems.push_back({.file = "mappings/" + name, .problem = {.message = why}});
  }
  for (const std::string& name : found->names) {
    if (IsMappingFile(name)) LoadFile(files, name, reading, loaded);
  }
  return loaded;
}

std::size_t MappingFiles::Count() const {
  const auto found = Mappings(root_).List();
  if (!found) return 0;
  return static_cast<std::size_t>(std::ranges::count_if(found->names, IsMappingFile));
}

std::uint64_t MappingFiles::Fingerprint() const {
  const RootedFiles files = Mappings(root_);
  Hash hash;
  const FileNames found = files.List().value_or(FileNames());
  for (const auto& [name, why] : found.refused) {
    hash.Add(name);
    hash.Add(why);
  }
  for (const std::string& name : found.names) {
    if (!IsMappingFile(name)) continue;
    const FileStamp stamp = files.Stamp(name).value_or(FileStamp{});
    hash.Add(name);
    hash.Add(stamp.inode);
    hash.Add(stamp.size);
    hash.Add(static_cast<std::uint64_t>(stamp.modified_ns));
    hash.Add(static_cast<std::uint64_t>(stamp.changed_ns));
  }
  return hash.value();
}

std::expected<std::string, std::string> MappingFiles::Save(
    const Stub& stub, const std::vector<const Stub*>& others) const {
  if (stub.id.empty()) return std::unexpected("a stub without an id");
  const std::string name = stub.file.empty() ? MappingFileName(stub) : stub.file;
  const RootedFiles files = Mappings(root_);
  Json value = StubToJson(stub);
  if (!others.empty()) {
    std::vector<const Stub*> all = others;
    const std::size_t place = PlaceInFile(files, name, stub.id, all.size());
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(place), &stub);
    Json mappings = Json::array();
    for (const Stub* each : all) mappings.push_back(StubToJson(*each));
    value = Json::object();
    value["mappings"] = std::move(mappings);
  }
  const auto written = files.Write(name, WriteJson(value, JsonLayout::kPretty) + "\n");
  if (!written) return std::unexpected(fmt::format("mappings/{}: {}", name, written.error()));
  return name;
}

std::expected<void, std::string> MappingFiles::RemoveFile(std::string_view file) const {
  return Mappings(root_).Remove(file);
}

std::vector<std::string> MappingFiles::BodyFiles() const {
  return Bodies(root_).List().value_or(FileNames()).names;
}

std::expected<std::string, std::string> MappingFiles::ReadBody(std::string_view name) const {
  return Bodies(root_).Read(name, kMaxBodyFileBytes);
}

std::expected<void, std::string> MappingFiles::WriteBody(std::string_view name,
                                                         std::string_view octets) const {
  if (octets.size() > kMaxBodyFileBytes) {
    return std::unexpected(fmt::format("larger than {} octets", kMaxBodyFileBytes));
  }
  return Bodies(root_).Write(name, octets);
}

std::expected<void, std::string> MappingFiles::RemoveBody(std::string_view name) const {
  return Bodies(root_).Remove(name);
}

}  // namespace wireproof::mock
