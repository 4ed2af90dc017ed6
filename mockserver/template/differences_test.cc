// Where a template gives something else than with WireMock 3.13.2, and why.
#include "mockserver/template/golden_fixture.h"

namespace wireproof::mock {
namespace {

struct Difference {
  Body body = Body::kJson;
  const char* source = "";
  const char* ours = "";
  const char* wiremock = "";
  const char* reason = "";
};

constexpr Difference kDifferences[] = {
    {Body::kJson, "{{math '9223372036854775807' '+' 1}}", "9223372036854775808",
     "-9223372036854775808", "whole results are exact; WireMock keeps their lowest 64 bits"},
    {Body::kJson, "{{math 1 '+' (jsonPath request.body '$.big')}}", "12345678901234567891",
     "-6101065172474983725", "the same"},
    {Body::kJson, "{{math '1e400' '+' 1}}", kError, "1", "numbers have at most 100 digits"},
    {Body::kJson, "{{request.query}}", "{q=1, a=b c d, empty=, e[x]=k}",
     "{q=1, a=b c d, e[x]=k, empty=}", "query parameters keep their order"},
    {Body::kJson, "{{#each 'abc'}}x{{else}}e{{/each}}", "e", "xxxxxxxxxxxxxxxxxxxxxxx",
     "a text has no items; WireMock walks through the methods of a Java string"},
    {Body::kJson, "}} x {{", "}} x {{", kError, "there is no tag in it"},
    {Body::kJson, "{{stringFormat '%d' 12345678901}}", "12345678901", kError,
     "a whole number stays one beyond 32 bits"},
    {Body::kJson, "{{date (parseDate '2020-02-29T13:45:59Z') offset='2 weeks'}}",
     "2020-03-14T13:45:59Z", kError, "weeks are a unit too"},
    {Body::kJson, "{{jsonPath request.body '$..n'}}", "[1.5,\"x\",\"y\"]",
     "[null,1.5,\"x\",\"y\",null]", "a path gives what is there; Jayway adds nulls for leaves"},
    {Body::kJson, "{{block 'a'}}", kError, "", "no partials from files, no blocks of templates"},
    {Body::kSoap, "{{soapXPath request.body '/m:Get/m:id/text()'}}",
     "[ERROR: /m:Get/m:id/text() is not a valid XPath expression]", "",
     "a prefix without a namespace is an error"},
};

TEST(Template, DiffersFromWireMockWhereAReasonIsGiven) {
  for (const Difference& row : kDifferences) {
    ASSERT_STRNE(row.reason, "");
    CheckRow({.body = row.body, .source = row.source, .text = row.ours});
    if (row.ours == kError || row.wiremock == kError) continue;
    EXPECT_STRNE(row.ours, row.wiremock) << row.source;
  }
}

}  // namespace
}  // namespace wireproof::mock
