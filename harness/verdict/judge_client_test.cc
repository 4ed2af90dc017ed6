#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/verdict/judge.h"
#include "harness/verdict/proof.h"
#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

using Tolerance = Alternative::Tolerance;

std::string Why(const Alternative& alternative, const Observation& observation,
                const Reports& reports = AllReports()) {
  const Judgement judgement = Judge(Expecting(Role::kClient, {alternative}), observation, reports);
  if (judgement.grade == Grade::kPass) return "";
  return judgement.reasons.at(0).substr(std::string_view("pass 1: ").size());
}

TEST(JudgeClient, ResponsesAreWhatItReported) {
  EXPECT_EQ(Why(Responses({WithStatus(200)}), Reported({Response(200)})), "");
  EXPECT_EQ(Why(Responses({WithStatus(200)}), Reported({Response(204)})),
            "response status: 204, expected 200");
  EXPECT_EQ(Why(Responses({WithStatus(200)}), Reported({})), "responses: none, expected 1");
  EXPECT_EQ(Why({}, Reported({Response(200), Response(500)})), "");
}

TEST(JudgeClient, WhatItCannotReportIsNotJudged) {
  MessageMatcher matcher;
  matcher.reason = "Fine";
  const Observation observation = Reported({Response(200)});
  EXPECT_EQ(Why(Responses({matcher}), observation, {"body"}), "");
  EXPECT_EQ(Why(Responses({matcher}), observation, {"reason"}),
            R"(response reason: "", expected "Fine")");
  matcher.framings = {"chunked"};
  matcher.reason.reset();
  EXPECT_EQ(Why(Responses({matcher}), observation), "");
}

TEST(JudgeClient, NoFailureIsTheDefault) {
  using enum FailureKind;
  EXPECT_EQ(Why({}, Failed(kIncomplete, 1)),
            "failure: incomplete (Native) of request 1, expected none");
  EXPECT_EQ(Why({.failure = FailureMatcher{}}, Failed(kIncomplete)), "");
  EXPECT_EQ(Why({.failure = FailureMatcher{.kinds = {kIncomplete}}}, Failed(kIncomplete)), "");
  EXPECT_EQ(Why({.failure = FailureMatcher{.kinds = {kIncomplete}}}, Failed(kClosed)),
            "failure: closed (Native) of request 0, expected incomplete");
  EXPECT_EQ(Why({.failure = FailureMatcher{}}, Reported({Response(200)})),
            "failure: none, expected any");
}

TEST(JudgeClient, AWrongKindMatchesTheAlternativeThatAllowsIt) {
  const Scenario scenario =
      Expecting(Role::kClient, {{.failure = FailureMatcher{.kinds = {FailureKind::kTls}}}},
                {{.failure = FailureMatcher{}}});
  EXPECT_EQ(Judge(scenario, Failed(FailureKind::kTls), {}).grade, Grade::kPass);
  EXPECT_EQ(Judge(scenario, Failed(FailureKind::kClosed), {}).grade, Grade::kWarn);
  EXPECT_EQ(Judge(scenario, Reported({Response(200)}), {}).grade, Grade::kFail);
}

TEST(JudgeClient, PartialIsJudgedWhereItIsReported) {
  Observation observation = Failed(FailureKind::kIncomplete);
  const Alternative alternative{.failure = FailureMatcher{.partial = "he"}};
  EXPECT_EQ(Why(alternative, observation, {"body"}), "");
  EXPECT_EQ(Why(alternative, observation, {"partial"}), R"(failure partial: "", expected "he")");
}

TEST(JudgeClient, RequestsOfAllConnectionsCountInOrder) {
  Observation observation = Reported({}, {Request("GET", "/1")});
  observation.connections.push_back(On("2", {Request("PUT", "/2")}));
  EXPECT_EQ(Why({.sent = 2}, observation), "");
  EXPECT_EQ(Why({.sent = 0}, observation), "sent: 2 requests, expected 0");
  EXPECT_EQ(Why({.connections = 2}, observation), "");
  EXPECT_EQ(Why({.connections = 1}, observation), "connections: 2, expected 1");
  MessageMatcher get, put;
  get.method = "GET";
  put.method = "PUT";
  EXPECT_EQ(Why({.requests = std::vector{get, put}}, observation), "");
  EXPECT_EQ(Why({.requests = std::vector{put, get}}, observation),
            R"(request 1 method: "GET", expected "PUT")");
  EXPECT_EQ(Why({.requests = std::vector{get}}, observation),
            R"(requests: 2 (GET "/1", PUT "/2"), expected 1)");
}

