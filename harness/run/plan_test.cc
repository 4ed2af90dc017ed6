#include "harness/run/plan.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace wireproof::harness {
namespace {

TEST(GlobMatches, KnowsStarAndQuestionMark) {
  struct Row {
    const char *glob, *text;
    bool matches;
  };
  const Row rows[] = {
      {"", "", true},         {"", "a", false},       {"*", "", true},
      {"*", "abc", true},     {"**", "", true},       {"?", "", false},
      {"?", "a", true},       {"?", "ab", false},     {"a*", "a", true},
      {"a*", "ab", true},     {"a*", "ba", false},    {"*a", "ba", true},
      {"*a", "ab", false},    {"a*c", "abc", true},   {"a*c", "ac", true},
      {"a*c", "acb", false},  {"a?c", "abc", true},   {"a?c", "ac", false},
      {"*b*", "abc", true},   {"*b*", "ac", false},   {"a*b*c", "aXbYbZc", true},
      {"*ab", "aab", true},   {"*aab", "aaab", true}, {"a*?", "a", false},
      {"a*?", "ab", true},    {"abc", "abc", true},   {"abc", "abcd", false},
      {"abcd", "abc", false}, {"*", "a/b", true},     {"a.c", "abc", false},
      {"[ab]", "a", false},   {"a**b", "ab", true},   {"**a**", "xax", true},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(GlobMatches(row.glob, row.text), row.matches) << row.glob << " " << row.text;
  }
}

// Each star may begin again at each character: more than their product would not end in a lifetime.
TEST(GlobMatches, IsQuickWhereManyStarsAlmostMatch) {
  std::string glob;
  for (int i = 0; i < 200; ++i) glob += "*a";
  glob += "b";
  const std::string text(20000, 'a');
  const auto began = std::chrono::steady_clock::now();
  EXPECT_FALSE(GlobMatches(glob, text));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

Scenario Named(std::string id, Role role = Role::kServer) {
  Scenario scenario;
  scenario.id = std::move(id);
  scenario.role = role;
  scenario.area = "header syntax";
  scenario.tags = {"smuggling", "slow"};
  return scenario;
}

TEST(Selects, TakesIdsWholeByTheirBeginningAndByGlob) {
  const Scenario scenario = Named("server/topic/name/case");
  const std::pair<const char*, bool> rows[] = {
      {"server/topic/name/case", true},
      {"server/topic/name", true},
      {"server/topic/", true},
      {"server", true},
      {"server/top", false},
      {"server/top*", true},
      {"*/case", true},
      {"*case", true},
      {"*/cas", false},
      {"server/*/name/?ase", true},
      {"client", false},
      {"", false},
      {"server/topic/name/case/more", false},
  };
  for (const auto& [id, selected] : rows) {
    EXPECT_EQ(Selects({.ids = {id}, .tags = {}, .areas = {}, .roles = {}}, scenario), selected)
        << id;
  }
}

TEST(Selects, WantsOneOfEachListThatIsNotEmpty) {
  const Scenario scenario = Named("server/topic/name");
  const std::pair<Selection, bool> rows[] = {
      {{{}, {}, {}, {}}, true},
      {{{"no", "server"}, {}, {}, {}}, true},
      {{{}, {"no", "slow"}, {}, {}}, true},
      {{{}, {"no"}, {}, {}}, false},
      {{{}, {}, {"Header SYNTAX"}, {}}, true},
      {{{}, {}, {"TLS"}, {}}, false},
      {{{}, {}, {}, {Role::kServer}}, true},
      {{{}, {}, {}, {Role::kClient}}, false},
      {{{"server"}, {"slow"}, {"header syntax"}, {Role::kServer}}, true},
      {{{"server"}, {"slow"}, {"header syntax"}, {Role::kClient}}, false},
      {{{"client"}, {"slow"}, {}, {}}, false},
  };
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    EXPECT_EQ(Selects(rows[i].first, scenario), rows[i].second) << "row " << i;
  }
}

TEST(Select, KeepsTheOrderOfTheCorpus) {
  Corpus corpus;
  corpus.scenarios = {Named("server/a"), Named("server/b"), Named("server/c")};
  const auto selected =
      Select(corpus, {.ids = {"server/c", "server/a"}, .tags = {}, .areas = {}, .roles = {}});
  ASSERT_EQ(selected.size(), 2u);
  EXPECT_EQ(selected[0], &corpus.scenarios[0]);
  EXPECT_EQ(selected[1], &corpus.scenarios[2]);
}

TEST(WhySkipped, NamesTheFeaturesAndTargetsThatAreMissing) {
  Identity identity;
  identity.features = {"get"};
  const auto has = [](std::string_view name) { return name == "target.get" || name == "host"; };
  Scenario scenario = Named("server/a");
  EXPECT_EQ(WhySkipped(scenario, identity, has), std::nullopt);
  scenario.needs = {"get"};
  EXPECT_EQ(WhySkipped(scenario, identity, has), std::nullopt);
  scenario.needs = {"get", "app.echo", "tls"};
  EXPECT_EQ(WhySkipped(scenario, identity, has), "it lacks app.echo, tls");
  scenario.needs = {};
  const nlohmann::json text = "${target.get} ${host} ${target.missing} ${target.post}";
  const auto octets = script::OctetsTemplate::FromJson(text);
  ASSERT_TRUE(octets);
  scenario.steps = {{"", script::Await{}}, {"", script::Send{*octets}}};
  EXPECT_EQ(WhySkipped(scenario, identity, has), "its manifest names no target.missing");
  scenario.role = Role::kClient;
  EXPECT_EQ(WhySkipped(scenario, identity, has), std::nullopt);
}

}  // namespace
}  // namespace wireproof::harness
