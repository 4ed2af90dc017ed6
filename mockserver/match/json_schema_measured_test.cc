// Rows measured on WireMock 3.13.2 (its library: networknt). A distance of 1 stands for any.
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

constexpr std::string_view kP1 = "{\"matchesJsonSchema\":{\"type\":\"object\"}}";
constexpr std::string_view kP2 = "{\"matchesJsonSchema\":{\"type\":\"string\"}}";
constexpr std::string_view kP3 = "{\"matchesJsonSchema\":{\"type\":\"number\"}}";
constexpr std::string_view kP4 = "{\"matchesJsonSchema\":{\"type\":\"integer\"}}";
constexpr std::string_view kP5 = "{\"matchesJsonSchema\":{\"type\":\"boolean\"}}";
constexpr std::string_view kP6 = "{\"matchesJsonSchema\":{\"type\":\"null\"}}";
constexpr std::string_view kP7 = "{\"matchesJsonSchema\":{\"type\":\"array\"}}";
constexpr std::string_view kP8 = "{\"matchesJsonSchema\":{\"type\":[\"string\",\"null\"]}}";
constexpr std::string_view kP9 = "{\"matchesJsonSchema\":{\"type\":\"string\",\"nullable\":true}}";
constexpr std::string_view kP10 =
    "{\"matchesJsonSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type"
    "\":\"string\",\"nullable\":true}}}}";
constexpr std::string_view kP11 =
    "{\"matchesJsonSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type"
    "\":\"string\"},\"b\":{\"type\":\"integer\"}},\"required\":[\"a\"],\"additi"
    "onalProperties\":false}}";
constexpr std::string_view kP12 =
    "{\"matchesJsonSchema\":{\"properties\":{\"a\":{\"properties\":{\"b\":{\"ty"
    "pe\":\"string\"}}}},\"required\":[\"a\",\"z\"]}}";
constexpr std::string_view kP13 = "{\"matchesJsonSchema\":{\"minimum\":1,\"maximum\":3}}";
constexpr std::string_view kP14 =
    "{\"matchesJsonSchema\":{\"exclusiveMinimum\":1,\"exclusiveMaximum\":3}}";
constexpr std::string_view kP15 = "{\"matchesJsonSchema\":{\"multipleOf\":0.01}}";
constexpr std::string_view kP16 = "{\"matchesJsonSchema\":{\"multipleOf\":3}}";
constexpr std::string_view kP17 = "{\"matchesJsonSchema\":{\"minLength\":2,\"maxLength\":3}}";
constexpr std::string_view kP18 = "{\"matchesJsonSchema\":{\"pattern\":\"^a+$\"}}";
constexpr std::string_view kP19 = "{\"matchesJsonSchema\":{\"pattern\":\"b\"}}";
constexpr std::string_view kP20 = "{\"matchesJsonSchema\":{\"pattern\":\"\\\\d{3}-\\\\d{4}\"}}";
constexpr std::string_view kP21 = "{\"matchesJsonSchema\":{\"minItems\":1,\"maxItems\":2}}";
constexpr std::string_view kP22 = "{\"matchesJsonSchema\":{\"uniqueItems\":true}}";
constexpr std::string_view kP23 =
    "{\"matchesJsonSchema\":{\"minProperties\":1,\"maxProperties\":1}}";
constexpr std::string_view kP24 =
    "{\"matchesJsonSchema\":{\"items\":[{\"type\":\"integer\"},{\"type\":\"stri"
    "ng\"}],\"additionalItems\":false},\"schemaVersion\":\"V4\"}";
constexpr std::string_view kP25 =
    "{\"matchesJsonSchema\":{\"items\":[{\"type\":\"integer\"}],\"additionalIte"
    "ms\":{\"type\":\"string\"}},\"schemaVersion\":\"V4\"}";
constexpr std::string_view kP26 =
    "{\"matchesJsonSchema\":{\"$ref\":\"#/definitions/x\",\"definitions\":{\"x"
    "\":{\"type\":\"string\"}}},\"schemaVersion\":\"V4\"}";
constexpr std::string_view kP27 =
    "{\"matchesJsonSchema\":{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"type\":"
    "\"string\"}}},\"schemaVersion\":\"V4\"}";
constexpr std::string_view kP28 =
    "{\"matchesJsonSchema\":{\"$ref\":\"#/definitions/x\",\"minLength\":3,\"def"
    "initions\":{\"x\":{\"type\":\"string\"}}},\"schemaVersion\":\"V4\"}";
