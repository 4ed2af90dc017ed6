#include <gtest/gtest.h>

#include "harness/verdict/observation.h"
#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

script::Step Sends(std::string bytes, std::string on = "") {
  return {std::move(on), script::Send{script::OctetsTemplate(bytes)}};
}

Scenario ServerScenario(std::string request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n") {
  Scenario scenario = Expecting(Role::kServer, {});
  scenario.steps = {Sends(std::move(request))};
  return scenario;
}

PartialObservation Received(std::string bytes, Fate end = Fate::kKept) {
  PartialObservation proof;
  proof.received = std::move(bytes);
  proof.end = end;
  return proof;
}

constexpr const char* kUntilClose = "HTTP/1.1 200 OK\r\n\r\nhi";

TEST(Expand, AServersDefaults) {
  const Observation observation = Expand(ServerScenario(), {});
  ASSERT_EQ(observation.connections.size(), 1u);
  const ObservedConnection& main = observation.connections[0];
  EXPECT_EQ(main.name, "main");
  EXPECT_EQ(main.fate, Fate::kKept);
  EXPECT_EQ(main.residue, Residue::kClean);
  EXPECT_EQ(main.handshake, Handshake::kNone);
  EXPECT_FALSE(main.close_notify);
  EXPECT_EQ(main.received, "");
  EXPECT_TRUE(main.messages.messages.empty());
  EXPECT_EQ(observation.missed, "");
  EXPECT_FALSE(observation.client);
}

TEST(Expand, ReadsWhatTheSubjectSentWithTheMethodsOfTheSteps) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  const Observation get = Expand(ServerScenario(), Received(head + "hello"));
  EXPECT_EQ(get.connections[0].messages.messages.at(0).body, "hello");
  const Observation head_only =
      Expand(ServerScenario("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"), Received(head));
  EXPECT_TRUE(head_only.connections[0].messages.messages.at(0).complete);
}

TEST(Expand, ResidueIsCleanOnlyWhereAProbeIsPossible) {
  const auto residue = [](const Scenario& scenario, const PartialObservation& proof) {
    return Expand(scenario, proof).connections[0].residue;
  };
  Scenario scenario = ServerScenario();
  EXPECT_EQ(residue(scenario, Received("", Fate::kClosed)), Residue::kNotProbed);
  PartialObservation poisoned;
  poisoned.residue = Residue::kPoisoned;
  EXPECT_EQ(residue(scenario, poisoned), Residue::kPoisoned);
  PartialObservation refused;
  refused.handshake = Handshake::kRefusedByPeer;
  EXPECT_EQ(residue(scenario, refused), Residue::kNotProbed);
  scenario.probe = false;
  EXPECT_EQ(residue(scenario, {}), Residue::kNotProbed);
}

TEST(Expand, AnEndCompletesABodyWhereItIsInOrder) {
  const auto complete = [](const Scenario& scenario, const PartialObservation& proof) {
    return Expand(scenario, proof).connections[0].messages.messages.at(0).complete;
  };
  Scenario scenario = ServerScenario();
  EXPECT_TRUE(complete(scenario, Received(kUntilClose, Fate::kClosed)));
  EXPECT_FALSE(complete(scenario, Received(kUntilClose, Fate::kReset)));
  EXPECT_FALSE(complete(scenario, Received(kUntilClose, Fate::kKept)));
  scenario.tls.emplace();
  PartialObservation proof = Received(kUntilClose, Fate::kClosed);
  EXPECT_TRUE(complete(scenario, proof));
  proof.close_notify = false;
  EXPECT_FALSE(complete(scenario, proof));
}

TEST(Expand, OverTlsTheHandshakeIsDone) {
  Scenario scenario = ServerScenario();
  scenario.transport = Transport::kTls;
  EXPECT_EQ(Expand(scenario, {}).connections[0].handshake, Handshake::kDone);
  EXPECT_EQ(Expand(scenario, {}).connections[0].tls_version, "TLSv1.3");
  scenario.tls.emplace();
  scenario.tls->versions = {"1.2", "1.1"};
  scenario.tls->alpn = {"http/1.1", "h2"};
  const Observation observation = Expand(scenario, Received("", Fate::kClosed));
  EXPECT_EQ(observation.connections[0].tls_version, "TLSv1.2");
  EXPECT_EQ(observation.connections[0].alpn, "http/1.1");
  EXPECT_TRUE(observation.connections[0].close_notify);
  PartialObservation refused;
  refused.handshake = Handshake::kRefusedByPeer;
  EXPECT_EQ(Expand(scenario, refused).connections[0].handshake, Handshake::kRefusedByPeer);
  EXPECT_EQ(Expand(scenario, refused).connections[0].tls_version, "");
}

