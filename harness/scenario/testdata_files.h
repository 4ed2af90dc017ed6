// The good and bad files of testdata/, for the tests of this folder.
//
// testdata/good is a corpus. Each row of testdata/bad/*.json is one fault: a patch of a good file,
// the place and the words that the loader reports, and, where the schema cannot say it, why
// (`beyond_schema`).
// Private to this folder: it holds JSON values.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/scenario/load_error.h"
#include "harness/scenario/scenario_reader.h"

namespace wireproof::harness {

struct GoodFile {
  std::string name;  // below testdata/good: "server/keep-alive.json"
  nlohmann::json value;
};

struct FaultRow {
  std::string fault;  // in words
  std::string file;   // name of the good file
  nlohmann::json patched;
  std::string pointer;
  std::string message;        // a part of it
  std::string beyond_schema;  // why the schema accepts it; empty: it does not
};

std::string GoodDirectory();
std::string ReadText(const std::string& path);
std::vector<GoodFile> GoodFiles();
const std::vector<FaultRow>& FaultRows();

// What the loader says about the value as the good file of this name: nothing where it is good.
// Requirements are those of testdata/good.
std::vector<LoadError> FaultsOf(const nlohmann::json& value, const std::string& name);

}  // namespace wireproof::harness