constexpr std::string_view kP29 =
    "{\"matchesJsonSchema\":{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"addition"
    "alProperties\":false},\"schemaVersion\":\"V4\"}";
constexpr std::string_view kP30 =
    "{\"matchesJsonSchema\":{\"items\":{\"type\":\"integer\"}},\"schemaVersion"
    "\":\"V7\"}";
constexpr std::string_view kP31 =
    "{\"matchesJsonSchema\":{\"items\":[{\"type\":\"integer\"},{\"type\":\"stri"
    "ng\"}],\"additionalItems\":false},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP32 =
    "{\"matchesJsonSchema\":{\"items\":[{\"type\":\"integer\"}],\"additionalIte"
    "ms\":{\"type\":\"string\"}},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP33 =
    "{\"matchesJsonSchema\":{\"prefixItems\":[{\"type\":\"integer\"}],\"items\""
    ":false},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP34 =
    "{\"matchesJsonSchema\":{\"contains\":{\"type\":\"string\"}},\"schemaVersio"
    "n\":\"V7\"}";
constexpr std::string_view kP35 =
    "{\"matchesJsonSchema\":{\"propertyNames\":{\"pattern\":\"^a\"}},\"schemaVe"
    "rsion\":\"V7\"}";
constexpr std::string_view kP36 =
    "{\"matchesJsonSchema\":{\"dependencies\":{\"a\":[\"b\"],\"c\":{\"required"
    "\":[\"d\"]}}},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP37 =
    "{\"matchesJsonSchema\":{\"dependentRequired\":{\"a\":[\"b\"]},\"dependentS"
    "chemas\":{\"c\":{\"required\":[\"d\"]}}},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP38 =
    "{\"matchesJsonSchema\":{\"$ref\":\"#/definitions/x\",\"definitions\":{\"x"
    "\":{\"type\":\"string\"}}},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP39 =
    "{\"matchesJsonSchema\":{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"type\":"
    "\"string\"}}},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP40 =
    "{\"matchesJsonSchema\":{\"$ref\":\"#/definitions/x\",\"minLength\":3,\"def"
    "initions\":{\"x\":{\"type\":\"string\"}}},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP41 =
    "{\"matchesJsonSchema\":{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"addition"
    "alProperties\":false},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP42 =
    "{\"matchesJsonSchema\":{\"format\":\"email\",\"type\":\"string\"},\"schema"
    "Version\":\"V7\"}";
constexpr std::string_view kP43 =
    "{\"matchesJsonSchema\":{\"format\":\"date\",\"type\":\"string\"},\"schemaV"
    "ersion\":\"V7\"}";
