#include "harness/verdict/observation.h"

#include <gtest/gtest.h>

#include "harness/verdict/test_values.h"

namespace wireproof::harness {
namespace {

using script::EventKind;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

// A transcript of one connection, written as events.
struct Story {
  script::ConnectionTranscript connection;
  explicit Story(std::string name = "main") { connection.name = std::move(name); }
  Story& Then(EventKind kind, std::string_view bytes = "") {
    const auto at_us = static_cast<std::int64_t>(connection.events.size()) * 1000;
    connection.events.push_back({at_us, kind, std::string(bytes), ""});
    return *this;
  }
  Observation Observed(Role role = Role::kServer, const RunFacts& facts = {}) const {
    script::Transcript transcript;
    transcript.connections.push_back(connection);
    return Observe(role, transcript, facts);
  }
};

TEST(Observe, ReadsAServersResponses) {
  const Observation observation = Story()
                                      .Then(EventKind::kConnected)
                                      .Then(EventKind::kSent, kGet)
                                      .Then(EventKind::kReceived, kOk.substr(0, 10))
                                      .Then(EventKind::kReceived, kOk.substr(10))
                                      .Then(EventKind::kPeerFin)
                                      .Observed();
  ASSERT_EQ(observation.connections.size(), 1u);
  const ObservedConnection& main = observation.connections[0];
  EXPECT_EQ(main.name, "main");
  EXPECT_EQ(main.received, kOk);
  EXPECT_EQ(main.fate, Fate::kClosed);
  EXPECT_EQ(main.handshake, Handshake::kNone);
  EXPECT_EQ(main.residue, Residue::kNotProbed);
  ASSERT_EQ(main.messages.messages.size(), 1u);
  EXPECT_EQ(main.messages.messages[0].status, 200);
  EXPECT_EQ(main.messages.messages[0].body, "hi");
}

TEST(Observe, TakesTheMethodsFromWhatWeSent) {
  const Observation observation =
      Story()
          .Then(EventKind::kSent, "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
          .Then(EventKind::kReceived, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
          .Observed();
  const script::Message& head = observation.connections[0].messages.messages.at(0);
  EXPECT_TRUE(head.complete);
  EXPECT_EQ(head.body, "");
}

TEST(Observe, ABodyWithoutLengthIsWholeOnlyAfterAnOrderlyEnd) {
  const std::string_view until_close = "HTTP/1.1 200 OK\r\n\r\nhi";
  const auto complete = [&](bool tls, std::initializer_list<EventKind> ends) {
    Story story;
    story.connection.tls = tls;
    if (tls) story.Then(EventKind::kHandshakeDone);
    story.Then(EventKind::kSent, kGet).Then(EventKind::kReceived, until_close);
    for (const EventKind end : ends) story.Then(end);
    return story.Observed().connections[0].messages.messages.at(0).complete;
  };
  EXPECT_TRUE(complete(false, {EventKind::kPeerFin}));
  EXPECT_FALSE(complete(false, {EventKind::kPeerReset}));
  EXPECT_FALSE(complete(false, {}));
  EXPECT_FALSE(complete(false, {EventKind::kClosed, EventKind::kPeerFin}));
  EXPECT_TRUE(complete(true, {EventKind::kPeerCloseNotify, EventKind::kPeerFin}));
  EXPECT_FALSE(complete(true, {EventKind::kPeerFin}));
}

TEST(Observe, ReadsAClientsRequests) {
  RunFacts facts;
  facts.client.emplace();
  const Observation observation = Story("1")
                                      .Then(EventKind::kReceived, kGet)
                                      .Then(EventKind::kSent, kOk)
                                      .Observed(Role::kClient, facts);
  EXPECT_EQ(observation.connections[0].messages.messages.at(0).method, "GET");
  EXPECT_EQ(observation.client, facts.client);
}

TEST(Observe, KeepsTheFactsOfTls) {
  Story story;
  story.connection.tls = true;
  story.connection.tls_version = "TLSv1.3";
  story.connection.alpn = "http/1.1";
  const Observation observation =
      story.Then(EventKind::kHandshakeDone).Then(EventKind::kPeerCloseNotify).Observed();
  EXPECT_EQ(observation.connections[0].tls_version, "TLSv1.3");
  EXPECT_EQ(observation.connections[0].alpn, "http/1.1");
  EXPECT_TRUE(observation.connections[0].close_notify);
  EXPECT_EQ(observation.connections[0].handshake, Handshake::kDone);
}

// An answered request; the probe is sent.
Story Probed() {
  return Story()
      .Then(EventKind::kSent, kGet)
      .Then(EventKind::kReceived, kOk)
      .Then(EventKind::kSettled)
      .Then(EventKind::kSent, kGet);
}

ObservedConnection Main(const Story& story, Residue residue) {
  RunFacts facts;
  facts.residue = residue;
  return story.Observed(Role::kServer, facts).connections.at(0);
}

TEST(Observe, LeavesTheProbesAnswerOut) {
  const ObservedConnection main =
      Main(Probed().Then(EventKind::kReceived, kOk).Then(EventKind::kPeerFin), Residue::kClean);
  EXPECT_EQ(main.received, kOk);
  EXPECT_EQ(main.messages.messages.size(), 1u);
  EXPECT_EQ(main.fate, Fate::kKept);
  EXPECT_EQ(main.residue, Residue::kClean);
}

TEST(Observe, AnAnswerTooManyCountsWhereverTheProbeWasSent) {
  const Story late = Story()
                         .Then(EventKind::kSent, kGet)
                         .Then(EventKind::kReceived, kOk)
                         .Then(EventKind::kSettled)
                         .Then(EventKind::kSent, kGet)
                         .Then(EventKind::kReceived, std::string(kOk) + std::string(kOk));
  const Story early = Story()
                          .Then(EventKind::kSent, kGet)
                          .Then(EventKind::kReceived, std::string(kOk) + std::string(kOk))
                          .Then(EventKind::kSettled)
                          .Then(EventKind::kSent, kGet)
                          .Then(EventKind::kReceived, kOk);
  for (const Story& story : {late, early}) {
    for (const Residue found : {Residue::kClean, Residue::kLeftOver}) {
      const ObservedConnection main = Main(story, found);
      EXPECT_EQ(main.messages.messages.size(), 2u);
      EXPECT_EQ(main.received, std::string(kOk) + std::string(kOk));
      EXPECT_EQ(main.residue, Residue::kLeftOver);
    }
  }
}

TEST(Observe, ARefusalAndAnEndCountWhereverTheProbeWasSent) {
  const std::string refusal = "HTTP/1.1 400 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  const Story late = Story()
                         .Then(EventKind::kSent, kGet)
                         .Then(EventKind::kReceived, kOk)
                         .Then(EventKind::kSettled)
                         .Then(EventKind::kSent, kGet)
                         .Then(EventKind::kReceived, refusal)
                         .Then(EventKind::kPeerFin);
  const Story early = Story()
                          .Then(EventKind::kSent, kGet)
                          .Then(EventKind::kReceived, std::string(kOk) + refusal)
                          .Then(EventKind::kPeerFin);
  EXPECT_EQ(Main(late, Residue::kPoisoned), Main(early, Residue::kNotProbed));
}

TEST(Observe, AServerThatEndsBeforeItAnswersTheProbeHadEnded) {
  for (const auto& [event, fate] : {std::pair(EventKind::kPeerFin, Fate::kClosed),
                                    std::pair(EventKind::kPeerReset, Fate::kReset)}) {
    const ObservedConnection main = Main(Probed().Then(event), Residue::kPoisoned);
    EXPECT_EQ(main.fate, fate);
    EXPECT_EQ(main.residue, Residue::kNotProbed);
    EXPECT_EQ(main.received, kOk);
  }
  const ObservedConnection kept =
      Main(Probed().Then(EventKind::kClosed).Then(EventKind::kPeerFin), Residue::kPoisoned);
  EXPECT_EQ(kept.fate, Fate::kKept);
  EXPECT_EQ(kept.residue, Residue::kPoisoned);
}

TEST(Observe, AnEndAtTheProbeCompletesABody) {
  const Story story = Story()
                          .Then(EventKind::kReceived, "HTTP/1.1 200 OK\r\n\r\nhi")
                          .Then(EventKind::kSettled)
                          .Then(EventKind::kPeerFin);
  EXPECT_TRUE(Main(story, Residue::kNotProbed).messages.messages.at(0).complete);
}

TEST(Observe, WhatAClientDoesAtItsReleaseIsNotObserved) {
  const Story story = Story("1")
                          .Then(EventKind::kReceived, kGet)
                          .Then(EventKind::kSettled)
                          .Then(EventKind::kPeerFin);
  RunFacts facts;
  facts.client.emplace();
  EXPECT_EQ(story.Observed(Role::kClient, facts).connections[0].fate, Fate::kKept);
}

TEST(Observe, ACloseNotifyAtTheReleaseCounts) {
  const Story story = Story("1")
                          .Then(EventKind::kReceived, kGet)
                          .Then(EventKind::kSettled)
                          .Then(EventKind::kPeerCloseNotify);
  RunFacts facts;
  facts.client.emplace();
  const ObservedConnection connection = story.Observed(Role::kClient, facts).connections[0];
  EXPECT_EQ(connection.fate, Fate::kKept);
  EXPECT_TRUE(connection.close_notify);
}

TEST(Observe, AMissedDeadlineIsHung) {
  script::Transcript transcript;
  transcript.connections.push_back(
      Story().Then(EventKind::kSent, kGet).Then(EventKind::kMissed).connection);
  transcript.missed = "step 2, await response";
  RunFacts facts;
  facts.crashed = true;
  const Observation observation = Observe(Role::kServer, transcript, facts);
  EXPECT_EQ(observation.missed, transcript.missed);
  EXPECT_EQ(observation.connections[0].fate, Fate::kHung);
  EXPECT_TRUE(observation.crashed);
}

TEST(Observation, FindsConnectionsByName) {
  Observation observation = Answered({});
  observation.connections.push_back(On("second", {}));
  EXPECT_EQ(observation.Connection("second"), &observation.connections[1]);
  EXPECT_EQ(observation.Connection("third"), nullptr);
}

TEST(Observation, SaysItselfInALine) {
  EXPECT_EQ(Summary(Answered({Response(200)})), "response 200, connection kept");
  EXPECT_EQ(Summary(Answered({}, Fate::kReset)), "no response, connection reset");
  Observation observation = Answered({Response(200), Response(400)}, Fate::kKept);
  observation.connections[0].messages.messages[1].complete = false;
  observation.connections[0].messages.interim = {Response(100)};
  observation.connections[0].messages.surplus = "xy";
  observation.connections[0].messages.malformed = script::Malformed{"bad-line", 0, ""};
  observation.connections[0].residue = Residue::kPoisoned;
  EXPECT_EQ(Summary(observation),
            "response 100 interim, responses 200, 400 (cut short), malformed (bad-line), 2 bytes "
            "too many, connection kept, residue poisoned");
  Observation refused = Answered({}, Fate::kClosed);
  refused.connections[0].handshake = Handshake::kRefusedByPeer;
  EXPECT_EQ(Summary(refused), "handshake refused by the other side, connection closed");
  Observation two = Answered({Response(200)});
  two.connections.push_back(On("second", {}, Fate::kHung));
  two.missed = "step 3";
  EXPECT_EQ(Summary(two),
            "main: response 200, connection kept; second: no response, connection hung\n"
            "missed: step 3");
  EXPECT_EQ(Summary(Reported({Response(200)})),
            "reported response 200; 1 request, connection kept");
  EXPECT_EQ(Summary(Failed(FailureKind::kClosed, 0)),
            "reported failure closed (Native) of request 0; 1 request, connection kept");
  Observation crashed;
  crashed.crashed = true;
  EXPECT_EQ(Summary(crashed), "the subject's process ended; no connection");
  EXPECT_EQ(Summary(Observation{}), "no connection");
}

}  // namespace
}  // namespace wireproof::harness
