#include "mockserver/stub/stub_store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "mockserver/stub/store_fixture.h"

namespace wireproof::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kId1 = "aaaaaaaa-0000-0000-0000-000000000001";
constexpr const char* kId2 = "aaaaaaaa-0000-0000-0000-000000000002";

class StubStoreTest : public ::testing::Test {
 protected:
  StubStoreTest()
      : store_(
            [](const Stub& stub, const Answer& answer) { return CompileReply(stub, answer, {}); },
            random_) {}

  StoredStubPtr Add(std::string_view text) {
    auto stored = store_.Add(ReadStub(text));
    EXPECT_TRUE(stored.has_value()) << text;
    return stored ? *stored : nullptr;
  }

  // The content that answers, without its framing; "-" where no stub does.
  std::string Take(std::string_view target,
                   RequestOrigin origin = {.connection = 1, .request_of_connection = 1}) {
    const Request request(PartsOf(target, "GET", origin));
    const StoredStubPtr taken = store_.Take(request, {.request = &request});
    return taken == nullptr ? "-" : taken->TakenReply()->prepared->content;
  }

  // What answers three times in a row.
  std::string TakeThrice(std::string_view target) {
    std::string taken = Take(target);
    taken += Take(target);
    return taken + Take(target);
  }

  std::vector<std::string> Ids() const {
    std::vector<std::string> ids;
    for (const StoredStubPtr& stored : store_.NewestFirst()) {
      ids.push_back(stored->stub->id.substr(35));
    }
    return ids;
  }

  std::mt19937_64 random_{1};
  StubStore store_;
};

std::string StubText(std::string_view id, std::string_view url, std::string_view body,
                     std::string_view more = "") {
  return fmt::format(
      "{{'id': 'aaaaaaaa-0000-0000-0000-00000000000{}', 'request': {{'url': '{}'}}, "
      "'response': {{'body': '{}'}}{}}}",
      id, url, body, more);
}

TEST_F(StubStoreTest, AnswersWithTheNewestOfTheHighestPriority) {
  EXPECT_EQ(Take("/a"), "-");
  Add(StubText("1", "/a", "first", ", 'priority': 5"));
  Add(StubText("2", "/a", "second"));
  EXPECT_EQ(Take("/a"), "second");
  Add(StubText("3", "/a", "low", ", 'priority': 10"));
  Add(StubText("4", "/a", "high", ", 'priority': 1"));
  Add(StubText("5", "/a", "higher", ", 'priority': -1"));
  EXPECT_EQ(Take("/a"), "higher");
  EXPECT_THAT(Ids(), ElementsAre("5", "4", "2", "1", "3"));
}

TEST_F(StubStoreTest, GivesIdsThatAreRandomUuidsAndRefusesDuplicates) {
  std::set<std::string> ids;
  for (int n = 0; n < 100; ++n) ids.insert(Add("{'request': {}}")->stub->id);
  EXPECT_EQ(ids.size(), 100U);
  EXPECT_THAT(*ids.begin(),
              ::testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                      "[0-9a-f]{12}"));
  Add(StubText("1", "/a", ""));
  const auto again = store_.Add(ReadStub(StubText("1", "/b", "")));
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().error, StoreError::kDuplicateId);
  EXPECT_NE(store_.Get("AAAAAAAA-0000-0000-0000-000000000001"), nullptr);
  EXPECT_EQ(store_.Get("nothing"), nullptr);
}

TEST_F(StubStoreTest, ReplacesInPlaceAndKeepsTheId) {
  Add(StubText("1", "/a", "one"));
  Add(StubText("2", "/a", "two"));
  const auto replaced = store_.Replace(kId1, ReadStub(StubText("9", "/a", "one again")));
  ASSERT_TRUE(replaced.has_value());
  EXPECT_EQ((*replaced)->stub->id, kId1);
  EXPECT_EQ(Take("/a"), "two");
  EXPECT_THAT(Ids(), ElementsAre("2", "1"));
  EXPECT_TRUE(store_.Remove(kId2));
  EXPECT_FALSE(store_.Remove(kId2));
  EXPECT_EQ(Take("/a"), "one again");
  EXPECT_EQ(store_.Replace(kId2, ReadStub("{}")).error().error, StoreError::kNotFound);
}