constexpr std::string_view kP44 = "{\"matchesJsonSchema\":true,\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP45 = "{\"matchesJsonSchema\":false,\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP46 =
    "{\"matchesJsonSchema\":{\"unevaluatedProperties\":false,\"properties\":{\""
    "a\":true},\"allOf\":[{\"properties\":{\"b\":true}}]},\"schemaVersion\":\"V"
    "7\"}";
constexpr std::string_view kP47 =
    "{\"matchesJsonSchema\":{\"prefixItems\":[{\"type\":\"integer\"}],\"items\""
    ":false},\"schemaVersion\":\"V202012\"}";
constexpr std::string_view kP48 =
    "{\"matchesJsonSchema\":{\"$ref\":\"#/definitions/x\",\"definitions\":{\"x"
    "\":{\"type\":\"string\"}}},\"schemaVersion\":\"V202012\"}";
constexpr std::string_view kP49 =
    "{\"matchesJsonSchema\":{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"type\":"
    "\"string\"}}},\"schemaVersion\":\"V202012\"}";
constexpr std::string_view kP50 =
    "{\"matchesJsonSchema\":{\"$ref\":\"#/definitions/x\",\"minLength\":3,\"def"
    "initions\":{\"x\":{\"type\":\"string\"}}},\"schemaVersion\":\"V202012\"}";
constexpr std::string_view kP51 =
    "{\"matchesJsonSchema\":{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"addition"
    "alProperties\":false},\"schemaVersion\":\"V202012\"}";
constexpr std::string_view kP52 =
    "{\"matchesJsonSchema\":{\"format\":\"date-time\"},\"schemaVersion\":\"V7\""
    "}";
constexpr std::string_view kP53 =
    "{\"matchesJsonSchema\":{\"format\":\"time\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP54 =
    "{\"matchesJsonSchema\":{\"format\":\"uuid\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP55 =
    "{\"matchesJsonSchema\":{\"format\":\"uri\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP56 =
    "{\"matchesJsonSchema\":{\"format\":\"uri-reference\"},\"schemaVersion\":\""
    "V7\"}";
constexpr std::string_view kP57 =
    "{\"matchesJsonSchema\":{\"format\":\"ipv4\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP58 =
    "{\"matchesJsonSchema\":{\"format\":\"ipv6\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP59 =
    "{\"matchesJsonSchema\":{\"format\":\"hostname\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP60 =
    "{\"matchesJsonSchema\":{\"format\":\"regex\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP61 =
    "{\"matchesJsonSchema\":{\"format\":\"json-pointer\"},\"schemaVersion\":\"V"
    "7\"}";
constexpr std::string_view kP62 =
    "{\"matchesJsonSchema\":{\"format\":\"duration\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP63 =
    "{\"matchesJsonSchema\":{\"format\":\"email\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP64 =
    "{\"matchesJsonSchema\":{\"format\":\"idn-email\"},\"schemaVersion\":\"V7\""
    "}";
constexpr std::string_view kP65 =
    "{\"matchesJsonSchema\":{\"format\":\"iri\"},\"schemaVersion\":\"V7\"}";
constexpr std::string_view kP66 =
    "{\"matchesJsonSchema\":{\"format\":\"uri-template\"},\"schemaVersion\":\"V"
    "7\"}";
constexpr std::string_view kP67 =
    "{\"matchesJsonSchema\":{\"allOf\":[{\"type\":\"object\"},{\"required\":[\""
    "a\"]}]}}";
constexpr std::string_view kP68 =
    "{\"matchesJsonSchema\":{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":5}]}"
    "}";
constexpr std::string_view kP69 =
    "{\"matchesJsonSchema\":{\"oneOf\":[{\"type\":\"integer\"},{\"minimum\":5}]"
    "}}";
constexpr std::string_view kP70 = "{\"matchesJsonSchema\":{\"not\":{\"type\":\"string\"}}}";
constexpr std::string_view kP71 =
    "{\"matchesJsonSchema\":{\"patternProperties\":{\"^n\":{\"type\":\"number\""
    "}},\"additionalProperties\":{\"type\":\"string\"}}}";
constexpr std::string_view kP72 =
    "{\"matchesJsonSchema\":{\"$id\":\"http://x.test/root.json\",\"$defs\":{\"a"
    "\":{\"$id\":\"a.json\",\"type\":\"string\"},\"b\":{\"$anchor\":\"bb\",\"ty"
    "pe\":\"integer\"}},\"properties\":{\"p\":{\"$ref\":\"a.json\"},\"q\":{\"$r"
    "ef\":\"#bb\"},\"r\":{\"$ref\":\"http://x.test/a.json\"}}}}";
constexpr std::string_view kP73 =
    "{\"matchesJsonSchema\":{\"id\":\"http://x.test/root.json\",\"definitions\""
    ":{\"a\":{\"id\":\"#aa\",\"type\":\"string\"}},\"properties\":{\"p\":{\"$re"
    "f\":\"#aa\"}}},\"schemaVersion\":\"V4\"}";
constexpr std::string_view kP74 =
    "{\"matchesJsonSchema\":{\"$dynamicRef\":\"#n\",\"$defs\":{\"x\":{\"$dynami"
    "cAnchor\":\"n\",\"type\":\"string\"}}}}";
constexpr std::string_view kP75 =
    "{\"matchesJsonSchema\":{\"$schema\":\"http://json-schema.org/draft-04/sche"
    "ma#\",\"minimum\":1,\"exclusiveMinimum\":true}}";
constexpr std::string_view kP76 =
    "{\"matchesJsonSchema\":{\"$schema\":\"http://json-schema.org/draft-07/sche"
    "ma#\",\"items\":[{\"type\":\"string\"}]}}";
constexpr std::string_view kP77 = "{\"matchesJsonSchema\":\"{\\\"type\\\":\\\"string\\\"}\"}";
constexpr std::string_view kP78 =
    "{\"matchesJsonSchema\":{\"dependentSchemas\":{\"a\":{\"properties\":{\"b\""
    ":true}}},\"properties\":{\"a\":true},\"unevaluatedProperties\":false}}";
