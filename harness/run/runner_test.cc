// The runner against a playground of which the test says what each scenario shows.
#include "harness/run/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/verdict/test_values.h"
#include "http/net/loop.h"

namespace wireproof::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

enum class Shows {
  k200,
  k400,
  kWarning,
  kHang,
  kTimeout,
  kDeath,
  kEnded,
  kHung,
  kUnsupported,
  kBroken
};

// One call of Play.
struct Played {
  std::string id, variant;
  int patience = 0;
  std::size_t others = 0;  // in flight when it began
};

class FakePlayground final : public Playground {
 public:
  // What a scenario shows the n-th time (from 0), in a variant.
  std::function<Shows(const std::string& id, const std::string& variant, int n)> shows =
      [](const auto&, const auto&, int) { return Shows::k200; };
  Identity is;
  bool tls = false;
  bool can_be_revived = true;
  std::size_t most_jobs = 8;
  std::vector<Played> played;
  int revived = 0;
  std::size_t most_in_flight = 0;

  Role role() const override { return Role::kServer; }
  const Identity& identity() const override { return is; }
  bool has_tls() const override { return tls; }
  bool HasVariable(std::string_view) const override { return true; }
  std::size_t jobs() const override { return most_jobs; }

  net::Task<std::expected<Run, SubjectError>> Play(const Scenario& scenario, Variant variant,
                                                   int patience) override {
    const std::string name = Name(variant);
    played.push_back({scenario.id, name, patience, in_flight_});
    const Shows what =
        dead_ ? Shows::kDeath : shows(scenario.id, name, times_[scenario.id + name]++);
    most_in_flight = std::max(most_in_flight, ++in_flight_);
    co_await net::Yield();
    --in_flight_;
    Run run{.variant = variant, .observation = Answered({Response(200)}), .transcript = {}};
    if (what == Shows::k400) run.observation = Answered({Response(400)});
    if (what == Shows::kWarning) run.observation = Answered({Response(299)});
    if (what == Shows::kHang) run.observation = Answered({}, Fate::kHung);
    if (what == Shows::kTimeout) run.observation = Failed(FailureKind::kTimeout);
    if (what == Shows::kDeath) {
      run.observation = Answered({}, Fate::kReset);
      dead_ = true;
    }
    if (what == Shows::kEnded) co_return Error(SubjectError::Kind::kEnded);
    if (what == Shows::kHung) co_return Error(SubjectError::Kind::kHung);
    if (what == Shows::kUnsupported) co_return Error(SubjectError::Kind::kUnsupported);
    if (what == Shows::kBroken) co_return Error(SubjectError::Kind::kProtocol);
    co_return run;
  }

  bool died() override { return dead_; }
  net::Task<std::expected<void, SubjectError>> Revive() override {
    if (!can_be_revived) co_return Error(SubjectError::Kind::kUnreachable);
    ++revived;
    dead_ = false;
    co_return std::expected<void, SubjectError>();
  }
  net::Task<void> Stop() override { co_return; }

  void Forget() {
    played.clear();
    times_.clear();
  }
  std::size_t TimesPlayed(std::string_view id) const {
    return static_cast<std::size_t>(std::ranges::count(played, id, &Played::id));
  }
  const Played& Last(std::string_view id) const {
    const auto found = std::ranges::find(played.rbegin(), played.rend(), id, &Played::id);
    return *found;
  }

 private:
  static std::unexpected<SubjectError> Error(SubjectError::Kind kind) {
    return std::unexpected(SubjectError{kind, "words of the error"});
  }

  bool dead_ = false;
  std::size_t in_flight_ = 0;
  std::map<std::string, int> times_;
};

// Passes with 200, warns with 299, fails otherwise.
Scenario Wants200(std::string id, std::string control = "") {
  Scenario scenario =
      Expecting(Role::kServer, {Responses({WithStatus(200)})}, {Responses({WithStatus(299)})});
  scenario.id = std::move(id);
  scenario.control = std::move(control);
  return scenario;
}

class RunnerTest : public ::testing::Test {
 protected:
  // Runs those with these ids, or all.
  std::vector<ScenarioResult> Run(std::vector<Scenario> scenarios,
                                  const std::vector<std::string>& ids = {}) {
    corpus_.scenarios = std::move(scenarios);
    std::ranges::sort(corpus_.scenarios, {}, &Scenario::id);
    std::vector<const Scenario*> selected;
    for (const std::string& id : ids) selected.push_back(corpus_.Find(id));
    if (ids.empty()) {
      for (const Scenario& scenario : corpus_.scenarios) selected.push_back(&scenario);
    }
    net::EventLoop loop;
    options_.done = [this](const ScenarioResult& result) { done_.push_back(result.scenario->id); };
    Runner runner(loop.executor(), playground_, options_);
    return loop.RunTask(runner.Run(corpus_, std::move(selected)));
  }

