#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/verdict/judge.h"
#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

using testing::ElementsAre;
using Tolerance = Alternative::Tolerance;

// Empty: the alternative holds. Otherwise the reason, without "pass 1: ".
std::string Why(const Alternative& alternative, const Observation& observation) {
  const Judgement judgement = Judge(Expecting(Role::kServer, {alternative}), observation, {});
  if (judgement.grade == Grade::kPass) return "";
  return judgement.reasons.at(0).substr(std::string_view("pass 1: ").size());
}

TEST(Judge, TheFirstAlternativeThatHoldsGivesTheGrade) {
  const Scenario scenario = Expecting(Role::kServer, {Responses({WithStatus(400)}), Responses({})},
                                      {Responses({WithStatus(200)})});
  const auto judge = [&](std::vector<script::Message> messages) {
    return Judge(scenario, Answered(std::move(messages)), {});
  };
  EXPECT_EQ(judge({Response(400)}).grade, Grade::kPass);
  EXPECT_THAT(judge({Response(400)}).reasons, ElementsAre("pass 1"));
  EXPECT_THAT(judge({}).reasons, ElementsAre("pass 2"));
  EXPECT_EQ(judge({Response(200)}).grade, Grade::kWarn);
  EXPECT_THAT(judge({Response(200)}).reasons, ElementsAre("warn 1"));
  const Judgement failed = judge({Response(500)});
  EXPECT_EQ(failed.grade, Grade::kFail);
  EXPECT_THAT(failed.reasons, ElementsAre("pass 1: response status: 500, expected 400",
                                          "pass 2: responses: 1 (500), expected none",
                                          "warn 1: response status: 500, expected 200"));
}

TEST(Judge, NamesGrades) {
  EXPECT_EQ(Name(Grade::kPass), "pass");
  EXPECT_EQ(Name(Grade::kWarn), "warn");
  EXPECT_EQ(Name(Grade::kFail), "fail");
}

TEST(Judge, NothingPassesWhereNoOutcomeIsAllowed) {
  const Judgement judgement = Judge(Expecting(Role::kServer, {}), Answered({}), {});
  EXPECT_EQ(judgement.grade, Grade::kFail);
  EXPECT_THAT(judgement.reasons, ElementsAre("no outcome is allowed"));
}

TEST(Judge, ACrashFailsWhateverIsAllowed) {
  Observation observation = Answered({Response(200)});
  observation.crashed = true;
  const Judgement judgement = Judge(Expecting(Role::kServer, {Alternative{}}), observation, {});
  EXPECT_EQ(judgement.grade, Grade::kFail);
  EXPECT_THAT(judgement.reasons, ElementsAre("the subject's process ended"));
}

TEST(Judge, AnEmptyAlternativeTakesAllDefaults) {
  EXPECT_EQ(Why({}, Answered({})), "");
  EXPECT_EQ(Why({}, Answered({Response(200), Response(500)})), "");
  script::Message cut = Response(200);
  cut.complete = false;
  EXPECT_EQ(Why({}, Answered({cut}, Fate::kClosed)), "");
}

TEST(Judge, HungMatchesOnlyWhereItIsNamed) {
  Observation observation = Answered({}, Fate::kHung);
  EXPECT_EQ(Why({}, observation), "connection: hung, expected any but hung");
  observation.missed = "step 2, await response";
  EXPECT_EQ(Why({}, observation), "hung: step 2, await response");
  EXPECT_EQ(Why({.fates = {Fate::kClosed, Fate::kHung}}, observation), "");
  // What was missed on another connection counts as well.
  observation.connections[0].fate = Fate::kKept;
  EXPECT_EQ(Why({.fates = {Fate::kKept}}, observation), "hung: step 2, await response");
  Alternative joined;
  joined.all = {Alternative{}, Alternative{.fates = {Fate::kKept, Fate::kHung}}};
  EXPECT_EQ(Why(joined, observation), "");
}

