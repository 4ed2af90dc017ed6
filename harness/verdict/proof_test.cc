#include "harness/verdict/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PartialObservation Answer(std::string status) {
  PartialObservation proof;
  proof.received = "HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n";
  return proof;
}

Scenario Wants400() {
  Scenario scenario =
      Expecting(Role::kServer, {Responses({WithStatus(400)})}, {Responses({WithStatus(501)})});
  scenario.proof_pass = {Answer("400"), Answer("501")};
  scenario.proof_fail = {Answer("200")};
  return scenario;
}

TEST(Proofs, HoldWhereTheJudgeTellsThemApart) {
  EXPECT_THAT(CheckProofs(Wants400()), IsEmpty());
}

TEST(Proofs, NameTheOneThatIsJudgedWrongly) {
  Scenario scenario = Wants400();
  scenario.proof_pass.push_back(Answer("404"));
  scenario.proof_fail.push_back(Answer("400"));
  EXPECT_THAT(
      CheckProofs(scenario),
      ElementsAre("scenarios/server/topic.json#/scenarios/0/proof/pass/2 (server/topic/name): "
                  "judged fail: pass 1: response status: 404, expected 400; warn 1: response "
                  "status: 404, expected 501 [response 404, connection kept]",
                  "scenarios/server/topic.json#/scenarios/0/proof/fail/1 (server/topic/name): "
                  "judged pass: pass 1 [response 400, connection kept]"));
}

TEST(Proofs, AWarningDoesNotProveAFailure) {
  Scenario scenario = Wants400();
  scenario.proof_fail = {Answer("501")};
  EXPECT_THAT(CheckProofs(scenario), ElementsAre(HasSubstr("judged warn: warn 1")));
}

TEST(Proofs, BothKindsAreNeeded) {
  Scenario scenario = Wants400();
  scenario.proof_pass.clear();
  scenario.proof_fail.clear();
  EXPECT_THAT(CheckProofs(scenario), ElementsAre(HasSubstr("no observation that must pass"),
                                                 HasSubstr("no observation that must fail")));
}

TEST(Proofs, AClientsMustNotContradictItself) {
  Scenario scenario = Expecting(Role::kClient, {Responses({WithStatus(200)})});
  scenario.requests.resize(1);
  PartialObservation good;
  PartialMessage ok;
  ok.status = 200;
  good.responses = {ok};
  PartialObservation contradiction = good;
  contradiction.received = "";
  contradiction.sent = 1;
  PartialObservation bad = good;
  bad.responses->at(0).status = 500;
  scenario.proof_pass = {good};
  scenario.proof_fail = {bad};
  EXPECT_THAT(CheckProofs(scenario), IsEmpty());
  scenario.proof_pass = {contradiction};
  EXPECT_THAT(CheckProofs(scenario),
              ElementsAre(HasSubstr("\"received\" holds 0 requests, and \"sent\" is 1")));
}

}  // namespace
}  // namespace wireproof::harness