  void Let(std::map<std::string, std::vector<Shows>> by_id) {
    playground_.shows = [by_id](const std::string& id, const std::string&, int n) {
      const auto found = by_id.find(id);
      if (found == by_id.end()) return Shows::k200;
      return found
          ->second[std::min<std::size_t>(static_cast<std::size_t>(n), found->second.size() - 1)];
    };
  }

  FakePlayground playground_;
  RunnerOptions options_;
  Corpus corpus_;
  std::vector<std::string> done_;
};

std::vector<Verdict> VerdictsOf(const std::vector<ScenarioResult>& results) {
  std::vector<Verdict> verdicts;
  for (const ScenarioResult& result : results) verdicts.push_back(result.verdict);
  return verdicts;
}

TEST_F(RunnerTest, GivesTheResultsInTheOrderTheyWereAskedFor) {
  Let({{"server/b", {Shows::k400}}});
  const auto results = Run({Wants200("server/a"), Wants200("server/b"), Wants200("server/c")},
                           {"server/c", "server/b", "server/a"});
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0].scenario->id, "server/c");
  EXPECT_EQ(results[2].scenario->id, "server/a");
  EXPECT_THAT(VerdictsOf(results), ElementsAre(Verdict::kPass, Verdict::kFail, Verdict::kPass));
  EXPECT_EQ(results[1].reasons.size(), 2u) << "each alternative says why it does not hold";
  EXPECT_EQ(results[0].variant, "plain, whole");
  EXPECT_TRUE(results[0].primary && results[0].run);
  EXPECT_EQ(done_.size(), 3u);
}

TEST_F(RunnerTest, KeepsAsManyInFlightAsTheSubjectCanServe) {
  playground_.most_jobs = 3;
  std::vector<Scenario> scenarios;
  for (char name = 'a'; name < 'k'; ++name)
    scenarios.push_back(Wants200(std::string("server/") + name));
  Run(std::move(scenarios));
  EXPECT_EQ(playground_.most_in_flight, 3u);
}

TEST_F(RunnerTest, BlocksWhatStandsBehindAControlThatDidNotPass) {
  for (const auto& [shows, word] :
       {std::pair{Shows::k400, "fail"}, std::pair{Shows::kWarning, "warn"}}) {
    Let({{"server/control", {shows}}, {"server/x", {Shows::k200}}});
    const auto results =
        Run({Wants200("server/control"), Wants200("server/x", "server/control")}, {"server/x"});
    ASSERT_EQ(results.size(), 1u) << "the control is not reported";
    EXPECT_EQ(results[0].verdict, Verdict::kBlocked);
    EXPECT_EQ(results[0].reasons[0],
              std::string("its control server/control did not pass: ") + word);
    EXPECT_TRUE(results[0].primary) << "what it does is still compared with the reference";
  }
}

TEST_F(RunnerTest, BlocksOnlyTheVariantsInWhichTheControlDidNotPass) {
  playground_.shows = [](const std::string& id, const std::string& variant, int) {
    return id == "server/control" && variant == "plain, split" ? Shows::k400 : Shows::k200;
  };
  Scenario control = Wants200("server/control"), x = Wants200("server/x", "server/control");
  control.steps = x.steps = {{"", script::Send{script::OctetsTemplate("x")}}};
  const auto results = Run({control, x}, {"server/x"});
  EXPECT_EQ(results[0].verdict, Verdict::kBlocked);
  EXPECT_EQ(results[0].variant, "plain, split");
  EXPECT_EQ(playground_.TimesPlayed("server/x"), 2u) << "split is not played";
}

TEST_F(RunnerTest, BlocksWhatStandsBehindAControlThatWasSkipped) {
  Scenario control = Wants200("server/control");
  control.needs = {"nothing.has.it"};
  const auto results = Run({control, Wants200("server/x", "server/control")}, {"server/x"});
  EXPECT_EQ(results[0].verdict, Verdict::kBlocked);
  EXPECT_THAT(results[0].reasons[0], HasSubstr("was not run"));
}