constexpr std::string_view kP79 =
    "{\"matchesJsonSchema\":{\"anyOf\":[{\"properties\":{\"a\":{\"type\":\"stri"
    "ng\"}}},{\"properties\":{\"b\":true}}],\"unevaluatedProperties\":false}}";

constexpr Row kRows[] = {
    {kP1, "{}", 0},
    {kP1, "1", 1},
    {kP1, "{", 1},
    {kP1, "null", 1},
    {kP2, "1", 0},
    {kP2, "1.5", 0},
    {kP2, "null", 0},
    {kP2, "{}", 1},
    {kP2, "1e400", 0},
    {kP3, "\"s\"", 1},
    {kP3, "1.0", 0},
    {kP3, "true", 1},
    {kP3, "[]", 1},
    {kP3, "plain", 1},
    {kP3, "12345678901234567890123456789012345678901", 0},
    {kP4, "1", 0},
    {kP4, "1.5", 1},
    {kP4, "null", 1},
    {kP4, "{}", 1},
    {kP4, "1e400", 0},
    {kP5, "\"s\"", 1},
    {kP5, "1.0", 1},
    {kP5, "true", 0},
    {kP5, "[]", 1},
    {kP5, "plain", 1},
    {kP5, "12345678901234567890123456789012345678901", 1},
    {kP6, "1", 1},
    {kP6, "1.5", 1},
    {kP6, "null", 0},
    {kP6, "{}", 1},
    {kP6, "1e400", 1},
    {kP7, "\"s\"", 1},
    {kP7, "1.0", 1},
    {kP7, "true", 1},
    {kP7, "[]", 0},
    {kP7, "plain", 1},
    {kP7, "12345678901234567890123456789012345678901", 1},
    {kP1, "1.0", 1},
    {kP1, "true", 1},
    {kP1, "1e400", 1},
    {kP8, "\"s\"", 0},
    {kP8, "null", 0},
    {kP8, "1", 0},
    {kP9, "null", 0},
    {kP9, "\"s\"", 0},
    {kP9, "1", 0},
    {kP9, "{\"a\": null}", 1},
    {kP10, "{\"a\": null}", 0},
    {kP10, "{\"a\": 1}", 1},
    {kP11, "{\"a\": \"x\"}", 0},
    {kP11, "{\"a\": \"x\", \"b\": 1}", 0},
    {kP11, "{\"b\": \"x\"}", 1},
    {kP11, "{\"a\": 1, \"b\": \"x\", \"c\": 1, \"d\": 2}", 1},
    {kP11, "{}", 1},
    {kP12, "{\"a\": {\"b\": 1}}", 1},
    {kP12, "{\"a\": {\"b\": \"x\"}, \"z\": 1}", 0},
    {kP13, "0", 0},
    {kP13, "1", 0},
    {kP13, "3", 0},
    {kP13, "4", 0},
    {kP13, "2.5", 0},
    {kP14, "1", 0},
    {kP14, "1.0001", 0},
    {kP14, "3", 0},
    {kP14, "2", 0},
    {kP15, "0.02", 0},
    {kP15, "0.015", 0},
    {kP15, "1.11", 0},
    {kP15, "19.99", 0},
    {kP15, "100", 0},
    {kP15, "1e+308", 0},
    {kP16, "9", 0},
    {kP16, "10", 0},
    {kP16, "9.0", 0},
    {kP16, "-3", 0},
    {kP16, "0", 0},
    {kP17, "\"a\"", 1},
    {kP17, "\"ab\"", 0},
    {kP17, "\"éé\"", 0},
    {kP17, "\"😀😀\"", 0},
    {kP17, "\"abcd\"", 1},
    {kP17, "1", 0},
    {kP18, "\"aaa\"", 0},
    {kP18, "\"b\"", 1},
    {kP18, "1", 0},
    {kP19, "\"abc\"", 0},
    {kP20, "\"555-1234\"", 0},
    {kP20, "\"x\"", 1},
    {kP21, "[]", 1},
    {kP21, "[1]", 0},
    {kP21, "[1, 2, 3]", 1},
    {kP21, "{}", 0},
    {kP22, "[1, 2]", 0},
    {kP22, "[{\"a\": 1, \"b\": 2}, {\"b\": 2, \"a\": 1}]", 1},
    {kP22, "[[1], [2]]", 0},
    {kP22, "[\"1\", 1]", 0},
    {kP22, "[true, 1]", 0},
    {kP23, "{}", 1},
    {kP23, "{\"a\": 1}", 0},
    {kP23, "{\"a\": 1, \"b\": 2}", 1},
    {kP24, "[\"x\", 1]", 1},
    {kP24, "[1]", 0},
    {kP25, "[1, 2]", 1},
    {kP26, "1", 0},
    {kP27, "1", 0},
    {kP28, "\"abc\"", 0},
    {kP29, "{\"a\": {\"a\": {}}}", 0},
    {kP30, "[1, 2]", 0},
    {kP30, "[]", 0},
    {kP31, "[\"x\", 1]", 1},
    {kP31, "[1]", 0},
    {kP32, "[1, 2]", 1},
    {kP33, "[\"x\"]", 1},
    {kP34, "[1, \"x\"]", 0},
    {kP34, "[]", 1},
    {kP35, "{\"ab\": 1}", 0},
    {kP36, "{\"a\": 1}", 1},
    {kP36, "{\"c\": 1}", 1},
    {kP36, "{}", 0},
    {kP37, "{\"a\": 1, \"b\": 1}", 0},
    {kP37, "{\"c\": 1, \"d\": 1}", 0},
    {kP38, "1", 0},
    {kP39, "1", 0},
    {kP40, "\"abc\"", 0},
    {kP41, "{\"a\": {\"a\": {}}}", 0},
    {kP42, "\"a@b.co\"", 0},
    {kP43, "\"2026-02-03\"", 0},
    {kP43, "\"x\"", 1},
    {kP44, "1", 0},
    {kP45, "1", 1},
    {kP46, "{\"c\": 1}", 0},
    {kP47, "[\"x\"]", 1},
    {kP48, "\"a\"", 0},
    {kP49, "\"a\"", 0},
    {kP50, "\"a\"", 1},
    {kP50, "1", 1},
    {kP51, "{\"a\": {\"b\": {}}}", 1},
    {kP52, "\"2026-01-01T00:00:00+02:00\"", 0},
    {kP52, "\"2026-01-01T00:00:00\"", 1},
    {kP52, "1", 0},
    {kP53, "\"10:00:00\"", 1},
    {kP53, "1", 0},
    {kP54, "\"2eb8aa08\"", 1},
    {kP55, "\"http://a/b\"", 0},
    {kP55, "\"::\"", 1},
    {kP56, "\"a/b\"", 0},
    {kP56, "1", 0},
    {kP57, "\"256.1.1.1\"", 1},
    {kP57, "1", 0},
    {kP58, "\"1::2::3\"", 1},
    {kP58, "1", 0},
    {kP59, "\"-a.x\"", 1},
    {kP59, "1", 0},
    {kP60, "\"(\"", 1},
    {kP61, "\"/a/b\"", 0},
    {kP61, "\"/~2\"", 1},
    {kP62, "\"P1D\"", 0},
    {kP62, "\"x\"", 1},
    {kP63, "\"a@b\"", 0},
    {kP63, "\"a\"", 1},
    {kP63, "\"a b@c.co\"", 1},
    {kP63, "1", 0},
    {kP64, "1", 0},
    {kP65, "1", 0},
    {kP66, "\"{\"", 1},
    {kP67, "{}", 1},
    {kP67, "1", 1},
    {kP68, "6", 0},
    {kP69, "1", 0},
    {kP69, "6", 0},
    {kP70, "\"s\"", 1},
    {kP71, "{\"na\": 1, \"b\": \"x\"}", 0},
    {kP71, "{\"b\": 1}", 1},
    {kP72, "{\"p\": 1}", 1},
    {kP72, "{\"r\": 1}", 1},
    {kP73, "{\"p\": 1}", 1},
    {kP74, "1", 0},
    {kP75, "2", 0},
    {kP76, "[\"a\"]", 0},
    {kP77, "1", 0},
    {kP78, "{\"b\": 1}", 1},
    {kP79, "{\"a\": 1, \"b\": 1}", 1},
};

TEST(JsonSchemaMeasured, MatchesWhatWireMockMatches) {
  for (const Row& row : kRows) {
    const auto op = JsonSchemaOperatorFromJson(ReadJson(row.pattern).value(), "/p");
    ASSERT_TRUE(op) << row.pattern << ": " << op.error().message;
    EXPECT_EQ((*op)->Matches(row.value, {}), row.distance == 0) << row.pattern << row.value;
  }
}

}  // namespace
}  // namespace wireproof::mock
