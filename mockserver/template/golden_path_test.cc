// What WireMock 3.13.2 gives: request.path of a stub whose URL has no variables.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mockserver/match/request.h"
#include "mockserver/template/template.h"

namespace wireproof::mock {
namespace {

struct PathRow {
  const char* target = "";
  const char* source = "";
  const char* text = "";
};

constexpr const char* kEach = "{{#each request.pathSegments}}{{this}},{{/each}}";
constexpr const char* kSizes =
    "{{size request.path}}|{{request.path.size}}|{{request.path.length}}";

constexpr PathRow kPathRows[] = {
    {"/t/u", kEach, "t,u,"},
    {"/t/u", "{{#each request.path}}{{this}},{{/each}}", "t,u,"},
    {"/t/u", "{{#each request.requestLine.pathSegments}}{{this}},{{/each}}", "t,u,"},
    {"/t/u", "{{#each request.path as |s i|}}{{i}}{{@index}}{{@key}}={{s}};{{/each}}",
     "000=t;111=u;"},
    {"/t/u", "{{#request.path}}<{{this}}>{{/request.path}}", "<t><u>"},
    {"/t/u", "{{join request.pathSegments '/'}}", "t/u"},
    {"/t/u", "{{arrayJoin ',' request.pathSegments}}", "t,u"},
    {"/t/u", "{{arrayAdd request.path 'z'}}", "[t, u, z]"},
    {"/t/u", "{{toJson request.path}}", "[ \"t\", \"u\" ]"},
    {"/t/u", "{{request.path}}|{{request.pathSegments}}", "/t/u|/t/u"},
    {"/t/u", "{{request.path.[0]}}|{{request.path.[1]}}|{{request.path.[2]}}|{{request.path.0}}",
     "t|u||t"},
    {"/t/u", "{{lookup request.path 0}}|{{lookup request.path 'x'}}", "t|/t/u"},
    {"/t/u", kSizes, "2|2|2"},
    {"/t/u", "{{request.path.first}}|{{request.path.empty}}|{{request.path.x}}", "|false|"},
    {"/t/u", "{{contains request.path 't'}}{{contains request.path '/t'}}", "truefalse"},
    {"/t/u", "{{matches request.path '/t/.*'}}{{eq request.path '/t/u'}}", "truefalse"},
    {"/t/u", "{{upper request.path}}{{substring request.path 1}}{{base64 request.path}}",
     "/T/Ut/uL3QvdQ=="},
    {"/t/u", "{{eq request.requestLine.path '/t/u'}}|{{size request.requestLine.path}}", "true|4"},
    {"/", kEach, ""},
    {"/", kSizes, "0|0|0"},
    {"/", "[{{request.path}}]{{#if request.path}}y{{else}}n{{/if}}{{toJson request.path}}",
     "[/]n[ ]"},
    {"/t/u/", kEach, "t,u,"},
    {"/t//u", kEach, "t,u,"},
    {"/t//u", "{{request.path}}", "/t//u"},
    {"/t//", kSizes, "1|1|1"},
    {"/t/u?x=1/2", kEach, "t,u,"},
    {"/t/%20u%2Fv/a+b/%C3%BC", kEach, "t, u,v,a+b,\xc3\xbc,"},
    {"/t/%20u%2Fv", "{{request.path}}|{{request.url}}", "/t/ u/v|/t/%20u%2Fv"},
};

TEST(Template, GivesThePathAsWireMock) {
  const Json none = Json::object();
  for (const PathRow& row : kPathRows) {
    const auto compiled = Template::Compile(row.source, {});
    ASSERT_TRUE(compiled.has_value()) << row.source;
    const Request request({.method = "GET", .target = row.target, .version = "HTTP/1.1"});
    const auto text = compiled->Render(TemplateModel(request, "an-id", {}, none), {});
    ASSERT_TRUE(text.has_value()) << row.source << ": " << text.error();
    EXPECT_EQ(*text, row.text) << row.source << " of " << row.target;
  }
}

}  // namespace
}  // namespace wireproof::mock
