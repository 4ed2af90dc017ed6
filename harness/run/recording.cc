#include "harness/run/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "harness/subject/members.h"
#include "http/script/json_reader.h"

namespace wireproof::harness {

using nlohmann::json;

namespace fs = std::filesystem;

namespace {

constexpr int kFormat = 1;
constexpr std::size_t kMaxFileBytes = 16u << 20;
constexpr char kInterpreterFile[] = "interpreter.json";

std::unexpected<ReferenceError> Wrong(const fs::path& file, std::string message) {
  return std::unexpected(ReferenceError{file.string(), std::move(message)});
}

std::expected<json, ReferenceError> ReadJsonFile(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return Wrong(file, "cannot be read");
  std::ostringstream text;
  text << stream.rdbuf();
  auto value = script::ParseJson(text.view(), {.max_bytes = kMaxFileBytes});
  if (!value) return Wrong(file, script::Describe(value.error()));
  return std::move(*value);
}

std::expected<void, ReferenceError> ReadInterpreter(const fs::path& file, Recording& recording) {
  auto value = ReadJsonFile(file);
  if (!value) return std::unexpected(std::move(value.error()));
  MemberProblem problem;
  Members members(*value, "", problem);
  members.Integer("format", kFormat, kFormat);
  recording.outcomes.name = members.Text("name");
  recording.outcomes.version = members.Text("version");
  recording.base = members.TextOr("base", "");
  if (const json* details = members.Optional("details"); details != nullptr) {
    for (const auto& [name, detail] : details->items()) {
      if (detail.is_string()) recording.outcomes.details[name] = detail.get<std::string>();
    }
  }
  members.Done();
  if (problem) return Wrong(file, fmt::format("{}: {}", problem.pointer, problem.message));
  return {};
}

std::expected<void, ReferenceError> ReadTopic(const fs::path& file, Recording& recording) {
  auto value = ReadJsonFile(file);
  if (!value) return std::unexpected(std::move(value.error()));
  MemberProblem problem;
  if (!value->is_object()) return Wrong(file, "expected an object of outcomes by scenario id");
  for (const auto& [id, outcome] : value->items()) {
    const std::string pointer = script::PointerTo("", std::string_view(id));
    Members members(outcome, pointer, problem);
    ReferenceOutcome& read = recording.outcomes.outcomes[id];
    read.stimulus_digest = members.Text("stimulus");
    if (const json* observation = members.Any("observation"); observation != nullptr) {
      auto observed = ObservationFromJson(*observation);
      if (!observed) return Wrong(file, fmt::format("{}: {}", pointer, observed.error()));
      read.observation = std::move(*observed);
    }
    members.Done();
  }
  if (problem) return Wrong(file, fmt::format("{}: {}", problem.pointer, problem.message));
  return {};
}

// The topic files below a version's folder, sorted.
std::vector<fs::path> TopicFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    if (entry.path().extension() != ".json" || entry.path().filename() == kInterpreterFile)
      continue;
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::expected<void, ReferenceError> WriteFile(const fs::path& file, const std::string& text) {
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) return Wrong(file, "cannot be written");
  return {};
}

std::string DumpLine(const json& value) {
  return value.dump(-1, ' ', true, json::error_handler_t::replace);
}

// "server/chunked-body/bad-size" -> "server/chunked-body.json"
fs::path TopicOf(const std::string& id) {
  return id.substr(0, id.find('/', id.find('/') + 1)) + ".json";
}

void HidePortsIn(script::Message& message) {
  message.target = HidePorts(message.target);
  message.reason = HidePorts(message.reason);
  message.body = HidePorts(message.body);
  for (wire::Field& field : message.fields) field.value = HidePorts(field.value);
}

}  // namespace

Observation ForRecording(Observation observation) {
  for (ObservedConnection& connection : observation.connections) {
    connection.received = NormaliseWire(connection.received);
    for (script::Message& message : connection.messages.messages) HidePortsIn(message);
    for (script::Message& message : connection.messages.interim) HidePortsIn(message);
    connection.messages.surplus = HidePorts(connection.messages.surplus);
  }
  if (observation.client && observation.client->failure) {
    std::string& words = observation.client->failure->message;
    words = HidePorts(words);
  }
  return observation;
}

std::expected<Recording, ReferenceError> ReadRecording(const fs::path& folder) {
  Recording recording;
  if (auto read = ReadInterpreter(folder / kInterpreterFile, recording); !read) {
    return std::unexpected(std::move(read.error()));
  }
  for (const fs::path& file : TopicFiles(folder)) {
    if (auto read = ReadTopic(file, recording); !read) {
      return std::unexpected(std::move(read.error()));
    }
  }
  return recording;
}

std::expected<void, ReferenceError> WriteRecording(const fs::path& folder,
                                                   const Recording& recording) {
  const ReferenceOutcomes& outcomes = recording.outcomes;
  json interpreter = {{"format", kFormat},
                      {"name", outcomes.name},
                      {"version", outcomes.version},
                      {"details", outcomes.details}};
  if (!recording.base.empty()) interpreter["base"] = recording.base;
  std::map<fs::path, std::string> texts{{kInterpreterFile, interpreter.dump(2) + "\n"}};
  for (const auto& [id, outcome] : outcomes.outcomes) {
    std::string& text = texts[TopicOf(id)];
    const json line = {{"stimulus", outcome.stimulus_digest},
                       {"observation", ObservationToJson(ForRecording(outcome.observation))}};
    text += fmt::format("{}{}: {}", text.empty() ? "{\n" : ",\n", DumpLine(id), DumpLine(line));
  }
  for (const fs::path& file : TopicFiles(folder)) {
    std::error_code ignored;
    if (!texts.contains(file.lexically_relative(folder))) fs::remove(file, ignored);
  }
  for (auto& [name, text] : texts) {
    if (name != kInterpreterFile) text += "\n}\n";
    if (auto written = WriteFile(folder / name, text); !written) {
      return std::unexpected(std::move(written.error()));
    }
  }
  return {};
}

}  // namespace wireproof::harness
