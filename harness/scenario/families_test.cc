#include "harness/scenario/families.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wireproof::harness {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Expands one scenario as the third of a file.
class Family {
 public:
  explicit Family(std::string_view text)
      : value_(json::parse(text)),
        faults_("x.json"),
        source_{.faults = &faults_, .origins = {}, .row = ""},
        expanded_(Expand(Place(value_, "/scenarios/2", source_))) {}

  const std::vector<Expanded>& expanded() const { return expanded_; }
  std::vector<std::string> Faults() {
    std::vector<std::string> all;
    for (const auto& error : faults_.Take()) all.push_back(error.pointer + ": " + error.message);
    return all;
  }

 private:
  json value_;
  class Faults faults_;
  Source source_;
  std::vector<Expanded> expanded_;
};

TEST(Expand, GivesAScenarioWithoutCasesOnce) {
  Family family(R"({"name": "a", "title": "costs $$1 at ${authority}"})");
  ASSERT_THAT(family.expanded(), SizeIs(1));
  EXPECT_EQ(family.expanded()[0].row, "");
  EXPECT_EQ(family.expanded()[0].scenario["title"], "costs $$1 at ${authority}");
  EXPECT_THAT(family.Faults(), IsEmpty());
}

TEST(Expand, PutsVariablesIntoEveryString) {
  Family family(R"({"cases": [{"name": "one", "x": "${host} $$", "n": 5}],
                    "a": ["-${x}-${n}-"], "b": {"c${n}": {"d": "${x}"}}})");
  const json& scenario = family.expanded().at(0).scenario;
  EXPECT_EQ(scenario["a"][0], "-${host} $$-5-");
  EXPECT_EQ(scenario["b"]["c5"]["d"], "${host} $$");
  EXPECT_FALSE(scenario.contains("cases"));
  EXPECT_THAT(family.Faults(), IsEmpty());
}

TEST(Expand, GivesAStringThatIsOneVariableAloneItsValue) {
  Family family(R"({"cases": [{"name": "one", "x": {"y": [1, null]}}, {"name": "two", "x": false}],
                    "a": "${x}", "b": ["${x}"]})");
  EXPECT_EQ(family.expanded().at(0).scenario["a"], json::parse(R"({"y": [1, null]})"));
  EXPECT_EQ(family.expanded().at(1).scenario["b"], json::parse("[false]"));
  EXPECT_THAT(family.Faults(), IsEmpty());
}

TEST(Expand, LetsRowsOverride) {
  Family family(R"({"title": "Of all", "spec": ["${id}"],
                    "cases": [{"name": "one", "id": "r/1/a"},
                              {"name": "two", "id": "r/1/b", "title": "Of ${id}"}]})");
  EXPECT_EQ(family.expanded().at(0).scenario["title"], "Of all");
  EXPECT_EQ(family.expanded().at(1).scenario["title"], "Of r/1/b");
  EXPECT_EQ(family.expanded().at(1).scenario["spec"][0], "r/1/b");
}

TEST(Expand, LeadsBackToTheFile) {
  Family family(R"({"cases": [{"name": "one", "x": {"y": [1]}, "expect": {"pass": "${x}"},
                               "f": "Z"}],
                    "steps": ["a", {"b": "${x}"}], "fields": {"${f}": 1}})");
  const Source& source = family.expanded().at(0).source;
  EXPECT_EQ(source.Translate(""), "/scenarios/2");
  EXPECT_EQ(source.Translate("/steps/0"), "/scenarios/2/steps/0");
  EXPECT_EQ(source.Translate("/steps/1/b/y/0"), "/scenarios/2/cases/0/x/y/0");
  EXPECT_EQ(source.Translate("/expect/warn"), "/scenarios/2/cases/0/expect/warn");
  EXPECT_EQ(source.Translate("/expect/pass/y"), "/scenarios/2/cases/0/x/y");
  EXPECT_EQ(source.Translate("/fields/Z"), "/scenarios/2/fields/${f}");
  EXPECT_EQ(source.Translate("/expectation"), "/scenarios/2/expectation");
}

TEST(Expand, ReportsWhatItCannotPutIn) {
  Family family(R"({"cases": [{"name": "one", "x": [], "unused": 1}],
                    "a": "-${x}-", "b": "${y}", "c": "$", "d": "${"})");
  EXPECT_THAT(
      family.Faults(),
      ElementsAre("/scenarios/2/cases/0/x: an array; expected a string or an integer, because "
                  "\"x\" is used inside a string (case one)",
                  "/scenarios/2/b: unknown variable \"y\"; expected one of unused, x, authority, "
                  "host, port, target.get, target.post (case one)",
                  "/scenarios/2/c: \"$\": a dollar alone; expected ${name} or $$ (case one)",
                  "/scenarios/2/d: \"${\": a dollar alone; expected ${name} or $$ (case one)",
                  "/scenarios/2/cases/0/unused: variable \"unused\" is used nowhere in the "
                  "scenario; the keys that override are title, spec, basis, tags, needs, covers, "
                  "control, expect, reference, proof"));
}

TEST(IsName, IsKebabCaseWithDots) {
  for (const auto* name : {"a", "bad-size", "tls-1.0", "204-with-length", "1.1"}) {
    EXPECT_TRUE(IsName(name)) << name;
  }
  for (const auto* name : {"", "-a", "a-", "a--b", "a.-b", "A", "a_b", "a b", "a/b", "\xc3\xa4"}) {
    EXPECT_FALSE(IsName(name)) << name;
  }
}

}  // namespace
}  // namespace wireproof::harness