TEST_F(StubStoreTest, SaysWhereATemplateIsWrongAndStaysAsItWas) {
  const Stub bad =
      ReadStub("{'response': {'body': '{{#if x}}', 'transformers': ['response-template']}}");
  const auto added = store_.Add(bad);
  ASSERT_FALSE(added.has_value());
  EXPECT_TRUE(added.error().compile_failed);
  EXPECT_EQ(added.error().problem.pointer, "/response/body");
  Add(StubText("1", "/a", "one"));
  EXPECT_TRUE(store_.Replace(kId1, bad).error().compile_failed);
  EXPECT_EQ(Take("/a"), "one");
  EXPECT_EQ(store_.size(), 1U);
}

TEST_F(StubStoreTest, RemovesByIdOrElseByEqualRequest) {
  Add(StubText("1", "/r", ""));
  Add(StubText("2", "/r", ""));
  Add(StubText("3", "/q", ""));
  Add(StubText("4", "/z", ""));
  EXPECT_EQ(store_.RemoveLike(ReadStub("{'request': {'url': '/r', 'method': 'POST'}}")), 0U);
  EXPECT_EQ(store_.RemoveLike(ReadStub("{'request': {'url': '/r'}}")), 2U);
  EXPECT_EQ(store_.RemoveLike(ReadStub(StubText("8", "/q", ""))), 1U);
  EXPECT_EQ(store_.RemoveLike(ReadStub(StubText("4", "/other", ""))), 1U);
  EXPECT_EQ(store_.size(), 0U);
}

// What real WireMock 3.13.2 answers to the same changes.
TEST_F(StubStoreTest, MovesScenariosAndKeepsTheirStateAsLongAsTheyHaveStubs) {
  const auto states = [this] {
    std::vector<std::string> lines;
    for (const ScenarioState& scenario : store_.Scenarios()) {
      lines.push_back(fmt::format("{}={} of {}, {} stubs", scenario.name, scenario.state,
                                  fmt::join(scenario.possible_states, " "), scenario.stubs.size()));
    }
    return lines;
  };
  const auto in = [](const char* name, const char* required, const char* next) {
    return fmt::format(", 'scenarioName': '{}', 'requiredScenarioState': '{}'{}", name, required,
                       *next == 0 ? "" : fmt::format(", 'newScenarioState': '{}'", next));
  };
  Add(StubText("1", "/s", "1", in("S", "Started", "two")));
  Add(StubText("2", "/s", "2", in("S", "two", "alpha")));
  Add(StubText("3", "/s", "3", in("S", "zeta", "")));
  EXPECT_EQ(Take("/s"), "1");
  EXPECT_THAT(states(), ElementsAre("S=two of Started two alpha zeta, 3 stubs"));
  ASSERT_TRUE(store_.Replace(kId2, ReadStub(StubText("2", "/s", "2b", in("S", "two", "beta")))));
  EXPECT_THAT(states(), ElementsAre("S=two of Started two beta zeta, 3 stubs"));
  ASSERT_TRUE(store_.Replace(
      kId2, ReadStub(StubText("2", "/s", "2b", ", 'scenarioName': 'O', 'newScenarioState': 'o'"))));
  EXPECT_THAT(states(),
              ElementsAre("O=Started of o, 1 stubs", "S=two of Started two zeta, 2 stubs"));
  EXPECT_EQ(Take("/s"), "2b");
  EXPECT_EQ(store_.StateOf("O"), "o");
  EXPECT_TRUE(store_.Remove(kId2));
  EXPECT_EQ(store_.StateOf("O"), "");
  EXPECT_TRUE(store_.SetState("S", "zeta").has_value());
  EXPECT_EQ(Take("/s"), "3");
  EXPECT_EQ(store_.SetState("S", "nope").error(), StoreError::kUnknownState);
  EXPECT_EQ(store_.SetState("T", "Started").error(), StoreError::kUnknownScenario);
  store_.ResetScenarios();
  EXPECT_EQ(Take("/s"), "1");
  // The last stub of a scenario replaced by another of it: the state stays.
  EXPECT_TRUE(store_.Remove("aaaaaaaa-0000-0000-0000-000000000003"));
  ASSERT_TRUE(store_.Replace(kId1, ReadStub(StubText("1", "/s", "1b", in("S", "two", "end")))));
  EXPECT_EQ(Take("/s"), "1b");
  store_.Clear();
  EXPECT_THAT(states(), IsEmpty());
}

