#include "mockserver/stub/stub_json.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "http/wire/grammar.h"
#include "mockserver/stub/listener_json.h"
#include "mockserver/stub/response_json.h"
#include "mockserver/stub/unmatchable.h"
#include "mockserver/stub/wire_json.h"

namespace wireproof::mock {
namespace {

// RFC 9562 section 4: 8-4-4-4-12 hexadecimal digits.
bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !wire::Is(text[i], wire::kHexdig)) return false;
  }
  return true;
}

std::string ReadUuid(ObjectReader& object, std::string_view key) {
  auto id = object.Text(key);
  if (!id) return "";
  if (!IsUuid(*id)) {
    object.reader().Refuse(object.At(key),
                           fmt::format("found {}; expected a UUID", Shown(Json(*id))));
  }
  for (char& c : *id) c = wire::ToLowerAscii(c);
  return std::move(*id);
}

SharedJson Shared(const Json* value) {
  return value == nullptr ? nullptr : std::make_shared<const Json>(*value);
}

void ReadScenario(ObjectReader& object, Stub& stub) {
  stub.scenario = object.Text("scenarioName");
  stub.required_state = object.Text("requiredScenarioState");
  stub.new_state = object.Text("newScenarioState");
}

StubMembers MembersOf(const ObjectReader& object) {
  constexpr std::array kNotOfConnections = {"request",
                                            "response",
                                            "priority",
                                            "scenarioName",
                                            "requiredScenarioState",
                                            "newScenarioState",
                                            "postServeActions",
                                            "serveEventListeners"};
  StubMembers members{.response = object.Has("response")};
  for (const char* key : kNotOfConnections) {
    if (members.beside_connect.empty() && object.Has(key)) members.beside_connect = key;
  }
  return members;
}

Stub ReadStub(StubReader& reader, const Json& value, const std::string& pointer) {
  ObjectReader object(reader, value, pointer);
  Stub stub;
  stub.id = ReadUuid(object, "id");
  stub.name = object.Text("name");
  if (const Json* request = object.Take("request")) {
    auto pattern =
        RequestPattern::FromJson(*request, object.At("request"), reader.reading().request);
    if (pattern) {
      stub.request = std::move(*pattern);
      if (auto why = reader.asked_for_remarks() ? WhyUnmatchable(stub.request) : std::nullopt) {
        reader.Remark({object.At("request") + why->pointer, std::move(why->message)});
      }
    } else {
      reader.Refuse(std::move(pattern.error()));
    }
  }
  if (const Json* response = object.Take("response")) {
    stub.answer.response = ReadResponse(reader, *response, object.At("response"));
  }
  // The old name, which servers write too; `id` counts where both are there.
  if (std::string uuid = ReadUuid(object, "uuid"); stub.id.empty()) stub.id = std::move(uuid);
  stub.persistent = object.Flag("persistent").value_or(false);
  if (const auto priority = object.Whole("priority", {.least = INT32_MIN, .most = INT32_MAX})) {
    stub.priority = static_cast<int>(*priority);
  }
  ReadScenario(object, stub);
  stub.metadata = Shared(object.TakeObject("metadata"));
  stub.listeners = ReadListeners(object);
  if (const Json* wire = object.Take("wireproof")) {
    stub.wireproof =
        ReadExtension(reader, *wire, object.At("wireproof"), MembersOf(object), stub.answer);
    CheckAnswer(reader, stub.answer, object.At("response"), object.At("wireproof"));
  }
  // Read and dropped: an editor's, and what servers write for themselves.
  object.Text("$schema");
  object.Whole("insertionIndex", {.least = 0});
  object.End();
  return stub;
}

void PutConditions(Json& value, const Stub& stub) {
  if (stub.persistent) value["persistent"] = true;
  if (stub.priority) value["priority"] = *stub.priority;
  if (stub.scenario) value["scenarioName"] = *stub.scenario;
  if (stub.required_state) value["requiredScenarioState"] = *stub.required_state;
  if (stub.new_state) value["newScenarioState"] = *stub.new_state;
  if (stub.metadata) value["metadata"] = *stub.metadata;
}

}  // namespace

std::expected<Stub, JsonProblem> StubFromJson(const Json& value, const StubReading& reading) {
  StubReader reader(reading);
  Stub stub = ReadStub(reader, value, "");
  return reader.Finish(std::move(stub));
}

Json StubToJson(const Stub& stub) {
  const bool for_requests = !stub.wireproof.connect;
  Json value = Json::object();
  if (!stub.id.empty()) value["id"] = stub.id;
  if (stub.name) value["name"] = *stub.name;
  if (for_requests) value["request"] = stub.request.ToJson();
  if (for_requests && stub.wireproof.sequence.empty()) {
    value["response"] = ResponseToJson(stub.answer.response);
  }
  if (!stub.id.empty()) value["uuid"] = stub.id;
  PutConditions(value, stub);
  PutListeners(value, stub.listeners);
  Json extension = ExtensionToJson(stub.wireproof, stub.answer.wire);
  if (!extension.empty()) value["wireproof"] = std::move(extension);
  return value;
}

std::expected<std::vector<Stub>, JsonProblem> ReadMappings(std::string_view text,
                                                           std::string_view file,
                                                           const StubReading& reading) {
  const auto value = ReadJson(text, {.relaxed = true, .refuse_duplicate_keys = true});
  if (!value) return std::unexpected(value.error());
  StubReader reader(reading);
  std::vector<Stub> stubs;
  if (!value->is_object() || !value->contains("mappings")) {
    stubs.push_back(ReadStub(reader, *value, ""));
  } else {
    ObjectReader object(reader, *value, "");
    const Json* mappings = object.TakeArray("mappings");
    for (std::size_t i = 0; mappings != nullptr && i < mappings->size() && !reader.failed(); ++i) {
      stubs.push_back(ReadStub(reader, (*mappings)[i], PointerTo("/mappings", i)));
    }
    object.TakeObject("meta");  // of a list that GET /__admin/mappings gave
    object.Text("$schema");
    object.End();
  }
  for (Stub& stub : stubs) stub.file = file;
  return reader.Finish(std::move(stubs));
}

}  // namespace wireproof::mock