TEST(Judge, Fates) {
  const std::vector<Fate> ended{Fate::kClosed, Fate::kReset};
  for (const Fate fate : {Fate::kKept, Fate::kClosed, Fate::kReset, Fate::kHalfClosed}) {
    EXPECT_EQ(Why({}, Answered({}, fate)), "");
    EXPECT_EQ(Why({.fates = {fate}}, Answered({}, fate)), "");
  }
  EXPECT_EQ(Why({.fates = ended}, Answered({}, Fate::kReset)), "");
  EXPECT_EQ(Why({.fates = ended}, Answered({}, Fate::kKept)),
            "connection: kept, expected closed or reset");
  EXPECT_EQ(Why({.fates = ended}, Answered({}, Fate::kHalfClosed)), "");
  EXPECT_EQ(Why({.fates = {Fate::kReset}}, Answered({}, Fate::kHalfClosed)),
            "connection: half-closed, expected reset");
  EXPECT_EQ(Why({.fates = {Fate::kHalfClosed}}, Answered({}, Fate::kClosed)),
            "connection: closed, expected half-closed");
  EXPECT_EQ(Why({.fates = {Fate::kHung}}, Answered({}, Fate::kKept)),
            "connection: kept, expected hung");
}

TEST(Judge, Residue) {
  const auto with = [](Residue residue) {
    Observation observation = Answered({});
    observation.connections[0].residue = residue;
    return observation;
  };
  EXPECT_EQ(Why({}, with(Residue::kClean)), "");
  EXPECT_EQ(Why({}, with(Residue::kNotProbed)), "");
  EXPECT_EQ(Why({}, with(Residue::kPoisoned)), "residue: poisoned, expected clean or not probed");
  EXPECT_EQ(Why({}, with(Residue::kLeftOver)), "residue: left over, expected clean or not probed");
  EXPECT_EQ(Why({.residues = {Residue::kLeftOver}}, with(Residue::kLeftOver)), "");
  EXPECT_EQ(Why({.residues = {Residue::kClean}}, with(Residue::kNotProbed)),
            "residue: not probed, expected clean");
}

TEST(Judge, Handshakes) {
  const auto with = [](Handshake handshake) {
    Observation observation = Answered({});
    observation.connections[0].handshake = handshake;
    return observation;
  };
  EXPECT_EQ(Why({}, with(Handshake::kNone)), "");
  EXPECT_EQ(Why({}, with(Handshake::kDone)), "");
  for (const Handshake other :
       {Handshake::kRefusedByPeer, Handshake::kRefusedByUs, Handshake::kCut, Handshake::kHung}) {
    EXPECT_EQ(Why({}, with(other)), "handshake: " + std::string(Name(other)) + ", expected done");
    EXPECT_EQ(Why({.handshakes = {other}}, with(other)), "");
    EXPECT_NE(Why({.handshakes = {other}}, with(Handshake::kDone)), "");
  }
  EXPECT_EQ(Why({.handshakes = {Handshake::kRefusedByPeer}}, with(Handshake::kRefusedByUs)),
            "handshake: refused by us, expected refused by the other side");
}

TEST(Judge, TlsAndCloseNotify) {
  Observation observation = Answered({}, Fate::kClosed);
  observation.connections[0].tls_version = "TLSv1.2";
  observation.connections[0].alpn = "http/1.1";
  EXPECT_EQ(Why({.tls_version = "TLSv1.2", .alpn = "http/1.1"}, observation), "");
  EXPECT_EQ(Why({.tls_version = "TLSv1.3"}, observation),
            R"(TLS version: "TLSv1.2", expected "TLSv1.3")");
  EXPECT_EQ(Why({.alpn = ""}, observation), R"(ALPN: "http/1.1", expected "")");
  EXPECT_EQ(Why({.close_notify = false}, observation), "");
  EXPECT_EQ(Why({.close_notify = true}, observation), "close_notify: none came, expected one");
  observation.connections[0].close_notify = true;
  EXPECT_EQ(Why({.close_notify = true}, observation), "");
  EXPECT_EQ(Why({.close_notify = false}, observation), "close_notify: it came, expected none");
}