TEST_F(StubStoreTest, GivesTheAnswersOfASequenceInTurn) {
  const std::string sequence =
      "{'request': {'url': '/s'}, 'wireproof': {'sequence': [{'response': {'body': 'a'}}, "
      "{'response': {'body': 'b'}}]";
  const StoredStubPtr last_repeats = Add(sequence + "}}");
  EXPECT_EQ(TakeThrice("/s"), "abb");
  const Request request(PartsOf("/s"));
  EXPECT_EQ(store_.Find(request, {.request = &request}), last_repeats);
  EXPECT_EQ(last_repeats->hits, 3U);
  EXPECT_EQ(std::get<TextContent>(last_repeats->TakenAnswer().response.content).text, "b");
  Add(sequence + ", 'cycle': true}}");
  EXPECT_EQ(TakeThrice("/s"), "aba");
  store_.ResetHits();
  EXPECT_EQ(Take("/s"), "a");
}

TEST_F(StubStoreTest, HoldsToTheConditions) {
  Add(StubText("1", "/c", "rest"));
  Add(StubText("2", "/c", "second connection", ", 'wireproof': {'when': {'connection': 2}}"));
  Add(StubText("3", "/c", "third request",
               ", 'wireproof': {'when': {'request': {'every': 3, "
               "'from': 3}}}"));
  EXPECT_EQ(Take("/c", {.connection = 1, .request_of_connection = 1}), "rest");
  EXPECT_EQ(Take("/c", {.connection = 2, .request_of_connection = 1}), "second connection");
  EXPECT_EQ(Take("/c", {.connection = 2, .request_of_connection = 6}), "third request");
  Add(StubText("4", "/c", "twice", ", 'wireproof': {'when': {'times': 2}}"));
  EXPECT_EQ(TakeThrice("/c"), "twicetwicerest");
  Add(StubText("5", "/c", "never", ", 'wireproof': {'when': {'probability': 0}}"));
  EXPECT_EQ(Take("/c"), "rest");
}

TEST_F(StubStoreTest, DrawsProbabilitiesFromTheSeededGenerator) {
  Add(StubText("1", "/p", "0"));
  Add(StubText("2", "/p", "1", ", 'wireproof': {'when': {'probability': 0.3}}"));
  const auto run = [this] {
    random_.seed(42);
    std::string taken;
    for (int n = 0; n < 1000; ++n) taken += Take("/p");
    return taken;
  };
  const std::string first = run();
  EXPECT_EQ(run(), first);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(first, '1')), 300, 60);
}

TEST_F(StubStoreTest, KeepsConnectRulesApartFromRequests) {
  Add("{'name': 'all', 'wireproof': {'connect': {'tls_fault': 'stall'}}}");
  Add("{'name': 'second', 'wireproof': {'when': {'connection': 2, 'times': 1}, "
      "'connect': {'tls_fault': 'garbage'}}}");
  EXPECT_EQ(Take("/"), "-");
  EXPECT_EQ(store_.TakeConnectRule(1)->stub->name, "all");
  EXPECT_EQ(store_.TakeConnectRule(2)->stub->name, "second");
  EXPECT_EQ(store_.TakeConnectRule(2)->stub->name, "all");
  store_.Clear();
  EXPECT_EQ(store_.TakeConnectRule(1), nullptr);
}

TEST_F(StubStoreTest, AddsTenThousandStubsWithALookBetweenInSeconds) {
  const auto start = std::chrono::steady_clock::now();
  const Stub forms[] = {ReadStub("{'request': {'url': '/u'}}"),
                        ReadStub("{'request': {'urlPathTemplate': '/t/{x}/y'}}"),
                        ReadStub("{'request': {'urlPattern': '/r/[0-9]+'}}")};
  for (std::size_t n = 0; n < 10'000; ++n) {
    ASSERT_TRUE(store_.Add(forms[n % 3]).has_value());
    ASSERT_EQ(Take("/u"), "");
  }
  const auto spent = std::chrono::steady_clock::now() - start;
  EXPECT_LT(std::chrono::duration<double>(spent).count(), 60) << "it is quadratic";
}

}  // namespace
}  // namespace wireproof::mock
