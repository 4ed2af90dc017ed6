// What WireMock 3.13.2 gives: how values print.
#include "mockserver/template/golden_fixture.h"

namespace wireproof::mock {
namespace {

constexpr GoldenRow kValueRows[] = {
    {Body::kJson, "{{jsonPath request.body '$.list'}}", "[1,2,3]"},
    {Body::kJson, "{{jsonPath request.body '$.obj'}}", "{\n  \"k\" : \"v\",\n  \"n\" : 1.5\n}"},
    {Body::kJson, "{{jsonPath request.body '$.people'}}", R"([{"n":"x","a":1},{"n":"y","a":2}])"},
    {Body::kJson, "{{jsonPath request.body '$.nul'}}", ""},
    {Body::kJson, "{{jsonPath request.body '$.t'}}", "true"},
    {Body::kJson, "{{jsonPath request.body '$.f'}}", "false"},
    {Body::kJson, "{{jsonPath request.body '$.zero'}}", "0"},
    {Body::kJson, "{{jsonPath request.body '$.dec'}}", "2.5"},
    {Body::kJson, "{{jsonPath request.body '$.big'}}", "12345678901234567890"},
    {Body::kJson, "{{jsonPath request.body '$.exp'}}", "1000.0"},
    {Body::kJson, "{{jsonPath request.body '$.uni'}}", "h\xc3\xa9\xe2\x82\xac"},
    {Body::kJson, "{{jsonPath request.body '$.none'}}", "[]"},
    {Body::kJson, "{{jsonPath request.body '$.noobj'}}", "{ }"},
    {Body::kJson, "{{jsonPath request.body '$.missing'}}", ""},
    {Body::kJson, "{{jsonPath request.body '$.missing.deeper'}}", ""},
    {Body::kJson, "{{jsonPath request.body '$.obj.n'}}", "1.5"},
    {Body::kJson, "{{jsonPath request.body '$.people[*].n'}}", R"(["x","y"])"},
    {Body::kJson, "{{jsonPath request.body '$.people[0].n'}}", "x"},
    {Body::kJson, "{{jsonPath request.body '$.list.length()'}}", "3"},
    {Body::kJson, "{{jsonPath request.body '$.missing' default='D'}}", "D"},
    {Body::kJson, "{{jsonPath request.body '$.nul' default='D'}}", "D"},
    {Body::kJson, "{{jsonPath request.body '$.missing' default=5}}", "5"},
    {Body::kJson, "{{jsonPath request.body '$['}}",
     "[ERROR: $[ is not a valid JSONPath expression]"},
    {Body::kJson, "{{jsonPath request.body ''}}", kError},
    {Body::kJson, "{{jsonPath request.body}}", "[ERROR: The JSONPath cannot be empty]"},
    {Body::kText, "{{jsonPath request.body '$.a'}}", ""},
    {Body::kJson, "{{jsonPath nothing '$.a'}}", ""},
    {Body::kJson, "{{jsonPath parameters '$.obj.b'}}", "z"},
    {Body::kJson, "{{jsonPath parameters.list '$[1]'}}", "y"},
    {Body::kJson, "{{#each (jsonPath request.body '$.people')}}{{this.n}}{{a}}{{@index}};{{/each}}",
     "x10;y21;"},
    {Body::kJson,
     "{{#each (jsonPath request.body '$.people') as |p|}}{{p.n}}{{/each}}{{#each (jsonPath "
     "request.body '$.obj')}}{{@key}}:{{this}},{{/each}}",
     "xyk:v,n:1.5,"},
    {Body::kJson, "{{lookup (jsonPath request.body '$.obj') 'k'}}", "v"},
    {Body::kJson, "{{#with (jsonPath request.body '$.obj')}}{{k}}{{n}}{{/with}}", "v1.5"},
    {Body::kJson, "{{jsonPath request.body '$.html'}}", R"(<a&"'`=>)"},
    {Body::kJson, "{{{jsonPath request.body '$.html'}}}", R"(<a&"'`=>)"},
    {Body::kJson, R"({{jsonPath request.body "$.people[?(@.a > 1)].n"}})", R"(["y"])"},
    {Body::kJson, R"({{jsonPath request.body "$.people[?(@.n == 'x')]"}})", R"([{"n":"x","a":1}])"},
    {Body::kJson, R"({{jsonPath '{"a":1}' '$.a'}})", "1"},
    {Body::kJson, "{{jsonPath '[1,2]' '$'}}", "[1,2]"},
    {Body::kJson, R"({{jsonPath '"s"' '$'}})", "s"},
    {Body::kJson, R"({{jsonPath '{"a":{"b":[{"c":1}]}}' '$'}})",
     "{\n  \"a\" : {\n    \"b\" : [ {\n      \"c\" : 1\n    } ]\n  }\n}"},
    {Body::kJson, "{{array 1 2 'x' true}}", "[1, 2, x, true]"},
    {Body::kJson, "{{array}}", "[]"},
    {Body::kJson, "{{array 'a' (array 1 2)}}", "[a, [1, 2]]"},
    {Body::kJson, R"({{parseJson '{"a":[1,{"b":null}],"c":1.0}'}})", "{a=[1, {b=null}], c=1.0}"},
    {Body::kJson, R"({{parseJson '[1,"x",null,true]'}})", "[1, x, null, true]"},
};

TEST(Golden, ValueAsInWireMock) {
  for (const GoldenRow& row : kValueRows) CheckRow(row);
}

}  // namespace
}  // namespace wireproof::mock
