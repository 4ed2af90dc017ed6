// A JSON Schema (draft 7) that stands in a file, for tests that hold values against it.
//
// valijson in one place: it takes long to compile.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace wireproof {

class SchemaFile {
 public:
  // Throws where there is no schema to read.
  explicit SchemaFile(const std::filesystem::path& file);
  ~SchemaFile();
  SchemaFile(const SchemaFile&) = delete;
  SchemaFile& operator=(const SchemaFile&) = delete;

  // Whether it allows the value; if not, and `faults` is given, a line each says why.
  bool Accepts(const nlohmann::json& value, std::string* faults = nullptr) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wireproof
