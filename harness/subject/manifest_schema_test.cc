// The schema that editors use, and the loader that decides, agree on good and bad manifests.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/subject/bad_manifests.h"
#include "tests/schema_file.h"

namespace wireproof::harness {
namespace {

using nlohmann::json;

json ReadFile(const std::filesystem::path& file) {
  std::ifstream stream(file);
  EXPECT_TRUE(stream) << file;
  return json::parse(stream);
}

bool Valid(const json& value, std::string* faults = nullptr) {
  static const SchemaFile kSchema(WIREPROOF_SUBJECT_SCHEMA);
  return kSchema.Accepts(value, faults);
}

TEST(SubjectSchema, AllowsTheManifestsThatComeWithUs) {
  for (const auto& entry : std::filesystem::directory_iterator(WIREPROOF_FOREIGN)) {
    if (!entry.is_directory()) continue;
    std::string fault;
    EXPECT_TRUE(Valid(ReadFile(entry.path() / "subject.json"), &fault)) << entry.path() << fault;
  }
}

TEST(SubjectSchema, AllowsWhatTheLoaderReads) {
  for (const char* text :
       {kGoodClient, R"({"name": "x", "roles": ["client", "server", "api"], "shim": ["x"]})",
        R"({"name": "x", "roles": ["server"], "url": "http://[::1]:80/", "targets": {"get": "/"}})",
        R"({"name": "x", "roles": ["server"], "exec": ["x"], "root": "r", "files": {"a": "b"},
            "ready": {"listens": ["port", "tls_port"]}, "stop": {"signal": "KILL"}})"}) {
    std::string fault;
    EXPECT_TRUE(Valid(json::parse(text), &fault)) << text << fault;
  }
}

TEST(SubjectSchema, RefusesWhatTheLoaderRefuses) {
  for (const BadManifest& bad : kBadManifests) {
    EXPECT_NE(Valid(json::parse(bad.text)), bad.against_schema) << bad.text;
  }
  for (const BadClient& bad : kBadClients) {
    json value = json::parse(kGoodClient);
    value.merge_patch(json::parse(bad.patch));
    EXPECT_NE(Valid(value), bad.against_schema) << bad.patch;
  }
}

}  // namespace
}  // namespace wireproof::harness