TEST(JudgeClient, ItsRequestsAreKnownWholeWhateverItReports) {
  MessageMatcher matcher;
  matcher.versions = {"HTTP/1.0"};
  EXPECT_EQ(Why({.requests = std::vector{matcher}}, Reported({}), {}),
            "request version: HTTP/1.1, expected HTTP/1.0");
}

TEST(JudgeClient, WhatDoesNotParseOnAnyConnectionCounts) {
  Observation observation = Reported({Response(200)});
  observation.connections.push_back(On("2", {}));
  observation.connections[0].messages.malformed = script::Malformed{"bad-line", 0, "x"};
  EXPECT_EQ(Why({}, observation),
            "malformed: bad-line at byte 0 (x), expected messages that parse");
  EXPECT_EQ(Why({.malformed = Tolerance::kRequired}, observation), "");
  observation.connections[0].messages.malformed.reset();
  observation.connections[1].messages.surplus = "x";
  EXPECT_EQ(Why({}, observation), R"(surplus: "x", expected none)");
  EXPECT_EQ(Why({.surplus = Tolerance::kRequired}, observation), "");
}

TEST(JudgeClient, FatesAreOfTheConnectionUsedLast) {
  Observation observation = Reported({Response(200)});
  observation.connections[0].fate = Fate::kReset;
  EXPECT_EQ(Why({.fates = {Fate::kReset}}, observation), "");
  observation.connections.push_back(On("2", {}, Fate::kClosed));  // opened, not used
  EXPECT_EQ(Why({.fates = {Fate::kReset}}, observation), "");
  observation.connections.push_back(On("3", {Request("GET", "/")}, Fate::kKept));
  EXPECT_EQ(Why({.fates = {Fate::kKept}}, observation), "");
  EXPECT_EQ(Why({.fates = {Fate::kReset}}, observation), "connection: kept, expected reset");
}

TEST(JudgeClient, WithoutAConnectionNothingOfOneIsAsked) {
  Observation observation = Failed(FailureKind::kRefused);
  observation.connections.clear();
  const Alternative refused{.failure = FailureMatcher{}, .sent = 0};
  EXPECT_EQ(Why(refused, observation), "");
  Alternative asks = refused;
  asks.fates = {Fate::kKept};
  EXPECT_EQ(Why(asks, observation), "connection: there is none");
  asks = refused;
  asks.handshakes = {Handshake::kRefusedByPeer};
  EXPECT_EQ(Why(asks, observation), "connection: there is none");
}

TEST(JudgeClient, ANamedFailureLeavesTheHandshakeOpen) {
  Observation observation = Failed(FailureKind::kTls);
  for (const Handshake handshake : {Handshake::kDone, Handshake::kRefusedByPeer, Handshake::kCut}) {
    observation.connections[0].handshake = handshake;
    EXPECT_EQ(Why({.failure = FailureMatcher{}}, observation), "");
  }
  EXPECT_EQ(Why({.handshakes = {Handshake::kDone}, .failure = FailureMatcher{}}, observation),
            "handshake: cut, expected done");
}

TEST(JudgeClient, WithoutAReportOnlyHungCanMatch) {
  Observation observation = Reported({});
  observation.client.reset();
  observation.missed = "the client's report";
  observation.connections[0].fate = Fate::kHung;
  EXPECT_EQ(Why({}, observation), "hung: the client's report");
  EXPECT_EQ(Why({.fates = {Fate::kHung}}, observation), "");
  EXPECT_EQ(Why({.fates = {Fate::kHung}, .failure = FailureMatcher{}}, observation),
            "report: the client reported nothing");
  observation.missed.clear();
  EXPECT_EQ(Why({}, observation), "report: the client reported nothing");
}

}  // namespace
}  // namespace wireproof::harness
