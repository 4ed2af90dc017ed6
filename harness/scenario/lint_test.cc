#include "harness/scenario/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "harness/scenario/loader.h"
#include "harness/scenario/testdata_files.h"
#include "harness/scenario/testing.h"

namespace wireproof::harness {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Corpus CorpusOf(std::vector<Scenario> scenarios) {
  Corpus corpus;
  corpus.requirements = {
      {"test/1/requirement", {.id = "test/1/requirement", .section = "1", .text = "Answers 505."}},
      {"test/1/proxies", {.id = "test/1/proxies", .judged = false, .why = "no proxies"}}};
  corpus.scenarios = std::move(scenarios);
  std::ranges::sort(corpus.scenarios, {}, &Scenario::id);
  return corpus;
}

std::vector<std::string> RulesBrokenBy(std::string_view text) {
  std::vector<std::string> rules;
  for (const auto& finding : Lint(CorpusOf({ScenarioFromText(text)}))) {
    rules.push_back(finding.rule);
  }
  return rules;
}

TEST(Lint, FindsNothingInTheGoodCorpus) {
  const auto corpus = LoadCorpus(GoodDirectory());
  ASSERT_TRUE(corpus.has_value());
  for (const auto& finding : Lint(*corpus)) ADD_FAILURE() << Describe(finding);
}

struct LintRow {
  const char* rule;
  const char* broken;
  const char* mended;
};

// Each row breaks its rule and no other; its mended form breaks none.
const LintRow kRows[] = {
    {"no-control", R"({"expect": {"pass": [{"response": {"status": "any"}}]}})",
     R"({"expect": {"pass": [{"response": {"status": "2xx"}}]}})"},
    {"no-control", R"({"expect": {"pass": [{"response": null, "connection": "ended"}]}})",
     R"({"expect": {"pass": [{"response": null, "connection": "kept"}]}})"},
    {"no-control", R"({"expect": {"pass": [{"response": {"status": 200}}, {}]}})",
     R"({"expect": {"pass": [{"response": {"status": "any", "body": "x"}}]}})"},
    {"no-control", R"({"requests": [{}], "expect": {"pass": [{"failure": "protocol"}]}})",
     R"({"requests": [{}], "expect": {"pass": [{"failure": "protocol"}]}, "control": "a/b/c"})"},
    {"no-early-close",
     R"({"control": "a/b/c", "expect": {"pass": [{"response": {"status": "4xx"}}]}})",
     R"({"control": "a/b/c", "expect": {"pass": [{"response": {"status": "4xx"}}],
         "warn": [{"response": null, "connection": "ended"}]}})"},
    {"status-of-should",
     R"({"control": "a/b/c", "expect": {"pass": [{"response": {"status": 501}},
         {"response": null, "connection": "ended"}]}})",
     R"({"control": "a/b/c", "expect": {"pass": [{"response": {"status": 505}},
         {"response": null, "connection": "ended"}]}})"},
    {"title", R"({"title": "chunked", "expect": {"pass": [{"response": {"status": 200}}]}})",
     R"({"title": "Chunks are joined", "expect": {"pass": [{"response": {"status": 200}}]}})"},
    {"title", R"({"title": "A rule.", "expect": {"pass": [{"response": {"status": 200}}]}})",
     R"({"title": "close_notify is sent", "expect": {"pass": [{"response": {"status": 200}}]}})"},
    {"needs-echo", R"({"expect": {"pass": [{"response": {"echo": {"method": "GET"}}}]}})",
     R"({"needs": ["app.echo"], "expect": {"pass": [{"response": {"echo": {"method": "GET"}}}]}})"},
    {"needs-post",
     R"({"steps": [{"send": "POST ${target.post}"}],
         "expect": {"pass": [{"response": {"status": 200}}]}})",
     R"({"steps": [{"send": "POST ${target.post}"}], "needs": ["post"],
         "expect": {"pass": [{"response": {"status": 200}}]}})"},
    {"not-judged",
     R"({"spec": ["test/1/proxies"], "expect": {"pass": [{"response": {"status": 200}}]}})",
     R"({"spec": ["test/1/requirement"], "expect": {"pass": [{"response": {"status": 200}}]}})"},
    {"probe-needs-end", R"({"expect": {"pass": [{"connection": "hung"}]}})",
     R"({"probe": false, "expect": {"pass": [{"connection": "hung"}]}})"},
};

TEST(Lint, FindsWhatEachRuleSays) {
  for (const auto& row : kRows) {
    EXPECT_THAT(RulesBrokenBy(row.broken), ElementsAre(row.rule)) << row.broken;
    EXPECT_THAT(RulesBrokenBy(row.mended), IsEmpty()) << row.mended;
  }
}

TEST(Lint, FindsTheSameStimulusTwice) {
  const char* expect = R"(, "expect": {"pass": [{"response": {"status": 200}}]}})";
  const auto scenario = [&](const std::string& start) { return ScenarioFromText(start + expect); };
  const Scenario first = scenario(R"({"name": "a", "steps": [{"send": "x"}])");
  const Scenario second = scenario(R"({"name": "b", "steps": [{"send": "x"}])");
  const Scenario other_needs =
      scenario(R"({"name": "b", "steps": [{"send": "x"}], "needs": ["get"])");
  const auto findings = Lint(CorpusOf({first, second}));
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(Describe(findings[0]),
            "test.json#/scenarios/0: server/test/b: the same stimulus as server/test/a "
            "[same-stimulus]");
  EXPECT_THAT(Lint(CorpusOf({first, other_needs})), IsEmpty());
}

TEST(Lint, FindsControlsThatRunInFewerWays) {
  const std::string rest = R"("expect": {"pass": [{"response": {"status": 200}}]}})";
  const Scenario control =
      ScenarioFromText(R"({"name": "control", "delivery": "exact", "transport": "plain", )" + rest);
  Scenario scenario = ScenarioFromText(R"({"name": "other", "steps": [{"send": "x"}], )" + rest);
  scenario.control = control.id;
  const auto findings = Lint(CorpusOf({control, scenario}));
  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[0].rule, "narrow-control");
  EXPECT_EQ(findings[1].rule, "narrow-control");
}

TEST(Lint, ReportsAFamilyOnce) {
  Scenario first = ScenarioFromText(R"({"title": "x", "steps": [{"send": "x"}],
                                        "expect": {"pass": [{"response": {"status": 200}}]}})");
  Scenario second = first;
  second.id += "/other-row";
  second.stimulus_digest = "other";
  EXPECT_THAT(Lint(CorpusOf({first, second})), SizeIs(1));
}

TEST(LintRules, AreEachShownByATest) {
  std::set<std::string_view> shown{"same-stimulus", "narrow-control"};
  for (const auto& row : kRows) shown.insert(row.rule);
  for (const auto& rule : LintRules()) EXPECT_THAT(shown, Contains(rule.name));
  EXPECT_EQ(shown.size(), LintRules().size());
}

}  // namespace
}  // namespace wireproof::harness
