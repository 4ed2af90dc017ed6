// The public compliance suite for RFC 9535 (testdata/jsonpath-compliance).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "mockserver/json/json_path.h"

namespace wireproof::mock {
namespace {

// Cases we do not pass, by name, with the reason. One that passes fails the test.
struct Exception {
  std::string_view name;
  std::string_view reason;
};
constexpr std::array<Exception, 0> kExceptions = {};

Json Suite() {
  std::ifstream file(WIREPROOF_JSONPATH_COMPLIANCE);
  std::stringstream text;
  text << file.rdbuf();
  auto suite = ReadJson(text.str());
  EXPECT_TRUE(suite) << suite.error().message;
  return suite ? *std::move(suite) : Json();
}

// The cases give one result, or several where the order of members may differ.
bool IsOneOf(const Json& found, const Json& test, const char* single, const char* several) {
  if (test.contains(single)) return EqualJson(found, test[single]);
  if (!test.contains(several)) return true;
  for (const Json& result : test[several]) {
    if (EqualJson(found, result)) return true;
  }
  return false;
}

std::string Failure(const Json& test) {
  const auto selector = test["selector"].get<std::string>();
  const auto path = JsonPath::Parse(selector, JsonPathDialect::kRfc9535);
  if (test.contains("invalid_selector")) return path ? "should be refused" : "";
  if (!path) return "refused: " + path.error();
  Json values = Json::array();
  for (const Json* value : path->Select(test["document"])) values.push_back(*value);
  if (!IsOneOf(values, test, "result", "results")) return "found " + WriteJson(values);
  const Json paths = path->Paths(test["document"]);
  if (!IsOneOf(paths, test, "result_paths", "results_paths")) return "paths " + WriteJson(paths);
  return "";
}

TEST(JsonPathCompliance, PassesTheSuite) {
  const Json suite = Suite();
  ASSERT_TRUE(suite.contains("tests"));
  EXPECT_GE(suite["tests"].size(), 687U);
  for (const Json& test : suite["tests"]) {
    const auto name = test["name"].get<std::string>();
    const auto* exception =
        std::ranges::find_if(kExceptions, [&](const auto& entry) { return entry.name == name; });
    const std::string failure = Failure(test);
    if (exception == kExceptions.end()) {
      EXPECT_EQ(failure, "") << name << ": " << test["selector"];
    } else {
      EXPECT_NE(failure, "") << name << " passes; take it out of the exceptions";
    }
  }
}

}  // namespace
}  // namespace wireproof::mock