TEST_F(RunnerTest, SaysWhyItSkips) {
  Scenario lacks = Wants200("server/a");
  lacks.needs = {"app.echo"};
  Scenario tls = Wants200("server/b");
  tls.transport = Transport::kTls;
  Let({{"server/c", {Shows::kUnsupported}}});
  const auto results = Run({lacks, tls, Wants200("server/c")});
  EXPECT_THAT(VerdictsOf(results), ElementsAre(Verdict::kSkip, Verdict::kSkip, Verdict::kSkip));
  EXPECT_THAT(results[0].reasons, ElementsAre("it lacks app.echo"));
  EXPECT_THAT(results[1].reasons, ElementsAre("no variant of it is selected"));
  EXPECT_THAT(results[2].reasons, ElementsAre("words of the error"));
  EXPECT_EQ(playground_.TimesPlayed("server/a") + playground_.TimesPlayed("server/b"), 0u);
}

TEST_F(RunnerTest, TriesAHangAgainAloneWithMorePatience) {
  for (const Shows hang : {Shows::kHang, Shows::kTimeout}) {
    playground_.Forget();
    Let({{"server/a", {hang, Shows::k200}}});
    const auto results = Run({Wants200("server/a"), Wants200("server/b"), Wants200("server/c")});
    EXPECT_EQ(results[0].verdict, Verdict::kPass) << "the second time counts";
    EXPECT_EQ(playground_.TimesPlayed("server/a"), 2u);
    EXPECT_EQ(playground_.played.front().patience, 1);
    EXPECT_EQ(playground_.played.back().id, "server/a");
    EXPECT_EQ(playground_.played.back().patience, kPatienceAlone);
    EXPECT_EQ(playground_.played.back().others, 0u);
    EXPECT_EQ(playground_.TimesPlayed("server/b"), 1u);
  }
  EXPECT_EQ(kPatienceAlone, 3);
}

TEST_F(RunnerTest, CountsAHangThatHangsAgain) {
  Let({{"server/a", {Shows::kHang}}});
  const auto results = Run({Wants200("server/a")});
  EXPECT_EQ(results[0].verdict, Verdict::kFail);
  EXPECT_EQ(playground_.TimesPlayed("server/a"), 2u);
}

TEST_F(RunnerTest, DoesNotTryAHangAgainThatIsKnown) {
  options_.hang_is_known = [](const Scenario& scenario) { return scenario.id == "server/a"; };
  Let({{"server/a", {Shows::kHang, Shows::k200}}});
  EXPECT_EQ(Run({Wants200("server/a")})[0].verdict, Verdict::kFail);
  EXPECT_EQ(playground_.TimesPlayed("server/a"), 1u);
}

TEST_F(RunnerTest, DoesNotTryAgainWhatMayHang) {
  Let({{"server/a", {Shows::kHang}}});
  Scenario scenario = Wants200("server/a");
  scenario.expect.pass = {Alternative{}};
  scenario.expect.pass[0].fates = {Fate::kHung};
  EXPECT_EQ(Run({scenario})[0].verdict, Verdict::kPass);
  EXPECT_EQ(playground_.TimesPlayed("server/a"), 1u);
}

TEST_F(RunnerTest, TriesWhatStandsBehindADoubtfulControlAloneToo) {
  Let({{"server/control", {Shows::kHang, Shows::k200}}});
  const auto results = Run({Wants200("server/control"), Wants200("server/x", "server/control")});
  EXPECT_THAT(VerdictsOf(results), ElementsAre(Verdict::kPass, Verdict::kPass));
  EXPECT_EQ(playground_.Last("server/x").patience, kPatienceAlone);
}

TEST_F(RunnerTest, RevivesADeadSubjectAndBlamesWhoKillsItAlone) {
  Let({{"server/killer", {Shows::kDeath}}});
  const auto results = Run({Wants200("server/a"), Wants200("server/killer"), Wants200("server/z")});
  EXPECT_THAT(VerdictsOf(results), ElementsAre(Verdict::kPass, Verdict::kFail, Verdict::kPass))
      << "those beside it were tried again alone";
  ASSERT_TRUE(results[1].primary);
  EXPECT_TRUE(results[1].primary->crashed);
  EXPECT_FALSE(results[2].primary->crashed);
  EXPECT_EQ(playground_.revived, 2) << "before the killer, and behind it";
}

TEST_F(RunnerTest, DoesNotBlameWhoKillsItOnce) {
  Let({{"server/a", {Shows::kDeath, Shows::k200}}});
  EXPECT_EQ(Run({Wants200("server/a")})[0].verdict, Verdict::kPass);
  EXPECT_EQ(playground_.revived, 1);
}

TEST_F(RunnerTest, TellsThatItCouldNotReviveTheSubject) {
  playground_.can_be_revived = false;
  Let({{"server/a", {Shows::kDeath}}});
  const auto results = Run({Wants200("server/a"), Wants200("server/b")});
  EXPECT_EQ(results[0].verdict, Verdict::kError);
  EXPECT_THAT(results[0].reasons, ElementsAre("words of the error"));
}

