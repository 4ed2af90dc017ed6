#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mockserver/match/json_schema_program.h"
#include "mockserver/match/operator_reading.h"
#include "mockserver/match/value_pattern.h"

namespace wireproof::mock {
namespace {

constexpr std::array<std::string_view, 5> kVersions = {"V4", "V6", "V7", "V201909", "V202012"};

// Members of "properties", and of those within: what WireMock measures the distance by.
std::size_t PropertyCount(const Json& schema) {
  const Json* properties = SchemaMember(schema, "properties");
  if (properties == nullptr || !properties->is_object()) return 0;
  std::size_t count = properties->size();
  for (const auto& [name, property] : properties->items()) count += PropertyCount(property);
  return count;
}

class MatchesJsonSchema final : public Operator {
 public:
  MatchesJsonSchema(std::string text, SchemaVersion version, SchemaProgram program,
                    std::size_t properties)
      : text_(std::move(text)),
        version_(version),
        program_(std::move(program)),
        properties_(properties) {}

  double Distance(std::optional<std::string_view> value, const MatchContext&) const override {
    if (!value) return 1;
    auto json = ReadJson(*value);
    // What is no JSON is looked at as a string, and so are scalars that fit no better.
    std::size_t found = json ? program_.Violations(*json) : 1;
    const bool retry = !json || (found > 0 && !json->is_string() && !json->is_structured());
    if (retry) found = program_.Violations(Json(std::string(*value)));
    if (found == 0) return 0;
    if (properties_ == 0) return 1;
    return std::min(1.0, static_cast<double>(found) / static_cast<double>(properties_));
  }

  Json ToJson() const override {
    Json json = Json::object();
    json["matchesJsonSchema"] = text_;
    json["schemaVersion"] = kVersions[static_cast<std::size_t>(version_)];
    return json;
  }

  std::string Describe() const override {
    const auto schema = ReadJson(text_);
    return "[matchesJsonSchema]\n" + (schema ? WriteJson(*schema, JsonLayout::kPretty) : text_);
  }

 private:
  std::string text_;
  SchemaVersion version_;
  SchemaProgram program_;
  std::size_t properties_;
};

std::expected<SchemaVersion, JsonProblem> ReadVersion(const Json& pattern,
                                                      std::string_view pointer) {
  const auto named = pattern.find("schemaVersion");
  if (named == pattern.end() || named->is_null()) return SchemaVersion::kV202012;
  const auto known = named->is_string()
                         ? std::ranges::find(kVersions, named->get_ref<const std::string&>())
                         : kVersions.end();
  if (known == kVersions.end()) {
    return Problem(PointerTo(pointer, "schemaVersion"),
                   "schemaVersion must be one of V4, V6, V7, V201909, V202012");
  }
  return static_cast<SchemaVersion>(known - kVersions.begin());
}

}  // namespace

OperatorResult JsonSchemaOperatorFromJson(const Json& value, std::string_view pointer) {
  const Json* operand = SchemaMember(value, "matchesJsonSchema");
  if (operand == nullptr) return nullptr;
  const auto version = ReadVersion(value, pointer);
  if (!version) return std::unexpected(version.error());

  const std::string at = PointerTo(pointer, "matchesJsonSchema");
  std::string text =
      operand->is_string() ? operand->get<std::string>() : WriteJson(*operand, JsonLayout::kPretty);
  auto read = ReadJson(text);
  if (!read) {
    return Problem(at, fmt::format("Invalid JSON Schema: {}", read.error().message));
  }
  auto program = SchemaProgram::Compile(*read, *version);
  if (!program) {
    // A schema in a string has no pointer into the stub.
    JsonProblem problem = std::move(program.error());
    if (operand->is_string()) {
      if (!problem.pointer.empty()) problem.message += " at " + problem.pointer;
      problem.pointer.clear();
    }
    return Problem(at + problem.pointer, std::move(problem.message));
  }
  return std::make_shared<const MatchesJsonSchema>(std::move(text), *version, std::move(*program),
                                                   PropertyCount(*read));
}

}  // namespace wireproof::mock
