#include "harness/scenario/testing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace wireproof::harness {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(ScenarioFromText, FillsInWhatTheTextLeavesOut) {
  const Scenario server = ScenarioFromText("{}");
  EXPECT_EQ(server.id, "server/test/scenario");
  EXPECT_EQ(server.level, Level::kMust);
  EXPECT_THAT(server.expect.pass, SizeIs(1));
  const Scenario client = ScenarioFromText(R"({"requests": [{"target": "/x"}], "reuse": false})");
  EXPECT_EQ(client.role, Role::kClient);
  EXPECT_EQ(client.requests.at(0).target, "/x");
  EXPECT_FALSE(client.reuse);
}

TEST(ScenarioFromText, ThrowsTheLoadersWords) {
  try {
    ScenarioFromText(R"({"expect": {"pass": [{"connection": "gone"}]}})");
    FAIL() << "it was read";
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), HasSubstr("\"gone\" is no fate"));
  }
  EXPECT_THROW(ScenarioFromText("[]"), std::invalid_argument);
  EXPECT_THROW(ScenarioFromText("{"), std::invalid_argument);
}

TEST(PartsFromText, AreThoseOfTheRole) {
  const auto expect = ExpectationFromText(Role::kClient, R"({"pass": [{"failure": "tls"}]})");
  EXPECT_TRUE(expect.pass.at(0).failure.has_value());
  const auto proof = ProofFromText(Role::kServer, R"({"received": ["a", ""], "end": "closed"})");
  EXPECT_EQ(proof.received, "a\r\n");
  EXPECT_EQ(proof.end, Fate::kClosed);
}

}  // namespace
}  // namespace wireproof::harness