TEST_F(RunnerTest, CallsAClientThatEndsOrHangsTwiceAFailure) {
  Let({{"server/a", {Shows::kEnded}},
       {"server/b", {Shows::kHung}},
       {"server/c", {Shows::kEnded, Shows::k200}}});
  const auto results = Run({Wants200("server/a"), Wants200("server/b"), Wants200("server/c")});
  EXPECT_THAT(VerdictsOf(results), ElementsAre(Verdict::kFail, Verdict::kFail, Verdict::kPass));
  EXPECT_THAT(results[0].reasons,
              ElementsAre("it crashed, again when alone", "words of the error"));
  EXPECT_THAT(results[1].reasons, ElementsAre("it hung, again when alone", "words of the error"));
  EXPECT_TRUE(results[0].primary->crashed);
}

TEST_F(RunnerTest, TellsWhatCouldNotBeRunFromAFailure) {
  Let({{"server/a", {Shows::kBroken}}});
  EXPECT_EQ(Run({Wants200("server/a")})[0].verdict, Verdict::kError);
}

TEST_F(RunnerTest, RunsExclusiveScenariosLastAndAlone) {
  Scenario first = Wants200("server/a"), second = Wants200("server/b");
  first.exclusive = second.exclusive = true;
  Run({first, second, Wants200("server/c"), Wants200("server/d")});
  ASSERT_EQ(playground_.played.size(), 4u);
  EXPECT_THAT((std::vector{playground_.played[0].id, playground_.played[1].id}),
              IsSupersetOf({"server/c", "server/d"}));
  for (std::size_t i = 2; i < 4; ++i) {
    EXPECT_EQ(playground_.played[i].others, 0u);
    EXPECT_EQ(playground_.played[i].patience, kPatienceAlone);
  }
}

TEST_F(RunnerTest, RunsAnExclusiveControlBeforeWhatStandsBehindIt) {
  Scenario control = Wants200("server/z-control"), x = Wants200("server/a", "server/z-control");
  control.exclusive = x.exclusive = true;
  const auto results = Run({control, x}, {"server/a"});
  EXPECT_EQ(results[0].verdict, Verdict::kPass);
  EXPECT_EQ(playground_.played.front().id, "server/z-control");
}

TEST_F(RunnerTest, ReportsTheWorstVariantAndComparesThePrimary) {
  playground_.tls = true;
  playground_.shows = [](const std::string&, const std::string& variant, int) {
    if (variant == "plain, bytewise") return Shows::kWarning;
    return variant == "TLS, whole" ? Shows::k400 : Shows::k200;
  };
  Scenario scenario = Wants200("server/a");
  scenario.steps = {{"", script::Send{script::OctetsTemplate("x")}}};
  const auto results = Run({scenario});
  EXPECT_EQ(results[0].verdict, Verdict::kFail);
  EXPECT_EQ(results[0].variant, "TLS, whole");
  EXPECT_EQ(playground_.played.size(), 4u);
  ASSERT_TRUE(results[0].primary && results[0].run);
  EXPECT_EQ(results[0].primary->connections[0].messages.messages[0].status, 200);
  EXPECT_EQ(results[0].run->observation.connections[0].messages.messages[0].status, 400);
}

TEST_F(RunnerTest, StopsAtTheFirstVariantThatFails) {
  Let({{"server/a", {Shows::k400}}});
  Scenario scenario = Wants200("server/a");
  scenario.steps = {{"", script::Send{script::OctetsTemplate("x")}}};
  EXPECT_EQ(Run({scenario})[0].variant, "plain, whole");
  EXPECT_EQ(playground_.played.size(), 1u);
}

TEST_F(RunnerTest, PlaysThePrimaryVariantAloneWhereNoMoreIsAskedFor) {
  options_.judge_all_variants = false;
  playground_.tls = true;
  Scenario scenario = Wants200("server/a");
  scenario.steps = {{"", script::Send{script::OctetsTemplate("x")}}};
  EXPECT_EQ(Run({scenario})[0].variant, "plain, whole");
  EXPECT_EQ(playground_.played.size(), 1u);
}

TEST_F(RunnerTest, RunsAScenarioOnceThatIsAControlToo) {
  Run({Wants200("server/control"), Wants200("server/x", "server/control"),
       Wants200("server/y", "server/control")});
  EXPECT_EQ(playground_.TimesPlayed("server/control"), 1u);
}

TEST_F(RunnerTest, HasNothingToSayOfNothing) {
  net::EventLoop loop;
  Runner runner(loop.executor(), playground_, options_);
  EXPECT_THAT(loop.RunTask(runner.Run(corpus_, {})), IsEmpty());
}

}  // namespace
}  // namespace wireproof::harness
