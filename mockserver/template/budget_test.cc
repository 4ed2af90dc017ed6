// Templates that would hang or swell the server, and what stops them.
#include <gmock/gmock.h>

#include <ctime>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "mockserver/match/request.h"
#include "mockserver/template/golden_fixture.h"

namespace wireproof::mock {
namespace {

using testing::HasSubstr;

std::string Repeated(std::string_view text, std::size_t times) {
  std::string made;
  for (std::size_t i = 0; i < times; ++i) made += text;
  return made;
}

// Long enough for a nesting of 100,000; an eighth of the usual work, for slow builds.
constexpr TemplateLimits kLimits = {.max_source_bytes = std::size_t{4} << 20,
                                    .max_output_bytes = std::size_t{2} << 20,
                                    .max_work_bytes = std::size_t{32} << 20};

struct Bomb {
  std::string source;
  std::string error;
};

TEST(TemplateBudget, BombsEndQuicklyWithAnError) {
  const std::string deep = Repeated("{{#if 1}}", 100'000) + Repeated("{{/if}}", 100'000);
  const Bomb bombs[] = {
      {deep, "nested deeper than 64"},
      {"{{lower " + Repeated("(lower ", 100'000) + "'a'" + Repeated(")", 100'000) + "}}",
       "nested deeper than 64"},
      {Repeated("{{#each (range 1 1000)}}", 6) + "x" + Repeated("{{/each}}", 6), "more than"},
      {Repeated("{{#each (range 1 1000)}}", 6) + Repeated("{{/each}}", 6), "more than"},
      {"{{#each (range 1 1000000000)}}{{/each}}", "a range of"},
      {"{{range 1 99999999999999999}}", "too large"},
      {"{{center 'x' size=2000000000}}", "too large"},
      {"{{stringFormat '%999999999d' 1}}", "a width of more than"},
      {"{{randomValue length=2000000000}}", "a length of"},
      {"{{#each (range 1 100000)}}{{ljust 'x' size=100000}}{{/each}}", "more than"},
      {"{{#each (range 1 100000)}}{{val (ljust 'x' size=100000) assign=(upper this)}}{{/each}}",
       "read and make more than"},
      {"{{val 'x' assign='a'}}{{#each (range 1 100)}}{{val (replace (join a a a '') 'x' 'xx') "
       "assign='a'}}{{/each}}",
       "too large"},
      {"{{val (array 'x') assign='a'}}{{#each (range 1 10000)}}{{val (array a) assign='a'}}"
       "{{/each}}",
       "lists nested deeper"},
      {"{{val (array 'x' 'y') assign='a'}}{{#each (range 1 60)}}{{val (array a a) assign='a'}}"
       "{{/each}}{{a}}",
       "more than"},
      {"{{val (array 'x') assign='a'}}{{#each (range 1 60)}}{{val (array a a) assign='a'}}"
       "{{/each}}{{val (array 'x') assign='b'}}{{#each (range 1 60)}}{{val (array b b) assign='b'}}"
       "{{/each}}{{eq a b}}",
       "values to compare"},
      {"{{#*inline 'p'}}{{> p}}{{> p}}{{/inline}}{{> p}}", "too deep"},
      {"{{matches 'a' '((a{1,100}){1,100}){1,100}'}}", "matches"},
      {"{{#each (range 1 5000)}}{{matches 'a' (join 'a{1,500}' this '')}}{{/each}}",
       "read and make more than"},
      {"{{#each (range 1 100000)}}{{math (math '9e99' 'x' 1) '/' '7e-99'}}{{/each}}", "more than"},
  };
  for (const Bomb& bomb : bombs) {
    const std::clock_t begin = std::clock();  // of this process: other load does not count
    const auto text = RenderFor(Body::kText, bomb.source, kLimits);
    const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    const std::string name = bomb.source.substr(0, 120);
    ASSERT_FALSE(text.has_value()) << name;
    EXPECT_THAT(text.error(), HasSubstr(bomb.error)) << name;
    EXPECT_LT(took, 20) << name;
  }
}

TEST(TemplateBudget, LimitsCountWhatIsGiven) {
  EXPECT_TRUE(RenderFor(Body::kText, "12345", {.max_source_bytes = 5}).has_value());
  EXPECT_FALSE(RenderFor(Body::kText, "123456", {.max_source_bytes = 5}).has_value());
  EXPECT_TRUE(RenderFor(Body::kText, "{{lower 'ABCDE'}}", {.max_output_bytes = 5}).has_value());
  EXPECT_FALSE(RenderFor(Body::kText, "{{lower 'ABCDEF'}}", {.max_output_bytes = 5}).has_value());
  const std::string nested = "{{#if 1}}{{#if 1}}x{{/if}}{{/if}}";
  EXPECT_TRUE(RenderFor(Body::kText, nested, {.max_depth = 2}).has_value());
  EXPECT_FALSE(RenderFor(Body::kText, nested, {.max_depth = 1}).has_value());
}

TEST(TemplateBudget, ATemplateThatIsCutAnywhereNeverCrashes) {
  const std::string whole =
      "a{{#each (range 1 2) as |x|~}} {{{x}}} {{else}}{{> p}}{{~/each}}{{{{trim}}}} b {{{{/trim}}}}"
      "{{=<% %>=}}<%lower \"A\\\"\" b=[c d].e%>\\<%x%>{{!-- c --}}";
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    for (std::size_t j = i; j <= whole.size(); j += 3) {
      (void)RenderFor(Body::kText, whole.substr(i, j - i));
    }
  }
}

TEST(TemplateError, SaysLineAndColumn) {
  const std::string sources[][2] = {
      {"a\n b {{nope 'x'}}", "2:6: no helper is called nope"},
      {"{{#if true}}\n{{/each}}", "2:4: found each, expected if"},
      {"{{#if true}} }}", "1:1: expected {{/if}}"},
      {"{{lower 'a}}", "1:9: a string without end"},
      {"\n{{math 1 '/' 0}}", "2:3: math: division by zero"},
      {"{{a}}}", "1:4: found }}}, expected }}: write a space before the brace"},
  };
  for (const auto& [source, error] : sources) {
    const auto text = RenderFor(Body::kText, source);
    ASSERT_FALSE(text.has_value()) << source;
    EXPECT_EQ(text.error(), error);
  }
}

TEST(Template, IsConstantWithoutTags) {
  EXPECT_TRUE(Template::Compile("no }} tags {")->is_constant());
  EXPECT_TRUE(Template::Compile("")->is_constant());
  EXPECT_FALSE(Template::Compile("a{{!comment}}")->is_constant());
  EXPECT_FALSE(Template::Compile("{{x}}")->is_constant());
}

TEST(Template, RandomValuesComeFromTheGeneratorAlone) {
  const auto compiled = Template::Compile(
      "{{randomValue}} {{randomInt}} {{randomDecimal}} {{pickRandom 1 2 3 4 5 6 7 8 count=8}}");
  const Request request({.method = "GET", .target = "/"});
  const Json parameters = Json::object();
  const auto render = [&](std::uint64_t seed) {
    std::mt19937_64 random(seed);
    return *compiled->Render(TemplateModel(request, "id", {}, parameters), {.random = &random});
  };
  EXPECT_EQ(render(7), render(7));
  EXPECT_NE(render(7), render(8));
}

}  // namespace
}  // namespace wireproof::mock
