#include "harness/run/reference_outcomes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/subject/temporary_folder.h"
#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Observation WithStatusLine(int status) {
  Observation observation = Answered({Response(status)});
  observation.connections[0].received = "HTTP/1.1 " + std::to_string(status) + " \r\n\r\n";
  return observation;
}

ReferenceOutcomes Version(std::string version, int status_of_a, int status_of_b = 200) {
  ReferenceOutcomes outcomes;
  outcomes.version = std::move(version);
  outcomes.outcomes["server/t/a"] = {"digest-a", WithStatusLine(status_of_a)};
  outcomes.outcomes["server/t/b"] = {"digest-b", WithStatusLine(status_of_b)};
  return outcomes;
}

Scenario Named(std::string id, std::string digest) {
  Scenario scenario = Expecting(Role::kServer, {Responses({WithStatus(200)})});
  scenario.id = std::move(id);
  scenario.stimulus_digest = std::move(digest);
  return scenario;
}

Agreement Compare(const ReferenceSet& set, int status, const std::string& digest = "digest-a") {
  return CompareWithReference(Named("server/t/a", digest), Answered({Response(status)}), set,
                              Comparison::kOutcome, {})
      .agreement;
}

TEST(CompareWithReference, TellsTheSameFromWhatVersionsDifferIn) {
  const ReferenceSet set{Version("3.14", 200), {Version("3.12", 400), Version("3.13", 501)}};
  EXPECT_EQ(Compare(set, 200), Agreement::kSame);
  EXPECT_EQ(Compare(set, 400), Agreement::kVersion);
  EXPECT_EQ(Compare(set, 501), Agreement::kVersion);
  EXPECT_EQ(Compare(set, 404), Agreement::kDiffers);
}

TEST(CompareWithReference, ExcusesNothingByAnOutcomeOfAnotherStimulus) {
  ReferenceSet set{Version("3.14", 200), {Version("3.13", 400)}};
  set.others[0].outcomes["server/t/a"].stimulus_digest = "digest-of-before";
  EXPECT_EQ(Compare(set, 400), Agreement::kDiffers);
}

TEST(CompareWithReference, NamesTheDifferencesFromThePrimary) {
  const ReferenceSet set{Version("3.14", 200), {Version("3.13", 400)}};
  const Compared compared = CompareWithReference(
      Named("server/t/a", "digest-a"), Answered({Response(400)}), set, Comparison::kOutcome, {});
  ASSERT_THAT(compared.differences, SizeIs(1));
  EXPECT_THAT(compared.differences[0], HasSubstr("200"));
}

TEST(CompareWithReference, ComparesNothingWhereThereIsNoOutcome) {
  const Compared compared =
      CompareWithReference(Named("server/t/none", ""), Answered({Response(200)}),
                           {Version("3.14", 200), {}}, Comparison::kOutcome, {});
  EXPECT_EQ(compared.agreement, Agreement::kNone);
  EXPECT_THAT(compared.differences, IsEmpty());
}

TEST(StaleOutcomes, NamesWhatIsMissingOrBelongsToAnotherStimulus) {
  const ReferenceSet set{Version("3.14", 200), {}};
  const Scenario a = Named("server/t/a", "digest-a"), b = Named("server/t/b", "changed"),
                 c = Named("server/t/c", "digest-c");
  EXPECT_THAT(StaleOutcomes(set, {&a}), IsEmpty());
  EXPECT_THAT(StaleOutcomes(set, {&a, &b, &c}),
              ElementsAre("server/t/b: its recorded outcome belongs to another stimulus",
                          "server/t/c: no outcome is recorded"));
}

class LoadReferenceTest : public ::testing::Test {
 protected:
  void Save(const char* name, const ReferenceOutcomes& outcomes, const ReferenceOutcomes* base) {
    const auto saved = SaveReference(folder_.path() / name, outcomes, base);
    ASSERT_TRUE(saved) << saved.error().file << saved.error().message;
  }
  TemporaryFolder folder_;
};

TEST_F(LoadReferenceTest, CompletesTheOthersFromThePrimary) {
  const ReferenceOutcomes primary = Version("3.14.1", 200);
  Save("3.14", primary, nullptr);
  Save("3.13", Version("3.13.9", 200, 400), &primary);
  const auto set = LoadReference(folder_.path(), "3.14");
  ASSERT_TRUE(set) << set.error().file << set.error().message;
  EXPECT_EQ(set->primary.version, "3.14.1");
  ASSERT_THAT(set->others, SizeIs(1));
  EXPECT_EQ(set->others[0].version, "3.13.9");
  const auto& others = set->others[0].outcomes;
  EXPECT_EQ(others.at("server/t/a").observation, primary.outcomes.at("server/t/a").observation);
  EXPECT_EQ(others.at("server/t/b").observation.connections[0].messages.messages[0].status, 400);
  ASSERT_NE(set->Find("server/t/b"), nullptr);
  EXPECT_EQ(set->Find("server/t/b")->connections[0].messages.messages[0].status, 200);
  EXPECT_EQ(set->Find("server/t/c"), nullptr);
}

TEST_F(LoadReferenceTest, WritesOnlyWhatDiffersFromTheBase) {
  const ReferenceOutcomes primary = Version("3.14.1", 200);
  Save("3.13", primary, &primary);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "3.13" / "server"));
}

TEST_F(LoadReferenceTest, RefusesDifferencesFromAnotherBase) {
  const ReferenceOutcomes before = Version("3.14.0", 200);
  Save("3.14", Version("3.14.1", 200), nullptr);
  Save("3.13", Version("3.13.9", 400), &before);
  const auto set = LoadReference(folder_.path(), "3.14");
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().file, HasSubstr("3.13"));
  EXPECT_EQ(set.error().message, "its base is 3.14.0, but 3.14 is of 3.14.1: record it again");
}

TEST_F(LoadReferenceTest, TellsThatNothingIsRecorded) {
  const auto set = LoadReference(folder_.path(), "3.14");
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().file, HasSubstr("3.14/interpreter.json"));
}

}  // namespace
}  // namespace wireproof::harness
