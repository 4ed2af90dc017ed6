#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "mockserver/match/value_pattern.h"

namespace wireproof::mock {
namespace {

struct Row {
  std::string_view pattern;
  std::string_view value;
  double distance;  // 0 where it matches
};

OperatorResult Read(std::string_view json) {
  return JsonSchemaOperatorFromJson(ReadJson(json).value(), "/p");
}

double DistanceOf(const Row& row) {
  const auto op = Read(row.pattern);
  return op ? (*op)->Distance(row.value, {}) : -1;
}

// Where the specifications say otherwise than WireMock's library.
TEST(JsonSchema, FollowsTheSpecifications) {
  constexpr Row kRows[] = {
      {R"({"matchesJsonSchema":{"const":{"a":1}}})", R"({"a":1.0})", 0},
      {R"({"matchesJsonSchema":{"uniqueItems":true}})", "[1, 1.0]", 1},
      {R"({"matchesJsonSchema":{"enum":[{"x":[1]}]}})", R"({"x":[1.0]})", 0},
      {R"({"matchesJsonSchema":{"contains":true,"minContains":2},"schemaVersion":"V7"})", "[1]", 0},
      {R"({"matchesJsonSchema":{"contains":true,"minContains":2}})", "[1]", 1},
      {R"({"matchesJsonSchema":{"prefixItems":[true],"unevaluatedItems":false}})", "[1,2]", 1},
      {R"({"matchesJsonSchema":{"items":{"multipleOf":0.01}}})", "[1.11,19.99,1e3]", 0},
      {R"({"matchesJsonSchema":{"items":{"multipleOf":0.01}}})", "[0.015]", 1},
      {R"({"matchesJsonSchema":{"items":{"multipleOf":7}}})", "[700000000000000000000000000007]",
       0},
      {R"({"matchesJsonSchema":{"items":{"maximum":123456789012345678901234567890}}})",
       "[123456789012345678901234567891]", 1},
      {R"({"matchesJsonSchema":{"$ref":"#"}})", "{}", 1},
  };
  for (const Row& row : kRows) EXPECT_EQ(DistanceOf(row), row.distance) << row.pattern << row.value;
}

TEST(JsonSchema, MeasuresTheShareOfPropertiesThatAreWrong) {
  constexpr std::string_view kTwo =
      R"({"matchesJsonSchema":{"properties":{"a":{"type":"string"},"b":{"type":"integer"}},)"
      R"("required":["a"],"additionalProperties":false}})";
  EXPECT_EQ(DistanceOf({kTwo, "{}", 0}), 0.5);
  EXPECT_EQ(DistanceOf({kTwo, R"({"b":"x"})", 0}), 1);
  EXPECT_EQ(DistanceOf({kTwo, R"({"a":1,"b":"x","c":1,"d":2})", 0}), 1);
  EXPECT_EQ((*Read(kTwo))->Distance(std::nullopt, {}), 1);
}

TEST(JsonSchema, IsWrittenAsWireMockDoes) {
  constexpr struct {
    std::string_view read, written;
  } kWritten[] = {
      {R"({"matchesJsonSchema":{"type":"string"}})",
       R"({"matchesJsonSchema":"{\n  \"type\" : \"string\"\n}","schemaVersion":"V202012"})"},
      {R"({"matchesJsonSchema":"{\"type\":\"string\"}","schemaVersion":"V4"})",
       R"({"matchesJsonSchema":"{\"type\":\"string\"}","schemaVersion":"V4"})"},
  };
  for (const auto& row : kWritten) {
    const auto op = Read(row.read);
    ASSERT_TRUE(op) << row.read;
    EXPECT_EQ(WriteJson((*op)->ToJson()), row.written);
  }
}

TEST(JsonSchema, NamesWhatIsInvalid) {
  constexpr struct {
    std::string_view pattern, pointer, message;
  } kRefused[] = {
      {R"({"matchesJsonSchema":"not json"})", "/p/matchesJsonSchema", "Invalid JSON Schema"},
      {R"({"matchesJsonSchema":1})", "/p/matchesJsonSchema", "expected an object"},
      {R"({"matchesJsonSchema":{"type":"nonsense"}})", "/p/matchesJsonSchema/type", "unknown type"},
      {R"({"matchesJsonSchema":{"allOf":[{"type":1}]}})", "/p/matchesJsonSchema/allOf/0/type",
       "Invalid JSON Schema"},
      {R"j({"matchesJsonSchema":{"pattern":"("}})j", "/p/matchesJsonSchema/pattern", "group"},
      {R"({"matchesJsonSchema":{"$ref":"http://remote.test/x"}})", "/p/matchesJsonSchema/$ref",
       "nothing is fetched"},
      {R"({"matchesJsonSchema":{"$ref":"#/nope"}})", "/p/matchesJsonSchema/$ref", "#/nope"},
      {R"({"matchesJsonSchema":{"$schema":"https://x.test/own"}})", "/p/matchesJsonSchema/$schema",
       "unknown dialect"},
      {R"({"matchesJsonSchema":{"multipleOf":0}})", "/p/matchesJsonSchema/multipleOf", "greater"},
      {R"({"matchesJsonSchema":"{\"required\":\"a\"}"})", "/p/matchesJsonSchema", "at /required"},
      {R"({"matchesJsonSchema":{},"schemaVersion":"V9"})", "/p/schemaVersion", "V202012"},
  };
  for (const auto& row : kRefused) {
    const auto op = Read(row.pattern);
    ASSERT_FALSE(op) << row.pattern;
    EXPECT_EQ(op.error().pointer, row.pointer) << row.pattern;
    EXPECT_NE(op.error().message.find(row.message), std::string::npos) << op.error().message;
  }
}

TEST(JsonSchema, StaysWithinItsLimits) {
  const std::string_view pattern =
      R"j({"matchesJsonSchema":{"items":{"pattern":"(a+)+$"},"uniqueItems":true}})j";
  const std::string text = "[\"" + std::string(1'000'000, 'a') + "b\"]";
  EXPECT_EQ(DistanceOf({pattern, text, 0}), 1);
  // Two references a level: 2^300 paths without a limit.
  const std::string_view both =
      R"({"matchesJsonSchema":{"anyOf":[{"$ref":"#"},{"$ref":"#"}],"type":"null"}})";
  EXPECT_EQ(DistanceOf({both, "[]", 0}), 1);
}

}  // namespace
}  // namespace wireproof::mock