TEST(Expand, FurtherConnectionsAreThoseOfTheSteps) {
  Scenario scenario = ServerScenario();
  scenario.tls.emplace();
  scenario.steps.push_back({"", script::Connect{.name = "silent", .tls = {}, .plain = true}});
  scenario.steps.push_back({"", script::Connect{.name = "prompt", .tls = {}}});
  scenario.steps.push_back(Sends("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"));
  PartialObservation proof;
  proof.connections.emplace_back(
      "prompt", Received("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Fate::kClosed));
  const Observation observation = Expand(scenario, proof);
  ASSERT_EQ(observation.connections.size(), 3u);
  EXPECT_EQ(observation.connections[0].fate, Fate::kKept);
  EXPECT_EQ(observation.connections[1].name, "silent");
  EXPECT_EQ(observation.connections[1].handshake, Handshake::kNone);
  EXPECT_EQ(observation.connections[1].residue, Residue::kNotProbed);
  EXPECT_EQ(observation.connections[2].fate, Fate::kClosed);
  EXPECT_EQ(observation.connections[2].handshake, Handshake::kDone);
  EXPECT_TRUE(observation.connections[2].messages.messages.at(0).complete);
}

TEST(Expand, StartTlsMakesAPlainConnectionOneOverTls) {
  Scenario scenario = ServerScenario();
  scenario.tls.emplace();
  scenario.steps = {{"", script::Connect{.name = "late", .tls = {}, .plain = true}},
                    {"", script::StartTls{}}};
  EXPECT_EQ(Expand(scenario, {}).connections[1].handshake, Handshake::kDone);
}

TEST(Expand, HungMissesADeadline) {
  const Observation observation = Expand(ServerScenario(), Received("", Fate::kHung));
  EXPECT_EQ(observation.connections[0].fate, Fate::kHung);
  EXPECT_EQ(observation.missed, "connection main of the proof");
  EXPECT_EQ(observation.connections[0].residue, Residue::kNotProbed);
}

Scenario ClientScenario(std::vector<ClientRequest> requests) {
  Scenario scenario = Expecting(Role::kClient, {});
  scenario.requests = std::move(requests);
  return scenario;
}

TEST(Expand, AClientSendsWhatItIsAskedTo) {
  ClientRequest get;
  ClientRequest post;
  post.method = "POST";
  post.target = "/p";
  post.host = "example.test";
  post.fields = {{"X", "1"}};
  post.body = "hello";
  ClientRequest put;
  put.chunks = {{"a", "b"}};
  const Observation observation = Expand(ClientScenario({get, post, put}), {});
  ASSERT_EQ(observation.connections.size(), 1u);
  const auto& messages = observation.connections[0].messages.messages;
  ASSERT_EQ(messages.size(), 3u);
  EXPECT_EQ(messages[0].method, "GET");
  EXPECT_EQ(messages[0].fields, (wire::Fields{{"Host", "localhost"}}));
  EXPECT_EQ(messages[1].fields,
            (wire::Fields{{"Host", "example.test"}, {"X", "1"}, {"Content-Length", "5"}}));
  EXPECT_EQ(messages[1].framing, script::Framing::kContentLength);
  EXPECT_EQ(messages[2].body, "ab");
  EXPECT_EQ(messages[2].framing, script::Framing::kChunked);
  ASSERT_TRUE(observation.client);
  EXPECT_TRUE(observation.client->responses.empty());
  EXPECT_FALSE(observation.client->failure);
}

TEST(Expand, WhatAClientSentAndReportedCanBeNamed) {
  PartialObservation proof;
  proof.sent = 1;
  proof.connection_count = 2;
  proof.end = Fate::kReset;
  PartialMessage response;
  response.status = 200;
  response.reason = "OK";
  response.fields = {{"A", "1"}};
  response.body = "hi";
  proof.responses = {response};
  proof.failure = PartialFailure{FailureKind::kIncomplete, 1, "h"};
  const Observation observation = Expand(ClientScenario({{}, {}}), proof);
  ASSERT_EQ(observation.connections.size(), 2u);
  EXPECT_EQ(observation.connections[0].fate, Fate::kKept);
  EXPECT_EQ(observation.connections[1].fate, Fate::kReset);
  EXPECT_EQ(observation.connections[1].messages.messages.size(), 1u);
  EXPECT_EQ(observation.client->responses.at(0).status, 200);
  EXPECT_EQ(observation.client->responses.at(0).reason, "OK");
  EXPECT_EQ(observation.client->responses.at(0).body, "hi");
  EXPECT_EQ(observation.client->failure->kind, FailureKind::kIncomplete);
  EXPECT_EQ(observation.client->failure->request, 1);
  EXPECT_EQ(observation.client->failure->partial, "h");
}

TEST(Expand, ReceivedStandsForTheRequests) {
  PartialObservation proof = Received("PUT /x HTTP/1.1\r\nHost: h\r\n\r\n");
  const Observation observation = Expand(ClientScenario({{}, {}}), proof);
  ASSERT_EQ(observation.connections[0].messages.messages.size(), 1u);
  EXPECT_EQ(observation.connections[0].messages.messages[0].method, "PUT");
}

TEST(Expand, AClientMayHaveOpenedNoConnection) {
  PartialObservation proof;
  proof.connection_count = 0;
  EXPECT_TRUE(Expand(ClientScenario({{}}), proof).connections.empty());
}

}  // namespace
}  // namespace wireproof::harness