TEST(Judge, SurplusAndMalformed) {
  Observation plain = Answered({Response(200)});
  Observation surplus = plain;
  surplus.connections[0].messages.surplus = "x";
  Observation malformed = plain;
  malformed.connections[0].messages.malformed = script::Malformed{"bad-line", 7, "a space"};
  EXPECT_EQ(Why({}, surplus), R"(surplus: "x", expected none)");
  EXPECT_EQ(Why({}, malformed),
            "malformed: bad-line at byte 7 (a space), expected messages that parse");
  EXPECT_EQ(Why({.surplus = Tolerance::kAny}, surplus), "");
  EXPECT_EQ(Why({.surplus = Tolerance::kAny}, plain), "");
  EXPECT_EQ(Why({.surplus = Tolerance::kRequired}, surplus), "");
  EXPECT_EQ(Why({.surplus = Tolerance::kRequired}, plain),
            "surplus: none, expected bytes that belong to no message");
  EXPECT_EQ(Why({.malformed = Tolerance::kAny}, malformed), "");
  EXPECT_EQ(Why({.malformed = Tolerance::kAny}, plain), "");
  EXPECT_EQ(Why({.malformed = Tolerance::kRequired}, malformed), "");
  EXPECT_EQ(Why({.malformed = Tolerance::kRequired}, plain),
            "malformed: nothing, expected what does not parse");
  EXPECT_NE(Why({.surplus = Tolerance::kAny}, malformed), "");
  EXPECT_NE(Why({.malformed = Tolerance::kAny}, surplus), "");
}

TEST(Judge, InterimResponses) {
  Observation observation = Answered({Response(200)});
  observation.connections[0].messages.interim = {Response(100)};
  EXPECT_EQ(Why({}, observation), "");
  EXPECT_EQ(Why({.interim = std::vector{WithStatus(100)}}, observation), "");
  EXPECT_EQ(Why({.interim = std::vector<MessageMatcher>{}}, observation),
            "interim responses: 1 (100), expected none");
  EXPECT_EQ(Why({.interim = std::vector{WithStatus(103)}}, observation),
            "interim response status: 100, expected 103");
}

TEST(Judge, SpeaksOfTheConnectionThatIsNamed) {
  Observation observation = Answered({Response(200)});
  observation.connections.push_back(On("second", {Response(400)}, Fate::kClosed));
  Alternative second = Responses({WithStatus(400)});
  EXPECT_EQ(Why(second, observation), "response status: 200, expected 400");
  second.on = "second";
  EXPECT_EQ(Why(second, observation), "");
  second.fates = {Fate::kKept};
  EXPECT_EQ(Why(second, observation), "on second: connection: closed, expected kept");
  second.on = "third";
  EXPECT_EQ(Why(second, observation), "connection third: there is none");
  observation.connections.clear();
  EXPECT_EQ(Why({}, observation), "connection main: there is none");
}

TEST(Judge, AllJoinsAlternatives) {
  Observation observation = Answered({Response(200)});
  observation.connections.push_back(On("second", {Response(400)}));
  Alternative first = Responses({WithStatus(200)});
  Alternative second = Responses({WithStatus(400)});
  second.on = "second";
  Alternative joined;
  joined.all = {first, second};
  EXPECT_EQ(Why(joined, observation), "");
  joined.all[1].responses = std::vector{WithStatus(200)};
  EXPECT_EQ(Why(joined, observation), "on second: response status: 400, expected 200");
  joined.all[0].responses = std::vector<MessageMatcher>{};
  EXPECT_EQ(Why(joined, observation), "responses: 1 (200), expected none");
}

TEST(Judge, AServersResponsesAreKnownWholeWhateverIsReported) {
  MessageMatcher matcher;
  matcher.reason = "Fine";
  EXPECT_EQ(Why(Responses({matcher}), Answered({Response(200)})),
            R"(response reason: "", expected "Fine")");
}

}  // namespace
}  // namespace wireproof::harness
