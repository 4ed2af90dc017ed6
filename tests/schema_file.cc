#include "tests/schema_file.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace wireproof {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

struct SchemaFile::State {
  nlohmann::json text;
  valijson::Schema schema;
};

SchemaFile::SchemaFile(const std::filesystem::path& file) : state_(std::make_unique<State>()) {
  std::ifstream stream(file);
  stream.exceptions(std::ios::failbit | std::ios::badbit);
  state_->text = nlohmann::json::parse(stream);
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(Adapter(state_->text), state_->schema);
}

SchemaFile::~SchemaFile() = default;

bool SchemaFile::Accepts(const nlohmann::json& value, std::string* faults) const {
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  const bool valid = validator.validate(state_->schema, Adapter(value), &results);
  valijson::ValidationResults::Error error;
  while (faults != nullptr && results.popError(error)) *faults += error.description + "\n";
  return valid;
}

}  // namespace wireproof
